"""Score quotations on PolNeAR (English) and German Wikinews: source, cue and content spans.

    python -m tests.eval quotes
    python -m tests.eval.score_quotes [DATA] [--split dev]

Exact and overlap F1, micro over spans of each kind in a document, each span counted once. A direct
quotation's gold span may include its marks, so both readings of ours are tried. Discontinuous gold
spans count part by part.
"""

import argparse
import gzip
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from service.taggers.document import Tags
from service.taggers.quotes import tag_quotes
from tests.conftest import DATA
from tests.eval.documents import plain_document
from tests.eval.figure import Figure

Spans = set[tuple[int, int]]
# Exact F1 on PolNeAR's test part (CofeNet, table 6): trained on it, but for the rules.
_PUBLISHED = {
    "Source": {"rules": 0.107, "CRF": 0.506, "BERT+Cofe": 0.832},
    "Cue": {"rules": 0.228, "CRF": 0.534, "BERT+Cofe": 0.753},
    "Content": {"rules": 0.056, "CoreNLP": 0.175, "CRF": 0.286, "BERT+Cofe": 0.729},
}
_OPENING = frozenset('“"„«')
_MARKS = "“”\"„‘’'`«»"


class Gold(NamedTuple):
    """One annotated document: spans of each kind, and (content, source) of each attribution."""

    text: str
    language: str
    spans: dict[str, Spans]
    said: tuple[tuple[Spans, Spans], ...] = ()


class Score:
    """Counts of one kind of span."""

    def __init__(self) -> None:
        self.gold = self.found = self.hits = self.found_hits = self.gold_hits = 0

    def add(self, gold: Spans, found: set[tuple[tuple[int, int], ...]]) -> None:
        """Count one document; each found span is given as its acceptable readings."""
        self.gold += len(gold)
        self.found += len(found)
        self.hits += sum(any(reading in gold for reading in readings) for readings in found)
        ordered = sorted(gold)
        self.found_hits += sum(any(overlaps(r, g) for g in ordered for r in rs[:1]) for rs in found)
        self.gold_hits += sum(any(overlaps(rs[0], g) for rs in found) for g in ordered)

    def exact_f1(self) -> float:
        """Return the F1 of spans that are equal."""
        return 2 * self.hits / max(self.found + self.gold, 1)

    def overlap_f1(self) -> float:
        """Return the F1 of spans that share a character."""
        p, r = self.found_hits / max(self.found, 1), self.gold_hits / max(self.gold, 1)
        return 2 * p * r / max(p + r, 1e-9)

    def line(self) -> str:
        """Return exact P R F1 and overlap P R F1."""
        exact = _prf(self.hits, self.hits, self.found, self.gold)
        overlap = _prf(self.found_hits, self.gold_hits, self.found, self.gold)
        return f"exact {exact}   overlap {overlap}   gold {self.gold} found {self.found}"


