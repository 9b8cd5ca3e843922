"""The watchdog: what counts as stuck."""

import asyncio
import threading
import time

import pytest

from service.worker.watchdog import Watchdog


def test_progress_and_beats_are_well() -> None:
    """A loop that runs and partitions without anything waiting are not stuck."""
    watchdog = Watchdog("tag", lambda: None, limit_seconds=5)
    watchdog.beat()
    assert watchdog.check(time.monotonic()) is None


def test_silent_loop_is_stuck() -> None:
    """The event loop has not run for longer than the limit."""
    watchdog = Watchdog("tag", lambda: None, limit_seconds=5)
    watchdog.beat()
    found = watchdog.check(time.monotonic() + 6)
    assert found is not None
    assert found[0] == "event loop"


def test_partition_that_waits_too_long_is_stuck() -> None:
    """Messages wait and nothing has been committed for longer than the limit."""
    watchdog = Watchdog("tag", lambda: time.monotonic() - 6, limit_seconds=5)
    watchdog.beat()
    found = watchdog.check(time.monotonic())
    assert found is not None
    assert found[0] == "partition"


async def test_stuck_process_is_ended_with_its_stacks_in_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread notices by itself, writes where everything stands, and ends the process once."""
    monkeypatch.setattr("service.worker.watchdog.CHECK_SECONDS", 0.01)
    ended = threading.Event()
    watchdog = Watchdog("tag", lambda: 0.0, limit_seconds=0.01, end=ended.set)
    watchdog.start()
    assert await asyncio.to_thread(ended.wait, 10)
    output = capsys.readouterr()
    assert "stuck_detected" in output.out + output.err
    assert "test_watchdog.py" in output.out + output.err
