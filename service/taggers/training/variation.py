"""Write natural sentences again with other names in them.

The corpora name few people and places outside Europe and North America; a sentence that keeps its words
and changes its names teaches what stands around names rather than the names (mention replacement, Dai
and Adel 2020). Names of one document change together.
"""

from collections.abc import Callable, Iterator

import numpy as np

from service.taggers.segment import words_of
from service.taggers.training.corpora import Corpus, Labelled
from service.taggers.training.names import person
from service.taggers.training.organisations import organisation
from service.taggers.training.towns import town

_CHANGED = 0.7  # share of names that change
# Share of changed names that are drawn from the lists, not from the corpora. Places least: whatever else
# stands capitalised in natural text would look like a town that no table has.
_INVENTED = {"PER": 0.6, "ORG": 0.5, "LOC": 0.3}

_INVENT: dict[str, Callable[[np.random.Generator], str]] = {
    "PER": lambda rng: person(rng)[0],
    "ORG": organisation,
    "LOC": town,
}


def varied(corpus: Corpus, seed: int, more: Corpus = ()) -> Corpus:  # type: ignore[assignment]
    """Return `corpus` with changed names; people and bodies come also from `more`, in whatever language."""
    rng = np.random.default_rng(seed)
    pools = _pools((*corpus, *more)) | {"LOC": _pools(tuple(corpus))["LOC"]}
    return [_varied_document(document, rng, pools) for document in corpus]


def names_in(sentence: Labelled) -> Iterator[tuple[int, int, str]]:
    """Yield first word, word after the last, and type of each name."""
    first, kind = 0, ""
    for at, label in enumerate((*sentence.labels, "O")):
        if label[0] != "I" and kind:
            yield first, at, kind
            kind = ""
        if label[0] == "B":
            first, kind = at, label[2:]


def _pools(corpus: tuple[list[Labelled], ...]) -> dict[str, list[tuple[str, ...]]]:
    """Return the names of the corpora by type, each once, lone words in lower case left out."""
    pools: dict[str, dict[tuple[str, ...], None]] = {kind: {} for kind in _INVENT}
    for document in corpus:
        for sentence in document:
            for first, last, kind in names_in(sentence):
                name = sentence.words[first:last]
                if name[0][0].isupper() and len(name) < 7:
                    pools[kind][name] = None
    return {kind: list(names) for kind, names in pools.items()}


def _varied_document(
    document: list[Labelled], rng: np.random.Generator, pools: dict[str, list[tuple[str, ...]]]
) -> list[Labelled]:
    changes: dict[tuple[str, ...], tuple[str, ...]] = {}
    result = []
    for sentence in document:
        words: list[str] = []
        labels: list[str] = []
        at = 0
        for first, last, kind in names_in(sentence):
            name = sentence.words[first:last]
            if name not in changes:
                changes[name] = _other(name, kind, rng, pools) if rng.random() < _CHANGED else name
            new = changes[name]
            words += (*sentence.words[at:first], *new)
            labels += (*sentence.labels[at:first], f"B-{kind}", *([f"I-{kind}"] * (len(new) - 1)))
            at = last
        result.append(Labelled((*words, *sentence.words[at:]), (*labels, *sentence.labels[at:])))
    return result


def _other(
    name: tuple[str, ...], kind: str, rng: np.random.Generator, pools: dict[str, list[tuple[str, ...]]]
) -> tuple[str, ...]:
    """Return another name of the type; a single word of a person stays a single word."""
    if rng.random() < _INVENTED[kind]:
        text = _INVENT[kind](rng)
        new = tuple(word.text for word in words_of(text, 0, len(text)))
    else:
        new = pools[kind][int(rng.integers(len(pools[kind])))]
    if kind == "PER" and len(name) == 1:
        return (new[-1],) if new[-1][0].isalpha() else name
    return tuple(word.upper() for word in new) if all(w.isupper() for w in name) and len(name) > 1 else new


def with_headlines(corpus: Corpus, seed: int, share: float) -> Corpus:
    """Return `corpus` with some sentences written like headlines: every longer word with a capital."""
    rng = np.random.default_rng(seed)
    return [[_headline(s, rng) if rng.random() < share else s for s in document] for document in corpus]


_LONG = 4  # letters from which a headline gives a word its capital


def _headline(sentence: Labelled, rng: np.random.Generator) -> Labelled:
    all_capitals = rng.random() < 0.15
    words = [
        word.upper() if all_capitals else word.capitalize() if len(word) >= _LONG and word.islower() else word
        for word in sentence.words
    ]
    last = len(words) - 1 if words[-1] == "." else len(words)
    return Labelled(tuple(words[:last]), sentence.labels[:last]) if last else sentence
