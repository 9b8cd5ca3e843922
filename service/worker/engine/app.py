"""The Faust app of one stage, with every default of Faust's stated, and its one agent."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import faust
from faust.app.base import BootStrategy
from faust.types import AgentT, EventT, StreamT
from faust.types.tuples import Message as FaustMessage
from yarl import URL

from service.connection import Brokers
from service.worker.chunk import Chunk
from service.worker.engine.consumer import ChunkConsumer, ChunkTransport, Owner
from service.worker.engine.thread import MAX_POLL_SECONDS

SESSION_SECONDS = 10.0  # Faust's 60 s stall a partition for a minute after a kill (measured)
HEARTBEAT_SECONDS = 2.0
REBALANCE_SECONDS = 30.0
REQUEST_SECONDS = 40.0
FETCH_BYTES = 4 * 1024 * 1024  # per partition; a larger message still arrives, alone (KIP-74)


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
    brokers: Brokers

    @property
    def chunk_consumer(self) -> ChunkConsumer:
        """The consumer, with its own type."""
        return cast(ChunkConsumer, self.consumer)

    def _new_transport(self) -> ChunkTransport:
        return ChunkTransport(self.conf.broker_consumer, self)

    async def on_first_start(self) -> None:
        """Create no folders: nothing of ours is stored by Faust."""


def make_app(
    group: str, brokers: Brokers, *, instance: str | None = None, session_seconds: float = SESSION_SECONDS
) -> StageApp:
    """Return the app of consumer group `group`, with every default of Faust's stated."""
    servers = [URL(f"kafka://{server.strip()}") for server in str(brokers).split(",")]
    options: Mapping[str, Any] = {
        "broker": servers,
        "broker_client_id": group,
        "broker_session_timeout": session_seconds,
        "broker_heartbeat_interval": HEARTBEAT_SECONDS,
        "broker_rebalance_timeout": REBALANCE_SECONDS,
        "broker_request_timeout": REQUEST_SECONDS,
        "broker_commit_interval": 3600.0,
        "broker_max_poll_interval": MAX_POLL_SECONDS,
        "consumer_max_fetch_size": FETCH_BYTES,
        "consumer_group_instance_id": instance,
        "consumer_auto_offset_reset": "earliest",
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
    app = StageApp(group, **options)
    app.brokers = brokers
    return app


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
