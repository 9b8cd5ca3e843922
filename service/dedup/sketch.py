"""Candidates by shared rare shingles: a bounded posting table over bottom-k sketches.

The `size` smallest shingle hashes of an article are its sketch (Broder 1997, "On the resemblance and
containment of documents"). Two articles of Jaccard J share each of the union's smallest hashes with
probability J, so at J = .3 the chance to share none of 20 is 8 in 10,000, where MinHash bands of four
rows would miss most; a cut copy shares its own smallest hashes with the longer text as far as they reach.
More hashes are looked up than are entered: an article that holds a short earlier text within much of its
own has that text's smallest hashes among its own, though further up.

Each hash leads to a bucket of `WAYS` entries. A new entry replaces the bucket's oldest one, or, where
its own hash already fills `SHARE` of them, the oldest of those: so a phrase that a publisher prints under
every article cannot push out the rest, and only its latest bearers become candidates through it. What a
bucket holds therefore depends on the latest entries alone, not on how long the process has run.
"""

import numpy as np
import numpy.typing as npt

from service.dedup.shingle import Hashes

SIZE = 20
LOOKED_UP = 80
WAYS = 16
SHARE = 8
LOAD = 0.8

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_TAG_SHIFT = np.uint64(24)  # the top bits of a sketch's hashes are all zero: they are the smallest ones

Sequences = npt.NDArray[np.uint64]


class Postings:
    """The posting table: sketch hashes → sequence numbers of the latest articles with them."""

    def __init__(self, capacity: int, size: int = SIZE) -> None:
        """Make room for the sketches of `capacity` articles, each of `size` hashes."""
        self._size = size
        self._buckets = np.uint64(max(1, round(capacity * size / (WAYS * LOAD))))
        self._table = np.zeros((int(self._buckets), WAYS), dtype=np.uint64)

    @property
    def nbytes(self) -> int:
        """Bytes of the table, which does not grow."""
        return self._table.nbytes

    def add(self, shingles: Hashes, sequence: int) -> None:
        """Enter an article's sorted set of shingle hashes under `sequence`."""
        places, tags = self._places(shingles[: self._size])
        rows = self._table[places]
        own = (rows >> _HALF) == tags[:, None]
        ages = rows & _LOW
        crowded = own.sum(axis=1) >= SHARE
        victims = np.where(crowded[:, None] & ~own, _LOW, ages).argmin(axis=1)
        self._table[places, victims] = (tags << _HALF) | np.uint64(sequence)

    def candidates(self, shingles: Hashes, oldest: int, most: int) -> list[int]:
        """Return the `most` most promising sequence numbers not below `oldest`, in ascending order.

        Promising is who shares most sketch hashes, each counting the less the more articles have it;
        among equals the older article.
        """
        places, tags = self._places(shingles[:LOOKED_UP])
        rows = self._table[places]
        found = ((rows >> _HALF) == tags[:, None]) & ((rows & _LOW) >= np.uint64(oldest))
        if not found.any():
            return []
        weights = np.broadcast_to(1.0 / np.maximum(found.sum(axis=1), 1)[:, None], found.shape)[found]
        sequences, inverse = np.unique(rows[found] & _LOW, return_inverse=True)
        totals = np.bincount(inverse, weights=weights)
        order = np.lexsort((sequences, -totals))[:most]
        return sorted(int(sequence) for sequence in sequences[order])

    def _places(self, sketch: Hashes) -> tuple[npt.NDArray[np.intp], Hashes]:
        places = ((sketch & _LOW) * self._buckets) >> _HALF
        return places.astype(np.intp), (sketch >> _TAG_SHIFT) & _LOW
