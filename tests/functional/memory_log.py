"""A log in memory that keeps Kafka's promises about transactions, for lanes without a broker.

What is written is there with its offset or not at all; starting a writer fences the one before it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiokafka.errors import ProducerFenced

from service.record import Fingerprint
from service.worker.chunk import Chunk, SourcePartition
from service.worker.outcomes import OutputRecord
from service.worker.restore import Progress


@dataclass
class MemoryLog:
    """Committed records and offsets, and the errors that the next writes will meet.

    An error in `failures` stands for a write that was not committed; one in `lost_replies` for a write
    that was committed without the writer hearing of it.
    """

    records: list[OutputRecord] = field(default_factory=list)
    offsets: dict[SourcePartition, int] = field(default_factory=dict)
    transactions: list[int] = field(default_factory=list)
    failures: deque[Exception | None] = field(default_factory=deque)
    lost_replies: deque[Exception | None] = field(default_factory=deque)
    epochs: dict[SourcePartition, int] = field(default_factory=dict)
    gate: asyncio.Event | None = None

    def writer(self, source: SourcePartition) -> "MemoryWriter":
        """Return a writer that is not yet started."""
        return MemoryWriter(self, source)

    def on(self, topic: str) -> list[OutputRecord]:
        """Return the committed records of a topic."""
        return [record for record in self.records if record.topic == topic]


@dataclass
class MemoryWriter:
    """Writes to a `MemoryLog`."""

    log: MemoryLog
    source: SourcePartition
    epoch: int = 0

    async def start(self) -> int | None:
        """Fence the writer before."""
        self.epoch = self.log.epochs.get(self.source, 0) + 1
        self.log.epochs[self.source] = self.epoch
        return self.log.offsets.get(self.source)

    async def write(self, records: Sequence[OutputRecord], next_offset: int) -> None:
        """Commit all, or raise."""
        if self.log.gate is not None:
            await self.log.gate.wait()
        if self.log.epochs[self.source] != self.epoch:
            raise ProducerFenced
        if self.log.failures and (error := self.log.failures.popleft()) is not None:
            raise error
        self.log.records.extend(records)
        self.log.offsets[self.source] = next_offset
        self.log.transactions.append(len(records))
        if self.log.lost_replies and (error := self.log.lost_replies.popleft()) is not None:
            raise error

    async def stop(self) -> None:
        """Nothing is open."""


@dataclass
class MemoryFetching:
    """Counts sessions and credit; `on_open` is called with the offset that a lane wants to read from."""

    on_open: Callable[[SourcePartition, int, int], None]
    sessions: int = 0
    granted: int = 0
    made: int = 0
    closed: list[SourcePartition] = field(default_factory=list)

    async def open_session(self, source: SourcePartition, offset: int | None) -> tuple[int, int]:
        """Open the next session; its first chunk is delivered before this returns, as can happen."""
        self.sessions += 1
        self.made = 0
        self.on_open(source, self.sessions, offset or 0)
        return self.sessions, offset or 0

    def close_session(self, source: SourcePartition) -> None:
        """Note it."""
        self.closed.append(source)

    def grant(self, source: SourcePartition, session: int) -> None:
        """Count it."""
        self.granted += 1

    def chunks_made(self, source: SourcePartition) -> int:
        """Return how many chunks there were in this session."""
        return self.made


@dataclass(frozen=True)
class MemoryRecord:
    """One consumed record."""

    offset: int
    value: bytes | None
    key: bytes | None = None
    timestamp: int = 1_700_000_000_000
    headers: tuple[tuple[str, bytes], ...] = ()


def make_chunk(
    source: SourcePartition, records: Sequence[MemoryRecord], *, session: int = 1, sequence: int = 0
) -> Chunk:
    """Return a chunk of these records."""
    return Chunk(
        source=source,
        session=session,
        sequence=sequence,
        records=tuple(records),
        position=records[-1].offset + 1,
    )


async def no_restore(
    source: SourcePartition, add: Callable[[Sequence[Fingerprint]], None], report: Callable[[Progress], None]
) -> int:
    """Find nothing to restore."""
    return 0
