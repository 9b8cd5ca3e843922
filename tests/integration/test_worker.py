"""The worker on a real broker: every input has exactly one outcome, whatever is killed when."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from service.model import Topics
from tests.integration.worker_process import (
    KEYS,
    committed,
    input_ids,
    is_running,
    send,
    settled,
    started_worker,
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return where a worker logs."""
    return tmp_path / "worker.log"


async def test_every_message_has_one_outcome(
    environment: dict[str, str], log: Path, bootstrap: str, topics: Topics
) -> None:
    """Good, poisonous, defective and copied messages through all stages: all are there, once."""
    words = ["c{0}", "c{0}", "c{0} poison", "c{0} defect", "copy{1}"]
    values = [f"m{i} {words[i % 5].format(i, i % KEYS)}".encode() for i in range(500)]
    with started_worker(environment, log, stages="normalize,deduplicate,tag") as worker:
        worker.wait_for("worker_ready")
        await send(bootstrap, topics.raw, values)
        places = [topics.enriched, topics.duplicates, topics.dead_letter]
        counts = await settled(bootstrap, places, 500)
        _, metrics = worker.get("/metrics")
        assert worker.stop() == 0

    assert counts.total() == len(counts) == 500
    assert (await input_ids(bootstrap, topics.dead_letter)).total() == 200
    assert (await input_ids(bootstrap, topics.duplicates)).total() == 100 - KEYS
    assert 'dateline_messages_received_total{stage="normalize"} 500.0' in metrics
    assert 'dateline_dlq_messages_total{reason="undecodable",stage="normalize"} 100.0' in metrics
    assert f'dateline_duplicates_total{{kind="exact"}} {100 - KEYS}.0' in metrics


async def test_kills_neither_lose_nor_repeat(
    environment: dict[str, str], log: Path, bootstrap: str, topics: Topics
) -> None:
    """Stage processes and workers are killed while they work: one outcome for each input, none lost."""
    total, contents = 20_000, 800
    values = [f"m{i} {'x' * 500} c{i % contents}".encode() for i in range(total)]
    await send(bootstrap, topics.raw, values)
    for round_number in range(2):
        with started_worker(environment, log, stages="normalize,deduplicate") as worker:
            before = len(await committed(bootstrap, topics.duplicates))
            await _some_progress(bootstrap, topics.duplicates, before + 300)
            os.kill(worker.children()[round_number % 2], signal.SIGKILL)
            await asyncio.sleep(0.7)
            worker.kill()
    with started_worker(environment, log, stages="normalize,deduplicate") as worker:
        counts = await settled(bootstrap, [topics.unique, topics.duplicates], total, seconds=90)
        assert worker.stop() == 0

    assert len(counts) == total
    assert counts.total() == total
    # Copies have one key, so one partition sees all of a content: only its first may be new.
    assert (await input_ids(bootstrap, topics.unique)).total() == contents


async def _some_progress(bootstrap: str, topic: str, more_than: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if len(await committed(bootstrap, topic)) > more_than:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"no more than {more_than} records on {topic} after 40 s")


