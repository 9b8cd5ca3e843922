"""The three stages beside this process, under the same time budget for an article as in the service.

A process that an article keeps beyond `article_seconds`, or that it crashes, is replaced: that item becomes
a dead letter, everything already printed stays, and what was remembered is remembered by the next process.
A process is a fork of this one, so it has the tables at once and they are in memory once.
"""

import contextlib
import multiprocessing
import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Self

import msgspec

from service.cli.chain import Failure
from service.cli.chain_process import END, RECORD, STAGES, Task, read_frame, serve, timed_chain, write_frame
from service.model import DeadLetter, Message, Reason, StageName
from service.settings import Settings
from service.worker.note import Note
from service.worker.stages import Definitions, define_stage

_FORKS = multiprocessing.get_context("fork")


class ChainFailed(RuntimeError):
    """The process ended although it worked on nothing; the message is one line."""


class SupervisedChain:
    """Raw messages in, records and dead letters out; a context manager.

    Args:
        settings: of the service.
        define: gives each stage's definition.
    """

    def __init__(self, settings: Settings, *, define: Definitions = define_stage) -> None:
        self._settings = settings
        self._define = define
        self._resources = contextlib.ExitStack()
        self._process: ForkProcess | None = None

    def __enter__(self) -> Self:
        folder = self._resources.enter_context(tempfile.TemporaryDirectory(prefix="dateline-enrich-"))
        self._memory = Path(folder) / "memory"
        self._note = self._resources.enter_context(Note(Path(folder) / "note"))
        self._chain = timed_chain(self._settings, self._define, self._note)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._resources.close()

    def run(self, message: Message) -> Iterator[bytes | DeadLetter]:
        """Yield one outcome for each item of `message`, in the order of the items.

        Raises:
            ChainFailed: no process can be kept running.
        """
        task = Task(message=message)
        while True:
            done = task.done
            for outcome in self._attempt(task):
                if outcome is None:
                    return
                done += 1
                yield outcome
            failure = self._failure()
            self._start()
            if failure.stage is StageName.NORMALIZE:
                yield DeadLetter(
                    reason=failure.reason, stage=failure.stage, detail=failure.detail, origin=message.origin
                )
                return
            task = Task(message=message, done=done, failure=failure)

    def _attempt(self, task: Task) -> Iterator[bytes | DeadLetter | None]:
        """Yield outcomes as they come, at last `None`; without that the process has ended."""
        with contextlib.suppress(BrokenPipeError):
            write_frame(self._tasks, RECORD, msgspec.msgpack.encode(task))
            self._tasks.flush()
        while frame := read_frame(self._outcomes):
            kind, content = frame
            if kind == END:
                yield None
                return
            yield content if kind == RECORD else msgspec.msgpack.decode(content, type=DeadLetter)

    def _failure(self) -> Failure:
        """Return what ended the process."""
        status = self._joined()
        working = self._note.read()
        if working is None:
            raise ChainFailed(f"the process of the pipeline ended with status {status}")
        stage = STAGES[working.partition]
        if status == -signal.SIGALRM:
            detail = f"its process was ended after {self._settings.article_seconds:g} s of work on it"
            return Failure(stage=stage, reason=Reason.TIMEOUT, detail=detail)
        detail = f"its process ended with status {status}"
        return Failure(stage=stage, reason=Reason.INTERNAL_ERROR, detail=detail)

    def _joined(self) -> int | None:
        if self._process is None:
            return None
        self._process.join()
        return self._process.exitcode

    def _start(self) -> None:
        self._end()
        self._note.end()
        tasks, sending = os.pipe()
        receiving, outcomes = os.pipe()

        def run() -> None:
            os.close(sending)
            os.close(receiving)
            serve(self._chain, self._memory, tasks, outcomes)

        with warnings.catch_warnings():
            # Python 3.12 warns of any fork beside a thread; ours (progress) holds nothing that is used here.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = _FORKS.Process(target=run, name="pipeline", daemon=True)
            self._process.start()
        os.close(tasks)
        os.close(outcomes)
        self._tasks, self._outcomes = os.fdopen(sending, "wb"), os.fdopen(receiving, "rb")

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.join()
        self._process = None
        with contextlib.suppress(BrokenPipeError):
            self._tasks.close()
        self._outcomes.close()
