"""What word forms lend to the words around them: rows of scores, summed up when a form is first needed.

A form has a row for its own place, one for each role it may have in a run of capitalised words, and for each
of four places beside it as many rows as a word has shapes. Learning is by article, all new forms at once.
Which rows a word gathers is `service.taggers.entities_model`.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import LABELS, PAIRED, ROLES, SHAPES, WINDOW
from service.taggers.entities_forms import FLAGS_OF, Forms

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_NEAR = tuple((distance, lend) for distance, lend in WINDOW if distance)
# Where a form lends and how, in the order of `ROWS`.
_PLACES = (("0", dict(WINDOW)[0]), *ROLES, *((str(distance), lend) for distance, lend in _NEAR))
_SINGLE = 1 + len(ROLES)  # rows of a form that no other word's shape chooses among
_LENT = _SINGLE + len(_NEAR) * len(SHAPES)  # rows of a form

ROWS: Integers = np.concatenate((np.arange(_SINGLE), np.arange(_SINGLE, _LENT, len(SHAPES))))[:, None]
"""The first row of each place, counted from a form's first: itself, `ROLES`, `DISTANCES`."""
BY_SHAPE = slice(_SINGLE, None)
"""The places where the shape of the word lent to is added."""
DISTANCES: Integers = np.array([distance for distance, _ in _NEAR])[:, None]


class Lent:
    """The rows of all forms that were needed so far, `rows`."""

    def __init__(self, names: list[str], weights: Floats) -> None:
        """Take the features of single words and of pairs; `weights[i]` belongs to `names[i]`."""
        self._weights = weights
        # Lender → feature → place times number of weights plus index of its own, wherever the lender serves.
        self._known: dict[Callable[..., list[str]], dict[str, tuple[int, ...]]] = {}
        # Word → (place among the near ones, shape, index of its weights).
        self._paired: dict[str, list[tuple[int, int, int]]] = {}
        places = {where: place for place, (where, _) in enumerate(_PLACES)}
        pairs = {f"{distance}p": at for at, distance in enumerate(PAIRED)}
        for index, name in enumerate(names):
            where, _, feature = name.partition(":")
            if where in places:
                place = places[where]
                known = self._known.setdefault(_PLACES[place][1], {})
                known[feature] = (*known.get(feature, ()), place * len(weights) + index)
            elif where in pairs:
                word, _, shape = feature.rpartition("|")
                self._paired.setdefault(word, []).append((pairs[where], int(shape), index))
        self.forget()

    def forget(self) -> None:
        """Drop all forms."""
        self.rows: Floats = np.zeros((512 * _LENT, len(LABELS)), np.float32)
        self._count = 1  # the first is the empty form, which lends nothing
        self._firsts = np.full(2048, -1)  # a form's first row, -1 while unknown
        self._firsts[0] = 0

    def firsts(self, numbers: Integers, forms: Forms) -> Integers:
        """Return the first row of each of these forms, given by their numbers in `forms`."""
        if len(self._firsts) < len(forms.words):
            self._firsts = np.concatenate((self._firsts, np.full(2 * len(forms.words), -1)))
        firsts = self._firsts.take(numbers)
        unknown = firsts < 0
        if unknown.any():
            self._learn(np.unique(numbers[unknown]), forms)
            firsts = self._firsts.take(numbers)
        return firsts

    def _learn(self, numbers: Integers, forms: Forms) -> None:
        """Sum up once what word forms say of themselves and lend to their neighbours."""
        begin, count = self._count * _LENT, len(numbers)
        self._count += count
        if self._count * _LENT > len(self.rows):
            more = np.zeros((max(len(self.rows), count * _LENT), len(LABELS)), np.float32)
            self.rows = np.concatenate((self.rows, more))
        self._firsts[numbers] = np.arange(begin, self._count * _LENT, _LENT)
        blocks = self.rows[begin : self._count * _LENT].reshape(count, _LENT, len(LABELS))
        near = blocks[:, BY_SHAPE].reshape(count, len(_NEAR), len(SHAPES), len(LABELS))
        sums = np.zeros((count * len(_PLACES), len(LABELS)), np.float32)
        codes, sizes = self._features(numbers.tolist(), forms)
        places, indices = np.divmod(np.array(codes, np.int64), len(self._weights))
        targets = np.arange(count).repeat(sizes) * len(_PLACES) + places
        np.add.at(sums, targets, self._weights.take(indices, axis=0))
        of_places = sums.reshape(count, len(_PLACES), len(LABELS))
        blocks[:, :_SINGLE] = of_places[:, :_SINGLE]
        near[:] = of_places[:, _SINGLE:, None]
        for at, number in enumerate(numbers.tolist()):
            for place, shape, index in self._paired.get(forms.words[number].lower(), ()):
                near[at, place, shape] += self._weights[index]

    def _features(self, numbers: list[int], forms: Forms) -> tuple[list[int], list[int]]:
        """Return the codes in `_known` of all features of these forms, and how many each form has."""
        codes: list[int] = []
        ends = [0]
        flags_of = forms.table[numbers, FLAGS_OF].tolist()
        for number, flags in zip(numbers, flags_of, strict=True):
            for lend, known in self._known.items():
                for feature in lend(forms.words[number], flags):
                    codes += known.get(feature, ())
            ends.append(len(codes))
        return codes, [end - begin for begin, end in pairwise(ends)]