async def test_two_workers_share_and_hand_over(
    environment: dict[str, str], log: Path, tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """A second worker joins and the first leaves, while messages keep coming."""
    total = 6_000
    values = [f"m{i} c{i} ".encode().ljust(300, b"x") for i in range(total)]
    with (
        started_worker(environment, log, stages="normalize") as first,
        started_worker(environment, tmp_path / "second.log", stages="normalize") as second,
    ):
        first.wait_for("worker_ready")
        await send(bootstrap, topics.raw, values[:3_000])
        second.wait_for("worker_ready")
        await send(bootstrap, topics.raw, values[3_000:])
        shares = [len(worker.wait_for("partitions_assigned")[-1]["partitions"]) for worker in (first, second)]
        assert first.stop() == 0
        counts = await settled(bootstrap, [topics.normalized], total)
        second.wait_for("partitions_assigned", 2)

    assert sum(shares) >= 4
    assert min(shares) >= 1
    assert counts.total() == len(counts) == total


async def test_state_survives_a_restart(
    environment: dict[str, str], log: Path, bootstrap: str, topics: Topics
) -> None:
    """A copy that comes after a restart is recognised, although its original was seen by another process."""
    await send(bootstrap, topics.normalized, [b"m0 same", b"m1 other"], partition=2)
    with started_worker(environment, log, stages="deduplicate") as worker:
        assert (await settled(bootstrap, [topics.unique], 2)).total() == 2
        worker.kill()
    await send(bootstrap, topics.normalized, [b"m2 same"], partition=2)
    with started_worker(environment, log, stages="deduplicate") as worker:
        copies = await settled(bootstrap, [topics.duplicates], 1)
        opened = {event["partition"]: event["restored"] for event in worker.events("partition_opened")}

    assert copies == {"m2": 1}
    assert opened[2] == 2


async def test_sigterm_ends_everything_in_time(
    environment: dict[str, str], log: Path, bootstrap: str, topics: Topics
) -> None:
    """A worker that is asked to end while it works commits what it has, ends with 0 and leaves nothing."""
    total = 4_000
    await send(bootstrap, topics.raw, [f"m{i} c{i}".encode().ljust(300, b"x") for i in range(total)])
    with started_worker(environment, log, stages="normalize,deduplicate,tag") as worker:
        await _some_progress(bootstrap, topics.normalized, 0)
        children = worker.children()
        began = time.monotonic()
        assert worker.stop() == 0
        took = time.monotonic() - began
    assert took < 12
    assert not any(is_running(pid) for pid in children)

    with started_worker(environment, log, stages="normalize,deduplicate,tag"):
        counts = await settled(bootstrap, [topics.enriched], total)
    assert counts.total() == len(counts) == total


def test_stage_processes_end_with_their_supervisor(environment: dict[str, str], log: Path) -> None:
    """The supervisor is killed; its stage processes notice and end."""
    with started_worker(environment, log, stages="normalize,tag") as worker:
        worker.wait_for("worker_ready")
        children = worker.children()
        worker.kill()
        deadline = time.monotonic() + 15
        while any(is_running(pid) for pid in children) and time.monotonic() < deadline:
            time.sleep(0.1)

        assert len(children) == 2
        assert not any(is_running(pid) for pid in children)


async def test_record_too_large_to_produce_becomes_a_dead_letter(
    environment: dict[str, str], log: Path, bootstrap: str, topics: Topics
) -> None:
    """A record beyond what may be produced costs its own message only."""
    await send(bootstrap, topics.raw, [b"m0 good", b"m1 huge", b"m2 good"], partition=0)
    with started_worker(environment, log, stages="normalize"):
        counts = await settled(bootstrap, [topics.normalized, topics.dead_letter], 3)

    (letter,) = await committed(bootstrap, topics.dead_letter)
    assert counts == {"m0": 1, "m1": 1, "m2": 1}
    assert dict(letter.headers)["reason"] == b"oversize"


def test_health_tells_why_it_is_not_ready(environment: dict[str, str], log: Path) -> None:
    """Readiness is 503 with reasons until all stages work; liveness is 200 from the start.

    The first reason is the cluster, which is looked at before any process is started, then each process.
    """
    with started_worker(environment, log, stages="normalize,deduplicate") as worker:
        worker.wait_for("http_listening")
        early, first = worker.get("/readyz")
        worker.wait_for("process_spawned")
        starting, reasons = worker.get("/readyz")
        live_early, _ = worker.get("/livez")
        worker.wait_for("worker_ready")
        late, ready = worker.get("/readyz")
        live, _ = worker.get("/livez")

    assert (early, starting, late) == (503, 503, 200)
    assert (live_early, live) == (200, 200)
    assert "waiting for brokers" in first or "normalize-0" in first
    assert "normalize-0" in reasons
    assert ready == '{"ready":true,"reasons":{}}'


def test_missing_topics_are_one_line(environment: dict[str, str], log: Path) -> None:
    """Without its topics the worker waits, says so, and ends with one line that says what to do."""
    settings = {**environment, "DATELINE_TOPIC_PREFIX": "nowhere", "DATELINE_STARTUP_SECONDS": "1"}
    with started_worker(settings, log, stages="normalize") as worker:
        assert worker.process.wait(30) == 1
    text = log.read_text()
    assert "topics are missing: nowhere.raw" in text
    assert worker.events("topics_awaited")
