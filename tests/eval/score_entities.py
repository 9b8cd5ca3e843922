"""Score people, organisations and places by exact span and type, and the time they take.

    python -m tests.eval.score_entities [DATA] [--every N] [--misses]

Sets: worldwide newswire (never trained on), the same in single sentences, OKE 2015 and 2016, UNER EWT test
and CrossNER politics test (in the training text of the shipped model: train with --hold-out to measure
them), WNUT-17 test, IEER newswire, GermEval 2014 development part (likewise). Gold products, events,
facilities and nationalities are left out, and so are ours.
"""

import argparse
import re
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from service.taggers.places import tag_places
from tests.conftest import DATA
from tests.eval.documents import plain_document
from tests.eval.entity_sentences import cut, linked
from tests.eval.figure import Figure

Span = tuple[int, int, str]
KINDS = ("PER", "ORG", "LOC")


class Gold(NamedTuple):
    """A text and the names in it."""

    name: str
    text: str
    language: str
    spans: frozenset[Span]


class Score(NamedTuple):
    """Counts by type (and `any`), and the time per text in milliseconds."""

    gold: Counter[str]
    ours: Counter[str]
    right: Counter[str]
    milliseconds: float

    def figures(self, kind: str) -> tuple[float, float, float]:
        """Return precision, recall and F1 of a type, or of all together for `all`."""
        kinds = KINDS if kind == "all" else (kind,)
        gold, ours, right = (sum(c[k] for k in kinds) for c in (self.gold, self.ours, self.right))
        return right / max(ours, 1), right / max(gold, 1), 2 * right / max(ours + gold, 1)


_KINDS = {
    "Person": "PER", "Location": "LOC", "Organization": "ORG", "PER": "PER", "LOC": "LOC", "ORG": "ORG",
    "person": "PER", "location": "LOC", "corporation": "ORG", "group": "ORG",
    "PERSON": "PER", "LOCATION": "LOC", "ORGANIZATION": "ORG",
    "politician": "PER", "country": "LOC", "politicalparty": "ORG", "organisation": "ORG",
}  # fmt: skip


def _texts(archive: tarfile.TarFile, suffix: str) -> Iterator[tuple[str, str]]:
    for member in sorted(archive.getmembers(), key=lambda m: m.name):
        if member.isfile() and member.name.endswith(suffix):
            stream = archive.extractfile(member)
            assert stream is not None
            yield member.name, stream.read().decode("utf-8", "replace")


def worldwide(data: Path) -> Iterator[Gold]:
    """Yield the articles as printed, with the outer names (second column) laid onto the text."""
    with tarfile.open(data / "newswire-worldwide" / "worldwide-newswire.tar.gz") as archive:
        raw = {Path(name).name: text for name, text in _texts(archive, ".txt")}
        for name, table in _texts(archive, ".txt.tsv"):
            rows = [line.split("\t")[:2] for line in table.split("\n") if "\t" in line]
            text = raw.get(Path(name).name.removesuffix(".tsv"), "")
            spans = _aligned(text, rows)
            if spans is not None:
                yield Gold(Path(name).name, text, "en", frozenset(spans))


def _aligned(text: str, rows: list[list[str]]) -> set[Span] | None:
    """Find the rows' words in the text one after another; None when they do not fit."""
    spans: set[Span] = set()
    current: list[int] | None = None
    kind, at, lost = "", 0, 0
    for word, label in (*rows, ["", "O"]):
        start = text.find(word, at, at + 200)
        if start < 0:
            lost += 1
            continue
        if current is not None and label[0] != "I":
            if kind:
                spans.add((current[0], current[1], kind))
            current = None
        if label[0] == "B":
            current, kind = [start, start + len(word)], _KINDS.get(label[2:], "")
        elif current is not None:
            current[1] = start + len(word)
        at = start + len(word)
    return spans if lost <= len(rows) // 50 else None


