"""Gold names in single sentences, with no article around them: a harder kind of text for `score_entities`.

Sets: OKE 2015 and 2016 (sentences of Wikipedia; links to persons, bodies and places taken as names, since
everything of these types is linked there) and articles cut into sentences.
"""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.eval.documents import plain_document

Span = tuple[int, int, str]


class Sentence(NamedTuple):
    """A sentence and the names in it."""

    name: str
    text: str
    spans: frozenset[Span]


# Types of the links that are persons, places and bodies; what is both, as a country is, counts as a place.
_TYPES = (("Q215627", "PER"), ("Q27096213", "LOC"), ("Q43229", "ORG"))
_PRONOUNS = frozenset("he she him her his they them their it its who which we i".split())


def linked(data: Path, dataset: str) -> Iterator[Sentence]:
    """Yield the texts of one set of the ELEVANT benchmarks; pronouns and descriptions are no names."""
    with tarfile.open(data / "el-elevant-benchmarks" / "elevant-benchmarks.tar.gz") as archive:
        stream = archive.extractfile(f"{dataset}.benchmark.jsonl")
        assert stream is not None
        for line in stream.read().decode("utf-8").splitlines():
            row = json.loads(line)
            spans = (_span(row["text"], label) for label in row["labels"])
            yield Sentence(f"{dataset}-{row['id']}", row["text"], frozenset(span for span in spans if span))


def _span(text: str, label: dict[str, Any]) -> Span | None:
    start, end = label["span"]
    surface = text[start:end]
    kinds = str(label["type"]).split("|")
    kind = next((ours for theirs, ours in _TYPES if theirs in kinds), "")
    is_name = surface[:1].isupper() and surface.lower() not in _PRONOUNS
    return (start, end, kind) if kind and is_name else None


def cut(name: str, text: str, spans: frozenset[Span]) -> Iterator[Sentence]:
    """Yield the sentences of an article, each by itself; names over two sentences are lost."""
    for number, sentence in enumerate(plain_document(text).sentences):
        inside = {
            (start - sentence.start, end - sentence.start, kind)
            for start, end, kind in spans
            if sentence.start <= start and end <= sentence.end
        }
        yield Sentence(f"{name}-{number}", text[sentence.start : sentence.end], frozenset(inside))
