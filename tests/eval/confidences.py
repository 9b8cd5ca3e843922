"""Whether confidences mean something: of the tags given with about so much confidence, how many are right.

    python -m tests.eval reliability

writes the section "Reliability" of `docs/quality.md`. A judge yields (confidence, right) for every tag that
it can judge on a development set; to add one, add a line to `JUDGES`.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from service.taggers.document import Tags, document_of
from service.taggers.quantities import tag_quantities
from service.taggers.quotes import tag_quotes
from service.taggers.topics import tag_topics
from service.taggers.topics_vocabulary import media_topics
from tests.eval.documents import plain_document
from tests.eval.score_places import articles, kilometres, tagged
from tests.eval.score_quantities import is_right, recognizers
from tests.eval.score_quotes import Gold, german_wikinews, overlaps, polnear
from tests.eval.score_topics import by_agency, drawn

Judged = Iterator[tuple[int, bool]]
HEADING = "## Reliability"
_INTRODUCTION = """
Of the tags given with a confidence in the range, the share that is right on the development sets, with their
number. A quotation is right when its words and its speaker overlap with the annotated ones, a topic when the
article is labelled with its top-level topic, a place when it is an annotated one and within 161 km of it, one
without a point when it is an annotated one, a quantity when value and unit are those of the case.

| tagger | set | 30–49 | 50–59 | 60–69 | 70–79 | 80–89 | 90–100 |
|---|---|---|---|---|---|---|---|
"""
_RANGES = ((30, 49), (50, 59), (60, 69), (70, 79), (80, 89), (90, 100))


def _quotes(documents: Iterable[Gold]) -> Judged:
    for gold in documents:
        for quote in tag_quotes(plain_document(gold.text, gold.language), Tags()).quotes:
            mine = (quote.start, quote.end)
            said_by = [who for what, who in gold.said if any(overlaps(mine, span) for span in what)]
            speaker = quote.speaker
            if speaker is None or speaker.start is None or speaker.end is None:
                yield quote.confidence, bool(said_by)
            else:
                at = (speaker.start, speaker.end)
                yield quote.confidence, any(overlaps(at, span) for who in said_by for span in who)


def _topics(data: Path) -> Judged:
    for item in (*drawn(data), *by_agency(data)):
        for subject in tag_topics(document_of(item.article), Tags()).subjects:
            code = (subject.uri or "").rsplit("/", 1)[-1]
            if media_topics()[code].parent is None:
                yield subject.confidence, code in item.fitting


def _places(data: Path) -> Judged:
    for article in articles(data, "TR-News"):
        wanted = {(toponym.start, toponym.end): toponym for toponym in article.toponyms}
        for span, place in tagged(article.text, adjectives=False).items():
            gold = wanted.get(span)
            if place.lat is None or gold is None or gold.point is None:
                yield place.confidence, place.lat is None and gold is not None
            elif place.lon is not None:
                yield place.confidence, kilometres(gold.point, (place.lat, place.lon)) <= 161


def _quantities(data: Path) -> Judged:
    for name, code in (("English", "en"), ("German", "de"), ("French", "fr"), ("Spanish", "es")):
        for gold in recognizers(data, name, code):
            if gold.unit is None:
                continue
            for quantity in tag_quantities(plain_document(gold.text, gold.language), Tags()).quantities:
                if quantity.start < gold.end and gold.start < quantity.end:
                    yield quantity.confidence, is_right(gold, quantity)


JUDGES: tuple[tuple[str, str, Callable[[Path], Judged]], ...] = (
    ("quotes", "quote-polnear dev", lambda data: _quotes(polnear(data, "dev"))),
    ("quotes", "quote-german-wikinews dev", lambda data: _quotes(german_wikinews(data, "dev"))),
    ("topics", "several sets, drawn at random", _topics),
    ("places", "geo-trnews-gwn TR-News", _places),
    ("quantities", "quantity-date-recognizers-specs", _quantities),
)


def rows(data: Path) -> Iterator[str]:
    """Yield the table's rows: for each judge and range the share that is right and the number of tags."""
    for name, dataset, judge in JUDGES:
        judged = list(judge(data))
        cells = []
        for low, high in _RANGES:
            inside = [right for confidence, right in judged if low <= confidence <= high]
            cells.append(f"{sum(inside) / len(inside):.2f} of {len(inside)}" if inside else "")
        yield f"| {name} | {dataset} | {' | '.join(cells)} |"


def write(report: Path, data: Path) -> None:
    """Replace the section in `report`, or add it at the end."""
    text = report.read_text(encoding="utf-8") if report.is_file() else ""
    before, _, after = text.partition(HEADING)
    following = after.partition("\n## ")
    rest = f"\n## {following[2]}" if following[1] else ""
    section = HEADING + "\n" + _INTRODUCTION + "\n".join(rows(data)) + "\n"
    report.write_text(f"{before.rstrip()}\n\n{section}{rest}", encoding="utf-8")