def blocks(name: str, lines: Iterable[str], columns: tuple[int, int], language: str = "en") -> Iterator[Gold]:
    """Yield one text for each block of lines of a column file."""
    rows: list[list[str]] = []
    number = 0
    for line in (*lines, ""):
        fields = line.rstrip("\n").split("\t")
        if len(fields) > max(columns) and not line.startswith("#"):
            rows.append([fields[columns[0]], fields[columns[1]]])
        elif rows and not line.startswith("#"):
            text = _joined([word for word, _ in rows])
            number += 1
            yield Gold(f"{name}-{number}", text, language, frozenset(_aligned(text, rows) or ()))
            rows = []


def _joined(words: list[str]) -> str:
    text = " ".join(words)
    text = re.sub(r" ([,.;:!?)\]%]|['’](?:s|re|ve|ll|d|m)\b|n['’]t\b)", r"\1", text)
    return re.sub(r"([(\[$£€]) ", r"\1", text)


def universal(data: Path) -> Iterator[Gold]:
    """Yield the sentences of UNER English EWT's test part."""
    path = data / "ner-uner-ewt" / "en_ewt-ud-test.iob2"
    yield from blocks("uner", path.read_text(encoding="utf-8").split("\n"), (1, 2))


def politics(data: Path) -> Iterator[Gold]:
    """Yield the sentences of CrossNER politics' test part."""
    with tarfile.open(data / "ner-crossner-politics" / "crossner-politics.tar.gz") as archive:
        for _, text in _texts(archive, "politics/test.txt"):
            yield from blocks("politics", text.split("\n"), (0, 1))


def oke(data: Path, *, year: int) -> Iterator[Gold]:
    """Yield the texts of OKE's evaluation part of a year, of one to three sentences each."""
    for sentence in linked(data, f"oke-{year}-eval"):
        yield Gold(sentence.name, sentence.text, "en", sentence.spans)


def single(data: Path) -> Iterator[Gold]:
    """Yield the sentences of the worldwide newswire, each as a text of its own."""
    for gold in worldwide(data):
        for sentence in cut(gold.name, gold.text, gold.spans):
            yield Gold(sentence.name, sentence.text, "en", sentence.spans)


def wnut(data: Path) -> Iterator[Gold]:
    """Yield the messages of WNUT-17's test part."""
    with tarfile.open(data / "ner-wnut17" / "wnut17.tar.gz") as archive:
        for _, text in _texts(archive, "emerging.test.annotated"):
            yield from blocks("wnut", text.split("\n"), (0, 1))


def germeval(data: Path) -> Iterator[Gold]:
    """Yield the sentences of GermEval's development part."""
    with tarfile.open(data / "ner-germeval2014" / "germeval2014-devtest.tar.gz") as archive:
        for _, text in _texts(archive, "NER-de-dev.tsv"):
            yield from blocks("germeval", text.split("\n"), (1, 2), "de")


_MARK = re.compile(r'<b_(?:enamex|timex|numex) type="(\w+)">|<e_(?:enamex|timex|numex)>|<[^>]+>')
_ENTITY = {"&AMP;": "&", "&LR;": "", "&QL;": "", "&QR;": "", "&MD;": "-", "&UR;": "", "&amp;": "&"}


def ieer(data: Path) -> Iterator[Gold]:
    """Yield the NIST 1999 newswire stories."""
    with zipfile.ZipFile(data / "newswire-nltk" / "ieer.zip") as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(("/", "README")):
                continue
            stories = archive.read(name).decode("latin-1")
            for number, story in enumerate(re.findall(r"<TEXT>(.*?)</TEXT>", stories, re.DOTALL)):
                yield _unmarked(f"{name}-{number}", story)


def _unmarked(name: str, story: str) -> Gold:
    for code, sign in _ENTITY.items():
        story = story.replace(code, sign)
    story = re.sub(r"\n[ \t]+", "\0", story).replace("\n", " ").replace("\0", "\n").replace("_", "-")
    story = re.sub(r"<([be])-", r"<\1_", story).replace("``", '"').replace("''", '"')
    text, spans = "", set()
    start, kind, at = 0, "", 0
    for match in _MARK.finditer(story):
        text += story[at : match.start()]
        at = match.end()
        if match.group(1):
            start, kind = len(text), _KINDS.get(match.group(1), "")
        elif match.group().startswith("<e_") and kind:
            spans.add((start, len(text), kind))
    return Gold(name, text + story[at:], "en", frozenset(spans))


