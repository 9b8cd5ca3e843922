"""The recogniser's features that combine small integers of neighbouring words, as one table of scores.

Each feature of `service.taggers.entities_features.table_features` is a number here: a place in a table of
its own, all tables one after another, so that an article's sums are one gather. Features of the same words
share a table. What words lend by themselves is `service.taggers.entities_model`.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from service.taggers.entities_columns import RUNS, Columns
from service.taggers.entities_features import FLAGS, GAZETTEER, LABELS, SHAPES

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_N_SHAPES, _N_GAZ, _N_FLAGS = len(SHAPES), len(GAZETTEER), 1 << len(FLAGS)


class Tables:
    """Scores of the combined features. A word's class is its flags and its shape in one number."""

    def __init__(self, names: list[str], rows: Floats) -> None:
        """Take the features that begin with `t:`; `rows[i]` belongs to `names[i]`."""
        found = dict(_parsed(names))
        # Only some of the flags stand together in the lists; the others share the number 0 and no scores.
        seen = sorted({flags for index in found for flags in _flags_in(*found[index])})
        self._flag_ids = np.zeros(_N_FLAGS, np.int64)
        self._flag_ids[seen] = np.arange(1, len(seen) + 1)
        self._classes = (len(seen) + 1) * _N_SHAPES
        flags = len(seen) + 1
        # The order is that of `sums`: flags with the word before and after, run, place, known name.
        self._starts = np.cumsum([0, flags, flags, RUNS, 8])[:, None] * self._classes
        self._shapes = int(self._starts[-1, 0]) + _N_GAZ * self._classes
        self._known = self._shapes + _N_SHAPES**3
        self._rows = np.zeros((self._known + _N_GAZ**2, len(LABELS)), np.float32)
        for index, (table, key) in found.items():
            for place in self._places(table, key):
                self._rows[place] += rows[index]

    def sums(self, columns: Columns, at: Integers, shapes: Integers, flags: Integers) -> Floats:
        """Return the scores of every label for the rows `at`.

        Args:
            columns: of the article.
            at: the rows.
            shapes: of the word before each row, of its own word and of the word after.
            flags: likewise.
        """
        ids = self._flag_ids.take(flags)
        before, own, after = ids * _N_SHAPES + shapes
        known = columns.gazetteer.take(at)
        place = columns.first.take(at) * 4 + columns.document.take(at)
        index = np.array((ids[1], ids[1], columns.run.take(at), place, known))
        index *= self._classes
        index += self._starts
        index += (before, after, own, own, own)
        sums: Floats = self._rows.take(index, axis=0).sum(axis=0)
        three = (shapes[0] * _N_SHAPES + shapes[1]) * _N_SHAPES + shapes[2]
        sums += self._rows.take(three + self._shapes, axis=0)
        sums += self._rows.take(known * _N_GAZ + columns.gazetteer.take(at + 1) + self._known, axis=0)
        return sums

    def _places(self, table: str, key: tuple[int, ...]) -> range | list[int]:
        """Return the rows that a feature counts in: one, or all those whose other parts are left open."""
        if table == "sss":
            return [self._shapes + (key[0] * _N_SHAPES + key[1]) * _N_SHAPES + key[2]]
        if table == "gg":
            return [self._known + key[0] * _N_GAZ + key[1]]
        if table == "ff-":
            return [self._row(0, int(self._flag_ids[key[1]]), self._class(key[0], key[2]))]
        if table == "ff+":
            return [self._row(1, int(self._flag_ids[key[0]]), self._class(key[1], key[2]))]
        if table in {"run", "g"}:
            first = self._row(_BY_CLASS[table], key[0], 0)
            return range(first + key[1], first + self._classes, _N_SHAPES)
        if table in {"runf", "gf"}:
            first = self._row(_BY_CLASS[table], key[0], self._class(key[1], 0))
            return range(first, first + _N_SHAPES)
        own = self._class(key[2], key[1])
        places = range(key[0] * 4, key[0] * 4 + 4) if table == "i" else range(key[0], 8, 4)
        return [self._row(3, place, own) for place in places]

    def _row(self, table: int, key: int, of_class: int) -> int:
        return int(self._starts[table, 0]) + key * self._classes + of_class

    def _class(self, flags: int, shape: int) -> int:
        return int(self._flag_ids[flags]) * _N_SHAPES + shape


def _parsed(names: list[str]) -> Iterator[tuple[int, tuple[str, tuple[int, ...]]]]:
    for index, name in enumerate(names):
        if name.startswith("t:"):
            table, _, key = name[2:].partition("=")
            yield index, (table, tuple(int(part) for part in key.split("|")))


# Tables by class that two features share.
_BY_CLASS = {"run": 2, "runf": 2, "g": 4, "gf": 4}
# Which parts of a feature's key are flags.
_FLAG_PARTS = {"ff-": (0, 1), "ff+": (0, 1), "runf": (1,), "gf": (1,), "i": (2,), "d": (2,)}


def _flags_in(table: str, key: tuple[int, ...]) -> Iterator[int]:
    for part in _FLAG_PARTS.get(table, ()):
        yield key[part]
