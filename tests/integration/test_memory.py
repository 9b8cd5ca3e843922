"""Memory stays flat while a topic is full and the stage is slow: what is fetched is bounded by credit."""

import asyncio
import re
from pathlib import Path

import pytest

from service.model import Topics
from tests.integration.worker_process import (
    WorkerProcess,
    input_ids,
    send,
    started_worker,
    worker_environment,
)

MEBIBYTE = 1024 * 1024
MESSAGES, MESSAGE_BYTES = 16_000, 10_000
# Four partitions with two chunks of 4 MiB each on the way, as many prefetched, and their copies in Python.
ROOM = 100 * MEBIBYTE


def _resident(worker: WorkerProcess) -> int:
    _, metrics = worker.get("/metrics")
    found = re.search(r'dateline_resident_memory_bytes\{stage="normalize"\} (\S+)', metrics)
    return int(float(found[1])) if found else 0


@pytest.mark.slow
async def test_memory_is_flat_on_a_full_topic_with_a_slow_stage(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path
) -> None:
    """160 MB wait and 50 messages a second are worked on: a minute later the process has grown no further."""
    environment = worker_environment(bootstrap, topic_prefix)
    filling = "x" * MESSAGE_BYTES
    await send(bootstrap, topics.raw, (f"m{n} slow {filling}".encode() for n in range(MESSAGES)))
    with started_worker(environment, tmp_path / "worker.log", stages="normalize") as worker:
        worker.wait_for("stage_started", seconds=60)
        await asyncio.sleep(1.5)
        empty = _resident(worker)
        worker.wait_for("worker_ready", seconds=60)
        await asyncio.sleep(10)
        early = _resident(worker)
        sizes = []
        for _ in range(10):
            await asyncio.sleep(6)
            sizes.append(_resident(worker))
        done = (await input_ids(bootstrap, topics.normalized)).total()
        lost_members = worker.events("partitions_revoked")

    print("MiB:", *(size // MEBIBYTE for size in (empty, early, *sizes)), "messages done:", done)
    assert 0 < done < MESSAGES  # it was slow indeed
    assert max(sizes) - early < 20 * MEBIBYTE
    assert max(sizes) - empty < ROOM
    assert not lost_members