def tagged(gold: Gold) -> frozenset[Span]:
    """Return the names that the taggers find in a text."""
    document = plain_document(gold.text, gold.language)
    tags = tag_places(document, tag_entities(document, Tags()))
    groups = (("PER", tags.people), ("ORG", tags.organisations), ("LOC", tags.places))
    return frozenset((m.start, m.end, kind) for kind, found in groups for e in found for m in e.mentions)


def score(texts: Iterable[Gold], *, misses: bool = False) -> Score:
    """Compare the taggers with the gold names of all `texts`."""
    counts = (Counter[str](), Counter[str](), Counter[str]())
    spent, number = 0.0, 0
    for gold in texts:
        started = time.process_time()
        ours = tagged(gold)
        spent += time.process_time() - started
        number += 1
        sets = (gold.spans, ours, gold.spans & ours)
        for count, spans in zip(counts, sets, strict=True):
            count.update(kind for _, _, kind in spans)
            count["any"] += len(spans)
        counts[2]["any"] += len({s[:2] for s in gold.spans} & {s[:2] for s in ours}) - len(sets[2])
        if misses:
            _show(gold, ours)
    return Score(*counts, 1000 * spent / max(number, 1))


def _show(gold: Gold, ours: frozenset[Span]) -> None:
    print(f"== {gold.name}")
    for sign, spans in (("-", gold.spans - ours), ("+", ours - gold.spans)):
        for start, end, kind in sorted(spans):
            around = gold.text[max(0, start - 30) : end + 30].replace("\n", " ")
            print(f"  {sign} {kind} {gold.text[start:end]!r:40} {around}")


SETS: dict[str, Callable[[Path], Iterator[Gold]]] = {
    "worldwide": worldwide,
    "worldwide sentences": single,
    "oke-2015-eval": partial(oke, year=2015),
    "oke-2016-eval": partial(oke, year=2016),
    "uner": universal,
    "politics": politics,
    "wnut": wnut,
    "ieer": ieer,
    "germeval": germeval,
}


# Exact F1 of all types together. The first two were trained without, and with, articles of the set.
_PUBLISHED = {
    "worldwide": {"CRF, open data": 0.634, "CRF, with this set": 0.792},
    "wnut": {"shared task, its own types": 0.419, "BERTweet, its own types": 0.565},
}
# The sets that the shipped recogniser has not seen, and which of their texts are scored: every Nth.
_UNSEEN = {
    "worldwide": 4,
    "worldwide sentences": 20,
    "oke-2015-eval": 1,
    "oke-2016-eval": 1,
    "wnut": 4,
    "ieer": 1,
}


def figures(data: Path) -> Iterator[Figure]:
    """Yield exact F1 of the unseen sets, of all types and of each."""
    for name, every in _UNSEEN.items():
        texts = list(SETS[name](data))[::every]
        result = score(texts)
        dataset = f"{name}, every {every}th text" if every > 1 else name
        for kind in ("all", *KINDS):
            yield Figure(
                dataset=dataset, name=f"{kind} exact F1", value=result.figures(kind)[2],
                items=sum(result.gold[k] for k in (KINDS if kind == "all" else (kind,))),
                published=_PUBLISHED.get(name, {}) if kind == "all" else {},
            )  # fmt: skip
        yield Figure(
            dataset=dataset, name="ms a text", value=result.milliseconds, items=len(texts), is_held=False
        )


def main() -> None:
    """Print one line a set."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.score_entities")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--every", type=int, default=1, help="only every Nth text")
    parser.add_argument("--set", choices=tuple(SETS), action="append")
    parser.add_argument("--misses", action="store_true", help="print what differs")
    options = parser.parse_args()
    for name in options.set or SETS:
        texts = list(SETS[name](options.data))[:: options.every]
        result = score(texts, misses=options.misses)
        parts = [
            f"{kind} {'/'.join(f'{x:.3f}' for x in result.figures(kind))}" for kind in ("all", *KINDS, "any")
        ]
        print(f"{name:10} {len(texts):5} texts  {'  '.join(parts)}  {result.milliseconds:.2f} ms")


if __name__ == "__main__":
    main()
