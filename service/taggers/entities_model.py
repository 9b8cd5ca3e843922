"""The trained recogniser: reads its weights and finds PER, ORG and LOC in the sentences of an article.

A linear-chain conditional random field, trained by `service.taggers.training`. Nearly all its
features depend on one word only, so their sums are kept per word form and an article's scores are a
handful of numpy gathers. Words that are certainly no names cut the chain into short pieces, which are
decoded together (Viterbi). What happens with the spans is `service.taggers.entities`.
"""

import functools
import io
import math
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
    shape_of,
)
from service.taggers.entities_lexicon import flags_of

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_N_LABELS, _N_SHAPES, _N_GAZ, _N_FLAGS = len(LABELS), len(SHAPES), len(GAZETTEER), 1 << len(FLAGS)
_N_RUNS = 49
_LENDERS = tuple(dict.fromkeys(lend for _, lend in (*WINDOW, *ROLES)))
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

    def __init__(self, names: list[str], rows: Floats, transitions: Floats, ordinary: frozenset[str]) -> None:
        """Sort the features into those of single words, pairs and tables; `rows[i]` belongs to `names[i]`."""
        self.ordinary = ordinary
        self._rows = rows
        self._single: dict[str, dict[str, int]] = {str(where): {} for where, _ in (*WINDOW, *ROLES)}
        self._paired: dict[str, dict[str, list[tuple[int, int]]]] = {f"{d}p": {} for d in PAIRED}
        self._tables = {name: np.zeros((*shape, _N_LABELS), np.float32) for name, shape in _TABLES.items()}
        for index, name in enumerate(names):
            self._sort(name, index)
        self._transitions = _with_constraints(transitions)
        self._forget()

    def _sort(self, name: str, index: int) -> None:
        where, _, feature = name.partition(":")
        if where in self._single:
            self._single[where][feature] = index
        elif where in self._paired:
            word, _, shape = feature.rpartition("|")
            self._paired[where].setdefault(word, []).append((int(shape), index))
        elif where == "t":
            table, _, key = feature.partition("=")
            self._tables[f"t:{table}"][tuple(int(part) for part in key.split("|"))] = self._rows[index]

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
        lists = {lend: lend(word, flags) for lend in _LENDERS}
        for table, (where, lend) in (
            *zip(self._near, WINDOW, strict=True),
            *zip(self._lent, ROLES, strict=True),
        ):
            known = self._single[str(where)]
            found = [known[name] for name in lists[lend] if name in known]
            if found:
                table[at] = self._rows[found].sum(axis=0)
        low = word.lower()
        for block, distance in zip(self._pairs, PAIRED, strict=True):
            for shape, index in self._paired[f"{distance}p"].get(low, ()):
                block[at, shape] = self._rows[index]
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
    offset, ends = 2, [2 + len(views[0].words)]  # where the sentences begin and end in the columns
    for view in views[1:]:
        ends.append(ends[-1] + 2 + len(view.words))
    number = 0
    for first, last in _runs(labels):
        while first >= ends[number]:
            offset = ends[number] + 2
            number += 1
        kind = LABELS[int(labels[first])][2:]
        sure = min(confidence[first:last].tolist())
        kinds = _kinds(emission[first:last].tolist())
        spans.append(Span(number, first - offset, last - offset, kind, sure, kinds))
    return spans


def _kinds(scores: list[list[float]]) -> tuple[float, float, float]:
    """Return how probable PER, ORG and LOC are for a whole span, by the mean score of its words."""
    means = [
        (scores[0][begin] + sum(row[begin + 1] for row in scores[1:])) / len(scores) for begin in (1, 3, 5)
    ]
    odds = [math.exp(mean - max(means)) for mean in means]
    per, org, loc = (odd / sum(odds) for odd in odds)
    return per, org, loc


def _runs(labels: Integers) -> list[tuple[int, int]]:
    """Return (first, after last) of each name: a beginning and the insides that follow it at once."""
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(labels).tolist():
        if labels[at] % 2 == 0 and runs and runs[-1][1] == at:  # inside
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
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
        return Recognizer(names, rows, arrays["transitions"], ordinary)
