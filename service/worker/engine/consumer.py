"""The consumer: delivers numbered chunks of opened partitions, and never moves a committed offset."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any, Protocol, cast

from aiokafka.errors import ConsumerStoppedError
from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from service.worker.chunk import Chunk, SourcePartition
from service.worker.engine.thread import ChunkThread

IDLE_POLL_SECONDS = 0.5
BUSY_POLL_SECONDS = 0.02  # while some lanes have no credit: how late a new credit may be noticed


class Owner(Protocol):
    """Who is told about partitions; implemented by `service.worker.lanes.Lanes`."""

    def assigned(self, sources: Iterable[SourcePartition]) -> None:
        """Begin to open these partitions; must return at once."""

    async def revoked(self, sources: Iterable[SourcePartition]) -> None:
        """Close these partitions; bounded in time."""

    def deliver(self, chunk: Chunk) -> None:
        """Take one chunk; never blocks, because credit bounds what is on the way."""


class OwnedApp(Protocol):
    """The app as its consumer knows it (`service.worker.engine.app.StageApp`)."""

    owner: Owner


class ChunkConsumer(Consumer):
    """A consumer that delivers chunks of opened partitions and never moves a committed offset."""

    _thread: ChunkThread

    def _new_consumer_thread(self) -> ChunkThread:
        self._credit_granted = asyncio.Event()
        return ChunkThread(self, loop=self.loop, beacon=self.beacon)

    @property
    def thread(self) -> ChunkThread:
        """The consumer's thread."""
        return self._thread

    async def open_session(self, source: SourcePartition, offset: int | None) -> tuple[int, int]:
        """Open a partition for fetching; see `ChunkThread.open_session`.

        Raises:
            NotAssigned: it no longer belongs to this process.
        """
        opened: tuple[int, int] = await self._thread.call_thread(self._thread.open_session, source, offset)
        self._credit_granted.set()
        return opened

    async def commit_offset(self, source: SourcePartition, offset: int) -> None:
        """Commit an offset outside any transaction; only `service.worker.at_least_once` does.

        Raises:
            aiokafka.errors.KafkaError: refused, for example because the partition was taken away.
        """
        await self._thread.call_thread(self._thread.commit_offset, source, offset)

    def chunks_made(self, source: SourcePartition) -> int:
        """Return how many chunks the present session has produced; one that never arrives was lost."""
        session = self._thread.sessions.get(source)
        return 0 if session is None else session.sequence

    def close_session(self, source: SourcePartition) -> None:
        """Fetch no more from this partition."""
        self._thread.sessions.pop(source, None)

    def grant(self, source: SourcePartition, session: int) -> None:
        """Allow one more chunk on the way to this partition's lane."""
        found = self._thread.sessions.get(source)
        if found is not None and found.number == session:
            found.credit += 1
            self._credit_granted.set()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Close the lanes first: what they still commit must come before anybody else reads on."""
        await cast(OwnedApp, self.app).owner.revoked(SourcePartition(*tp) for tp in revoked)
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Let Faust note the assignment, then open the lanes in the background.

        Heartbeats pause during this call (aiokafka starts them after it), so it must be short.
        """
        await super().on_partitions_assigned(assigned, generation_id)
        cast(OwnedApp, self.app).owner.assigned(SourcePartition(*tp) for tp in assigned)

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Do nothing: offsets are committed with the outputs, in one transaction."""
        return False

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Do nothing, as `commit`."""
        return False

    async def perform_seek(self) -> None:
        """Do nothing: a lane seeks after it has fenced the partition's former owner."""

    async def wait_empty(self) -> None:
        """Do nothing: what is in flight belongs to the lanes, which are closed with a time limit."""

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Do nothing: it only logs, and reads acks that are not kept; see `service.worker.watchdog`."""

    async def _drain_messages(self, fetcher: Any) -> None:
        """Fetch and deliver until stopped; replaces Faust's loop over single messages."""
        try:
            while not (self.should_stop or fetcher.should_stop):
                if not self.flow_active:
                    await self.wait(cast(Any, self.can_resume_flow))
                    continue
                for chunk in await self._next_chunks():
                    await self._deliver(chunk)
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

    async def _next_chunks(self) -> list[Chunk]:
        self._credit_granted.clear()
        sessions = dict(self._thread.sessions)
        active = frozenset(source for source, session in sessions.items() if session.credit > 0)
        if not active:
            await _wait_briefly(self._credit_granted)
            return []
        timeout = IDLE_POLL_SECONDS if len(active) == len(sessions) else BUSY_POLL_SECONDS
        chunks: list[Chunk] = await self._thread.call_thread(self._thread.fetch_chunks, active, timeout)
        return chunks

    async def _deliver(self, chunk: Chunk) -> None:
        session = self._thread.sessions.get(chunk.source)
        if session is None or session.number != chunk.session:
            return
        session.credit -= 1
        message = _faust_message(chunk, self.app.consumer_generation_id)
        await self.wait_first(self.callback(message), cast(Awaitable[Any], self.suspend_flow.wait()))


class ChunkTransport(Transport):
    """Kafka by aiokafka, with our consumer."""

    Consumer = ChunkConsumer


def _faust_message(chunk: Chunk, generation: int) -> ConsumerMessage:
    first = chunk.records[0]
    return ConsumerMessage(
        chunk.source.topic,
        chunk.source.partition,
        first.offset,
        first.timestamp / 1000,
        0,
        None,
        None,
        cast(Any, chunk),
        None,
        0,
        0,
        TP(*chunk.source),
        generation_id=generation,
    )


async def _wait_briefly(event: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(event.wait(), IDLE_POLL_SECONDS)
    except TimeoutError:
        return
