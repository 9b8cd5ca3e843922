"""One stage process as the supervisor sees it: spawn, listen to, and end.

A pipe whose writing end only the supervisor holds ends the child however the supervisor goes, even by
SIGKILL. The child stays in the supervisor's process group, so a signal to the group reaches all.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import msgspec

from service.telemetry.happenings import HAPPENINGS
from service.worker.note import Note, Working
from service.worker.status import DEFINITIONS, Assignment, ProcessStatus

LINE_LIMIT = 64 * 1024


class Child:
    """A running stage process.

    Attributes:
        status: the newest status line.
        heard: when it came (`time.monotonic`).
    """

    def __init__(self, process: asyncio.subprocess.Process, lifeline: int, note: Note) -> None:
        self.status = ProcessStatus()
        self.heard = time.monotonic()
        self._process = process
        self._lifeline = lifeline
        self._note = note

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def working(self) -> Working | None:
        """The message it is working on."""
        return self._note.read()

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Keep the newest status line, and what is told to have happened, until the pipe ends."""
        while line := await reader.readline():
            with contextlib.suppress(msgspec.DecodeError):
                self.status = msgspec.json.decode(line, type=ProcessStatus)
                self.heard = time.monotonic()
                for happening in self.status.happened:
                    HAPPENINGS.add(happening)

    async def wait(self) -> int:
        """Return its exit status when it has ended."""
        return await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs.

        Not by `Popen.send_signal`, which collects the exit status of a process that has just ended: whoever
        waits for it then finds none, and a process that was killed seems to have ended with status 255.
        """
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def close(self) -> None:
        """Let go of its lifeline."""
        with contextlib.suppress(OSError):
            os.close(self._lifeline)


async def spawn(
    stage: str, number: int, *, folder: Path, overdue: Path, definitions: str = DEFINITIONS
) -> tuple[Child, asyncio.Task[None]]:
    """Start a stage process; return it and the task that listens to it.

    Args:
        stage: its stage.
        number: which process of the stage.
        folder: of this run, for metrics and notes.
        overdue: file of messages that must not be run again.
        definitions: `module:function` that defines the stages.
    """
    lifeline_read, lifeline_write = os.pipe()
    status_read, status_write = os.pipe()
    note = folder / f"{stage}-{number}.note"
    assignment = Assignment(
        stage=stage,
        number=number,
        definitions=definitions,
        status=status_write,
        note=str(note),
        overdue=str(overdue),
    )
    note.unlink(missing_ok=True)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "service.worker.process",
            str(lifeline_read),
            str(status_write),
            msgspec.json.encode(assignment).decode(),
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=(lifeline_read, status_write),
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")},
        )
    finally:
        os.close(lifeline_read)
        os.close(status_write)
    child = Child(process, lifeline_write, Note(note))
    reader = await _reader(status_read)
    return child, asyncio.create_task(child.listen(reader))


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LINE_LIMIT)
    protocol = asyncio.StreamReaderProtocol(reader)
    pipe = os.fdopen(descriptor, "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
    return reader
