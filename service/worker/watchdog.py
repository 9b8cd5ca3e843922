"""The watchdog of one stage process: a thread that ends it when nothing moves.

Stuck means: the event loop has not run, or a partition with messages waiting has committed nothing, for
longer than the limit. Control records count as nothing waiting, for waiting is told by positions. What
Faust and aiokafka only log then (faust-streaming#175, #523, #629) is cured here by a fresh process.
"""

import asyncio
import faulthandler
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable

from service.telemetry import events

CHECK_SECONDS = 1.0
STUCK_STATUS = 70


class Watchdog:
    """Watches one process.

    Args:
        stage: for the log line.
        oldest_progress: returns the time (`time.monotonic`) of the last progress of the partition that
            has waited longest, or `None` when none waits. Called from the watchdog's thread.
        limit_seconds: how long nothing may move.
        end: what to do then; by default the process ends with status 70.
    """

    def __init__(
        self,
        stage: str,
        oldest_progress: Callable[[], float | None],
        *,
        limit_seconds: float,
        end: Callable[[], None] = lambda: os._exit(STUCK_STATUS),
    ) -> None:
        self._stage = stage
        self._oldest_progress = oldest_progress
        self._limit = limit_seconds
        self._end = end
        self._beat = time.monotonic()
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch; to be called in the event loop that is watched."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def beat(self) -> None:
        """Tell that the event loop runs."""
        self._beat = time.monotonic()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(CHECK_SECONDS):
            found = self.check(time.monotonic())
            if found is not None:
                what, seconds = found
                events.stuck_detected(self._stage, seconds, what, self._stacks())
                sys.stderr.flush()
                self._end()
                return

    def check(self, now: float) -> tuple[str, float] | None:
        """Return what is stuck and for how long, or `None`."""
        if now - self._beat > self._limit:
            return "event loop", now - self._beat
        oldest = self._oldest_progress()
        if oldest is not None and now - oldest > self._limit:
            return "partition", now - oldest
        return None

    def _stacks(self) -> str:
        with tempfile.TemporaryFile() as file:
            faulthandler.dump_traceback(file, all_threads=True)
            file.seek(0)
            threads = file.read().decode("utf-8", "replace")
        return f"{threads}\n{self._tasks()}"

    def _tasks(self) -> str:
        if self._loop is None:
            return ""
        try:
            return "\n".join(repr(task) for task in asyncio.all_tasks(self._loop))
        except RuntimeError:
            return "tasks changed while they were listed"
