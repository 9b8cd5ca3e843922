"""Compare a cluster's topics with what is expected, and create what is missing.

Nothing is ever deleted or altered: a difference in a topic that exists is reported, because mending
it (more partitions, a shorter retention) can reorder or lose data and is a person's decision.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

import msgspec
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAlreadyExistsError, for_code

from service.broker import AccessRefused, BrokerError
from service.broker.topics import ExpectedTopic
from service.connection import Brokers, client_options, refusal, stop_client
from service.model import Topics

MAX_REPLICATION = 3
TIMEOUT_MS = 15_000
LEADER_POLL_S = 0.02


class TopicState(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as the cluster has it; only the settings that were asked for are in `config`."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


class ClusterState(msgspec.Struct, frozen=True, kw_only=True):
    """Brokers and topics of a cluster."""

    brokers: tuple[str, ...]
    topics: dict[str, TopicState]

    @property
    def replication(self) -> int:
        """How many copies a new topic gets: three, or as many as there are brokers."""
        return min(MAX_REPLICATION, len(self.brokers))


class Finding(StrEnum):
    """What may be wrong with a topic."""

    MISSING = "missing"
    PARTITIONS = "partitions"
    CONFIG = "config"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One point in which a topic is not as expected."""

    topic: str
    finding: Finding
    setting: str = ""
    expected: str = ""
    found: str = ""


def compare(expected: Iterable[ExpectedTopic], cluster: ClusterState) -> tuple[Difference, ...]:
    """Return every difference, in the order of the expected topics."""
    return tuple(
        difference for topic in expected for difference in _compare_one(topic, cluster.topics.get(topic.name))
    )


def _compare_one(topic: ExpectedTopic, state: TopicState | None) -> list[Difference]:
    if state is None:
        return [Difference(topic=topic.name, finding=Finding.MISSING)]
    found: list[Difference] = []
    if state.partitions != topic.partitions:
        found.append(
            Difference(
                topic=topic.name,
                finding=Finding.PARTITIONS,
                setting="partitions",
                expected=str(topic.partitions),
                found=str(state.partitions),
            )
        )
    for key, value in topic.config.items():
        actual = state.config.get(key, "")
        if _normalized(actual) != _normalized(value):
            found.append(
                Difference(
                    topic=topic.name, finding=Finding.CONFIG, setting=key, expected=value, found=actual
                )
            )
    return found


def mismatched_state(cluster: ClusterState, topics: Topics) -> str | None:
    """Return what is wrong when de-duplication could not keep its state beside its input."""
    articles, state = cluster.topics.get(topics.normalized), cluster.topics.get(topics.fingerprints)
    if articles is None or state is None or articles.partitions == state.partitions:
        return None
    return (
        f"{articles.name} has {articles.partitions} partitions and {state.name} {state.partitions}; "
        "they must have equally many: add partitions to the smaller"
    )


def _normalized(value: str) -> str:
    """Make lists comparable: Kafka may return `delete,compact` for `compact,delete`."""
    return ",".join(sorted(part.strip() for part in value.split(",")))


@asynccontextmanager
async def connected(brokers: Brokers) -> AsyncIterator[AIOKafkaAdminClient]:
    """Open an admin connection.

    Raises:
        AccessRefused: a broker answers, and does not take us as we are.
        BrokerError: no broker answers, or the connection breaks.
    """
    client = AIOKafkaAdminClient(
        **client_options(brokers), client_id="dateline", request_timeout_ms=TIMEOUT_MS
    )
    try:
        await client.start()
        yield client
    except KafkaConnectionError as error:
        raise await unreachable(brokers) from error
    except KafkaError as error:
        raise BrokerError(f"Kafka at {brokers}: {_one_line(error)}") from error
    finally:
        await stop_client(client)


async def unreachable(brokers: Brokers) -> BrokerError:
    """Return the error to raise when the client library has reached none of the brokers."""
    refused = await refusal(brokers)
    if refused is None:
        return BrokerError(f"no Kafka broker answers at {brokers}")
    if refused.is_final:
        return AccessRefused(f"Kafka at {brokers}: {refused.reason}")
    return BrokerError(f"no Kafka broker answers at {brokers}: {refused.reason}")


async def read_cluster(
    client: AIOKafkaAdminClient, names: Iterable[str] = (), *, with_settings: bool = True
) -> ClusterState:
    """Return the brokers, and those of the topics `names` that exist, with all their settings.

    Without `with_settings` no right to read settings is needed, and `config` is empty.
    """
    metadata = await client.describe_cluster()
    brokers = tuple(f"{broker['host']}:{broker['port']}" for broker in metadata["brokers"])
    existing = set(await client.list_topics())
    wanted = [name for name in names if name in existing]
    described = await client.describe_topics(wanted) if wanted else []
    configs = await _configs(client, wanted) if wanted and with_settings else {}
    topics = {topic["topic"]: _state(topic, configs.get(topic["topic"], {})) for topic in described}
    return ClusterState(brokers=brokers, topics=topics)


def _state(topic: dict[str, Any], config: dict[str, str]) -> TopicState:
    partitions = topic["partitions"]
    return TopicState(
        name=topic["topic"],
        partitions=len(partitions),
        replication=min((len(partition["replicas"]) for partition in partitions), default=0),
        config=config,
    )


async def _configs(client: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    (response,) = await client.describe_configs(resources)
    configs: dict[str, dict[str, str]] = {}
    for code, message, _kind, name, entries in response.resources:
        if code:
            raise BrokerError(f"settings of {name} cannot be read: {message or for_code(code).__name__}")
        # An entry begins with its name and value, in every version of the answer.
        configs[name] = {entry[0]: entry[1] or "" for entry in entries}
    return configs


async def create_topics(
    client: AIOKafkaAdminClient, topics: Iterable[ExpectedTopic], *, replication: int
) -> tuple[str, ...]:
    """Create `topics` and return their names; one that somebody else has just created is fine.

    Raises:
        BrokerError: the cluster refuses one, with its reason.
    """
    new = [
        NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config) for topic in topics
    ]
    if not new:
        return ()
    response = await client.create_topics(new, timeout_ms=TIMEOUT_MS)
    for name, code, message in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise BrokerError(f"topic {name} cannot be created: {message or error.__name__}")
    await _wait_for_leaders(client, [topic.name for topic in new])
    return tuple(topic.name for topic in new)


async def _wait_for_leaders(client: AIOKafkaAdminClient, names: list[str]) -> None:
    """Return once every partition can be written; the controller answers before the brokers know."""
    try:
        async with asyncio.timeout(TIMEOUT_MS / 1000):
            while not _all_led(await client.describe_topics(names)):  # noqa: ASYNC110 - Kafka tells no one
                await asyncio.sleep(LEADER_POLL_S)
    except TimeoutError as error:
        raise BrokerError(f"topics {', '.join(names)} were created but have no leaders yet") from error


def _all_led(described: list[dict[str, Any]]) -> bool:
    return all(
        not topic["error_code"] and topic["partitions"] and all(p["leader"] >= 0 for p in topic["partitions"])
        for topic in described
    )


async def ensure_topics(brokers: Brokers, expected: Iterable[ExpectedTopic]) -> tuple[str, ...]:
    """Create those of the `expected` topics that the cluster lacks; return the names created.

    Raises:
        BrokerError: the cluster is not reachable or refuses.
    """
    wanted = tuple(expected)
    async with connected(brokers) as client:
        cluster = await read_cluster(client, [topic.name for topic in wanted])
        missing = [topic for topic in wanted if topic.name not in cluster.topics]
        return await create_topics(client, missing, replication=cluster.replication)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
