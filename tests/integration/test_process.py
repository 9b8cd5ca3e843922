"""Stage processes on a real broker: how they begin, and what ends them when nothing else would."""

import signal
import time
from pathlib import Path

import pytest

from service.model import Topics
from tests.integration.worker_process import committed, is_running, send, settled, started_worker

LOADING = "tests.integration.simple_stages:define_loading"
GONE_SECONDS = 20.0


def test_a_process_that_still_loads_says_so_and_ends_with_its_supervisor(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Readiness names it; when the supervisor is killed it does not go on loading for nobody."""
    log = tmp_path / "worker.log"
    with started_worker(environment, log, stages="normalize", definitions=LOADING) as worker:
        worker.wait_for("process_spawned")
        deadline = time.monotonic() + 60
        while "loading its tables" not in worker.get("/readyz")[1] and time.monotonic() < deadline:
            time.sleep(0.1)
        status, reasons = worker.get("/readyz")
        (child,) = worker.children()
        worker.kill()
        deadline = time.monotonic() + GONE_SECONDS
        while is_running(child) and time.monotonic() < deadline:
            time.sleep(0.1)

        assert not is_running(child)
    assert (status, "loading its tables" in reasons) == (503, True)


@pytest.mark.parametrize("word", ["hang", "grind"])
async def test_a_call_that_does_not_return_costs_its_own_message(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics, word: str
) -> None:
    """Waiting or, in C code that keeps the interpreter to itself, grinding: a dead letter, and on it goes."""
    values = [b"m0 good", f"m1 {word}".encode(), b"m2 good"]
    await send(bootstrap, topics.raw, values, partition=1)
    settings = {**environment, "DATELINE_ARTICLE_SECONDS": "1"}
    with started_worker(settings, tmp_path / "worker.log", stages="normalize") as worker:
        counts = await settled(bootstrap, [topics.normalized, topics.dead_letter], 3)
        overdue = worker.events("message_overdue")
        exited = worker.events("process_exited")
        _, metrics = worker.get("/metrics")

    (letter,) = await committed(bootstrap, topics.dead_letter)
    assert counts == {"m0": 1, "m1": 1, "m2": 1}
    assert dict(letter.headers)["reason"] == b"timeout"
    assert {(e["topic"], e["partition"], e["offset"]) for e in overdue} == {(topics.raw, 1, 1)}
    assert [event["status"] for event in exited] == [-signal.SIGKILL]
    assert 'dateline_worker_restarts_total{cause="sigkill",stage="normalize"} 1.0' in metrics


async def test_a_stuck_process_tells_where_and_is_replaced(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """The watchdog writes all stacks and tasks to the log, and ends the process with a status of its own."""
    await send(bootstrap, topics.raw, [b"m0 hang"], partition=1)
    settings = {**environment, "DATELINE_STUCK_SECONDS": "2", "DATELINE_ARTICLE_SECONDS": "600"}
    with started_worker(settings, tmp_path / "worker.log", stages="normalize") as worker:
        (stuck, *_) = worker.wait_for("stuck_detected")
        (exited, *_) = worker.wait_for("process_exited")
        worker.wait_for("process_spawned", count=2)

    assert "simple_stages.py" in stuck["stacks"]
    assert "<Task" in stuck["stacks"]
    assert (exited["status"], exited["cause"]) == (70, "stuck")
