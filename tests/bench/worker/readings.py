"""What is read of a running worker from outside, and what two readings say together; nothing is touched.

A reading is a moment: processor seconds and memory of each process, counts of each stage. A cost is the
difference of two of them, so that starting up does not count.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import msgspec

from service.model import StageName
from tests.bench.worker.counted import Counts

LEAD = 0.1
"""What is left out of a stage's own costs: its caches fill and its connections open."""


class Reading(msgspec.Struct, frozen=True):
    """One moment.

    Attributes:
        at: seconds of a steady clock.
        cpu: processor seconds that each process has used: `tag-0`, …, `supervisor`, `broker`.
        resident: bytes of memory that each has to itself; pages of mapped files, which it shares, left out.
        counts: of each stage.
    """

    at: float
    cpu: dict[str, float]
    resident: dict[str, int]
    counts: dict[str, Counts]

    @property
    def ended(self) -> int:
        """How many articles have come to their end: enriched, a duplicate or a dead letter."""
        return sum(one.ended for one in self.counts.values()) + self.counts[StageName.TAG].passed

    def cpu_of(self, stage: str) -> float:
        """Return the processor seconds of all processes of a stage."""
        return sum(used for name, used in self.cpu.items() if name.rpartition("-")[0] == stage)


class Hop(msgspec.Struct, frozen=True):
    """What a message costs one stage, in milliseconds of processor time.

    Attributes:
        function: inside the stage's function.
        engine: everything else that its processes do.
    """

    stage: str
    messages: int
    function: float
    engine: float


def hop(readings: Sequence[Reading], stage: str, *, lead: float = LEAD) -> Hop | None:
    """Return what a message costs a stage from `lead` of its messages to all; `None` if it had none."""
    began, ended = span(readings, stage, lead=lead)
    counts = ended.counts[stage] - began.counts[stage]
    if not counts.messages:
        return None
    whole = (ended.cpu_of(stage) - began.cpu_of(stage)) * 1000 / counts.messages
    function = counts.cpu_ns / 1e6 / counts.messages
    return Hop(stage, counts.messages, function, whole - function)


def span(readings: Sequence[Reading], stage: str, *, lead: float) -> tuple[Reading, Reading]:
    """Return the readings at which `lead` of a stage's messages, at least one, were done, and all.

    Where all were done between two readings these are the two.
    """
    done = [one.counts[stage].messages for one in readings]
    last = done.index(done[-1])
    first = next((n for n, count in enumerate(done) if count >= max(1, lead * done[-1])), 0)
    return readings[max(0, min(first, last - 1))], readings[last]


def engine_share(hops: Iterable[Hop]) -> float:
    """Return which part of the stage processes' time is the engine's, each stage weighed by its messages."""
    found = list(hops)
    engine = sum(one.engine * one.messages for one in found)
    return engine / (engine + sum(one.function * one.messages for one in found))


def working(readings: Sequence[Reading]) -> tuple[Reading, Reading]:
    """Return the last reading before anything was done and the first after which nothing more was.

    Raises:
        ValueError: nothing was done.
    """
    ends = [one.ended for one in readings]
    starts = [one.counts[StageName.NORMALIZE].messages + one.ended for one in readings]
    if not ends[-1]:
        raise ValueError("nothing was done")
    first = next(n for n, count in enumerate(starts) if count > starts[0])
    return readings[max(0, first - 1)], readings[ends.index(ends[-1])]


def rates(readings: Sequence[Reading]) -> list[float]:
    """Return the articles a second between each reading and the next."""
    return [(after.ended - before.ended) / (after.at - before.at) for before, after in pairwise(readings)]


class Spread(msgspec.Struct, frozen=True):
    """The median of several rounds, and the least and the most."""

    median: float
    least: float
    most: float

    def told(self, form: str = ",.0f") -> str:
        """Return it in words."""
        return f"{self.median:{form}} ({self.least:{form}}–{self.most:{form}})"


def spread(values: Iterable[float]) -> Spread:
    """Return the median and the extremes.

    Raises:
        ValueError: there are no values.
    """
    found = sorted(values)
    return Spread(median(found), found[0], found[-1])
