"""An article as the recogniser sees it: columns of small integers, one row for each word.

Serves training and tagging alike. What single words are like is `service.taggers.entities_forms`, the
known names come from `service.taggers.gazetteer`, the weights stand in `service.taggers.entities_model`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import GAZETTEER, SHAPE
from service.taggers.entities_forms import LOWER, OPENS_NAME, SHAPE_OF, STARTS_UPPER, TIE, Forms
from service.taggers.gazetteer import Hit

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_GAP = 2  # empty rows before each sentence and after the last, so that neighbours never cross
_LONGEST_RUN = 6
RUNS = 7 * (_LONGEST_RUN + 1)  # values of the column `run`


class Columns(NamedTuple):
    """One row a word; `_GAP` empty rows (form 0) stand before, between and after sentences.

    Attributes:
        rows: the row of each word, in order.
        forms: number of the word's form in `Forms`.
        gazetteer: what the known names say, an index in `GAZETTEER`.
        document: bit 1: capitalised inside another sentence; bit 2: also written in lower case.
        run: length of the run of capitalised words times 7 plus the place in it, 0 outside.
        first: 1 for the first word of a sentence.
        is_open: whether the word can be a part of a name at all.
        roles: for each of `entities_features.ROLES` the row of that word, 0 for none.
    """

    rows: Integers
    forms: Integers
    gazetteer: Integers
    document: Integers
    run: Integers
    first: Integers
    is_open: Booleans
    roles: tuple[Integers, ...]


def columns_of(words: list[str], lengths: Sequence[int], gazetteer: list[int], forms: Forms) -> Columns:
    """Return the columns of an article.

    Args:
        words: of all sentences, one after another.
        lengths: number of words of each sentence.
        gazetteer: for each word the index in `GAZETTEER`, as `gazetteer_column` gives it.
        forms: where the words' forms are kept; new ones are added.
    """
    sizes = np.array(lengths, np.int64)
    rows = np.arange(len(words)) + _GAP * (1 + np.repeat(np.arange(len(sizes)), sizes))
    size = len(words) + _GAP * (len(sizes) + 1)
    numbers = np.zeros(size, np.int64)
    numbers[rows] = forms.numbers_of(words)
    known = np.zeros(size, np.int64)
    known[rows] = gazetteer
    first = np.zeros(size, np.int64)
    first[rows[np.cumsum(sizes) - sizes]] = 1
    properties = forms.table[numbers]
    run, is_open, roles = _runs(properties)
    return Columns(rows, numbers, known, _elsewhere(numbers, properties, first), run, first, is_open, roles)


def _elsewhere(numbers: Integers, properties: Integers, first: Integers) -> Integers:
    """Say how the rest of the article writes each capitalised word."""
    upper = properties[:, STARTS_UPPER]
    inside = upper * (1 - first)
    most = int(max(numbers.max(), properties[:, LOWER].max())) + 1
    capitalised = np.bincount(numbers, inside, most)
    small = np.zeros(most, np.int64)
    small[numbers[upper == 0]] = 2
    small[0] = 0
    again = (capitalised[numbers] - inside) > 0
    return upper * (again + small[properties[:, LOWER]])


def _runs(properties: Integers) -> tuple[Integers, Booleans, tuple[Integers, ...]]:
    """Find the runs of capitalised words, and the same joined over small words.

    Returns:
        The columns `run`, `is_open` and `roles`.
    """
    size = len(properties)
    in_name = properties[:, OPENS_NAME]
    edges = np.flatnonzero(np.diff(in_name, prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    lengths = ends - starts
    at = np.flatnonzero(in_name)
    which = np.repeat(np.arange(len(starts)), lengths)
    run = np.zeros(size, np.int64)
    run[at] = np.minimum(lengths, _LONGEST_RUN)[which] * 7 + np.minimum(at - starts[which], _LONGEST_RUN - 1)
    wide_starts, wide_ends = _joined(starts, ends, properties[:, TIE])
    wide_lengths = wide_ends - wide_starts
    of_wide = np.repeat(np.arange(len(wide_starts)), wide_lengths)
    wide_at = np.arange(len(of_wide)) - np.repeat(np.cumsum(wide_lengths) - wide_lengths, wide_lengths)
    wide_at += wide_starts[of_wide]
    empty = np.zeros((6, size), np.int64)
    for column, rows in zip(empty, (starts, ends - 1, starts - 1, ends), strict=False):
        column[at] = rows[which]
    empty[4][wide_at], empty[5][wide_at] = wide_starts[of_wide], (wide_ends - 1)[of_wide]
    # No neighbour lends anything across the end of a sentence, where the rows are empty.
    is_word = properties[:, SHAPE_OF] > 0
    roles = tuple(np.where(is_word[column], column, 0) for column in empty)
    return run, _open(wide_starts, wide_ends, properties), roles


def _joined(starts: Integers, ends: Integers, ties: Integers) -> tuple[Integers, Integers]:
    """Join runs between which stand only one or two small words that tie names."""
    if not len(starts):
        return starts, ends
    counts = np.concatenate(([0], np.cumsum(ties)))
    gaps = starts[1:] - ends[:-1]
    tied = (gaps <= 2) & (counts[starts[1:]] - counts[ends[:-1]] == gaps)
    return starts[np.concatenate(([True], ~tied))], ends[np.concatenate((~tied, [True]))]


def _open(starts: Integers, ends: Integers, properties: Integers) -> Booleans:
    """Say which words may belong to a name: marks, numbers and small words only when they touch one."""
    steps = np.zeros(len(properties) + 1, np.int64)
    np.add.at(steps, starts - 2, 1)
    np.add.at(steps, ends + 2, -1)
    near = np.cumsum(steps)[:-1] > 0
    shapes = properties[:, SHAPE_OF]
    is_open: Booleans = near & (shapes > 0) & ((shapes != SHAPE["lower"]) | (properties[:, TIE] > 0))
    return is_open


_GAZETTEER_INDEX = {label: index for index, label in enumerate(GAZETTEER)}


def gazetteer_column(starts: Sequence[int], hits: Iterable[Hit]) -> list[int]:
    """Return for each word, given by its offsets in the text, what the known names say of it.

    Args:
        starts: offsets of the words, in order.
        hits: known names, in order, without overlap.
    """
    column = [0] * len(starts)
    at = 0
    for hit in hits:
        at = bisect_left(starts, hit.start, at)
        if at == len(starts) or starts[at] != hit.start:
            continue
        kind = hit.kind if hit.kind in {"PER", "ORG", "LOC"} else "MISC"
        prefix = "B"
        while at < len(starts) and starts[at] < hit.end:
            column[at] = _GAZETTEER_INDEX[f"{prefix}-{kind}"]
            prefix = "I"
            at += 1
    return column
