"""Score direct quotations in French and Spanish on news pages labelled by us (`quote_labels.tsv`).

    python -m tests.eval quotes
    python -m tests.eval.score_quotes_abroad [DATA] [--misses]

Found: one of our direct quotations overlaps the labelled words. Right speaker: of those found, its speaker's
words overlap the labelled ones. The set is small; it shows classes of mistakes rather than their rate.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from service.taggers.document import Tags
from service.taggers.quotes import tag_quotes
from service.tags import Quote
from tests.eval.command import print_figures
from tests.eval.documents import plain_document
from tests.eval.figure import Figure
from tests.eval.score_html import fundus_pages
from tests.eval.score_quotes import overlaps

_LANGUAGES = {"fr": "French", "es": "Spanish"}
Stretch = tuple[int, int]


class Label(NamedTuple):
    """The words of a quotation and those that name its speaker."""

    page: str
    words: Stretch
    speaker: Stretch


class Result(NamedTuple):
    """Labelled quotations, those found, and those of them with the right speaker."""

    labelled: int
    found: int
    right: int


def labels() -> list[Label]:
    """Return the labels."""
    lines = (Path(__file__).parent / "quote_labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Label(page, (int(a), int(b)), (int(c), int(d))) for page, a, b, c, d in rows]


def score(data: Path, country: str, *, misses: bool = False) -> Result:
    """Tag the labelled pages of one country and compare."""
    wanted = [label for label in labels() if label.page.startswith(f"{country}/")]
    pages = {label.page for label in wanted}
    texts = {
        gold["html"]: "\n".join(gold["paragraphs"]) for gold, _ in fundus_pages(data) if gold["html"] in pages
    }
    found = right = 0
    for page, text in texts.items():
        quotes = tag_quotes(plain_document(text, country), Tags()).quotes
        for label in wanted:
            if label.page != page:
                continue
            quote = next(
                (q for q in quotes if overlaps((q.start, q.end), label.words) and _is_direct(q)), None
            )
            found += quote is not None
            right += quote is not None and _is_by(quote, label.speaker)
            if misses and (quote is None or not _is_by(quote, label.speaker)):
                who = text[slice(*label.speaker)]
                print(f"   {page}: {text[slice(*label.words)][:60]!r} by {who!r}, {quote and quote.speaker}")
    return Result(len(wanted), found, right)


def _is_direct(quote: Quote) -> bool:
    return quote.kind in {"direct", "mixed"}


def _is_by(quote: Quote, speaker: Stretch) -> bool:
    ours = quote.speaker
    if ours is None or ours.start is None or ours.end is None:
        return False
    return overlaps((ours.start, ours.end), speaker)


def figures(data: Path) -> Iterator[Figure]:
    """Yield for each language how many quotations are found, and how many of those have the right speaker."""
    for country, language in _LANGUAGES.items():
        result = score(data, country)
        dataset = f"extract-fundus-testdata {language}, by hand"
        found = result.found / max(result.labelled, 1)
        right = result.right / max(result.found, 1)
        yield Figure(dataset=dataset, name="quoted words, found", value=found, items=result.labelled)
        yield Figure(dataset=dataset, name="quoted words, right speaker", value=right, items=result.found)


def _show_misses(data: Path) -> None:
    for country in _LANGUAGES:
        score(data, country, misses=True)


if __name__ == "__main__":
    print_figures(__doc__, figures, _show_misses)
