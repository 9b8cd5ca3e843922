"""Membership of the group: static members that restart, more members than partitions, a rolling restart."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.model import Topics
from tests.integration.worker_process import WorkerProcess, committed, send, settled, started_worker


@contextmanager
def _member(
    environment: dict[str, str], folder: Path, name: str, *, processes: int = 1
) -> Iterator[WorkerProcess]:
    with started_worker(
        environment, folder / f"{name}.log", stages="normalize", processes=processes
    ) as worker:
        yield worker


async def test_a_static_member_that_restarts_rebalances_nobody(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Stopped and started within the session it gets its own partitions back; the other is not disturbed."""

    def named(name: str) -> dict[str, str]:
        return {**environment, "DATELINE_INSTANCE_ID": name, "DATELINE_SESSION_SECONDS": "120"}

    total = 800
    values = [b"m%d c%d" % (number, number) for number in range(total)]
    with ExitStack() as stack:
        first = stack.enter_context(_member(named("a"), tmp_path, "a"))
        first.wait_for("worker_ready")
        second = stack.enter_context(_member(named("b"), tmp_path, "b"))
        second.wait_for("worker_ready")
        await send(bootstrap, topics.raw, values[:400])
        await settled(bootstrap, [topics.normalized], 400)
        before = [event["partitions"] for event in first.events("partitions_assigned")]
        own = second.events("partitions_assigned")[-1]["partitions"]
        assert second.stop() == 0
        again = stack.enter_context(_member(named("b"), tmp_path, "b2"))
        again.wait_for("worker_ready")
        await send(bootstrap, topics.raw, values[400:])
        counts = await settled(bootstrap, [topics.normalized], total)
        after = [event["partitions"] for event in first.events("partitions_assigned")]
        regained = again.events("partitions_assigned")[-1]["partitions"]

    assert after == before
    assert regained == own
    assert len(own) == 2
    assert counts.total() == len(counts) == total


async def test_more_members_than_partitions(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Members without a partition are ready, harm nothing, and take over when others go."""
    total = 400
    values = [b"m%d c%d" % (number, number) for number in range(total)]
    with (
        _member(environment, tmp_path, "many", processes=5) as many,
        _member(environment, tmp_path, "one") as one,
    ):
        many.wait_for("worker_ready", seconds=90)
        one.wait_for("worker_ready", seconds=90)
        await send(bootstrap, topics.raw, values[:200])
        await settled(bootstrap, [topics.normalized], 200)
        assert many.stop() == 0
        await send(bootstrap, topics.raw, values[200:])
        counts = await settled(bootstrap, [topics.normalized], total)

    assert counts.total() == len(counts) == total


async def test_work_for_longer_than_a_session_costs_no_membership(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Batches that compute for 10 s without a pause, in a session of 6: heartbeats go on, nobody is moved."""
    total = 40  # of 0.4 s each: at least 16 s, in two batches
    settings = {
        **environment,
        "DATELINE_BATCH_SECONDS": "10",
        "DATELINE_SESSION_SECONDS": "6",
    }
    with (
        _member(settings, tmp_path, "one") as one,
        _member(settings, tmp_path, "other") as other,
    ):
        for member in (one, other):
            member.wait_for("worker_ready", seconds=90)
        await asyncio.sleep(1)  # the second one's coming moved partitions
        before = len(one.events("partitions_assigned")), len(other.events("partitions_assigned"))
        await send(bootstrap, topics.raw, [b"m%d churn c%d" % (n, n) for n in range(total)], partition=1)
        counts = await settled(bootstrap, [topics.normalized], total, seconds=150)
        after = len(one.events("partitions_assigned")), len(other.events("partitions_assigned"))

    assert counts.total() == len(counts) == total
    assert after == before


@pytest.mark.slow
async def test_rolling_restart_of_three_workers(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Static members restart in turn while messages flow; no partition pauses for longer than that takes."""
    sent = 0

    async def steady(until: asyncio.Event) -> None:
        nonlocal sent
        while not until.is_set():
            await send(bootstrap, topics.raw, [b"m%d c%d" % (n, n) for n in range(sent, sent + 40)])
            sent += 40
            await asyncio.sleep(0.2)

    with ExitStack() as stack:
        members = {}
        for name in "abc":
            settings = {
                **environment,
                "DATELINE_INSTANCE_ID": name,
                "DATELINE_SESSION_SECONDS": "60",
            }
            members[name] = (settings, stack.enter_context(_member(settings, tmp_path, name)))
            members[name][1].wait_for("worker_ready", seconds=90)
        over = asyncio.Event()
        flowing = asyncio.create_task(steady(over))
        for name, (settings, member) in members.items():
            assert await asyncio.to_thread(member.stop) == 0
            again = stack.enter_context(_member(settings, tmp_path, f"{name}2"))
            await asyncio.to_thread(again.wait_for, "partition_opened", 1, 90)
        over.set()
        await flowing
        counts = await settled(bootstrap, [topics.normalized], sent, seconds=120)

    pause = _longest_pause(await committed(bootstrap, topics.normalized))
    print(f"longest pause of a partition {pause:.1f} s, {sent} messages")
    assert counts.total() == len(counts) == sent
    assert pause < 60


def _longest_pause(records: list[Any]) -> float:
    """Return the longest time in seconds between two outcomes of one source partition."""
    times: dict[int, list[int]] = {}
    for record in records:
        times.setdefault(orjson.loads(record.value)["origin"]["partition"], []).append(record.timestamp)
    return max(max(b - a for a, b in pairwise(sorted(found))) for found in times.values()) / 1000
