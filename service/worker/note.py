"""What a stage process is working on, readable from outside even while it answers nothing.

A C call that does not return holds the interpreter, so no timer inside the process can tell. Before each
message the process writes its coordinates and the time into a small shared file; the supervisor reads
it, and knows after a kill which message it was. `CLOCK_MONOTONIC` is the same for all processes.
"""

import mmap
import struct
import time
from pathlib import Path
from typing import NamedTuple, Self

_LAYOUT = struct.Struct("<dqq")  # started (0.0: nothing), partition, offset


class Working(NamedTuple):
    """The message being worked on, and since when (`time.monotonic`)."""

    started: float
    partition: int
    offset: int


class Note:
    """The file, opened for writing by its process and for reading by the supervisor."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_LAYOUT.size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    def begin(self, partition: int, offset: int) -> None:
        """Note that work on this message begins now."""
        _LAYOUT.pack_into(self._memory, 0, time.monotonic(), partition, offset)

    def end(self) -> None:
        """Note that nothing is being worked on."""
        _LAYOUT.pack_into(self._memory, 0, 0.0, 0, 0)

    def read(self) -> Working | None:
        """Return what is being worked on, or `None`."""
        working = Working(*_LAYOUT.unpack_from(self._memory, 0))
        return working if working.started else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._memory.close()
