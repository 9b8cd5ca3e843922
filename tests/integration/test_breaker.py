"""The breaker on a real broker: pauses one partition, says why, and goes on by itself or on command."""

import asyncio
import signal
import time
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from service.cli.breaker import command
from service.model import Topics
from tests.integration.worker_process import (
    WorkerProcess,
    committed,
    input_ids,
    send,
    settled,
    started_worker,
    worker_environment,
)

BAD, GOOD = 300, 200


@pytest.fixture
def environment(bootstrap: str, topic_prefix: str, topics: Topics) -> dict[str, str]:
    """Return the settings of a worker whose breaker opens quickly."""
    return worker_environment(bootstrap, topic_prefix) | {
        "DATELINE_BATCH_MESSAGES": "20",
        "DATELINE_BREAKER_MIN_ITEMS": "40",
    }


async def _poison_then_good(bootstrap: str, topic: str) -> None:
    """Partition 1 gets poison followed by good messages, partition 2 good ones only."""
    values = [f"m{n} poison".encode() for n in range(BAD)] + [f"g{n} fine".encode() for n in range(GOOD)]
    await send(bootstrap, topic, values, partition=1)
    await send(bootstrap, topic, [f"h{n} fine".encode() for n in range(GOOD)], partition=2)


def _state(worker: WorkerProcess, partition: int) -> str:
    _, metrics = worker.get("/metrics")
    wanted = f'dateline_dlq_breaker_state{{partition="{partition}",stage="normalize"}} '
    return next((line.rpartition(" ")[2] for line in metrics.splitlines() if line.startswith(wanted)), "")


def _breaker(worker: WorkerProcess, *arguments: str) -> Result:
    """Run `dateline breaker` against the worker's port."""
    port = worker.wait_for("http_listening")[-1]["port"]
    return CliRunner().invoke(command, [*arguments, "--url", f"http://127.0.0.1:{port}"])


def _shown_open(worker: WorkerProcess) -> Result:
    """Return what `dateline breaker show` says once something is held back, after 15 s anyway."""
    deadline = time.monotonic() + 15
    while not (shown := _breaker(worker, "show")).exit_code and time.monotonic() < deadline:
        time.sleep(0.3)
    return shown


def _last_readiness(worker: WorkerProcess) -> int:
    """Return 200 as soon as it is ready, what it says after 15 s otherwise."""
    deadline = time.monotonic() + 15
    while (status := worker.get("/readyz")[0]) != 200 and time.monotonic() < deadline:
        time.sleep(0.3)
    return status


async def test_a_poisoned_partition_pauses_and_the_others_go_on(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """It stops soon after the sample, is not ready and says why; on command it tries, and stops again."""
    await _poison_then_good(bootstrap, topics.raw)
    settings = {**environment, "DATELINE_BREAKER_WAIT_SECONDS": "3600"}
    with started_worker(settings, tmp_path / "worker.log", stages="normalize") as worker:
        worker.wait_for("breaker_open")
        others = await settled(bootstrap, [topics.normalized], GOOD)
        await asyncio.sleep(1.5)  # so long a status takes to reach the supervisor
        status, body = worker.get("/readyz")
        live, _ = worker.get("/livez")
        paused = await input_ids(bootstrap, topics.dead_letter)
        state = _state(worker, 1)
        worker.process.send_signal(signal.SIGUSR1)
        worker.wait_for("breaker_open", 2)
        tried = await input_ids(bootstrap, topics.dead_letter)
        shown, told = _shown_open(worker), _breaker(worker, "resume")
        worker.wait_for("breaker_open", 3)
        assert worker.stop() == 0

    assert others.total() == len(others) == GOOD
    assert (status, live, state) == (503, 200, "2.0")
    assert "partition 1: " in orjson.loads(body)["reasons"]["normalize-0"]
    assert "items became dead letters" in body
    assert 40 <= paused.total() == len(paused) <= 60
    assert tried.total() == len(tried) == paused.total() + 20
    assert (shown.exit_code, "items became dead letters" in shown.output) == (1, True)
    assert (told.exit_code, told.output.startswith("1 processes were told")) == (0, True)


async def test_it_goes_on_by_itself_and_every_dead_letter_is_there_once(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """After each wait some are tried, until the poison is over; nothing is lost or repeated."""
    await _poison_then_good(bootstrap, topics.raw)
    settings = {**environment, "DATELINE_BREAKER_WAIT_SECONDS": "0.3"}
    with started_worker(settings, tmp_path / "worker.log", stages="normalize") as worker:
        counts = await settled(bootstrap, [topics.normalized, topics.dead_letter], BAD + 2 * GOOD)
        worker.wait_for("breaker_closed")
        ready = _last_readiness(worker)
        opened = len(worker.events("breaker_open"))

    letters = await committed(bootstrap, topics.dead_letter)
    assert counts.total() == len(counts) == BAD + 2 * GOOD
    assert len(letters) == BAD
    assert opened >= 5
    assert ready == 200
