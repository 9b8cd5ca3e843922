"""The broker of one run: Apache Kafka with two listeners, one of them behind a proxy that can be cut.

Kafka tells its clients the address of the listener through which they came, so a client that starts at
the proxy stays behind it. Everything lies in the run's own folder.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import msgspec
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from service.broker.admin import connected, ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.ports import free_ports
from service.broker.process import process_of, read_record
from service.broker.topics import expected_topics, load_topic_specs
from service.model import Topics
from service.routing import load_routes
from service.settings import load_settings
from tests.chaos.articles import PARTITIONS
from tests.chaos.proxy import Proxy

HOST = "127.0.0.1"
BROKER_ID = "1"
JAVA_OPTIONS = "JAVA_TOOL_OPTIONS"


class Cluster:
    """A running broker and its proxy."""

    def __init__(self, broker: EmbeddedBroker, proxy: Proxy, proxied: str) -> None:
        self.proxy = proxy
        self.proxied = proxied
        self._broker = broker

    @property
    def bootstrap(self) -> str:
        """The address that is never cut."""
        return self._broker.bootstrap

    async def stop(self, *, crash: bool) -> None:
        """End the broker, in order or as a crash would."""
        await asyncio.to_thread(self._broker.kill if crash else self._broker.stop)

    async def start(self) -> None:
        """Start it with the data it had."""
        await asyncio.to_thread(self._broker.start)

    def signal(self, number: signal.Signals) -> None:
        """Send the broker's process a signal."""
        process = process_of(read_record(self._broker.layout.record), self._broker.layout.properties)
        if process is not None:
            os.kill(process.pid, number)

    async def sync_every_append(self, *, wanted: bool) -> None:
        """Have the broker wait for the disk at every append (Kafka leaves that to the system by default)."""
        entries = {"log.flush.interval.messages": "1"} if wanted else {}
        broker = ConfigResource(ConfigResourceType.BROKER, BROKER_ID, entries)
        async with connected(self.bootstrap) as client:
            *_, answer = await client.alter_configs([broker])
        ((code, message, *_),) = answer.resources
        if code:
            raise RuntimeError(f"the broker refuses its setting: {message}")

    async def create_topics(self, topics: Topics, prefix: str) -> tuple[str, ...]:
        """Create the topics of an installation, routed ones included; return the routed ones."""
        routes = load_routes(None, prefix)
        expected = expected_topics(load_topic_specs(), topics, routed=routes.targets)
        # The messages' timestamps are fixed and so get ever older: no retention may take them away.
        kept = {topics.raw: {"retention.ms": "-1"}}
        small = tuple(
            msgspec.structs.replace(
                topic, partitions=PARTITIONS, config=topic.config | kept.get(topic.name, {})
            )
            for topic in expected
        )
        await ensure_topics(self.bootstrap, small)
        return tuple(routes.targets)


@contextmanager
def short_lived_java() -> Iterator[None]:
    """Have Java compile little: a broker that is restarted every few minutes never gets that time back."""
    before = os.environ.get(JAVA_OPTIONS)
    os.environ[JAVA_OPTIONS] = " ".join(filter(None, [before, "-XX:TieredStopAtLevel=1"]))
    try:
        yield
    finally:
        del os.environ[JAVA_OPTIONS]
        if before is not None:
            os.environ[JAVA_OPTIONS] = before


@asynccontextmanager
async def running_cluster(folder: Path) -> AsyncIterator[Cluster]:
    """Start a broker in `folder`; whatever happens, it does not outlive this."""
    with short_lived_java():
        async with _running_cluster(folder) as cluster:
            yield cluster


@asynccontextmanager
async def _running_cluster(folder: Path) -> AsyncIterator[Cluster]:
    EmbeddedBroker(folder, 0, cache_dir=folder).kill()  # what a killed run may have left here
    shutil.rmtree(folder / "broker", ignore_errors=True)
    port, behind, front, controller = free_ports(4)
    broker = EmbeddedBroker(
        folder,
        port,
        cache_dir=load_settings().cache_dir,
        properties={
            "listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{behind},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{front}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.quorum.voters": f"1@{HOST}:{controller}",
        },
    )
    await asyncio.to_thread(broker.start)
    try:
        async with Proxy(port=front, target=behind) as proxy:
            yield Cluster(broker, proxy, f"{HOST}:{front}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            Cluster(broker, proxy, "").signal(signal.SIGCONT)  # a stopped process cannot end in order
        broker.kill()
