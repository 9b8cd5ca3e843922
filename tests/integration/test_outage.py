"""The broker goes away for a while and comes back: the worker waits, goes on, and repeats nothing."""

import asyncio
from pathlib import Path
from typing import NamedTuple

import msgspec
import psutil
import pytest

from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.topics import expected_topics, load_topic_specs
from service.model import topics_with_prefix
from tests.integration.worker_process import (
    WorkerProcess,
    committed,
    send,
    settled,
    started_worker,
    worker_environment,
)

AWAY_SECONDS = 20.0
LONG_SECONDS = 60.0
MEBIBYTE = 1024 * 1024


class Use(NamedTuple):
    """What the stage processes take: processor time in seconds, memory in bytes."""

    cpu: float
    memory: int


async def test_a_broker_that_is_away_is_waited_for(own_broker: EmbeddedBroker, tmp_path: Path) -> None:
    """Stopped in the middle of work for 20 s: the worker stays, and each message has one outcome."""
    await _outage(own_broker, tmp_path, AWAY_SECONDS)


@pytest.mark.slow
async def test_a_minute_without_a_broker_takes_neither_memory_nor_time(
    own_broker: EmbeddedBroker, tmp_path: Path
) -> None:
    """Over a minute away nothing piles up and nothing spins; afterwards all of it is as it should be."""
    before, after = await _outage(own_broker, tmp_path, LONG_SECONDS)

    print(f"cpu {after.cpu - before.cpu:.1f} s, MiB {before.memory // MEBIBYTE} {after.memory // MEBIBYTE}")
    assert after.memory - before.memory < 40 * MEBIBYTE
    assert after.cpu - before.cpu < LONG_SECONDS / 4


def _use(worker: WorkerProcess) -> Use:
    """Return what the worker and its processes have used; one that was replaced counts from its start."""
    cpu, memory = 0.0, 0
    for process in [psutil.Process(pid) for pid in (worker.process.pid, *worker.children())]:
        times = process.cpu_times()
        cpu += times.user + times.system
        memory += process.memory_info().rss
    return Use(cpu, memory)


async def _outage(own_broker: EmbeddedBroker, tmp_path: Path, seconds: float) -> tuple[Use, Use]:
    """Stop the broker in the middle of work, check what comes of it; return use soon after and at the end."""
    topics = topics_with_prefix("away")
    expected = expected_topics(load_topic_specs(), topics)
    own_broker.start()
    await ensure_topics(
        own_broker.bootstrap, [msgspec.structs.replace(topic, partitions=2) for topic in expected]
    )
    environment = worker_environment(own_broker.bootstrap, "away")
    total, contents = 2_000, 400  # of one content, all have one key
    values = [f"m{i} {'x' * 300} c{i % contents}".encode() for i in range(total)]
    await send(own_broker.bootstrap, topics.raw, values[: total // 2])
    with started_worker(environment, tmp_path / "worker.log", stages="normalize,deduplicate") as worker:
        await settled(own_broker.bootstrap, [topics.normalized], 100)
        await asyncio.to_thread(own_broker.stop)
        await asyncio.sleep(seconds / 4)  # what was on its way has ended by then
        before = _use(worker)
        await asyncio.sleep(seconds * 3 / 4)
        after = _use(worker)
        live, _ = worker.get("/livez")
        await asyncio.to_thread(own_broker.start)
        await send(own_broker.bootstrap, topics.raw, values[total // 2 :])
        counts = await settled(own_broker.bootstrap, [topics.unique, topics.duplicates], total, seconds=120)
        # A producer that cannot be stopped without its broker costs its process, which is replaced.
        causes = {event["cause"] for event in worker.events("process_exited")}
        assert worker.stop() == 0

    assert live == 200
    assert counts.total() == len(counts) == total
    assert len(await committed(own_broker.bootstrap, topics.unique)) == contents
    assert causes <= {"failed"}
    return before, after
