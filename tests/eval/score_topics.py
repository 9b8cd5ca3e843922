"""Score top-level Media Topics on newswire-worldwide articles that we labelled (`topic_labels.tsv`).

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

from service.record import Subject
from service.taggers.document import Tags
from service.taggers.topics import tag_topics
from service.taggers.topics_vocabulary import media_topics
from tests.eval.documents import plain_document


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
    with tarfile.open(data / "newswire-worldwide" / "worldwide-newswire.tar.gz") as archive:
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


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=Path(__file__).parents[3] / "shared" / "data")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    total = first = right = given = wanted = found = 0
    for item in labelled(arguments.data):
        tops = top_levels(tag_topics(plain_document(item.text), Tags()).subjects)
        total += 1
        is_first = bool(tops) and tops[0] in item.main
        first += is_first
        right += sum(code in item.fitting for code in tops)
        given += len(tops)
        wanted += 1
        found += any(code in item.main for code in tops)
        if arguments.misses and not is_first:
            names = [media_topics()[code].names["en"] for code in tops]
            print(f"   {item.name}: {names} wanted {[media_topics()[c].names['en'] for c in item.main]}")
    precision, recall = right / max(given, 1), found / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"topics: {total} articles  first {first / total:.3f}")
    print(f"        set P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")


if __name__ == "__main__":
    main()
