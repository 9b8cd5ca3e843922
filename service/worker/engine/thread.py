"""The consumer's own thread: makes the aiokafka consumer, opens partitions, numbers what it fetches.

Heartbeats are sent from this thread, so they go on while the stage works. Everything that must not be
torn apart by a rebalance (seek and session, fetch and number) happens here without an await in between.
"""

import asyncio
import itertools
from typing import Any, Protocol, cast

import aiokafka
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import ConsumerStoppedError, IllegalStateError
from faust.transport.drivers.aiokafka import (
    AIOKafkaConsumerThread,
)

from service.broker.header_names import read_any_header_name
from service.connection import Brokers, client_options
from service.worker.chunk import Chunk, SourcePartition

MAX_POLL_SECONDS = 1800.0  # the watchdog is stricter; leaving the group is no cure for a stuck process
CREDIT = 2  # chunks on the way to one lane: one being worked on, one waiting


class _AppWithBrokers(Protocol):
    """The app as this thread knows it (`service.worker.engine.app.StageApp`)."""

    brokers: Brokers


class NotAssigned(RuntimeError):
    """The partition was taken away before it could be opened."""


class Session:
    """One opening of one partition: its number, the next chunk's number, and the credit left."""

    __slots__ = ("credit", "number", "sequence")

    def __init__(self, number: int) -> None:
        self.number = number
        self.sequence = 0
        self.credit = CREDIT


class ChunkThread(AIOKafkaConsumerThread):
    """The consumer's thread: numbers what it fetches."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sessions: dict[SourcePartition, Session] = {}
        self._numbers = itertools.count(1)

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> aiokafka.AIOKafkaConsumer:
        conf = self.app.conf
        read_any_header_name()
        return aiokafka.AIOKafkaConsumer(
            client_id=conf.broker_client_id,
            group_id=conf.id,
            group_instance_id=conf.consumer_group_instance_id,
            **client_options(cast("_AppWithBrokers", self.app).brokers),
            partition_assignment_strategy=[RoundRobinPartitionAssignor],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_poll_interval_ms=int(MAX_POLL_SECONDS * 1000),
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            session_timeout_ms=int(conf.broker_session_timeout * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000),
            metadata_max_age_ms=conf.consumer_metadata_max_age_ms,
            connections_max_idle_ms=conf.consumer_connections_max_idle_ms,
        )

    async def open_session(self, source: SourcePartition, offset: int | None) -> tuple[int, int]:
        """Go to `offset` (`None`: the earliest there is); return the session's number and the offset."""
        consumer = self._ensure_consumer()
        try:
            if offset is None:
                offset = (await consumer.beginning_offsets([_aiokafka_tp(source)]))[_aiokafka_tp(source)]
            consumer.seek(_aiokafka_tp(source), offset)
        except IllegalStateError as error:
            raise NotAssigned(str(error)) from error
        session = Session(next(self._numbers))
        self.sessions[source] = session
        return session.number, cast(int, offset)

    async def fetch_chunks(self, active: frozenset[SourcePartition], seconds: float) -> list[Chunk]:
        """Return what has arrived for `active` within `seconds`; at most one chunk a partition."""
        consumer = self._ensure_consumer()
        fetcher = consumer._fetcher
        if consumer._closed or fetcher._closed:
            raise ConsumerStoppedError()
        if not self.consumer.flow_active:
            return []
        with fetcher._subscriptions.fetch_context():
            fetched = await fetcher.fetched_records(active, timeout=seconds, max_records=None)
        # No await from here on: a seek in between would put old records into a new session.
        return [
            chunk for tp, records in fetched.items() if (chunk := self._chunk(SourcePartition(*tp), records))
        ]

    async def commit_offset(self, source: SourcePartition, offset: int) -> None:
        """Commit as the present member of the group; the broker refuses a member of an older generation."""
        await self._ensure_consumer().commit({_aiokafka_tp(source): offset})

    def _chunk(self, source: SourcePartition, records: list[Any]) -> Chunk | None:
        session = self.sessions.get(source)
        if session is None:
            return None
        sequence, session.sequence = session.sequence, session.sequence + 1
        return Chunk(
            source=source,
            session=session.number,
            sequence=sequence,
            records=tuple(records),
            position=self.position_of(source) or records[-1].offset + 1,
        )

    def position_of(self, source: SourcePartition) -> int | None:
        """Return the next offset that will be fetched, behind any control records; `None` if unknown."""
        state = self._partition_state(source)
        return cast(int, state.position) if state is not None and state.has_valid_position else None

    def end_of(self, source: SourcePartition) -> int | None:
        """Return the last stable offset as of the latest fetch; `None` before the first."""
        state = self._partition_state(source)
        return cast("int | None", state.lso) if state is not None else None

    def _partition_state(self, source: SourcePartition) -> Any:
        subscription = self._ensure_consumer()._subscription.subscription
        if subscription is None or subscription.assignment is None:
            return None
        try:
            return subscription.assignment.state_value(_aiokafka_tp(source))
        except KeyError:
            return None


def _aiokafka_tp(source: SourcePartition) -> aiokafka.TopicPartition:
    return aiokafka.TopicPartition(source.topic, source.partition)
