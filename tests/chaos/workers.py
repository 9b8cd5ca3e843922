"""`dateline worker` as real processes: started, watched through their logs, and always ended.

Processes are told apart by number and start time, so that a number that the system has given to somebody
else is never signalled.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 30.0
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


class Worker:
    """One supervisor with its stage processes.

    Args:
        name: for its log file.
        environment: its settings.
        folder: where the log goes.
    """

    def __init__(self, name: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "service", "worker", "--processes", "1"],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, before anything else
            )
        self._supervisor = psutil.Process(self._popen.pid)
        self._known: dict[int, psutil.Process] = {}
        self._read = 0
        self._rest = b""

    @property
    def is_running(self) -> bool:
        """Whether its supervisor runs."""
        return self._popen.poll() is None

    def stages(self) -> dict[str, psutil.Process]:
        """Return its running stage processes by stage."""
        found: dict[str, psutil.Process] = {}
        with contextlib.suppress(psutil.Error):
            for child in self._supervisor.children():
                stage = _stage_of(child)
                if stage is not None:
                    self._known[child.pid] = child
                    found[stage] = child
        return found

    def new_events(self) -> list[dict[str, Any]]:
        """Return the log's events since the last call."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            data = self._rest + file.read()
            self._read = file.tell()
        *lines, self._rest = data.split(b"\n")
        events = []
        for line in lines:
            with contextlib.suppress(json.JSONDecodeError):
                events.append(json.loads(line))
        return [event for event in events if isinstance(event, dict)]

    def signal_supervisor(self, number: signal.Signals) -> None:
        """Send the supervisor alone a signal."""
        self.stages()  # to know whom to end, should they not notice
        if self.is_running:
            self._popen.send_signal(number)

    async def wait(self, seconds: float = STOP_SECONDS) -> int | None:
        """Return the supervisor's exit status, `None` if it still runs after `seconds`."""
        deadline = time.monotonic() + seconds
        while self._popen.poll() is None and time.monotonic() < deadline:  # noqa: ASYNC110 - a process
            await asyncio.sleep(0.1)
        return self._popen.poll()

    def end(self) -> None:
        """End everything of it at once, stopped processes included."""
        self.stages()
        if self.is_running:
            self._popen.kill()
        self._popen.wait()
        for process in self._known.values():
            with contextlib.suppress(psutil.Error):
                if process.is_running():
                    process.kill()


def end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it ends, even by SIGKILL."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def send(process: psutil.Process, number: signal.Signals) -> bool:
    """Signal a process if it is still the same one; return whether it was."""
    try:
        process.send_signal(number)
    except psutil.Error:
        return False
    return True


def _stage_of(process: psutil.Process) -> str | None:
    try:
        command = process.cmdline()
    except psutil.Error:
        return None
    if "service.worker.process" not in command:
        return None
    stage: str = json.loads(command[-1])["stage"]
    return stage
