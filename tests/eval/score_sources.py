"""Score sources on phrases of PolNeAR dev, labelled as named, unnamed or document (`source_labels.tsv`).

    python -m tests.eval sources
    python -m tests.eval.score_sources [DATA] [--misses]

Found: one of our sources covers the phrase or, since a source is listed once, has its name. Kind: of those
found, named where it is a name and unnamed where it is none, and a document where it is one.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from service.taggers.document import Tags, document_of
from service.taggers.entities import tag_entities
from service.taggers.quotes import tag_quotes
from service.taggers.sources import tag_sources
from service.tags import InfoSource
from tests.eval.command import print_figures
from tests.eval.documents import plain_article
from tests.eval.figure import Figure
from tests.eval.score_quotes import polnear

DATASET = "quote-polnear dev"
_KINDS = {"n": "named", "u": "unnamed", "d": "document"}


class Phrase(NamedTuple):
    """A labelled phrase: where it stands, and `n`, `u` or `d`."""

    article: int
    start: int
    end: int
    kind: str


def phrases() -> list[Phrase]:
    """Return the labelled phrases."""
    lines = (Path(__file__).parent / "source_labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Phrase(int(article), int(start), int(end), kind) for article, start, end, kind in rows]


def score(data: Path, *, misses: bool = False) -> Counter[str]:
    """Tag every labelled article and count: wanted, found and right by kind."""
    counts: Counter[str] = Counter()
    labelled = phrases()
    for number, document in enumerate(polnear(data, "dev")):
        mine = [phrase for phrase in labelled if phrase.article == number]
        if not mine:
            continue
        prepared = document_of(plain_article(document.text))
        tags = tag_sources(prepared, tag_quotes(prepared, tag_entities(prepared, Tags())))
        for phrase in mine:
            source = _source_of(document.text, phrase, tags.info_sources)
            is_right = source is not None and _is_kind(source, phrase.kind)
            counts.update({f"{phrase.kind} wanted": 1, f"{phrase.kind} found": source is not None})
            counts[f"{phrase.kind} right"] += is_right
            if misses and not is_right:
                text = document.text[phrase.start : phrase.end]
                print(f"   {phrase.kind} {text!r} -> {source and (source.name, source.role, source.named)}")
    return counts


def _source_of(text: str, phrase: Phrase, sources: tuple[InfoSource, ...]) -> InfoSource | None:
    surface = text[phrase.start : phrase.end].lower()
    for source in sources:
        start, end = source.start, source.end
        if start is not None and end is not None and start < phrase.end and phrase.start < end:
            return source
    for is_alike in (_is_same, _is_part):  # "the IMF" is the IMF before it is "the IMF report"
        for source in sources:
            both = (source.literal or source.name, source.name)
            if any(is_alike(name.lower(), surface) for name in both):
                return source
    return None


def _is_same(name: str, surface: str) -> bool:
    return name.removeprefix("the ") == surface.removeprefix("the ")


def _is_part(name: str, surface: str) -> bool:
    return name in surface or surface in name


def _is_kind(source: InfoSource, kind: str) -> bool:
    if kind == "d":
        return source.role == "document"
    return source.role != "document" and bool(source.named) is (kind == "n")


def figures(data: Path) -> Iterator[Figure]:
    """Yield for each kind how many are found, and how many of those are given as that kind."""
    counts = score(data)
    for kind, name in _KINDS.items():
        wanted, found = counts[f"{kind} wanted"], counts[f"{kind} found"]
        share = found / max(wanted, 1)
        yield Figure(dataset=DATASET, name=f"{name} sources, found", value=share, items=wanted)
        share = counts[f"{kind} right"] / max(found, 1)
        yield Figure(dataset=DATASET, name=f"{name} sources, kind", value=share, items=found)


if __name__ == "__main__":
    print_figures(__doc__, figures, partial(score, misses=True))
