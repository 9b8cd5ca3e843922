"""The trained recogniser: reads its weights and finds PER, ORG and LOC in the sentences of an article.

A linear-chain conditional random field, trained by `service.taggers.training`. Nearly all its
features depend on one word only, so their sums are kept per word form and an article's scores are a
handful of numpy gathers. Words that are certainly no names cut the chain into short pieces, which are
decoded together (Viterbi). What happens with the spans is `service.taggers.entities`.
"""

import functools
import io
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import (
    FLAGS,
    GAZETTEER,
    LABELS,
    PAIRED,
    ROLES,
    SHAPES,
    WINDOW,
    View,
    pair_feature,
    shape_of,
)
from service.taggers.entities_lexicon import flags_of

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_N_LABELS, _N_SHAPES, _N_GAZ, _N_FLAGS = len(LABELS), len(SHAPES), len(GAZETTEER), 1 << len(FLAGS)
_N_RUNS = 49
_OWN = 2  # the place in WINDOW of the word itself
_FORBIDDEN = -50.0  # score of what no name does, such as going from one type into the inside of another
_CERTAIN = 9.0  # a word whose best label is O by so much cannot be turned by its neighbours
_KEPT_FORMS = 40_000  # word forms kept before the memory is emptied

# Features that combine small integers, and the sizes of their tables.
_TABLES: dict[str, tuple[int, ...]] = {
    "t:sss": (_N_SHAPES, _N_SHAPES, _N_SHAPES),
    "t:ff-": (_N_FLAGS, _N_FLAGS, _N_SHAPES),
    "t:ff+": (_N_FLAGS, _N_FLAGS, _N_SHAPES),
    "t:run": (_N_RUNS, _N_SHAPES),
    "t:runf": (_N_RUNS, _N_FLAGS),
    "t:g": (_N_GAZ, _N_SHAPES),
    "t:gg": (_N_GAZ, _N_GAZ),
    "t:gf": (_N_GAZ, _N_FLAGS),
    "t:i": (2, _N_SHAPES, _N_FLAGS),
    "t:d": (4, _N_SHAPES, _N_FLAGS),
}


class Span(NamedTuple):
    """A name: sentence, first word, word after the last, type, confidence 0–1, probability of each type."""

    sentence: int
    first: int
    last: int
    kind: str
    confidence: float
    kinds: tuple[float, float, float]


