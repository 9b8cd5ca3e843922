"""Word forms and what is true of each wherever it stands: shape, lexicon flags, small form.

Numbers word forms as they come and keeps their properties in one table, so that an article's columns
are gathered by numpy (`service.taggers.entities_columns`).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import NAME_SHAPES, TIES, shape_of
from service.taggers.entities_lexicon import flags_of

# Columns of the table.
SHAPE_OF, FLAGS_OF, TIE, STARTS_UPPER, LOWER, OPENS_NAME, EDGE = _COLUMNS = range(7)
# Values of EDGE: what may begin a name in lower case (van Dijk), what may follow one after a comma (Inc).
PARTICLE, SUFFIX = 1, 2
_SUFFIXES = frozenset("Inc INC Ltd LTD LLC LLP LP Corp CORP Co PC PLC Plc GmbH SA AG Jr JR Sr III".split())
_PARTICLES = frozenset("de del la las los di da do dos van von der bin ibn al el".split())


class Forms:
    """Numbers forms from 1; number 0 is the empty form between sentences. Not safe between threads."""

    def __init__(self, ordinary: frozenset[str]) -> None:
        """Begin with no forms."""
        self.ordinary = ordinary
        self.forget()

    def forget(self) -> None:
        """Drop all forms."""
        self.words = [""]
        self.index: dict[str, int] = {"": 0}
        self.table: npt.NDArray[np.int64] = np.zeros((2048, len(_COLUMNS)), np.int64)

    def numbers_of(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the number of each word's form."""
        number_of = self.index.__getitem__
        try:
            return np.fromiter(map(number_of, words), np.int64, len(words))
        except KeyError:
            self._learn(words)
        return np.fromiter(map(number_of, words), np.int64, len(words))

    def _learn(self, words: Sequence[str]) -> None:
        """Number the new ones among `words`, and their small forms, and write down what is true of each."""
        index, begin = self.index, len(self.words)
        for word in words:
            if word not in index:
                index[word] = len(self.words)
                self.words.append(word)
                # The small form need not stand in any text yet; it gets a number to be compared by.
                low = word.lower()
                if low not in index:
                    index[low] = len(self.words)
                    self.words.append(low)
        if len(self.words) > len(self.table):
            more = np.zeros((max(2 * len(self.table), len(self.words)), len(_COLUMNS)), np.int64)
            more[:begin] = self.table[:begin]
            self.table = more
        self.table[begin : len(self.words)] = [self._properties(word) for word in self.words[begin:]]

    def _properties(self, word: str) -> tuple[int, ...]:
        """Return a form's row in the table."""
        shape, flags = shape_of(word), flags_of(word, self.ordinary)
        edge = PARTICLE if word in _PARTICLES else SUFFIX if word in _SUFFIXES else 0
        small = self.index.get(word.lower(), 0)
        return shape, flags, word in TIES, word[0].isupper(), small, shape in NAME_SHAPES, edge
