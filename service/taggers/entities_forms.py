"""Word forms and what is true of each wherever it stands: shape, lexicon flags, small form.

Numbers word forms as they come and keeps their properties in one table, so that an article's columns
are gathered by numpy (`service.taggers.entities_columns`).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import NAME_SHAPES, TIES, shape_of
from service.taggers.entities_lexicon import flags_of

# Columns of the table.
SHAPE_OF, FLAGS_OF, TIE, STARTS_UPPER, LOWER, OPENS_NAME = range(6)


class Forms:
    """Numbers forms from 1; number 0 is the empty form between sentences. Not safe between threads."""

    def __init__(self, ordinary: frozenset[str], learned: Callable[[str, int], None] | None = None) -> None:
        """Begin with no forms; `learned` is told of each new form and its number."""
        self.ordinary = ordinary
        self._learned = learned
        self.forget()

    def forget(self) -> None:
        """Drop all forms."""
        self.index: dict[str, int] = {"": 0}
        self.table: npt.NDArray[np.int64] = np.zeros((2048, 6), np.int64)

    def numbers_of(self, words: list[str]) -> list[int]:
        """Return the number of each word's form."""
        get = self.index.get
        return [get(word) or self._learn(word) for word in words]

    def _learn(self, word: str) -> int:
        if not word:
            return 0
        number = self._add(word)
        low = word.lower()
        # The small form need not stand in any text yet; it gets a number to be compared by.
        self.table[number, LOWER] = number if low == word else (self.index.get(low) or self._learn(low))
        return number

    def _add(self, word: str) -> int:
        number = self.index[word] = len(self.index)
        if number == len(self.table):
            self.table = np.concatenate((self.table, np.zeros_like(self.table)))
        shape, flags = shape_of(word), flags_of(word, self.ordinary)
        is_upper, opens = word[0].isupper(), shape in NAME_SHAPES
        self.table[number] = shape, flags, word in TIES, is_upper, number, opens
        if self._learned is not None:
            self._learned(word, number)
        return number
