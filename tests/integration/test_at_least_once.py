"""Delivery without transactions: nothing is lost over kills, no transaction is used, order is kept."""

import asyncio
import os
import signal
from pathlib import Path

from service.model import Topics
from tests.integration.worker_process import (
    committed,
    input_ids,
    send,
    settled,
    started_worker,
    worker_environment,
)


async def test_kills_lose_nothing_without_transactions(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path
) -> None:
    """A killed process may repeat what it had not committed; every input has its outcome, in order."""
    environment = worker_environment(bootstrap, topic_prefix) | {
        "DATELINE_DELIVERY": "at_least_once",
        "DATELINE_BATCH_MESSAGES": "50",
    }
    total = 4_000
    values = [f"m{i} {'x' * 300} c{i}".encode() for i in range(total)]
    await send(bootstrap, topics.raw, values, partition=0)
    with started_worker(environment, tmp_path / "worker.log", stages="normalize") as worker:
        await settled(bootstrap, [topics.normalized], 100)
        for pid in worker.children():
            os.kill(pid, signal.SIGKILL)
        counts = await _all_there(bootstrap, topics.normalized, total)
        assert worker.stop() == 0
    with started_worker(environment, tmp_path / "again.log", stages="normalize") as worker:
        (opened, *_) = [event for event in worker.wait_for("partition_opened", 4) if event["partition"] == 0]

    assert counts == total
    assert opened["offset"] == total
    # Without transactions there is no marker between records: offsets have no gaps.
    records = [r.offset for r in await committed(bootstrap, topics.normalized) if r.partition == 0]
    assert sorted(records) == list(range(len(records)))


async def _all_there(bootstrap: str, topic: str, total: int) -> int:
    """Return how many different inputs there are, when there are `total` or after a minute."""
    for _ in range(60):
        found = len(await input_ids(bootstrap, topic))
        if found >= total:
            break
        await asyncio.sleep(1)
    return found
