"""What a lane needs of its surroundings, and in which phases it can be.

The protocols are the seams between a lane and Kafka: the consumer's thread on one side, the
transactional producer on the other.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from service.record import Fingerprint
from service.worker.breaker import DEFAULT_LIMITS, BreakerLimits
from service.worker.chunk import SourcePartition
from service.worker.outcomes import OutputRecord
from service.worker.restore import Progress
from service.worker.slices import SliceRunner
from service.worker.stages import StageDefinition


class LanePhase(StrEnum):
    """Where a lane stands."""

    OPENING = "opening"
    RESTORING = "restoring"
    RUNNING = "running"
    PAUSED = "paused"  # by its breaker
    WAITING = "waiting"  # after an error, before it is opened again
    CLOSED = "closed"


class Fetching(Protocol):
    """What a lane needs of the consumer (`service.worker.engine.ChunkConsumer`)."""

    async def open_session(self, source: SourcePartition, offset: int | None) -> tuple[int, int]:
        """Fetch from `offset`; return the session's number and the offset."""

    def close_session(self, source: SourcePartition) -> None:
        """Fetch no more."""

    def grant(self, source: SourcePartition, session: int) -> None:
        """Allow one more chunk."""

    def chunks_made(self, source: SourcePartition) -> int:
        """Return how many chunks were fetched in this session."""


class Writer(Protocol):
    """What a lane needs of the sink (`service.worker.transaction.TransactionalWriter`)."""

    async def start(self) -> int | None:
        """Fence the former owner; return the committed offset."""

    async def write(self, records: Sequence[OutputRecord], next_offset: int) -> None:
        """Produce and commit, all or nothing."""

    async def stop(self) -> None:
        """Abort what is open."""


Add = Callable[[Sequence[Fingerprint]], None]
Report = Callable[[Progress], None]
Restore = Callable[[SourcePartition, Add, Report], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class LaneContext:
    """What all lanes of a process share.

    Attributes:
        fetching: delivers messages.
        runner: runs the stage on messages, a slice at a time.
        open_writer: makes the transactional writer of a partition, not yet started.
        restore: rebuilds the state of a partition of the state topic.
        fail: ends the process; called with the error that cannot be mended.
        limits: of the breakers.
    """

    definition: StageDefinition
    fetching: Fetching
    runner: SliceRunner
    open_writer: Callable[[SourcePartition], Writer]
    restore: Restore
    fail: Callable[[BaseException], None]
    limits: BreakerLimits = DEFAULT_LIMITS
