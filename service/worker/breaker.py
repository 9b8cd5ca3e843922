"""The breaker of one partition: an abnormal share of dead letters pauses it, and says why.

Dead letters are kept with their bytes and can be put back, so a moderate share is no reason to stop: limits
that are too low have stopped whole services (getsentry/snuba#6639). When most of what comes fails, though,
something is wrong as a whole (a producer's new format, a broken table), and going on would only move the
topic to the dead letters. Hence the defaults: more than half of at least 200 items within a minute.

    closed ──too many──► open ──after a wait, or on command──► probing ──all well──► closed
                           ▲                                      │
                           └──────────────── still bad ───────────┘

`Breaker` decides and is told the time; `BreakerGate` waits. The state lives in memory: a new owner of the
partition starts closed, and opens after its own sample.
"""

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from enum import IntEnum

from service.telemetry import events
from service.worker.slices import Slice

PROBE_ITEMS = 20
NEAR = 0.5  # of the way to opening, from where on it is told


class BreakerState(IntEnum):
    """Where a breaker stands; the number is the metric's value."""

    CLOSED = 0
    PROBING = 1
    OPEN = 2


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """When a breaker opens and when it tries again.

    Attributes:
        share: of dead letters among items above which it opens; 1 never is.
        min_items: fewer say nothing.
        window_seconds: how far back items count.
        wait_seconds: how long it stays open before it tries some.
    """

    share: float = 0.5
    min_items: int = 200
    window_seconds: float = 60.0
    wait_seconds: float = 300.0


DEFAULT_LIMITS = BreakerLimits()


@dataclass(frozen=True, slots=True)
class Sample:
    """What a breaker judges by.

    Attributes:
        items: that are recent enough.
        letters: the dead letters among them by reason.
        load: how near it is to opening, from 0 to 1, which is open.
    """

    items: int
    letters: Counter[str]
    load: float

    @property
    def words(self) -> str:
        """The same for people, in one line."""
        told = ", ".join(f"{count} {reason}" for reason, count in self.letters.most_common(3))
        return f"{self.letters.total()} of {self.items} items became dead letters ({told})"


@dataclass(slots=True)
class Breaker:
    """The decision, without a clock; times are seconds of any steady clock."""

    limits: BreakerLimits
    state: BreakerState = BreakerState.CLOSED
    why: str = ""
    _recent: deque[tuple[float, int, Counter[str]]] = field(default_factory=deque)

    def record(self, items: int, reasons: Counter[str], now: float) -> Sample:
        """Take note of items that were committed, and of the dead letters among them by reason.

        Returns:
            What was judged by.
        """
        self._recent.append((now, items, reasons))
        sample = self.sample(now)
        enough = self.limits.min_items if self.state is BreakerState.CLOSED else PROBE_ITEMS
        if sample.items < enough:
            return sample
        if sample.letters.total() > self.limits.share * sample.items:
            self._move(BreakerState.OPEN)
            self.why = sample.words
        elif self.state is BreakerState.PROBING:
            self._move(BreakerState.CLOSED)
        return sample

    def sample(self, now: float) -> Sample:
        """Return what it judges by now."""
        while self._recent and self._recent[0][0] < now - self.limits.window_seconds:
            self._recent.popleft()
        items = sum(count for _, count, _ in self._recent)
        letters: Counter[str] = sum((found for _, _, found in self._recent if found), Counter())
        return Sample(items, letters, 1.0 if self.state is BreakerState.OPEN else self._load(items, letters))

    def _load(self, items: int, letters: Counter[str]) -> float:
        if not items or self.limits.share >= 1:
            return 0.0
        share = letters.total() / items / self.limits.share if self.limits.share else 1.0
        return min(1.0, share) * min(1.0, items / self.limits.min_items)

    def probe(self) -> None:
        """Try some, one message at a time, and decide anew on them alone."""
        self._move(BreakerState.PROBING)

    def _move(self, state: BreakerState) -> None:
        self.state = state
        if state is not BreakerState.OPEN:
            self.why = ""
        self._recent.clear()


class BreakerGate:
    """Holds a lane back while its breaker is open."""

    def __init__(self, stage: str, partition: int, limits: BreakerLimits) -> None:
        self._stage = stage
        self._partition = partition
        self._limits = limits
        self._breaker = Breaker(limits)
        self._resumed = asyncio.Event()
        self._is_near = False

    @property
    def why(self) -> str | None:
        """Why the lane is held back; `None` when it is not."""
        return self._breaker.why or None

    @property
    def is_probing(self) -> bool:
        """Whether messages are to be taken one at a time."""
        return self._breaker.state is BreakerState.PROBING

    def record(self, done: Slice) -> None:
        """Take note of a committed slice."""
        before = self._breaker.state
        sample = self._breaker.record(done.items, done.reasons, time.monotonic())
        if self._breaker.state is not before:
            self._is_near = False
            self._tell()
        else:
            self._tell_near(sample)

    def measured(self) -> None:
        """Tell what the breaker judges by; to be called every second, for items grow old."""
        self._tell_sample(self._breaker.sample(time.monotonic()))

    def _tell_near(self, sample: Sample) -> None:
        """Tell once when it comes near to opening, and again only after it was far from it."""
        if sample.load < NEAR / 2 or self._breaker.state is not BreakerState.CLOSED:
            self._is_near = False
        elif sample.load >= NEAR and not self._is_near:
            self._is_near = True
            events.breaker_near(self._stage, self._partition, sample.words)

    def _tell_sample(self, sample: Sample) -> None:
        letters = sample.letters.total()
        events.breaker_sampled(
            self._stage, self._partition, items=sample.items, letters=letters, load=sample.load
        )

    async def wait(self) -> None:
        """Return when the wait is over or `resume` was called."""
        self._resumed.clear()
        try:
            async with asyncio.timeout(self._limits.wait_seconds):
                await self._resumed.wait()
        except TimeoutError:
            pass
        self._breaker.probe()
        self._tell()

    def resume(self) -> None:
        """Try again now."""
        self._resumed.set()

    def close(self) -> None:
        """Let go of the partition."""
        events.breaker_moved(self._stage, self._partition, BreakerState.CLOSED, None)
        self._tell_sample(Sample(0, Counter(), 0.0))

    def _tell(self) -> None:
        state = self._breaker.state
        events.breaker_moved(self._stage, self._partition, state, state.name.lower(), self._breaker.why)
