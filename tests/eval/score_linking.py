"""Score the ids given to names against the Wikidata ids of the ELEVANT benchmarks.

    python -m tests.eval.score_linking [DATA] [--misses]

Sets: KORE-50 and RSS-500 (development parts), OKE 2015 and 2016. An id of ours that is a Wikidata id must
be the gold one; one of another kind (GeoNames, our own) counts as right when its name is the gold name of
the same thing. Precision is over the ids that we gave to names of the gold set; recall over the gold names
that have an id. A gold name without an id (nil) that we gave one is wrong.
"""

import argparse
import json
import re
import tarfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from service.taggers.places import tag_places
from tests.conftest import DATA
from tests.eval.documents import plain_document
from tests.eval.figure import Figure

SETS = ("kore50", "rss-500", "oke-2015-eval", "oke-2016-eval")
_WIKIDATA = re.compile(r"entity/(Q\d+)$")


class Label(NamedTuple):
    """A gold name: offsets, Wikidata id (empty for nil), the thing's name in Wikidata."""

    start: int
    end: int
    wikidata: str
    name: str


def texts(data: Path, dataset: str) -> Iterator[tuple[str, list[Label]]]:
    """Yield each text of a set with its gold names."""
    with tarfile.open(data / "el-elevant-benchmarks" / "elevant-benchmarks.tar.gz") as archive:
        for member in archive.getmembers():
            if member.name.endswith(f"{dataset}.benchmark.jsonl"):
                stream = archive.extractfile(member)
                assert stream is not None
                for line in stream.read().decode("utf-8").splitlines():
                    row = json.loads(line)
                    yield row["text"], [_label(label) for label in row["labels"]]


def _label(label: dict[str, Any]) -> Label:
    start, end = label["span"]
    wikidata = str(label["entity_id"])
    return Label(int(start), int(end), wikidata if wikidata.startswith("Q") else "", str(label["name"]))


def given(text: str) -> dict[tuple[int, int], tuple[str, str]]:
    """Return (start, end) → (uri, name) of every mention that the taggers give an id."""
    document = plain_document(text)
    tags = tag_places(document, tag_entities(document, Tags()))
    groups = (tags.people, tags.organisations, tags.places, tags.events, tags.objects)
    return {
        (m.start, m.end): (entity.uri, entity.name)
        for group in groups
        for entity in group
        if entity.uri is not None
        for m in entity.mentions
    }


def plain(name: str) -> str:
    """Return a name for comparison: no accents, no case, no article."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in folded if c.isalnum()).removeprefix("the")


def is_right(uri: str, name: str, label: Label) -> bool:
    """Whether the id means the gold thing."""
    match = _WIKIDATA.search(uri)
    if match:
        return match[1] == label.wikidata
    ours, gold = plain(name), plain(label.name)
    return bool(label.wikidata) and (ours == gold or (len(ours) > 3 and gold.startswith(ours)))


def score(data: Path, dataset: str, *, misses: bool = False) -> tuple[int, int, int]:
    """Return how many ids were given to gold names, how many are right, and how many gold ids there are."""
    all_given = right = wanted = 0
    for text, labels in texts(data, dataset):
        ours = given(text)
        for label in labels:
            wanted += bool(label.wikidata)
            found = ours.get((label.start, label.end))
            if found is None:
                continue
            all_given += 1
            if is_right(*found, label):
                right += 1
            elif misses:
                surface = text[label.start : label.end]
                print(f"{surface} → {found[1]} ({found[0]}), gold {label.name} {label.wikidata}")
    return all_given, right, wanted


def figures(data: Path) -> Iterator[Figure]:
    """Yield precision of given ids and recall, for each set."""
    for dataset in SETS:
        all_given, right, wanted = score(data, dataset)
        yield Figure(
            dataset=dataset, name="ids given that are right", value=right / max(all_given, 1), items=all_given
        )
        yield Figure(dataset=dataset, name="gold ids found", value=right / max(wanted, 1), items=wanted)


def main() -> None:
    """Print one line a set."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.score_linking")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true", help="print the wrong ids")
    options = parser.parse_args()
    for dataset in SETS:
        all_given, right, wanted = score(options.data, dataset, misses=options.misses)
        precision, recall = right / max(all_given, 1), right / max(wanted, 1)
        print(f"{dataset:14} precision {precision:.3f} of {all_given}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
