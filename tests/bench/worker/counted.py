"""The real stages, counted: how many messages a stage's function was given and what processor time it took.

A stage process runs them by `module:function`; the counts stand in a small file of each process that is
mapped into memory, so that reading them costs the process nothing. The time is that of the thread inside the
function alone, at the same moment and in the same process as everything else: what the process uses beside it
is the engine's, the encoding of records included.
"""

import mmap
import os
import struct
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from service.model import DeadLetter, Message, Outcome, Publish, StageName
from service.pipeline import Stage
from service.settings import Settings
from service.worker.stages import StageDefinition, State, define_stage
from tests.integration.simple_stages import define_simple

FOLDER = "BENCH_COUNTS"
"""The environment variable that names the folder of the files."""
REAL = "tests.bench.worker.counted:define_counted"
SIMPLE = "tests.bench.worker.counted:define_simple_counted"
_LAYOUT = struct.Struct("<qqqq")


class Counts(msgspec.Struct, frozen=True):
    """What the function of a stage has done.

    Attributes:
        messages: it was given.
        passed: articles that go on to the next stage.
        ended: articles that do not: duplicates and dead letters.
        cpu_ns: processor time inside the function.
    """

    messages: int = 0
    passed: int = 0
    ended: int = 0
    cpu_ns: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return Counts(*(one + more for one, more in zip(mine, theirs, strict=True)))

    def __sub__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return Counts(*(one - less for one, less in zip(mine, theirs, strict=True)))


class CountsFile:
    """The counts of this process, for others to read."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(bytes(_LAYOUT.size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)
        self._messages = self._passed = self._ended = self._cpu_ns = 0

    def add(self, passed: int, ended: int, cpu_ns: int) -> None:
        """Count one more message."""
        self._messages += 1
        self._passed += passed
        self._ended += ended
        self._cpu_ns += cpu_ns
        _LAYOUT.pack_into(self._memory, 0, self._messages, self._passed, self._ended, self._cpu_ns)


def read_counts(folder: Path) -> dict[str, Counts]:
    """Return the counts of all processes, those of one stage together."""
    found = {stage.value: Counts() for stage in StageName}
    for file in folder.glob("*.counts"):
        data = file.read_bytes()
        if len(data) == _LAYOUT.size:
            found[file.name.partition("-")[0]] += Counts(*_LAYOUT.unpack(data))
    return found


def define_counted(name: StageName, settings: Settings) -> StageDefinition:
    """Return a stage of the real flow, counted."""
    return _counted(define_stage(name, settings))


def define_simple_counted(name: StageName, settings: Settings) -> StageDefinition:
    """Return a stage that does next to nothing, counted."""
    return _counted(define_simple(name, settings))


def _counted(definition: StageDefinition) -> StageDefinition:
    file: list[CountsFile] = []  # opened by the process that binds a stage; others only define it

    def bind(state: State) -> Stage:
        if not file:
            path = Path(os.environ[FOLDER]) / f"{definition.name}-{os.getpid()}.counts"
            file.append(CountsFile(path))
        return _timed(definition.bind(state), file[0], definition.topics.duplicates)

    return replace(definition, bind=bind)


def _timed(stage: Stage, file: CountsFile, duplicates: str) -> Stage:
    def run(message: Message) -> tuple[Outcome, ...]:
        began = time.thread_time_ns()
        outcomes = stage(message)
        used = time.thread_time_ns() - began
        passed, ended = _counted_outcomes(outcomes, duplicates)
        file.add(passed, ended, used)
        return outcomes

    return run


def _counted_outcomes(outcomes: Iterable[Outcome], duplicates: str) -> tuple[int, int]:
    passed = ended = 0
    for outcome in outcomes:
        if isinstance(outcome, DeadLetter) or (isinstance(outcome, Publish) and duplicates in outcome.topics):
            ended += 1
        elif isinstance(outcome, Publish):
            passed += 1
    return passed, ended