def overlaps(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Say whether two stretches share a character."""
    return a[0] < b[1] and b[0] < a[1]


def _prf(found_hits: int, gold_hits: int, found: int, gold: int) -> str:
    p, r = found_hits / max(found, 1), gold_hits / max(gold, 1)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(p + r, 1e-9):.3f}"


def polnear(data: Path, split: str) -> Iterator[Gold]:
    """Yield the documents of one split of PolNeAR."""
    with tarfile.open(data / "quote-polnear" / "polnear.tar.gz") as archive:
        files = {m.name: m for m in archive.getmembers() if m.isfile() and f"/{split}/" in m.name}
        texts = {Path(n).stem: _read(archive, m) for n, m in files.items() if n.endswith(".txt")}
        for name in sorted(n for n in files if n.endswith(".ann")):
            stem = Path(name).stem
            text = texts.get(stem) or texts.get(stem.rsplit("_", 1)[0])
            if text is not None:
                spans, said = _brat(_read(archive, files[name]))
                yield Gold(text, "en", spans, said)


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    handle = archive.extractfile(member)
    return io.TextIOWrapper(handle, encoding="utf-8", newline="").read() if handle else ""


def _brat(annotations: str) -> tuple[dict[str, Spans], tuple[tuple[Spans, Spans], ...]]:
    spans: dict[str, Spans] = {"Source": set(), "Cue": set(), "Content": set()}
    parts: dict[str, Spans] = {}
    said = []
    for line in annotations.split("\n"):
        fields = line.split("\t")
        kind, _, rest = (fields[1] if len(fields) > 1 else "").partition(" ")
        if fields[0].startswith("T") and kind in spans:
            pairs = (part.split() for part in rest.split(";"))
            parts[fields[0]] = {(int(start), int(end)) for start, end in pairs}
            spans[kind] |= parts[fields[0]]
        elif fields[0].startswith("E"):
            roles = [role.partition(":")[::2] for role in rest.split()]
            of = {"Content": Spans(), "Source": Spans()}
            for role, name in roles:
                of.get(role.rstrip("0123456789"), Spans()).update(parts.get(name, ()))
            said.append((of["Content"], of["Source"]))
    return spans, tuple(said)


def german_wikinews(data: Path, split: str) -> Iterator[Gold]:
    """Yield the documents of one split of the German set."""
    with gzip.open(data / "quote-german-wikinews" / f"{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            spans: dict[str, Spans] = {"Source": set(), "Cue": set(), "Content": set()}
            said = []
            for annotation in document["annotations"]:
                of = {
                    kind: {(s, e) for s, e in annotation[field]["spans"]}
                    for kind, field in (("Source", "speaker"), ("Cue", "cue"), ("Content", "quote"))
                }
                for kind, found in of.items():
                    spans[kind] |= found
                said.append((of["Content"], of["Source"]))
            yield Gold(document["text"], "de", spans, tuple(said))


def score(documents: Iterator[Gold]) -> dict[str, Score]:
    """Tag and compare every document."""
    scores = {"Source": Score(), "Cue": Score(), "Content": Score()}
    for gold in documents:
        quotes = tag_quotes(plain_document(gold.text, gold.language), Tags()).quotes
        found: dict[str, set[tuple[tuple[int, int], ...]]] = {
            "Source": {
                ((q.speaker.start, q.speaker.end),)
                for q in quotes
                if q.speaker and q.speaker.start is not None and q.speaker.end is not None
            },
            "Cue": {
                ((q.cue_start, q.cue_end),)
                for q in quotes
                if q.cue_start is not None and q.cue_end is not None
            },
            "Content": {_readings(gold.text, q.start, q.end) for q in quotes},
        }
        for kind, spans in gold.spans.items():
            scores[kind].add(spans, found[kind])
    return scores


class Speakers(NamedTuple):
    """Gold direct quotations with a source, those we found, and those of them with the right speaker."""

    gold: int
    found: int
    right: int


def direct_speakers(documents: Iterator[Gold]) -> Speakers:
    """Compare the speakers of direct quotations: ours must share a character with the annotated source."""
    gold = found = right = 0
    for document in documents:
        quotes = tag_quotes(plain_document(document.text, document.language), Tags()).quotes
        ours = [quote for quote in quotes if quote.kind == "direct"]
        for content, source in document.said:
            if not source or not any(document.text[start] in _OPENING for start, _ in content):
                continue
            gold += 1
            match = next((q for q in ours if any(overlaps((q.start, q.end), span) for span in content)), None)
            found += match is not None
            speaker = match.speaker if match is not None else None
            if speaker is not None and speaker.start is not None and speaker.end is not None:
                right += any(overlaps((speaker.start, speaker.end), span) for span in source)
    return Speakers(gold, found, right)


def _readings(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return a quotation's span without and with its marks, and without a final full stop or comma."""
    before = re.search(rf"[{_MARKS}]+$", text[max(0, start - 2) : start])
    after = re.match(rf"[{_MARKS}]+", text[end : end + 2])
    outer = (start - len(before.group()) if before else start, end + len(after.group()) if after else end)
    return (start, end), outer, (outer[0], end), (start, outer[1])


def figures(data: Path) -> Iterator[Figure]:
    """Yield exact and overlap F1 of each kind of span on both development parts."""
    for dataset, documents, published in (
        ("quote-polnear dev", polnear(data, "dev"), _PUBLISHED),
        ("quote-german-wikinews dev", german_wikinews(data, "dev"), {}),
    ):
        for kind, result in score(documents).items():
            name = kind.lower()
            yield Figure(
                dataset=dataset, name=f"{name}, exact F1", value=result.exact_f1(), items=result.gold,
                published=published.get(kind, {}),
            )  # fmt: skip
            yield Figure(
                dataset=dataset, name=f"{name}, overlap F1", value=result.overlap_f1(), items=result.gold
            )

    speakers = direct_speakers(polnear(data, "dev"))
    dataset = "quote-polnear dev"
    share = speakers.found / max(speakers.gold, 1)
    yield Figure(dataset=dataset, name="direct quotations, found", value=share, items=speakers.gold)
    share = speakers.right / max(speakers.found, 1)
    yield Figure(dataset=dataset, name="direct quotations, right speaker", value=share, items=speakers.found)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--split", default="dev")
    arguments = parser.parse_args()
    for name, documents in (
        ("PolNeAR", polnear(arguments.data, arguments.split)),
        ("German Wikinews", german_wikinews(arguments.data, arguments.split)),
    ):
        for kind, result in score(documents).items():
            print(f"{name:16} {kind:8} {result.line()}")


if __name__ == "__main__":
    main()
