"""Exact look-up of identities (origin, work, address, folded text) at 13 to 14 bytes per article and key.

A chained hash table whose chains run from the newest entry to the oldest. Because articles are
forgotten in the order in which they came, a chain can be cut at the first forgotten entry and nothing
ever has to be unlinked. What the keys mean is the index's business.
"""

from collections.abc import Iterator

import numpy as np

from service.dedup.memory import zeros
from service.dedup.shingle import hash_64

_FIRST_HEADS = 1_024
_CHAIN = 4
"""Entries per chain, on average, at which the table of heads is doubled."""


class Keys:
    """Maps a string to the sequence numbers of the articles that have it, newest first."""

    def __init__(self, capacity: int) -> None:
        """Make room for `capacity` articles; memory is only taken as it is used."""
        self._capacity = capacity
        self._heads = np.zeros(_FIRST_HEADS, dtype=np.uint32).data
        self._next = zeros(capacity, np.uint32).data
        self._keys = zeros(capacity, np.uint64).data

    def nbytes(self, articles: int) -> int:
        """Return the bytes in use once so many articles have been entered."""
        each = self._next.itemsize + self._keys.itemsize
        return self._heads.nbytes + min(articles, self._capacity) * each

    def add(self, key: str | None, sequence: int) -> None:
        """Enter `sequence`, which is greater than all before and overwrites the one `capacity` before.

        Where an article has no such key, `None` has to be entered.
        """
        slot = sequence % self._capacity
        if key is None:
            self._keys[slot] = 0
            return
        hashed = _hash(key)
        bucket = hashed % len(self._heads)
        self._keys[slot] = hashed
        self._next[slot] = self._heads[bucket]
        self._heads[bucket] = sequence

    def find(self, key: str, oldest: int) -> Iterator[int]:
        """Yield the sequence numbers under `key` down to `oldest`, newest first.

        Two keys may share a 64-bit hash, so the caller compares what it reads.
        """
        hashed = _hash(key)
        sequence = self._heads[hashed % len(self._heads)]
        while sequence >= oldest:
            slot = sequence % self._capacity
            if self._keys[slot] == hashed:
                yield sequence
            sequence = self._next[slot]

    @property
    def room(self) -> int:
        """For how many articles there are heads enough."""
        return len(self._heads) * _CHAIN

    def fit(self, oldest: int, following: int) -> None:
        """Have heads enough for the sequence numbers from `oldest` to before `following`."""
        heads = len(self._heads)
        while following - oldest > heads * _CHAIN:
            heads *= 2
        if heads > len(self._heads):
            self._link(np.arange(oldest, following), heads)

    def rebase(self, shift: int) -> None:
        """Count all sequence numbers down by `shift`, a multiple of the capacity; those below it go."""
        for numbers in (np.asarray(self._heads), np.asarray(self._next)):
            numbers[...] = np.where(numbers > shift, numbers - np.uint32(shift), 0)

    def _link(self, sequences: np.ndarray[tuple[int], np.dtype[np.int64]], heads: int) -> None:
        """Make the chains of these sequence numbers anew, under so many heads."""
        slots = sequences % self._capacity
        hashes = np.asarray(self._keys)[slots]
        sequences, slots, hashes = (values[hashes != 0] for values in (sequences, slots, hashes))
        buckets = hashes % np.uint64(heads)
        order = np.argsort(buckets, kind="stable")
        sequences, slots, buckets = sequences[order], slots[order], buckets[order]
        is_first = np.ones(len(order), dtype=np.bool_)
        is_first[1:] = buckets[1:] != buckets[:-1]
        is_last = np.ones(len(order), dtype=np.bool_)
        is_last[:-1] = is_first[1:]
        before = np.zeros(len(order), dtype=np.uint32)
        before[1:] = sequences[:-1]
        before[is_first] = 0
        np.asarray(self._next)[slots] = before
        table = np.zeros(heads, dtype=np.uint32)
        table[buckets[is_last]] = sequences[is_last]
        self._heads = table.data


def _hash(key: str) -> int:
    return hash_64(key) or 1  # 0 marks a place without a key