class Recognizer:
    """Weights ready for use. Not safe to share between threads: it remembers word forms."""

    def __init__(self, weights: dict[str, Floats], transitions: Floats, ordinary: frozenset[str]) -> None:
        """Sort the features into word rows and tables."""
        self.ordinary = ordinary
        self._words = {name: row for name, row in weights.items() if not name.startswith("t:")}
        self._tables = {name: np.zeros((*shape, _N_LABELS), np.float32) for name, shape in _TABLES.items()}
        for name, row in weights.items():
            if name.startswith("t:"):
                table, _, key = name.partition("=")
                self._tables[table][tuple(int(part) for part in key.split("|"))] = row
        self._transitions = _with_constraints(transitions)
        self._forget()

    def _forget(self) -> None:
        self._index: dict[str, int] = {"": 0}
        size = 1024
        self._near = [np.zeros((size, _N_LABELS), np.float32) for _ in WINDOW]
        self._pairs = [np.zeros((size, _N_SHAPES, _N_LABELS), np.float32) for _ in PAIRED]
        self._lent = [np.zeros((size, _N_LABELS), np.float32) for _ in ROLES]
        self._forms = np.zeros((size, 2), np.int64)  # shape, flags

    def _learn(self, word: str) -> int:
        at = len(self._index)
        if at == len(self._forms):
            self._near = [np.concatenate((a, np.zeros_like(a))) for a in self._near]
            self._pairs = [np.concatenate((a, np.zeros_like(a))) for a in self._pairs]
            self._lent = [np.concatenate((a, np.zeros_like(a))) for a in self._lent]
            self._forms = np.concatenate((self._forms, np.zeros_like(self._forms)))
        self._index[word] = at
        flags = flags_of(word, self.ordinary)
        self._forms[at] = shape_of(word), flags
        for row, (where, lend) in (
            *zip(self._near, WINDOW, strict=True),
            *zip(self._lent, ROLES, strict=True),
        ):
            for name in lend(word, flags):
                found = self._words.get(f"{where}:{name}")
                if found is not None:
                    row[at] += found
        for block, distance in zip(self._pairs, PAIRED, strict=True):
            for shape in range(_N_SHAPES):
                found = self._words.get(pair_feature(distance, word, shape))
                if found is not None:
                    block[at, shape] = found
        return at

    def _numbers(self, views: list[View]) -> tuple[Integers, ...]:
        """Return the columns: word, gazetteer, document, run, first word, open; then one for each role.

        Two empty words stand between sentences. The roles' columns hold positions, 0 for none.
        """
        if len(self._index) > _KEPT_FORMS:
            self._forget()
        index, learn = self._index, self._learn
        words, gaz, document, runs, first, is_open = [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]
        roles: list[list[int]] = [[0, 0] for _ in ROLES]
        for view in views:
            offset = len(words)
            words += [index[w] if w in index else learn(w) for w in view.words]
            gaz += view.gazetteer
            document += view.document
            runs += view.runs
            first += [1] + [0] * (len(view.words) - 1)
            is_open += view.open
            for column, positions in zip(roles, view.roles, strict=True):
                column.extend([offset + at if at >= 0 else 0 for at in positions])
            for column in (words, gaz, document, runs, first, is_open, *roles):
                column.extend((0, 0))
        return tuple(
            np.array(column, np.int64) for column in (words, gaz, document, runs, first, is_open, *roles)
        )

    def scores(self, views: list[View]) -> Floats:
        """Return the score of every label for every word of all sentences, as `_numbers` lays them out."""
        words, gaz, document, runs, first, is_open, *roles = self._numbers(views)
        at = np.flatnonzero(is_open)
        own = words[at]
        emission = self._near[_OWN][own]
        shapes, flags = self._forms[own, 0], self._forms[own, 1]
        for row, (distance, _) in zip(self._near, WINDOW, strict=True):
            if distance:
                emission += row[words[at + distance]]
        for block, distance in zip(self._pairs, PAIRED, strict=True):
            emission += block[words[at + distance], shapes]
        for row, positions in zip(self._lent, roles, strict=True):
            emission += row[words[positions[at]]]
        before, after = self._forms[words[at - 1]], self._forms[words[at + 1]]
        tables, own_gaz, own_runs = self._tables, gaz[at], runs[at]
        emission += tables["t:sss"][before[:, 0], shapes, after[:, 0]]
        emission += tables["t:ff-"][before[:, 1], flags, before[:, 0]]
        emission += tables["t:ff+"][flags, after[:, 1], after[:, 0]]
        emission += tables["t:run"][own_runs, shapes]
        emission += tables["t:runf"][own_runs, flags]
        emission += tables["t:g"][own_gaz, shapes]
        emission += tables["t:gg"][own_gaz, gaz[at + 1]]
        emission += tables["t:gf"][own_gaz, flags]
        emission += tables["t:i"][first[at], shapes, flags]
        emission += tables["t:d"][document[at], shapes, flags]
        result = np.zeros((len(words), _N_LABELS), np.float32)
        result[:, 0] = 100.0
        result[at] = emission
        return result

    def decode(self, views: list[View]) -> list[Span]:
        """Return the names in the sentences of one article, in order."""
        if not views:
            return []
        emission = self.scores(views)
        labels = self._best(emission)
        confidence = self._confidence(emission, labels)
        return _spans(views, labels, confidence, emission)

    def _best(self, emission: Floats) -> Integers:
        """Viterbi over the pieces between words that are certainly no names, all pieces at once."""
        labels = np.zeros(len(emission), np.int64)
        open_ = emission[:, 0] - emission[:, 1:].max(axis=1) < _CERTAIN
        edges = np.flatnonzero(np.diff(np.concatenate(([False], open_, [False])).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        if not len(starts):
            return labels
        longest = int((ends - starts).max())
        steps = np.arange(longest)
        where = starts[:, None] + steps
        inside = where < ends[:, None]
        where = np.where(inside, where, 0)
        best = emission[starts] + self._transitions[0]
        back = np.zeros((longest, len(starts), _N_LABELS), np.int64)
        for step in range(1, longest):
            paths = best[:, :, None] + self._transitions
            back[step] = paths.argmax(axis=1)
            best = np.where(inside[:, step, None], paths.max(axis=1) + emission[where[:, step]], best)
        current = (best + self._transitions[:, 0]).argmax(axis=1)
        rows = np.arange(len(starts))
        for step in range(longest - 1, -1, -1):
            live = inside[:, step]
            labels[where[live, step]] = current[live]
            current = np.where(live, back[step][rows, current], current)
        return labels

    def _confidence(self, emission: Floats, labels: Integers) -> Floats:
        """Return the probability of each word's label given the labels of its neighbours."""
        before, after = _shifted(labels, -1), _shifted(labels, 1)
        local = emission + self._transitions[before] + self._transitions[:, after].T
        local -= local.max(axis=1, keepdims=True)
        odds = np.exp(local)
        chosen: Floats = odds[np.arange(len(labels)), labels] / odds.sum(axis=1)
        return chosen


def _shifted(column: Integers, distance: int) -> Integers:
    return np.roll(column, -distance)


def _with_constraints(transitions: Floats) -> Floats:
    result = transitions.copy()
    for source, left in enumerate(LABELS):
        for target, right in enumerate(LABELS):
            if right[0] == "I" and left[2:] != right[2:]:
                result[source, target] = _FORBIDDEN
    return result


def _spans(views: list[View], labels: Integers, confidence: Floats, emission: Floats) -> list[Span]:
    spans = []
    at = 2
    for number, view in enumerate(views):
        own = labels[at : at + len(view.words)].tolist()
        sure = confidence[at : at + len(view.words)]
        for first, last in _runs(own):
            kinds = _kinds(emission[at + first : at + last])
            spans.append(
                Span(number, first, last, LABELS[own[first]][2:], float(sure[first:last].min()), kinds)
            )
        at += len(view.words) + 2
    return spans


def _kinds(scores: Floats) -> tuple[float, float, float]:
    """Return how probable PER, ORG and LOC are for a whole span, by the mean score of its words."""
    mean = (scores[0, 1::2] + scores[1:, 2::2].sum(axis=0)) / len(scores)
    odds = np.exp(mean - mean.max())
    per, org, loc = (odds / odds.sum()).tolist()
    return per, org, loc


def _runs(labels: list[int]) -> list[tuple[int, int]]:
    runs = []
    first = -1
    for at, label in enumerate((*labels, 0)):
        if label % 2 == 0 and label > 0:  # inside
            continue
        if first >= 0:
            runs.append((first, at))
        first = at if label else -1
    return runs


@functools.cache
def load_recognizer(language: str) -> Recognizer:
    """Read the weights of one language (0.3 s).

    Raises:
        FileNotFoundError: there is no such model.
    """
    data = files("service.taggers").joinpath("data", f"entities-{language}.npz").read_bytes()
    with np.load(io.BytesIO(data)) as arrays:
        names = arrays["names"].tobytes().decode("utf-8").split("\n")
        rows = arrays["weights"].astype(np.float32)
        ordinary = frozenset(arrays["ordinary"].tobytes().decode("utf-8").split("\n"))
        return Recognizer(dict(zip(names, rows, strict=True)), arrays["transitions"], ordinary)
