"""A disk that others keep busy: what can be done to the broker's disk without being root.

Several threads write small blocks into files beside the broker's log and ask the disk to have each of them,
in a loop. Whoever else then waits for the disk waits in their queue. Blocks are written over one another, so
no more than a few megabytes are taken, and the amount written is bounded.
"""

import asyncio
import os
import statistics
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

WRITERS = 6
BLOCK = b"\0" * 256 * 1024
BLOCKS = 8  # in one file, written in turns
MOST_BYTES = 2 * 1024**3
PROBES = 9


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


async def sync_seconds(folder: Path) -> float:
    """Return how long the disk under `folder` takes to have a block of 4 KiB: the median of a few."""
    return await asyncio.to_thread(_probe, folder / "probe")


def _write(name: Path, done: threading.Event) -> None:
    written = 0
    with name.open("wb", buffering=0) as file:
        while not done.is_set() and written < MOST_BYTES // WRITERS:
            file.seek(written % (BLOCKS * len(BLOCK)))
            written += file.write(BLOCK)
            os.fsync(file.fileno())


def _probe(name: Path) -> float:
    taken = []
    with name.open("wb", buffering=0) as file:
        for _ in range(PROBES):
            began = time.monotonic()
            file.write(BLOCK[:4096])
            os.fsync(file.fileno())
            taken.append(time.monotonic() - began)
    name.unlink()
    return statistics.median(taken)
