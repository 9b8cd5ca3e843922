"""Everything in which we differ from Faust (faust-streaming 0.15), each with its reason.

Kept from Faust: the app and its life cycle, the agent and its stream, the topic conductor, the consumer
group with its rebalances, the consumer's own thread (so that heartbeats go on while Python works).

Changed, because exactly once cannot stand on it (numbers are rows of `docs/faust.md`):

- Offsets. Faust may commit past a message in flight or backwards (1, 2, 6, 9; faust-streaming#606), so
  its commits and its seeks to committed offsets do nothing here; only `service.worker.transaction`
  commits, and only a lane opens a partition at an offset.
- Isolation. Faust reads committed only in its own `exactly_once` mode, which repeats records after a
  rebalance (8; faust-streaming#323, #440); the consumer is made here with `read_committed` always.
- Delivery. Faust moves single messages and drops those below a remembered read offset, which a
  rebalance may leave wrong (7; faust-streaming#216, #223, #241). Here one Faust message is a whole
  `Chunk`, numbered by the consumer thread, so that a lane notices anything lost or repeated. It also
  takes the cost of Faust's loop once a fetch instead of once a message (10; robinhood/faust#563).
- Back-pressure. A partition is fetched while its lane has credit, so nothing is ever buffered without
  bound and a slow partition holds up no other (12; faust-streaming#53).
- Services. No web server, producer, leader or reply topics, and no folders (17, 19; robinhood/faust#286).
"""

import asyncio
import itertools
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol, cast

import aiokafka
import faust
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import ConsumerStoppedError, IllegalStateError
from faust.app.base import BootStrategy
from faust.transport.drivers.aiokafka import (
    AIOKafkaConsumerThread,
    Consumer,
    Transport,
    credentials_to_aiokafka_auth,
    server_list,
)
from faust.types import TP, AgentT, EventT, StreamT
from faust.types.tuples import ConsumerMessage
from faust.types.tuples import Message as FaustMessage
from mode import Service
from yarl import URL

from service.worker.chunk import Chunk, SourcePartition

SESSION_SECONDS = 10.0  # Faust's 60 s stall a partition for a minute after a kill (measured)
HEARTBEAT_SECONDS = 2.0
REBALANCE_SECONDS = 30.0
REQUEST_SECONDS = 40.0
MAX_POLL_SECONDS = 1800.0  # the watchdog is stricter; leaving the group is no cure for a stuck process
FETCH_BYTES = 4 * 1024 * 1024  # per partition; a larger message still arrives, alone (KIP-74)
CREDIT = 2  # chunks on the way to one lane: one being worked on, one waiting
IDLE_POLL_SECONDS = 0.5
BUSY_POLL_SECONDS = 0.02  # while some lanes have no credit: how late a new credit may be noticed


class NotAssigned(RuntimeError):
    """The partition was taken away before it could be opened."""


class Owner(Protocol):
    """Who is told about partitions; implemented by `service.worker.lanes.Lanes`."""

    def assigned(self, sources: Iterable[SourcePartition]) -> None:
        """Begin to open these partitions; must return at once."""

    async def revoked(self, sources: Iterable[SourcePartition]) -> None:
        """Close these partitions; bounded in time."""

    def deliver(self, chunk: Chunk) -> None:
        """Take one chunk; never blocks, because credit bounds what is on the way."""


