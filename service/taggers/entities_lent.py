"""What word forms lend to the words around them: rows of scores, summed up when a form is first needed.

A form has a row for each place where it lends: its own, each role it may have in a run of capitalised words,
and the four places beside it. What a form says only beside a word of some shape stands in a table of its own,
made once. Learning is by article, all new forms at once, from the codes that `service.taggers.entities_parts`
finds. What is summed up here is used by `service.taggers.entities_model`.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import LABELS, PAIRED, SHAPES
from service.taggers.entities_forms import FLAGS_OF, SHAPE_OF, Forms
from service.taggers.entities_parts import PLACES, Paired, Parts

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_ROWS: Integers = np.arange(len(PLACES))[:, None]
_BESIDE = slice(len(PLACES) - len(PAIRED), None)
DISTANCES: Integers = np.array(PAIRED)[:, None]
"""Of the words that lend to those beside them, in the order in which they come last in `PLACES`."""
_PAIRS = len(PAIRED) * len(SHAPES)  # features that a form may have together with the shape of another
_OF_PAIRS: Integers = np.arange(0, _PAIRS, len(SHAPES))[:, None]
_FORMS_AT_FIRST = 1024


class Lent:
    """The rows of all forms that were needed so far."""

    def __init__(self, names: Sequence[str], weights: Floats) -> None:
        """Take the features of single words and of pairs; `weights[i]` belongs to `names[i]`."""
        self._weights = weights
        self._parts = Parts(names)
        # Small form → number of its block in `_pairs`, which says where the weights of each pair stand.
        self._block_of = {word: block for block, word in enumerate(self._parts.pairs, 1)}
        self._pairs, self._head = self._paired(self._parts.pairs)
        self.forget()

    def _paired(self, pairs: dict[str, list[Paired]]) -> tuple[npt.NDArray[np.int32], Floats]:
        """Return each pair's row, 0 where there is none, and the rows of the empty form and all pairs."""
        where = np.zeros((len(pairs) + 1, len(PAIRED), len(SHAPES)), np.int32)
        flat = list(chain.from_iterable(pairs.values()))
        blocks = np.arange(1, len(pairs) + 1).repeat([len(found) for found in pairs.values()])
        places, shapes, indices = np.array(flat, np.int64).reshape(-1, 3).T
        where[blocks, places, shapes] = np.arange(len(PLACES), len(PLACES) + len(flat))
        empty = np.zeros((len(PLACES), len(LABELS)), np.float32)
        return where.ravel(), np.concatenate((empty, self._weights[indices]))

    def forget(self) -> None:
        """Drop all forms."""
        self._count = len(self._head)  # rows in use
        self._rows: Floats = np.zeros((self._count + _FORMS_AT_FIRST * len(PLACES), len(LABELS)), np.float32)
        self._rows[: self._count] = self._head
        # A form's first row, -1 while unknown, and its block of pairs. The first form is the empty one.
        self._firsts = np.full(2 * _FORMS_AT_FIRST, -1)
        self._blocks = np.zeros(2 * _FORMS_AT_FIRST, np.int64)
        self._firsts[0] = 0

    def sums(self, lenders: Integers, shapes: Integers, forms: Forms) -> Floats:
        """Return what is lent to words, for every label.

        Args:
            lenders: numbers in `forms` of the lenders, a row for each of `PLACES`, a column for each word.
            shapes: of the words.
            forms: the forms; those not met before are learned.
        """
        firsts = self._known(lenders, forms)
        rows = np.empty((len(PLACES) + len(PAIRED), lenders.shape[1]), np.int64)
        np.add(firsts, _ROWS, out=rows[: len(PLACES)])
        pairs = self._blocks.take(lenders[_BESIDE])
        pairs *= _PAIRS
        pairs += _OF_PAIRS + shapes
        rows[len(PLACES) :] = self._pairs.take(pairs)
        sums: Floats = self._rows.take(rows, axis=0).sum(axis=0)
        return sums

    def _known(self, numbers: Integers, forms: Forms) -> Integers:
        """Return the first row of each of these forms."""
        if len(self._firsts) < len(forms.words):
            size = 2 * len(forms.words)
            self._firsts = np.concatenate((self._firsts, np.full(size - len(self._firsts), -1)))
            self._blocks = np.concatenate((self._blocks, np.zeros(size - len(self._blocks), np.int64)))
        firsts = self._firsts.take(numbers)
        unknown = firsts < 0
        if unknown.any():
            self._learn(np.unique(numbers[unknown]), forms)
            firsts = self._firsts.take(numbers)
        return firsts

    def _learn(self, numbers: Integers, forms: Forms) -> None:
        """Sum up once what word forms say of themselves and lend to their neighbours."""
        begin, count = self._count, len(numbers)
        end = self._count = begin + count * len(PLACES)
        if end > len(self._rows):
            # Pages that are not used yet take no memory.
            more = np.zeros((max(2 * len(self._rows), end), len(LABELS)), np.float32)
            more[:begin] = self._rows[:begin]
            self._rows = more
        self._firsts[numbers] = np.arange(begin, end, len(PLACES))
        words = [forms.words[number] for number in numbers.tolist()]
        self._blocks[numbers] = [self._block_of.get(word.lower(), 0) for word in words]
        properties = forms.table[numbers]
        shapes, flags = properties[:, SHAPE_OF].tolist(), properties[:, FLAGS_OF].tolist()
        codes = list(map(self._parts.codes_of, words, shapes, flags))
        sizes = list(map(len, codes))
        flat = np.fromiter(chain.from_iterable(codes), np.int64, sum(sizes))
        places, indices = np.divmod(flat, len(self._weights))
        places += np.arange(0, count * len(PLACES), len(PLACES)).repeat(sizes)
        cells = places[:, None] * len(LABELS) + np.arange(len(LABELS))
        weights = self._weights.take(indices, axis=0)
        sums = np.bincount(cells.ravel(), weights.ravel(), count * len(PLACES) * len(LABELS))
        self._rows[begin:end] = sums.reshape(-1, len(LABELS))
