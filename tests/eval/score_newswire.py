"""Score the structure of plain text: dateline, byline, headline, standfirst, cross-heads, pure bodies, time.

A field that must be absent counts as right only when it is; what the gold does not know is not scored.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from service.model import Draft
from service.normalize import normalize_draft
from service.normalize.agencies import agency_name
from service.record import Article, Origin
from tests.eval import newswire
from tests.eval.figure import Figure, overlap, plain
from tests.eval.newswire import Case

_ORIGIN = Origin(topic="eval", partition=0, offset=0, item=0)
_CREDIT = re.compile(r"[(\[][A-Za-z]{2,4}(?:[/-][A-Za-z]{2,4})*[)\]]$")
_NOT_TEXT = re.compile(
    r"(?:©|\(c\)|copyright\b|all rights reserved|by [A-Z]|reporting by|editing by|edited by|more follows|"
    r"ends?$|(?:tel|phone|e-?mail)\s*:|embargo|editor'?s note)",
    re.IGNORECASE,
)
Counts = dict[str, list[float]]


def figures(data: Path) -> Iterator[Figure]:
    """Yield the figures of every set; the tables are read before anything is timed."""
    normalize_draft(
        Draft(origin=_ORIGIN, format="text/plain", text="Paris (AFP) - Il pleut. Era ora.\n\nBy X")
    )
    yield from _fields(
        "newswire-worldwide, by hand", newswire.worldwide(data), ("place", "date", "agency", "byline")
    )
    yield from _fields("newswire-nltk IEER", newswire.wires(data), ("place", "headline"))
    yield from _fields("quote-polnear, author lines", newswire.bylines(data), ("byline", "headline"))
    cases = list(newswire.layouts(data))
    for layout in dict.fromkeys(case.name for case in cases):
        chosen = [case for case in cases if case.name == layout]
        names = ("headline", "standfirst", "byline", "crossheads", "body word F1")
        yield from _fields(f"extract-fundus-testdata as text, {layout}", chosen, names)


def _fields(dataset: str, cases: Iterable[Case], names: tuple[str, ...]) -> Iterator[Figure]:
    scores: Counts = defaultdict(list)
    spent, count = 0.0, 0
    for case in cases:
        draft = Draft(origin=_ORIGIN, format="text/plain", text=case.text)
        started = time.process_time()
        article = normalize_draft(draft)
        spent, count = spent + time.process_time() - started, count + 1
        if isinstance(article, Article):
            for name, score in _scores(case, article):
                scores[name].append(score)
    for name in (*names, "body pure"):
        if scores[name]:
            value = sum(scores[name]) / len(scores[name])
            yield Figure(dataset=dataset, name=name, value=value, items=len(scores[name]))
    yield Figure(dataset=dataset, name="µs a text", value=1e6 * spent / count, items=count, is_held=False)


def _scores(case: Case, article: Article) -> Iterator[tuple[str, float]]:
    dateline = article.dateline
    if case.place is not None:
        yield "place", float(_folded((dateline.place if dateline else "") or "") == _folded(case.place))
    if case.date is not None:
        yield "date", float(((dateline.date if dateline else "") or "") == case.date)
    if case.agency is not None:
        yield "agency", float(((dateline.agency if dateline else "") or "") == case.agency)
    if case.headline is not None:
        yield "headline", float(plain(article.headline or "") == plain(case.headline))
    if case.standfirst is not None:
        found = article.descriptions[0].value if article.descriptions else ""
        yield "standfirst", float(plain(found) == plain(case.standfirst))
    if case.people is not None:
        yield "byline", float(_names((article.by or "").split(", ")) == _names(case.people))
    if case.crossheads is not None:
        found_heads = {plain(section.headline) for section in article.sections if section.headline}
        for heading in case.crossheads:
            yield "crossheads", float(plain(heading) in found_heads)
    if case.paragraphs:
        yield "body word F1", overlap(article.body, "\n".join(case.paragraphs))[2]
    yield "body pure", float(_is_pure(article))


def _is_pure(article: Article) -> bool:
    """Return whether no dateline, standfirst, byline, credit or notice is left as text."""
    paragraphs = article.body.split("\n\n")
    printed = [article.dateline.raw] if article.dateline else []
    printed += [text.value for text in article.descriptions if len(text.value) > 40]
    if any(paragraph.startswith(text) for text in printed for paragraph in paragraphs[:6]):
        return False
    ends = (*paragraphs[:2], *paragraphs[-3:])
    return not any(
        _CREDIT.search(paragraph) or (len(paragraph) < 120 and _NOT_TEXT.match(paragraph))
        for paragraph in ends
    )


def _names(people: Iterable[str]) -> set[str]:
    """Return persons for comparison; the gold of pages lists agencies among the authors."""
    return {_folded(name) for name in people if name and agency_name(name) is None}


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
