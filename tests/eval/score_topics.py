"""Score top-level Media Topics on newswire-worldwide articles that we labelled (`topic_labels.tsv`).

    python -m tests.eval topics
    python -m tests.eval.score_topics [DATA] [--misses]

First: the strongest top-level topic is the labelled main one (where the label names several, any of
them). Set F1: every top-level topic we give against main and further labels; recall counts main ones.
"""

import argparse
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from service.taggers.document import Tags
from service.taggers.topics import tag_topics
from service.taggers.topics_vocabulary import media_topics
from service.tags import Subject
from tests.conftest import DATA
from tests.eval.documents import plain_document
from tests.eval.figure import Figure

DATASET = "newswire-worldwide"
# Of the 17 top-level topics, on the authors' own articles: no other tool was measured on these.
_PUBLISHED = {"XLM-R large, own test set": 0.734}


class Labelled(NamedTuple):
    """One article with its top-level topics: `main` any of which is right first, and those that also fit."""

    name: str
    text: str
    main: frozenset[str]
    fitting: frozenset[str]


def labelled(data: Path) -> Iterator[Labelled]:
    """Yield the labelled articles."""
    rows: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for line in (Path(__file__).parent / "topic_labels.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            name, codes, others = (*line.split("\t"), "")[:3]
            rows[name] = (frozenset(codes.split(",")), frozenset(filter(None, others.split(","))))
    with tarfile.open(data / DATASET / "worldwide-newswire.tar.gz") as archive:
        for member in archive.getmembers():
            name = Path(member.name).stem
            handle = (
                archive.extractfile(member) if "original_articles/" in member.name and name in rows else None
            )
            if handle is not None:
                raw = io.TextIOWrapper(handle, encoding="utf-8").read()
                lines = [line for line in raw.split("\n") if line.strip() and not line.startswith("http")]
                main, further = rows[name]
                yield Labelled(name, "\n".join(lines), main, main | further)


def top_levels(subjects: tuple[Subject, ...]) -> list[str]:
    """Return the codes of the top-level topics, strongest first."""
    codes = [(subject.relevance or 0, (subject.uri or "").rsplit("/", 1)[-1]) for subject in subjects]
    tops = [(relevance, code) for relevance, code in codes if media_topics()[code].parent is None]
    return [code for _, code in sorted(tops, key=lambda pair: (-pair[0], pair[1]))]


class Score(NamedTuple):
    """Shares over the articles, and how many there are."""

    articles: int
    first: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def score(items: Iterator[Labelled], *, misses: bool = False) -> Score:
    """Tag and compare every article."""
    total = first = right = given = found = 0
    for item in items:
        tops = top_levels(tag_topics(plain_document(item.text), Tags()).subjects)
        total += 1
        is_first = bool(tops) and tops[0] in item.main
        first += is_first
        right += sum(code in item.fitting for code in tops)
        given += len(tops)
        found += any(code in item.main for code in tops)
        if misses and not is_first:
            names = [media_topics()[code].names["en"] for code in tops]
            print(f"   {item.name}: {names} wanted {[media_topics()[c].names['en'] for c in item.main]}")
    return Score(total, first / max(total, 1), right / max(given, 1), found / max(total, 1))


def figures(data: Path) -> Iterator[Figure]:
    """Yield whether the strongest topic is right, and the F1 of all that are given."""
    result = score(labelled(data))
    count = result.articles
    yield Figure(
        dataset=DATASET, name="main topic first", value=result.first, items=count, published=_PUBLISHED
    )
    yield Figure(dataset=DATASET, name="top-level topics, F1", value=result.f1, items=count)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    result = score(labelled(arguments.data), misses=arguments.misses)
    print(f"topics: {result.articles} articles  first {result.first:.3f}")
    print(f"        set P {result.precision:.3f} R {result.recall:.3f} F1 {result.f1:.3f}")


if __name__ == "__main__":
    main()
