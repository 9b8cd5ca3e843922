"""Candidates by shared rare shingles: a bounded posting table over bottom-k sketches.

The `size` smallest shingle hashes of an article are its sketch (Broder 1997, "On the resemblance and
containment of documents"). Two articles of Jaccard J share each of the union's smallest hashes with
probability J, so at J = .3 the chance to share none of 20 is 8 in 10,000, where MinHash bands of four
rows would miss most; a cut copy shares its own smallest hashes with the longer text as far as they reach.
More hashes are looked up than are entered: an article that holds a short earlier text within much of its
own has that text's smallest hashes among its own, though further up. Who shares a single hash with an
article, and one that others have too, shares a phrase with it and not a text, and is no candidate: in a
million articles every tenth phrase or so is in use elsewhere, and each would cost a comparison.

Each hash leads to a bucket of `WAYS` entries. A new entry replaces the bucket's oldest one, or, where
its own hash already fills `SHARE` of them, the oldest of those: so a phrase that a publisher prints under
every article cannot push out the rest, and only its latest bearers become candidates through it. What a
bucket holds therefore depends on the latest entries alone, not on how long the process has run.

The table begins small and grows by tenths with what is remembered, in place: address space for all of it
is taken at once, memory only as buckets come into use. A bucket is found by the top bits of the hash, so
that the entries of a bucket go to one or two of the larger table. An entry is one number, the sequence
number above the hash, so that the least entry of a bucket is its oldest.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.dedup.memory import zeros
from service.dedup.shingle import Hashes

SIZE = 20
LOOKED_UP = 80
LOOKED_UP_PART = 8
"""Of longer articles one hash in so many is looked up, so that a short text in one is found."""
MOST_LOOKED_UP = 640
WAYS = 16
SHARE = 8
LOAD = 0.8

SEQUENCE_BITS = 25
"""Sequence numbers stay below 2 to this power (`Postings.rebase`)."""

_HASH_BITS = 64 - SEQUENCE_BITS
_HASH_SHIFT = np.uint64(_HASH_BITS)
_HASH = np.uint64((1 << _HASH_BITS) - 1)  # the low bits: the high ones of the smallest hashes are all zero
_FIRST_BUCKETS = 2_048
_ROWS_AT_ONCE = 1_024  # what fits the processor's cache, with what is computed from them
_NO_ENTRY = np.uint64(2**64 - 1)


class Postings:
    """The posting table: sketch hashes → sequence numbers of the latest articles with them."""

    def __init__(self, capacity: int, size: int = SIZE) -> None:
        """Make room for the sketches of at most `capacity` articles, each of `size` hashes."""
        self._size = size
        buckets = max(1, round(capacity * size / (WAYS * LOAD)))
        self._table = zeros(buckets * WAYS, np.uint64).reshape(buckets, WAYS)
        self._buckets = min(_FIRST_BUCKETS, len(self._table))

    @property
    def nbytes(self) -> int:
        """Bytes of the buckets in use."""
        return self._buckets * WAYS * self._table.itemsize

    @property
    def room(self) -> int:
        """For how many articles there is room before the table has to grow."""
        if self._buckets == len(self._table):
            return 1 << SEQUENCE_BITS
        return int(self._buckets * WAYS * LOAD / self._size)

    def fit(self, articles: int) -> None:
        """Grow until there is room for so many articles, or to the bound."""
        while articles > self.room:
            self._grow(min(len(self._table), self._buckets + self._buckets // 10 + 1))

    def add(self, sketches: Sequence[Hashes], first: int) -> None:
        """Enter sorted sets of shingle hashes under `first`, the highest so far, and the numbers after it.

        The same as entering one after the other: of several that go to one bucket, one is entered at a
        time, and all that go to different ones together.
        """
        cut = [sketch[: self._size] for sketch in sketches]
        places, hashes = self._places(np.concatenate(cut))
        if len(cut) == 1:
            self._enter(places, hashes, np.uint64(first << _HASH_BITS))
            return
        articles = np.repeat(np.arange(first, first + len(cut), dtype=np.uint64), [len(one) for one in cut])
        marks = articles << _HASH_SHIFT
        order = _order(places)
        rounds = _rounds(places[order], articles[order])
        order = order[_order(rounds)]
        ends = np.cumsum(np.bincount(rounds)).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            these = order[start:end]
            self._enter(places[these], hashes[these], marks[these])

    def _enter(self, places: npt.NDArray[np.int64], hashes: Hashes, marks: Hashes | np.uint64) -> None:
        """Enter hashes at places that differ, or are of one article; a mark is a number in its bits."""
        rows = self._table.take(places, axis=0)
        own = (rows & _HASH) == hashes[:, None]
        victims = rows.argmin(axis=1)
        hits = np.flatnonzero(own)
        if len(hits) >= SHARE:
            hits //= WAYS
            last = hits[SHARE - 1 :]
            crowded = last[last == hits[: len(last)]]  # rows with `SHARE` hits, for hits are in their order
            victims[crowded] = np.where(own[crowded], rows[crowded], _NO_ENTRY).argmin(axis=1)
        self._table[places, victims] = hashes | marks

    def candidates(self, shingles: Hashes, oldest: int, most: int) -> list[int]:
        """Return the `most` most promising sequence numbers not below `oldest`, in ascending order.

        Promising is who shares most sketch hashes, each counting the less the more articles have it;
        among equals the older article. Who shares one only, which others have too, is left out.
        """
        places, hashes = self._places(shingles[: _looked_up(len(shingles))])
        rows = self._table.take(places, axis=0)
        hits = np.flatnonzero((rows & _HASH) == hashes[:, None])
        if not len(hits):
            return []
        sequences = (rows.ravel()[hits] >> _HASH_SHIFT).tolist()
        shared: dict[int, list[int]] = {}  # hash, by its place in `shingles` → articles that have it
        for number, sequence in zip((hits // WAYS).tolist(), sequences, strict=True):
            if sequence >= oldest:
                shared.setdefault(number, []).append(sequence)
        return _most_promising(shared, most)

    def rebase(self, shift: int) -> None:
        """Count all sequence numbers down by `shift`; entries below it go."""
        for start in range(0, self._buckets, _ROWS_AT_ONCE):
            rows = self._table[start : start + _ROWS_AT_ONCE]
            low = np.uint64(shift << _HASH_BITS)
            rows[...] = np.where(rows > (low | _HASH), rows - low, np.uint64(0))

    def _places(self, sketch: Hashes) -> tuple[npt.NDArray[np.int64], Hashes]:
        hashes = sketch & _HASH
        return self._places_of(hashes, self._buckets), hashes

    @staticmethod
    def _places_of(hashes: Hashes, buckets: int) -> npt.NDArray[np.int64]:
        return ((hashes * np.uint64(buckets)) >> _HASH_SHIFT).view(np.int64)

    def _grow(self, buckets: int) -> None:
        """Spread the entries over more buckets, from the last one down, so that none is read after it."""
        before, self._buckets = self._buckets, buckets
        for end in range(buckets, 0, -_ROWS_AT_ONCE):
            numbers = np.arange(max(0, end - _ROWS_AT_ONCE), end)
            first = numbers * before // buckets
            last = ((numbers + 1) * before - 1) // buckets
            both = np.column_stack((first, last)).ravel()
            rows = self._table.take(both, axis=0).reshape(-1, 2 * WAYS)
            rows[first == last, WAYS:] = 0
            rows[self._places_of(rows & _HASH, buckets) != numbers[:, None]] = 0
            rows.sort(axis=1)
            self._table[numbers[0] : end] = rows[:, WAYS:]


def _looked_up(count: int) -> int:
    return min(max(LOOKED_UP, count // LOOKED_UP_PART), MOST_LOOKED_UP)


def _order(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return what sorts small numbers of 0 and more, equal ones in their order.

    Numbers with their places in their low bits are sorted several times as fast as a stable `argsort`.
    """
    bits = len(keys).bit_length()
    marked = keys << bits
    marked |= np.arange(len(keys))
    marked.sort()
    marked &= (1 << bits) - 1
    return marked


def _rounds(places: npt.NDArray[np.int64], articles: Hashes) -> npt.NDArray[np.int64]:
    """Return how many other articles come before each entry at its place; entries are sorted by both."""
    is_first = np.ones(len(places), dtype=np.bool_)
    is_first[1:] = places[1:] != places[:-1]
    is_next = is_first.copy()
    is_next[1:] |= articles[1:] != articles[:-1]
    numbers = np.cumsum(is_next)
    before: npt.NDArray[np.int64] = numbers - numbers[is_first][np.cumsum(is_first) - 1]
    return before


def _most_promising(shared: dict[int, list[int]], most: int) -> list[int]:
    totals: dict[int, float] = {}
    several: set[int] = set()
    for sequences in shared.values():
        weight = 1.0 / len(sequences)
        for sequence in sequences:
            if sequence in totals:
                several.add(sequence)
                totals[sequence] += weight
            else:
                totals[sequence] = weight
    ranked = sorted((-total, number) for number, total in totals.items() if total == 1 or number in several)
    return sorted(number for _, number in ranked[:most])
