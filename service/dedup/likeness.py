"""How two articles compare: true similarity, shared passages, and what a publisher merely repeats.

Whether that makes one a copy of the other is decided in `service.dedup.verdict`.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import numpy as np

from service.dedup.folding import words_of
from service.dedup.reading import Reading
from service.dedup.shingle import (
    Hashes,
    distinct,
    jaccard,
    shared_count,
    shared_runs,
    shingle_hashes,
    unpack,
    word_spans,
)
from service.record import Fingerprint, Passage

PASSAGES = 24
"""Shared passages that are named as evidence; the longest are kept."""
REPEATED = 3
"""A shingle in so many articles of one publisher with nothing else in common is furniture, not text."""
_TEXT = 4
"""Shingles that make a text of its own beside the furniture: a sentence of eight words."""
_HALF = 0.5
_SENTENCE = 16
"""Words that are the same without a break where somebody took over text, and not only its wording."""
_GAP = 8
"""Words between two shared runs that still count as one block."""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """How this article compares with one earlier article.

    Attributes:
        earlier: the earlier article.
        shingles: its set of shingle hashes.
        jaccard: the true Jaccard index of the two sets.
        containment: the share of this article's shingles that are in the earlier one.
        covered: the share of the earlier article's shingles that are in this one.
    """

    earlier: Fingerprint
    shingles: Hashes
    jaccard: float
    containment: float
    covered: float


def compare(mine: Hashes, earlier: Fingerprint) -> Likeness:
    """Compare a set of shingles with that of an earlier article."""
    return _likeness(mine, distinct(unpack(earlier.shingles)), earlier)


def _likeness(mine: Hashes, theirs: Hashes, earlier: Fingerprint) -> Likeness:
    shared = shared_count(mine, theirs)
    return Likeness(
        earlier=earlier,
        shingles=theirs,
        jaccard=jaccard(len(mine), len(theirs), shared),
        containment=shared / len(mine) if len(mine) else 0.0,
        covered=shared / len(theirs) if len(theirs) else 0.0,
    )


def furniture(reading: Reading, likenesses: Sequence[Likeness]) -> Hashes:
    """Return this article's shingles that its publisher prints under one article after the other.

    They are in at least `REPEATED` earlier articles of the publisher which have nothing else in common;
    versions of one story do.
    """
    same = [found.shingles for found in likenesses if found.earlier.source == reading.source is not None]
    if len(same) < REPEATED:
        return reading.shingles[:0]
    counts = np.sum([np.isin(reading.shingles, theirs, assume_unique=True) for theirs in same], axis=0)
    repeated: Hashes = reading.shingles[counts >= REPEATED]
    rests: list[Hashes] = []
    for theirs in same:
        rest = np.setdiff1d(theirs, repeated, assume_unique=True)
        if len(rest) >= _TEXT and not any(shared_count(rest, other) >= _TEXT for other in rests):
            rests.append(rest)
    return repeated if len(rests) >= REPEATED else repeated[:0]


def without(likeness: Likeness, mine: Hashes, left_out: Hashes) -> Likeness:
    """Compare anew with some shingles left out on both sides."""
    if not len(left_out):
        return likeness
    rest = np.setdiff1d(mine, left_out, assume_unique=True)
    theirs = np.setdiff1d(likeness.shingles, left_out, assume_unique=True)
    return _likeness(rest, theirs, likeness.earlier)


def is_only_tail(reading: Reading, theirs: Hashes) -> bool:
    """Return whether all that is shared is one block at this text's end, and less than half of it."""
    runs = shared_runs(reading.in_order, theirs, reading.words)
    if not runs:
        return False
    reaches_end = runs[-1][1] >= reading.words - _GAP
    is_one_block = all(after[0] - before[1] <= _GAP for before, after in pairwise(runs))
    return reaches_end and is_one_block and runs[0][0] > reading.words * _HALF


def is_form(reading: Reading, theirs: Hashes) -> bool:
    """Return whether all that is shared are pieces of sentences, as in a form that is filled in anew."""
    runs = shared_runs(reading.in_order, theirs, reading.words)
    return all(last - first + 1 < _SENTENCE for first, last in runs)


def shared_passages(reading: Reading, body: str, theirs: Hashes) -> tuple[Passage, ...]:
    """Return the longest passages of `body` whose shingles are in `theirs`, in their order."""
    return passages(body, shared_runs(reading.in_order, theirs, reading.words))


def passages(body: str, runs: list[tuple[int, int]]) -> tuple[Passage, ...]:
    """Return runs of words as offsets into `body`, the longest `PASSAGES` of them."""
    if not runs:
        return ()
    spans = word_spans(body)
    return tuple(
        Passage(start=int(spans[first, 0]), end=int(spans[last, 1])) for first, last in longest(runs)
    )


def longest(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest `PASSAGES` runs in their order."""
    return sorted(sorted(runs, key=lambda run: run[0] - run[1])[:PASSAGES])


def passages_in(body: str, other: str) -> tuple[Passage, ...]:
    """Return the longest passages of `body` whose shingles are in the body `other` too."""
    words = words_of(body)
    theirs = distinct(shingle_hashes(words_of(other)))
    return passages(body, shared_runs(shingle_hashes(words), theirs, len(words)))
