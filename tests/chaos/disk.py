"""A disk that others keep busy: what can be done to the broker's disk without being root.

Writers beside the broker's log write large files over and over and ask the disk to have them. Whoever else
then waits for the disk waits in their queue. They rest for longer than they write, so that a fast disk is
not worn for nothing, and together write a bounded amount.
"""

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

WRITERS = 2
BLOCK_BYTES = 128 * 1024**2
REST = 3.0  # times as long as the writing took
MOST_BYTES = 8 * 1024**3
PROBE_SECONDS = 0.05


class SyncTimes(msgspec.Struct):
    """Milliseconds that the disk took to have a block of 4 KiB."""

    found: list[float] = []

    def __str__(self) -> str:
        if not self.found:
            return "unknown"
        return f"{sum(self.found) / len(self.found):.1f} ms (at most {max(self.found):.0f})"


@asynccontextmanager
async def busy_disk(folder: Path) -> AsyncIterator[None]:
    """Keep the disk under `folder` busy; the files are removed afterwards."""
    done = threading.Event()
    names = [folder / f"busy-{number}" for number in range(WRITERS)]
    writers = [asyncio.create_task(asyncio.to_thread(_write, name, done)) for name in names]
    try:
        yield
    finally:
        done.set()
        await asyncio.gather(*writers)
        for name in names:
            name.unlink(missing_ok=True)


async def sync_times(folder: Path, seconds: float) -> SyncTimes:
    """Write small blocks under `folder` for so long, and return how long the disk took to have each."""
    return await asyncio.to_thread(_probe, folder / "probe", seconds)


def _write(name: Path, done: threading.Event) -> None:
    written, block = 0, bytes(BLOCK_BYTES)
    with name.open("wb", buffering=0) as file:
        while not done.is_set() and written < MOST_BYTES // WRITERS:
            began = time.monotonic()
            file.seek(0)
            written += file.write(block)
            os.fsync(file.fileno())
            done.wait(REST * (time.monotonic() - began))


def _probe(name: Path, seconds: float) -> SyncTimes:
    times = SyncTimes()
    until = time.monotonic() + seconds
    with name.open("wb", buffering=0) as file:
        while time.monotonic() < until:
            began = time.monotonic()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            times.found.append(1000 * (time.monotonic() - began))
            time.sleep(PROBE_SECONDS)
    name.unlink()
    return times
