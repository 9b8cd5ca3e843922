"""Exact look-up of identities (origin, work, address, folded text) at 16 bytes per article and key.

A chained hash table whose chains run from the newest entry to the oldest. Because articles are
forgotten in the order in which they came, a chain can be cut at the first forgotten entry and nothing
ever has to be unlinked. What the keys mean is the index's business.
"""

from collections.abc import Iterator

import numpy as np

from service.dedup.shingle import hash_64


class Keys:
    """Maps a string to the sequence numbers of the articles that have it, newest first."""

    def __init__(self, capacity: int) -> None:
        """Make room for `capacity` articles; pages are only touched as they are used."""
        self._capacity = capacity
        self._heads = np.zeros(capacity, dtype=np.uint32).data
        self._next = np.zeros(capacity, dtype=np.uint32).data
        self._keys = np.zeros(capacity, dtype=np.uint64).data

    @property
    def nbytes(self) -> int:
        """Bytes of the tables, which do not grow."""
        return self._heads.nbytes + self._next.nbytes + self._keys.nbytes

    def add(self, key: str, sequence: int) -> None:
        """Enter `sequence`, which is greater than all before and overwrites the one `capacity` before."""
        hashed = hash_64(key)
        bucket, slot = hashed % self._capacity, sequence % self._capacity
        self._keys[slot] = hashed
        self._next[slot] = self._heads[bucket]
        self._heads[bucket] = sequence

    def find(self, key: str, oldest: int) -> Iterator[int]:
        """Yield the sequence numbers under `key` down to `oldest`, newest first.

        Two keys may share a 64-bit hash, so the caller compares what it reads.
        """
        hashed = hash_64(key)
        sequence = self._heads[hashed % self._capacity]
        while sequence >= oldest:
            slot = sequence % self._capacity
            if self._keys[slot] == hashed:
                yield sequence
            sequence = self._next[slot]
