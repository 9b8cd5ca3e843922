"""Packed fingerprints on the local disk, by slot: what exact verification reads, kept out of memory.

One SQLite file per state. It is unlinked as soon as it is open, so that it disappears with the process
however that ends and is never found again, let alone trusted, after a crash: state is rebuilt from its
topic. For the same reason it has no journal and is never synchronised.
"""

import os
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, MutableMapping
from pathlib import Path

CACHE_KIB = 4096
PAGE_BYTES = 8192  # a fingerprint of an article of average length is on one page


class LocalStore(MutableMapping[int, bytes]):
    """A mapping from slot to bytes that takes no memory besides a small page cache."""

    def __init__(self, folder: Path) -> None:
        """Start empty in `folder`, which is made; where it cannot be written, in the temporary folder."""
        self._connection = _open(folder)
        weakref.finalize(self, self._connection.close)

    def __setitem__(self, slot: int, data: bytes) -> None:
        """Keep `data` under `slot`."""
        self._connection.execute("INSERT OR REPLACE INTO fingerprint VALUES (?, ?)", (slot, data))

    def __getitem__(self, slot: int) -> bytes:
        """Return what is kept under `slot`."""
        found: tuple[bytes] | None = self._connection.execute(
            "SELECT data FROM fingerprint WHERE slot = ?", (slot,)
        ).fetchone()
        if found is None:
            raise KeyError(slot)
        return found[0]

    def __delitem__(self, slot: int) -> None:
        """Drop what is kept under `slot`; its room is used again."""
        if not self._connection.execute("DELETE FROM fingerprint WHERE slot = ?", (slot,)).rowcount:
            raise KeyError(slot)

    def __iter__(self) -> Iterator[int]:
        """Yield the slots in ascending order."""
        return (slot for (slot,) in self._connection.execute("SELECT slot FROM fingerprint ORDER BY slot"))

    def __len__(self) -> int:
        """Return how many slots are taken; counts them."""
        count: int = self._connection.execute("SELECT count(*) FROM fingerprint").fetchone()[0]
        return count


def _open(folder: Path) -> sqlite3.Connection:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="fingerprints-", dir=folder)
    except OSError:
        handle, name = tempfile.mkstemp(prefix="dateline-fingerprints-")
    os.close(handle)
    # The lane that owns the state is its only user, though not always from the thread that made it.
    connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
    for pragma in (
        f"page_size = {PAGE_BYTES}",
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        f"cache_size = -{CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE fingerprint (slot INTEGER PRIMARY KEY, data BLOB)")
    connection.execute("BEGIN")  # one transaction for ever: pages go to the file as the cache fills
    os.unlink(name)
    return connection
