"""The articles of the comparison with their gold: news pages, and newswire as plain text.

Pages have gold for headline and body (Fundus' test data), newswire has gold for names (the worldwide
newswire set, which no pipeline here was trained on). A pipeline sees the bytes and their type only.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.bench.whole_job.pipelines import Found, Raw
from tests.eval.figure import overlap, plain
from tests.eval.score_entities import KINDS, Span, worldwide
from tests.eval.score_html import fundus_pages

_PARAGRAPH = re.compile(r"\S[^\n]*")


class Gold(msgspec.Struct, frozen=True):
    """What is known of an article; `None` where nothing is.

    Names before `names_from` are not scored, of no pipeline: there stand address, dateline and lead, whose
    agency and place are fields with Dateline and text with others.
    """

    title: str | None = None
    body: str | None = None
    names: frozenset[Span] | None = None
    names_from: int = 0


class Articles(msgspec.Struct, frozen=True):
    """Articles of one kind with their gold, in the same order."""

    name: str
    raw: Sequence[Raw]
    gold: Sequence[Gold]


def pages(data: Path, most: int) -> Articles:
    """Return news pages, spread over the set's publishers."""
    found = list(fundus_pages(data))
    chosen = found[:: max(1, len(found) // most)][:most]
    return Articles(
        "news pages",
        [Raw(number, "text/html", html.encode()) for number, (_, html) in enumerate(chosen)],
        [Gold(title=gold["title"], body="\n".join(gold["paragraphs"])) for gold, _ in chosen],
    )


def wires(data: Path, most: int) -> Articles:
    """Return newswire articles as printed."""
    found = list(worldwide(data))
    chosen = found[:: max(1, len(found) // most)][:most]
    return Articles(
        "newswire texts",
        [Raw(number, "text/plain", one.text.encode()) for number, one in enumerate(chosen)],
        [Gold(names=one.spans, names_from=_second_paragraph(one.text)) for one in chosen],
    )


def _second_paragraph(text: str) -> int:
    """Return where the second paragraph after the address begins."""
    starts = [match.start() for match in _PARAGRAPH.finditer(text)]
    return starts[2] if len(starts) > 2 else 0


def score(gold: Gold, found: Found) -> Mapping[str, float]:
    """Return what an article adds to the sums that quality is worked out from."""
    sums: dict[str, float] = {"articles": 1}
    if gold.title is not None and found.title is not None:
        sums["titles"] = plain(found.title) == plain(gold.title)
    if gold.body is not None and found.body is not None:
        sums["bodies"] = overlap(found.body, gold.body)[2]
    if gold.names is not None and found.names is not None:
        wanted, ours = (
            {one for one in spans if one[0] >= gold.names_from and one[2] in KINDS}
            for spans in (gold.names, found.names)
        )
        sums |= {"gold": len(wanted), "found": len(ours), "right": len(wanted & ours)}
    return sums
