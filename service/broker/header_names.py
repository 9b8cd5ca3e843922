r"""Records whose header names are no UTF-8: read all the same.

Kafka says that a header's name is UTF-8, and no broker checks it. aiokafka raises while it takes a whole
fetch apart, so that one such record would hold up its partition for ever. Java's clients put a replacement
character where a byte cannot be read; here it becomes an escape (`\xff`), so that no byte is lost. A name
that we do not know means nothing to us, and the message is worked on like any other.
"""

import struct
from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

_LENGTH = struct.Struct(">i")
_LENGTH_AT, _OVERHEAD = 8, 12  # of a batch: base offset, then the length of what follows


class _LenientBytes(bytearray):
    """Bytes of which every part can be decoded."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return _LenientBytes(found) if isinstance(place, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        """Decode; what cannot be is escaped."""
        return super().decode(encoding, errors)


class _Batch:
    """One batch as aiokafka has it; only what its iteration does is our own."""

    __slots__ = ("_batch", "_data")

    def __init__(self, batch: Any, data: memoryview) -> None:
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)  # of a control batch, which has no headers

    def __iter__(self) -> Iterator[Any]:
        try:
            return iter(list(self._batch))
        except UnicodeDecodeError:
            return self._decoded_leniently()

    def _decoded_leniently(self) -> Iterator[Any]:
        batch = _DefaultRecordBatchPy(bytearray(self._data))
        batch._maybe_uncompress()
        batch._buffer = _LenientBytes(batch._buffer)
        return iter(batch)


class LenientRecords:
    """The batches of one fetch; in place of aiokafka's `MemoryRecords`."""

    def __init__(self, data: bytes) -> None:
        self._records = MemoryRecords(data)
        self._data = memoryview(data)
        self._position = 0

    def size_in_bytes(self) -> int:
        """Return how many bytes there are."""
        return int(self._records.size_in_bytes())

    def has_next(self) -> bool:
        """Return whether there is a whole batch more."""
        return bool(self._records.has_next())

    def next_batch(self) -> Any:
        """Return the next batch, `None` if there is none."""
        batch = self._records.next_batch()
        if batch is None:
            return None
        start = self._position
        (length,) = _LENGTH.unpack_from(self._data, start + _LENGTH_AT)
        self._position = start + _OVERHEAD + length
        return _Batch(batch, self._data[start : self._position])


def read_any_header_name() -> None:
    """From now on let all consumers of this process read records with unreadable header names."""
    fetcher.MemoryRecords = LenientRecords
