"""Packed fingerprints on the local disk, by slot: what exact verification reads, kept out of memory.

Values are appended to segment files. A segment's file is unlinked as soon as it is open, so that it
disappears with the process however that ends and is never found again, let alone trusted, after a crash:
state is rebuilt from its topic. For the same reason nothing is synchronised. A segment is closed, and its
room on the disk given back, when its last value has been dropped; as the index forgets in the order in
which it remembered, that keeps the disk's use within a segment or two of what is remembered.
"""

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator, MutableMapping
from pathlib import Path

SEGMENT_BITS = 27
BUFFER_BYTES = 256 * 1024
PLACE_BYTES = 12
"""Memory for each slot: where its value is, and how long."""


class _Segment:
    """One file: how much of it is written, and how many values in it are in use."""

    def __init__(self, folder: Path) -> None:
        self.handle = _open(folder)
        self.written = 0
        self.values = 0
        self.close = weakref.finalize(self, os.close, self.handle)


class LocalStore(MutableMapping[int, bytes]):
    """A mapping from slot to bytes that takes `PLACE_BYTES` of memory a slot, and a small buffer."""

    def __init__(self, folder: Path, *, segment_bits: int = SEGMENT_BITS) -> None:
        """Start empty in `folder`, which is made; where it cannot be written, in the temporary folder.

        Args:
            folder: where the files are.
            segment_bits: a segment is left for the next one once it holds 2 to this power of bytes.
        """
        self._folder = folder
        self._bits = segment_bits
        self._segments: dict[int, _Segment] = {}
        self._current = -1
        self._pending: dict[int, bytes] = {}  # not yet written, by offset in the current segment
        self._pending_bytes = 0
        self._places = array("Q")  # number of the segment and offset in it, and one more: 0 is free
        self._sizes = array("I")
        self._begin_segment()

    def __setitem__(self, slot: int, data: bytes) -> None:
        """Keep `data` under `slot`."""
        if slot >= len(self._places):
            more = slot + 1 - len(self._places)
            self._places.frombytes(bytes(more * self._places.itemsize))
            self._sizes.frombytes(bytes(more * self._sizes.itemsize))
        elif self._places[slot]:
            self._release(slot)
        segment = self._segments[self._current]
        offset = segment.written + self._pending_bytes
        if offset >> self._bits:
            self._flush()
            self._begin_segment()
            segment, offset = self._segments[self._current], 0
        self._places[slot] = (self._current << self._bits | offset) + 1
        self._sizes[slot] = len(data)
        segment.values += 1
        self._pending[offset] = data
        self._pending_bytes += len(data)
        if self._pending_bytes >= BUFFER_BYTES:
            self._flush()

    def __getitem__(self, slot: int) -> bytes:
        """Return what is kept under `slot`."""
        place, size = self._place(slot), self._sizes[slot]
        number, offset = place >> self._bits, place & ((1 << self._bits) - 1)
        segment = self._segments[number]
        if offset >= segment.written:
            return self._pending[offset] if size else b""  # the next value has the same offset
        return os.pread(segment.handle, size, offset)

    def __delitem__(self, slot: int) -> None:
        """Drop what is kept under `slot`."""
        self._place(slot)
        self._release(slot)
        self._places[slot] = 0

    def __iter__(self) -> Iterator[int]:
        """Yield the slots in ascending order."""
        return (slot for slot, place in enumerate(self._places) if place)

    def __len__(self) -> int:
        """Return how many slots are taken; counts them."""
        return sum(segment.values for segment in self._segments.values())

    def _place(self, slot: int) -> int:
        if not 0 <= slot < len(self._places) or not self._places[slot]:
            raise KeyError(slot)
        return self._places[slot] - 1

    def _release(self, slot: int) -> None:
        number = self._place(slot) >> self._bits
        segment = self._segments[number]
        segment.values -= 1
        if not segment.values and number != self._current:
            del self._segments[number]
            segment.close()

    def _begin_segment(self) -> None:
        left = self._segments.get(self._current)
        if left is not None and not left.values:
            del self._segments[self._current]
            left.close()
        self._current += 1
        self._segments[self._current] = _Segment(self._folder)

    def _flush(self) -> None:
        segment = self._segments[self._current]
        view = memoryview(b"".join(self._pending.values()))
        while view:
            count = os.pwrite(segment.handle, view, segment.written)
            segment.written += count
            view = view[count:]
        self._pending.clear()
        self._pending_bytes = 0


def _open(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="fingerprints-", dir=folder)
    except OSError:
        handle, name = tempfile.mkstemp(prefix="dateline-fingerprints-")
    os.unlink(name)
    return handle
