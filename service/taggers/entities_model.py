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

from service.taggers.entities_columns import RUNS, Columns
from service.taggers.entities_confidence import TEMPERATURE
from service.taggers.entities_features import FLAGS, GAZETTEER, LABELS, PAIRED, ROLES, SHAPES, WINDOW
from service.taggers.entities_forms import FLAGS_OF, SHAPE_OF, Forms

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_N_LABELS, _N_SHAPES, _N_GAZ, _N_FLAGS = len(LABELS), len(SHAPES), len(GAZETTEER), 1 << len(FLAGS)
_LENDERS = tuple(dict.fromkeys(lend for _, lend in (*WINDOW, *ROLES)))
_OWN = 2  # the place in WINDOW of the word itself
_FORBIDDEN = -150.0  # score of what no name does, such as going from one type into the inside of another
_LEAST_SHARE = 0.25  # added to a type's share in an article, so that no type is ruled out
_KEPT_FORMS = 30_000  # word forms kept before the memory is emptied

_IS_NAME_SHAPE = np.array([shape in {"Title", "CAPS", "Mixed", "Dotted.", "alnum"} for shape in SHAPES])
# Which labels are of one type: O, PER, ORG, LOC.
_SAME_TYPE = np.array([[a[2:] == b[2:] for b in LABELS] for a in LABELS], np.float32)

# Features that combine small integers, and the sizes of their tables.
_TABLES: dict[str, tuple[int, ...]] = {
    "t:sss": (_N_SHAPES, _N_SHAPES, _N_SHAPES),
    "t:ff-": (_N_FLAGS, _N_FLAGS, _N_SHAPES),
    "t:ff+": (_N_FLAGS, _N_FLAGS, _N_SHAPES),
    "t:run": (RUNS, _N_SHAPES),
    "t:runf": (RUNS, _N_FLAGS),
    "t:g": (_N_GAZ, _N_SHAPES),
    "t:gg": (_N_GAZ, _N_GAZ),
    "t:gf": (_N_GAZ, _N_FLAGS),
    "t:i": (2, _N_SHAPES, _N_FLAGS),
    "t:d": (4, _N_SHAPES, _N_FLAGS),
}