class _Session:
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
        self.sessions: dict[SourcePartition, _Session] = {}
        self._numbers = itertools.count(1)

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> aiokafka.AIOKafkaConsumer:
        conf = self.app.conf
        transport = cast(Transport, self.transport)
        return aiokafka.AIOKafkaConsumer(
            client_id=conf.broker_client_id,
            group_id=conf.id,
            group_instance_id=conf.consumer_group_instance_id,
            bootstrap_servers=server_list(transport.url, transport.default_port),
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
            **credentials_to_aiokafka_auth(conf.broker_credentials, conf.ssl_context),
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
        session = _Session(next(self._numbers))
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
        await cast(StageApp, self.app).owner.revoked(SourcePartition(*tp) for tp in revoked)
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Let Faust note the assignment, then open the lanes in the background.

        Heartbeats pause during this call (aiokafka starts them after it), so it must be short.
        """
        await super().on_partitions_assigned(assigned, generation_id)
        cast(StageApp, self.app).owner.assigned(SourcePartition(*tp) for tp in assigned)

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


class ChunkTopic(faust.Topic):
    """A topic whose value is a chunk already; nothing of it is decoded by Faust."""

    async def decode(self, message: FaustMessage, *, propagate: bool = False) -> EventT[Any]:
        """Wrap the chunk in an event."""
        return self._create_event(message.key, message.value, None, message=message)


class StageBoot(BootStrategy):
    """Start the consumer, the agent, the conductor and the (empty) table manager, nothing else."""

    enable_web = False
    enable_kafka_producer = False

    def kafka_consumer(self) -> Iterable[Any]:
        """Return the consumer alone: no leader election topic, no reply consumer."""
        return [self.app.consumer]


class StageApp(faust.App):
    """The Faust app of one stage."""

    BootStrategy = StageBoot
    owner: Owner

    @property
    def chunk_consumer(self) -> ChunkConsumer:
        """The consumer, with its own type."""
        return cast(ChunkConsumer, self.consumer)

    def _new_transport(self) -> ChunkTransport:
        return ChunkTransport(self.conf.broker_consumer, self)

    async def on_first_start(self) -> None:
        """Create no folders: nothing of ours is stored by Faust."""


def make_app(
    group: str, bootstrap: str, *, instance: str | None = None, tls: ssl.SSLContext | None = None
) -> StageApp:
    """Return the app of consumer group `group`, with every default of Faust's stated."""
    servers = [URL(f"kafka://{server.strip()}") for server in bootstrap.split(",")]
    options: Mapping[str, Any] = {
        "broker": servers,
        "broker_client_id": group,
        "broker_session_timeout": SESSION_SECONDS,
        "broker_heartbeat_interval": HEARTBEAT_SECONDS,
        "broker_rebalance_timeout": REBALANCE_SECONDS,
        "broker_request_timeout": REQUEST_SECONDS,
        "broker_commit_interval": 3600.0,
        "broker_max_poll_interval": MAX_POLL_SECONDS,
        "consumer_max_fetch_size": FETCH_BYTES,
        "consumer_group_instance_id": instance,
        "consumer_auto_offset_reset": "earliest",
        "ssl_context": tls,
        "processing_guarantee": "at_least_once",  # our own transactions replace Faust's
        "store": "memory://",
        "key_serializer": "raw",
        "value_serializer": "raw",
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "topic_partitions": 1,  # never used: topics are created by `dateline topics`
        "topic_replication_factor": 1,  # never used
        "table_standby_replicas": 0,
        "stream_wait_empty": False,
        "stream_recovery_delay": 0.0,
        "stream_buffer_maxsize": 1024,  # chunks; never reached, because credit bounds them
        "web_enabled": False,
        "autodiscover": False,
        "worker_redirect_stdouts": False,
        "Topic": ChunkTopic,
        "id_format": "{id}",
        "version": 1,
    }
    return StageApp(group, **options)


def add_agent(app: StageApp, topic: str, deliver: Callable[[Chunk], None]) -> AgentT[Any]:
    """Add the one agent: it hands each chunk to its lane, which does the work.

    It acknowledges nothing (`acks=False`), so a chunk that is lost or fails is no offset that Faust
    could commit.
    """
    source = app.topic(topic, acks=False, internal=False, value_serializer="raw", key_serializer="raw")

    @app.agent(source, name=topic, concurrency=1)
    async def lanes_agent(stream: StreamT[Any]) -> None:
        async for chunk in stream:
            deliver(chunk)

    return lanes_agent


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


def _aiokafka_tp(source: SourcePartition) -> aiokafka.TopicPartition:
    return aiokafka.TopicPartition(source.topic, source.partition)


async def _wait_briefly(event: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(event.wait(), IDLE_POLL_SECONDS)
    except TimeoutError:
        return


def is_crashed(service: Service) -> BaseException | None:
    """Return what brought a Faust service down, or `None`."""
    return service.crash_reason if service.crashed else None
