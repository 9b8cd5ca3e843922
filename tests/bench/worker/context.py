"""What all measurements of one run share: the broker, a folder, how much is asked for, and who is told."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec

from tests.bench.worker.run import Kafka, Plan, Run

TELL_SECONDS = 5.0


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How much work is measured; `MINIATURE` shows that everything runs, not what it takes."""

    rounds: int = 3
    drained: int = 1_500
    late_rounds: int = 3
    late_seconds: float = 8.0
    late_warm_up: float = 5.0
    scaled: int = 1_500
    partitions: tuple[int, ...] = (1, 2, 4, 8)
    by_partitions: int = 700
    backlogs: tuple[int, ...] = (1_000, 4_000, 16_000)
    names: tuple[int, ...] = (1_000, 10_000, 100_000)
    tagged: int = 100
    soak_minutes: float = 1.0


FULL = Sizes()
MINIATURE = Sizes(
    rounds=1,
    drained=120,
    late_rounds=1,
    late_seconds=1.5,
    late_warm_up=1.0,
    scaled=80,
    partitions=(1, 2),
    by_partitions=60,
    backlogs=(60, 120),
    names=(100,),
    tagged=4,
    soak_minutes=0.15,
)


class Context:
    """One run of the measurements.

    Args:
        kafka: the broker.
        folder: for everything that the workers write.
        data: the evaluation data, from which articles are made.
        sizes: how much is measured.
        tell: takes a line of progress.
    """

    def __init__(
        self,
        kafka: Kafka,
        folder: Path,
        data: Path,
        *,
        sizes: Sizes = FULL,
        tell: Callable[[str], None] = print,
    ) -> None:
        self.kafka = kafka
        self.data = data
        self.sizes = sizes
        self.tell = tell
        self._folder = folder
        self._numbers = count()
        self._told = 0.0

    def progress(self, line: str) -> None:
        """Tell how far it is, every few seconds at most."""
        now = time.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self.tell(line)

    def run(self, plan: Plan) -> Run:
        """Return a worker that is not started, on topics of its own."""
        return Run(self.kafka, self._folder / str(next(self._numbers)), plan)


def rounds(most: int, until: float, clock: Callable[[], float] = time.monotonic) -> Iterator[int]:
    """Yield round numbers, at least one, and no more of them than are likely to end before `until`."""
    longest = 0.0
    for number in range(most):
        began = clock()
        if number and began + longest > until:
            return
        yield number
        longest = max(longest, clock() - began)
