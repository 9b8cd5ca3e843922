"""The trained recogniser: reads its weights and finds PER, ORG and LOC in the sentences of an article.

A linear-chain conditional random field, trained by `service.taggers.training`. Nearly all its features
depend on one word only, so their sums are kept per word form (`service.taggers.entities_lent`), the others
stand in tables (`service.taggers.entities_tables`), and an article's scores are two gathers. Words that are
certainly no names cut the chain into short pieces, which are decoded together (Viterbi). What happens with
the spans is `service.taggers.entities`.
"""

import functools
import io
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.taggers.entities_columns import Columns
from service.taggers.entities_confidence import TEMPERATURE
from service.taggers.entities_features import LABELS, SHAPES
from service.taggers.entities_forms import FLAGS_OF, SHAPE_OF, Forms
from service.taggers.entities_lent import DISTANCES, Lent
from service.taggers.entities_tables import Tables

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_FORBIDDEN = -150.0  # score of what no name does, such as going from one type into the inside of another
_LEAST_SHARE = 0.25  # added to a type's share in an article, so that no type is ruled out
_KEPT_FORMS = 30_000  # word forms kept before the memory is emptied: about 15 MB

_IS_NAME_SHAPE = np.array([shape in {"Title", "CAPS", "Mixed", "Dotted.", "alnum"} for shape in SHAPES])
# Which labels are of one type: O, PER, ORG, LOC.
_SAME_TYPE = np.array([[a[2:] == b[2:] for b in LABELS] for a in LABELS], np.float32)

_BESIDE = np.array([[-1], [0], [1]])  # the words whose shapes and flags a word is seen with


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
        self._lent = Lent(names, rows)
        self._tables = Tables(names, rows)
        self._transitions = _with_constraints(transitions)
        self._into = np.ascontiguousarray(self._transitions.T)
        self.forms = Forms(ordinary)

    def refresh(self) -> None:
        """Forget the word forms when they have become too many; call before an article's columns are made."""
        if len(self.forms.index) > _KEPT_FORMS:
            self.forms.forget()
            self._lent.forget()

    def scores(self, columns: Columns) -> tuple[Integers, Floats]:
        """Return the rows that can be a part of a name, and the score of every label for each."""
        at = columns.is_open.nonzero()[0]
        lenders = np.concatenate((at[None], columns.roles[:, at], at + DISTANCES))
        beside = self.forms.table.take(columns.forms.take(at + _BESIDE), axis=0)
        shapes, flags = beside[:, :, SHAPE_OF], beside[:, :, FLAGS_OF]
        emission = self._lent.sums(columns.forms.take(lenders), shapes[1], self.forms)
        emission += self._tables.sums(columns, at, shapes, flags)
        return at, emission

    def decode(self, columns: Columns) -> list[Span]:
        """Return the names in the sentences of one article, in order."""
        at, emission = self.scores(columns)
        if not len(at):
            return []
        self._add_article(columns.forms.take(at), emission)
        starts = np.concatenate(([0], (at[1:] - at[:-1] > 1).nonzero()[0] + 1))
        labels = self._best(emission, starts)
        named = labels.nonzero()[0]
        if not len(named):
            return []
        confidence = self._odds(emission, labels, starts, named)
        return _spans(columns.rows.searchsorted(at[named]), labels[named], confidence, emission[named])

    def _add_article(self, words: Integers, emission: Floats) -> None:
        """Add to each word's scores what the whole article says of that word.

        A name is clear in one sentence and doubtful in the next, and mostly the same in both; the idea is
        that of majority features in a second stage (Krishnan and Manning 2006), here with no training.
        """
        named = _IS_NAME_SHAPE[self.forms.table[words, SHAPE_OF]].nonzero()[0]
        named = named[words[named].argsort(kind="stable")]
        forms = words[named]
        starts = np.concatenate(([True], forms[1:] != forms[:-1])).nonzero()[0]
        counts = np.diff(starts, append=len(named))
        again = (counts > 1).repeat(counts)
        if not again.any():
            return
        named, counts = named[again], counts[counts > 1]
        of_named = emission[named]
        odds = np.exp(of_named - of_named.max(axis=1, keepdims=True))
        types = (odds / odds.sum(axis=1, keepdims=True)) @ _SAME_TYPE
        means = np.add.reduceat(types, counts.cumsum() - counts) / counts[:, None]
        emission[named] = of_named + np.log(means + _LEAST_SHARE).repeat(counts, axis=0)

    def _best(self, emission: Floats, starts: Integers) -> Integers:
        """Viterbi over the pieces that begin at `starts`, all pieces at once."""
        size = len(emission)
        lengths = np.concatenate((starts[1:], [size])) - starts
        # Longest first, so that the pieces that reach a step are always the first ones.
        order = (-lengths).argsort(kind="stable")
        first, lengths = starts[order], lengths[order]
        reach = np.bincount(lengths)[::-1].cumsum()[::-1].tolist()  # how many pieces have n words
        # The words in the order in which they are reached: all first ones, all second ones, and so on.
        steps = np.arange(len(reach) - 1)[:, None]
        rows = (first + steps)[steps < lengths]
        scores = emission.take(rows, axis=0)
        begin, live = 0, len(first)
        best = scores[:live] + self._transitions[0]
        final = np.empty_like(best)
        bests = [best]
        for live in reach[2:]:
            begin += len(best)
            final[live : len(best)] = best[live:]
            best = (best[:live, :, None] + self._transitions).max(axis=1)
            best += scores[begin : begin + live]
            bests.append(best)
        final[: len(best)] = best
        current = (final + self._transitions[:, 0]).argmax(axis=1)
        found = np.empty(size, np.int64)
        end = size
        for step in range(len(bests) - 1, -1, -1):
            live = reach[step + 1]
            found[end - live : end] = current[:live]
            end -= live
            if step:
                back = bests[step - 1][:live] + self._into.take(current[:live], axis=0)
                current[:live] = back.argmax(axis=1)
        labels = np.empty(size, np.int64)
        labels[rows] = found
        return labels

    def _odds(self, emission: Floats, labels: Integers, starts: Integers, at: Integers) -> Floats:
        """Return the odds of the labels of the words `at` given those of their neighbours."""
        beside = np.zeros((2, len(labels)), np.int64)
        beside[0, 1:], beside[1, :-1] = labels[:-1], labels[1:]
        beside[0, starts] = 0
        beside[1, starts[1:] - 1] = 0
        before, after = beside[:, at]
        local = emission.take(at, axis=0)
        local += self._transitions.take(before, axis=0)
        local += self._into.take(after, axis=0)
        local -= local[np.arange(len(at)), labels[at]][:, None]
        odds: Floats = 1 / np.exp(local / TEMPERATURE).sum(axis=1)
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

    All are those of words in names. How probable PER, ORG and LOC are for a whole span is told by the mean
    score of its words.
    """
    begins = (labels % 2 == 1).nonzero()[0]
    sizes = np.concatenate((begins[1:], [len(labels)])) - begins
    of_kinds = np.where((labels % 2 == 0)[:, None], emission[:, 2::2], emission[:, 1::2])
    means = np.add.reduceat(of_kinds, begins) / sizes[:, None]
    odds = np.exp(means - means.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    sure = np.minimum.reduceat(confidence, begins)
    firsts = words[begins]
    lists = (firsts, firsts + sizes, labels[begins], sure, odds)
    columns = [column.tolist() for column in lists]
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
