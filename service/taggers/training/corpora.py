"""Read the openly licensed corpora into one form: documents of sentences of words with BIO labels.

Only PER, ORG and LOC are kept; products, works, events and "other" become O. Text is put together
again and cut by `service.taggers.segment`, so that training sees the words that tagging will see.
"""

import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from service.taggers.entities_trimming import RANKS, TITLES
from service.taggers.segment import words_of


class Labelled(NamedTuple):
    """A sentence: words as the service cuts them, and one label each (`O`, `B-PER`, …)."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


Corpus = list[list[Labelled]]
"""Documents of sentences."""

_TYPES = {
    "PER": "PER", "LOC": "LOC", "ORG": "ORG",
    "person": "PER", "politician": "PER",
    "location": "LOC", "country": "LOC",
    "corporation": "ORG", "group": "ORG", "organisation": "ORG", "politicalparty": "ORG",
}  # fmt: skip


def english(data: Path, *, hold_out: bool) -> Corpus:
    """Return the English corpora; with `hold_out` without those that measure progress."""
    corpus = _universal(data / "ner-uner-ewt" / "en_ewt-ud-dev.iob2")
    wnut = _members(data / "ner-wnut17" / "wnut17.tar.gz", ("wnut17train.conll", "emerging.dev.conll"))
    politics = ("politics/train.txt", "politics/dev.txt", *(() if hold_out else ("politics/test.txt",)))
    corpus += _blocks(wnut)
    corpus += _blocks(_members(data / "ner-crossner-politics" / "crossner-politics.tar.gz", politics))
    if not hold_out:
        corpus += _universal(data / "ner-uner-ewt" / "en_ewt-ud-test.iob2")
    return corpus


def german(data: Path, *, hold_out: bool) -> Corpus:
    """Return GermEval 2014, outer names only; with `hold_out` without its development part."""
    names = ("NER-de-test.tsv",) if hold_out else ("NER-de-test.tsv", "NER-de-dev.tsv")
    lines = _members(data / "ner-germeval2014" / "germeval2014-devtest.tar.gz", names)
    return _blocks(_germeval(lines))


def _germeval(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        fields = line.split("\t")
        if line.startswith("#"):
            continue
        # `deriv` marks adjectives of places, `part` names inside compounds: neither is a name.
        label = fields[2] if len(fields) > 2 else "O"
        is_name = label[2:] in {"PER", "LOC", "ORG"}
        yield f"{fields[1]}\t{label if is_name else 'O'}" if len(fields) > 2 else ""


def _universal(path: Path) -> Corpus:
    corpus: Corpus = []
    text, words, labels = "", [], []  # type: tuple[str, list[str], list[str]]
    for line in (*path.read_text(encoding="utf-8").split("\n"), ""):
        if line.startswith("# newdoc"):
            corpus.append([])
        elif line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line and line[0].isdigit():
            fields = line.split("\t")
            words.append(fields[1])
            labels.append(fields[2])
        elif not line and words:
            corpus[-1].append(_project(text, words, labels))
            words, labels = [], []
    return corpus


def _blocks(lines: Iterable[str]) -> Corpus:
    corpus: Corpus = []
    words: list[str] = []
    labels: list[str] = []
    for line in (*lines, ""):
        fields = line.rstrip("\n").split("\t")
        if len(fields) >= 2 and fields[0].strip():
            words.append(fields[0].strip())
            labels.append(fields[1].strip())
        elif words:
            corpus.append([_project(_joined(words), words, labels)])
            words, labels = [], []
    return corpus


def _members(archive: Path, names: tuple[str, ...]) -> Iterator[str]:
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            if member.name.endswith(names):
                stream = tar.extractfile(member)
                assert stream is not None  # noqa: S101 - a regular file by the filter on its name
                yield from stream.read().decode("utf-8").split("\n")
                yield ""


_NO_SPACE_BEFORE = frozenset(", . ; : ! ? ) ] % 's ’s n't 've 'll 're 'm 'd …".split())
_NO_SPACE_AFTER = frozenset("( [ $ £ € #".split())


def _joined(words: list[str]) -> str:
    text = ""
    for word in words:
        glued = not text or word in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_AFTER
        text += word if glued else f" {word}"
    return text


def _project(text: str, words: list[str], labels: list[str]) -> Labelled:
    """Cut `text` anew and give each word the label of the corpus word at its start."""
    marks = ["O"] * len(text)
    at = 0
    for word, label in zip(words, labels, strict=True):
        start = text.find(word, at)
        if start < 0:
            continue
        prefix, _, kind = label.partition("-")
        kind = _TYPES.get(kind, "")
        at = start + len(word)
        marks[start:at] = [f"I-{kind}" if kind else "O"] * len(word)
        if kind and prefix == "B":
            marks[start] = f"B-{kind}"
    cut = list(words_of(text, 0, len(text)))
    return _untitled([w.text for w in cut], [_label_of(marks[w.start : w.end]) for w in cut])


def _untitled(words: list[str], labels: list[str]) -> Labelled:
    """Leave titles out of people's names, which some corpora count in and others do not."""
    for at, word in enumerate(words[:-1]):
        if labels[at] == "B-PER" and labels[at + 1] == "I-PER" and (word in TITLES or word in RANKS):
            labels[at : at + 2] = "O", "B-PER"
    return Labelled(tuple(words), tuple(labels))


def _label_of(marks: list[str]) -> str:
    begins = [mark for mark in marks if mark[0] == "B"]
    return begins[0] if begins else marks[0]
