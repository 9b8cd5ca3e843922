"""An article as the recogniser sees it: columns of small integers, one row for each word.

Serves training and tagging alike. What single words are like is `service.taggers.entities_forms`, the
known names come from `service.taggers.gazetteer`, the weights stand in `service.taggers.entities_model`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.taggers.entities_features import GAZETTEER, SHAPE, SHAPES
from service.taggers.entities_forms import (
    EDGE,
    FLAGS_OF,
    LOWER,
    OPENS_NAME,
    PARTICLE,
    SHAPE_OF,
    STARTS_UPPER,
    SUFFIX,
    TIE,
    Forms,
)
from service.taggers.entities_lexicon import ORG_WORD
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
        roles: for each of `entities_features.ROLES` the row of that word, 0 for none; one row a role.
    """

    rows: Integers
    forms: Integers
    gazetteer: Integers
    document: Integers
    run: Integers
    first: Integers
    is_open: Booleans
    roles: Integers


def columns_of(
    words: Sequence[str], lengths: Sequence[int], gazetteer: npt.ArrayLike, forms: Forms
) -> Columns:
    """Return the columns of an article.

    Args:
        words: of all sentences, one after another.
        lengths: number of words of each sentence.
        gazetteer: for each word the index in `GAZETTEER`, as `gazetteer_column` gives it.
        forms: where the words' forms are kept; new ones are added.
    """
    sizes = np.array(lengths, np.int64)
    first_word = sizes.cumsum() - sizes
    rows = np.ones(len(words), np.int64)
    rows[first_word] += _GAP
    rows = rows.cumsum() - 1
    size = len(words) + _GAP * (len(sizes) + 1)
    numbers = np.zeros(size, np.int64)
    numbers[rows] = forms.numbers_of(words)
    known = np.zeros(size, np.int64)
    known[rows] = gazetteer
    first = np.zeros(size, np.int64)
    first[rows[first_word]] = 1
    properties = forms.table.take(numbers, axis=0)
    run, is_open, roles = _runs(properties)
    return Columns(rows, numbers, known, _elsewhere(numbers, properties, first), run, first, is_open, roles)


def _elsewhere(numbers: Integers, properties: Integers, first: Integers) -> Integers:
    """Say how the rest of the article writes each capitalised word."""
    document = np.zeros(len(numbers), np.int64)
    upper = properties[:, STARTS_UPPER] > 0
    at = upper.nonzero()[0]
    if not len(at):
        return document
    small_forms = properties[at, LOWER]
    # Only capitalised words and their small forms are looked at: a table over these numbers is enough.
    most = int(max(numbers[at].max(), small_forms.max())) + 1
    inside = 1 - first[at]
    capitalised = np.bincount(numbers[at], inside, most)
    small = np.zeros(most, np.int64)
    in_lower = numbers[~upper]
    small[in_lower[in_lower < most]] = 2
    small[0] = 0
    document[at] = (capitalised[numbers[at]] > inside) + small[small_forms]
    return document


def _runs(properties: Integers) -> tuple[Integers, Booleans, Integers]:
    """Find the runs of capitalised words, and the same joined over small words.

    Returns:
        The columns `run`, `is_open` and `roles`.
    """
    size = len(properties)
    shapes, in_name = properties[:, SHAPE_OF], properties[:, OPENS_NAME]
    # The first row and the last are empty, so that every run begins and ends inside.
    edges = (in_name[1:] != in_name[:-1]).nonzero()[0] + 1
    starts, ends = edges[::2], edges[1::2]
    lengths = ends - starts
    around = np.array((starts, ends - 1, starts - 1, ends))
    # No neighbour lends anything across the end of a sentence, where the rows are empty.
    around[shapes.take(around) == 0] = 0
    at = in_name.nonzero()[0]
    of_words = around.repeat(lengths, axis=1)
    run = np.zeros(size, np.int64)
    places = np.minimum(at - of_words[0], _LONGEST_RUN - 1)
    run[at] = np.minimum(lengths, _LONGEST_RUN).repeat(lengths) * 7 + places
    roles = np.zeros((6, size), np.int64)
    roles[:4, at] = of_words
    wide_starts, wide_ends = _joined(starts, ends, properties[:, TIE])
    is_wide = np.zeros(size, np.int64)
    is_wide[wide_starts], is_wide[wide_ends] = 1, -1
    is_open = is_wide.cumsum() > 0
    outer = np.array((wide_starts, wide_ends - 1))
    roles[4:, is_open] = outer.repeat(wide_ends - wide_starts, axis=1)
    is_open[wide_ends[_goes_on(wide_starts, wide_ends, properties)]] = True
    is_open[wide_starts[properties[wide_starts - 1, EDGE] == PARTICLE] - 1] = True
    return run, is_open, roles


def _joined(starts: Integers, ends: Integers, ties: Integers) -> tuple[Integers, Integers]:
    """Join runs between which stand only one or two small words that tie names."""
    if len(starts) < 2:
        return starts, ends
    gaps = starts[1:] - ends[:-1]
    counts = np.zeros(len(ties) + 1, np.int64)
    ties.cumsum(out=counts[1:])
    parted = (gaps > 2) | (counts[starts[1:]] - counts[ends[:-1]] != gaps)
    return np.concatenate((starts[:1], starts[1:][parted])), np.concatenate((ends[:-1][parted], ends[-1:]))


_ENDS = np.array([shape in {"stop", "clitic", "number", "quote"} for shape in SHAPES])
_COMMA, _DOTTED = SHAPE["comma"], SHAPE["Dotted."]
_LINKS = np.array([shape in {"open", "other"} for shape in SHAPES])


def _goes_on(starts: Integers, ends: Integers, properties: Integers) -> Booleans:
    """Say which words after names may belong to them, as in Inc., Wendy's, Channel 4 and Acme, Inc.

    Other commas do where the name begins like a body's and before abbreviations: Ministry of Sport, Youth and
    Culture; Washington, D.C.
    """
    after, next_after = properties[ends, SHAPE_OF], properties[ends + 1]
    is_body = (properties[starts, FLAGS_OF] & ORG_WORD) > 0
    joins = (after == _COMMA) & (is_body | (next_after[:, SHAPE_OF] == _DOTTED))
    is_link = (_LINKS[after] | joins) & (next_after[:, OPENS_NAME] > 0)
    goes_on: Booleans = _ENDS[after] | is_link | (next_after[:, EDGE] == SUFFIX)
    return goes_on


_GAZETTEER_INDEX = {label: index for index, label in enumerate(GAZETTEER)}
_FIRST_OF = {kind: _GAZETTEER_INDEX[f"B-{kind}"] for kind in ("PER", "ORG", "LOC", "MISC")}


def gazetteer_column(starts: Sequence[int], hits: Iterable[Hit]) -> Integers:
    """Return for each word, given by its offsets in the text, what the known names say of it.

    Args:
        starts: offsets of the words, in order.
        hits: known names, in order, without overlap.
    """
    column = np.zeros(len(starts), np.int64)
    at, size = 0, len(starts)
    for hit in hits:
        at = bisect_left(starts, hit.start, at)
        if at == size or starts[at] != hit.start:
            continue
        value = _FIRST_OF.get(hit.kind, _FIRST_OF["MISC"])
        column[at] = value
        at += 1
        while at < size and starts[at] < hit.end:
            column[at] = value + 1  # the inside of the same type
            at += 1
    return column