class Span(NamedTuple):
    """A name: first word, word after the last, type, confidence 0–1, probability of each type."""

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
        self.forms = Forms(ordinary, self._learn)
        self._allot(2048)

    def refresh(self) -> None:
        """Forget the word forms when they have become too many; call before an article's columns are made."""
        if len(self.forms.index) > _KEPT_FORMS:
            self.forms.forget()
            self._allot(2048)

    def _allot(self, size: int) -> None:
        self._near = [np.zeros((size, _N_LABELS), np.float32) for _ in WINDOW]
        self._pairs = [np.zeros((size, _N_SHAPES, _N_LABELS), np.float32) for _ in PAIRED]
        self._lent = [np.zeros((size, _N_LABELS), np.float32) for _ in ROLES]

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

    def _learn(self, word: str, number: int) -> None:
        """Sum up once what a word form says of itself and lends to its neighbours."""
        if number == len(self._near[0]):
            for blocks in (self._near, self._pairs, self._lent):
                blocks[:] = [np.concatenate((block, np.zeros_like(block))) for block in blocks]
        flags = int(self.forms.table[number, FLAGS_OF])
        lists = {lend: lend(word, flags) for lend in _LENDERS}
        for table, (where, lend) in (
            *zip(self._near, WINDOW, strict=True),
            *zip(self._lent, ROLES, strict=True),
        ):
            known = self._single[str(where)]
            found = [known[name] for name in lists[lend] if name in known]
            if found:
                table[number] = self._rows[found].sum(axis=0)
        low = word.lower()
        for block, distance in zip(self._pairs, PAIRED, strict=True):
            for shape, index in self._paired[f"{distance}p"].get(low, ()):
                block[number, shape] = self._rows[index]

    def scores(self, columns: Columns) -> tuple[Integers, Floats]:
        """Return the rows that can be a part of a name, and the score of every label for each."""
        words = columns.forms
        at = np.flatnonzero(columns.is_open)
        own = words[at]
        emission = self._near[_OWN][own]
        properties = self.forms.table[own]
        shapes, flags = properties[:, SHAPE_OF], properties[:, FLAGS_OF]
        for row, (distance, _) in zip(self._near, WINDOW, strict=True):
            if distance:
                emission += row[words[at + distance]]
        for block, distance in zip(self._pairs, PAIRED, strict=True):
            emission += block[words[at + distance], shapes]
        for row, role in zip(self._lent, columns.roles, strict=True):
            emission += row[words[role[at]]]
        before, after = self.forms.table[words[at - 1]], self.forms.table[words[at + 1]]
        shapes_before, flags_before = before[:, SHAPE_OF], before[:, FLAGS_OF]
        shapes_after, flags_after = after[:, SHAPE_OF], after[:, FLAGS_OF]
        tables, known, run = self._tables, columns.gazetteer[at], columns.run[at]
        emission += tables["t:sss"][shapes_before, shapes, shapes_after]
        emission += tables["t:ff-"][flags_before, flags, shapes_before]
        emission += tables["t:ff+"][flags, flags_after, shapes_after]
        emission += tables["t:run"][run, shapes]
        emission += tables["t:runf"][run, flags]
        emission += tables["t:g"][known, shapes]
        emission += tables["t:gg"][known, columns.gazetteer[at + 1]]
        emission += tables["t:gf"][known, flags]
        emission += tables["t:i"][columns.first[at], shapes, flags]
        emission += tables["t:d"][columns.document[at], shapes, flags]
        return at, emission

    def decode(self, columns: Columns) -> list[Span]:
        """Return the names in the sentences of one article, in order."""
        at, emission = self.scores(columns)
        if not len(at):
            return []
        emission += self._of_article(columns.forms[at], emission)
        starts = np.flatnonzero(np.diff(at, prepend=-2) > 1)
        labels = self._best(emission, starts)
        confidence = self._odds(emission, labels, starts)[np.arange(len(labels)), labels]
        return _spans(np.searchsorted(columns.rows, at), labels, confidence, emission)

    def _of_article(self, words: Integers, emission: Floats) -> Floats:
        """Return what to add to a word's scores for what the whole article says of that word.

        A name is clear in one sentence and doubtful in the next, and mostly the same in both; the idea is
        that of majority features in a second stage (Krishnan and Manning 2006), here with no training.
        """
        forms, which, counts = np.unique(words, return_inverse=True, return_counts=True)
        odds = np.exp(emission - emission.max(axis=1, keepdims=True))
        types = (odds / odds.sum(axis=1, keepdims=True)) @ _SAME_TYPE
        means = np.zeros((len(forms), _N_LABELS), np.float32)
        np.add.at(means, which, types)
        means /= counts[:, None]
        again = (counts > 1) & _IS_NAME_SHAPE[self.forms.table[forms, SHAPE_OF]]
        added: Floats = np.where(again[:, None], np.log(means + _LEAST_SHARE), np.float32(0))[which]
        return added

    def _best(self, emission: Floats, starts: Integers) -> Integers:
        """Viterbi over the pieces that begin at `starts`, all pieces at once."""
        size = len(emission)
        lengths = np.diff(starts, append=size)
        # Longest first, so that the pieces that reach a step are always the first ones.
        order = np.argsort(-lengths, kind="stable")
        first, lengths = starts[order], lengths[order]
        best = emission[first] + self._transitions[0]
        back: list[Integers] = []
        final = np.empty((len(first), _N_LABELS), np.float32)
        for step in range(1, int(lengths[0])):
            live = int(np.searchsorted(-lengths, -step))
            final[live : len(best)] = best[live:]
            paths = best[:live, :, None] + self._transitions
            back.append(paths.argmax(axis=1))
            best = paths.max(axis=1) + emission[first[:live] + step]
        final[: len(best)] = best
        current = (final + self._transitions[:, 0]).argmax(axis=1)
        labels = np.zeros(size, np.int64)
        labels[first + lengths - 1] = current
        for step in range(len(back), 0, -1):
            live = len(back[step - 1])
            current[:live] = back[step - 1][np.arange(live), current[:live]]
            labels[first[:live] + step - 1] = current[:live]
        return labels

    def _odds(self, emission: Floats, labels: Integers, starts: Integers) -> Floats:
        """Return the odds of each label of each word given its neighbours' labels, at `TEMPERATURE`."""
        before = np.concatenate(([0], labels[:-1]))
        before[starts] = 0
        after = np.concatenate((labels[1:], [0]))
        after[starts[1:] - 1] = 0
        local = (emission + self._transitions[before] + self._transitions[:, after].T) / TEMPERATURE
        odds: Floats = np.exp(local - local.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        return odds


def _with_constraints(transitions: Floats) -> Floats:
    result = transitions.copy()
    for source, left in enumerate(LABELS):
        for target, right in enumerate(LABELS):
            if right[0] == "I" and left[2:] != right[2:]:
                result[source, target] = _FORBIDDEN
    return result


def _spans(words: Integers, labels: Integers, confidence: Floats, emission: Floats) -> list[Span]:
    """Gather a beginning and the insides that follow it at once; `words` are the words' numbers.

    How probable PER, ORG and LOC are for a whole span is told by the mean score of its words.
    """
    named = np.flatnonzero(labels)
    begins = np.flatnonzero(labels[named] % 2 == 1)
    if not len(begins):
        return []
    own = labels[named]
    sizes = np.diff(begins, append=len(named))
    is_inside = (own % 2 == 0)[:, None]
    of_kinds = np.where(is_inside, emission[named][:, 2::2], emission[named][:, 1::2])
    means = np.add.reduceat(of_kinds, begins) / sizes[:, None]
    odds = np.exp(means - means.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    sure = np.minimum.reduceat(confidence[named], begins)
    firsts = words[named[begins]]
    columns = (firsts.tolist(), (firsts + sizes).tolist(), own[begins].tolist(), sure.tolist(), odds.tolist())
    return [
        Span(first, last, LABELS[label][2:], confident, (kinds[0], kinds[1], kinds[2]))
        for first, last, label, confident, kinds in zip(*columns, strict=True)
    ]


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
