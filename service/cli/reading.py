"""Read a topic from the command line: committed records only, from where to where, and conditions.

Kept apart from the worker on purpose: a reader here joins no group and commits nothing.
"""

import re
from collections.abc import AsyncGenerator, Iterable
from typing import NamedTuple

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError

from service.broker import BrokerError
from service.broker.admin import connected, read_cluster, unreachable
from service.broker.header_names import read_any_header_name
from service.connection import Brokers, client_options, stop_client

_CONDITION = re.compile(r"^(?P<path>[A-Za-z0-9_.]+)(?P<operator>!=|=|~)(?P<value>.*)$", re.DOTALL)


class InvalidCondition(ValueError):
    """A `--where` that cannot be read; the message says how one looks."""


class Condition(NamedTuple):
    """`path=value`, `path!=value` or `path~part`; a path goes through lists: any element may match."""

    path: tuple[str, ...]
    operator: str
    value: str

    def holds(self, record: object) -> bool:
        """Whether the decoded JSON `record` fulfils the condition."""
        found = [str(value) for value in _values(record, self.path)]
        if self.operator == "~":
            return any(self.value.casefold() in value.casefold() for value in found)
        return (self.value in found) == (self.operator == "=")


def parse_condition(text: str) -> Condition:
    """Read a condition such as `language=en` or `places.name~kyiv`.

    Raises:
        InvalidCondition: it has none of the three operators.
    """
    match = _CONDITION.match(text)
    if match is None:
        raise InvalidCondition(f"{text!r} is no condition; write field=value, field!=value or field~part")
    return Condition(tuple(match["path"].split(".")), match["operator"], match["value"])


def matches(value: bytes | None, conditions: Iterable[Condition]) -> bool:
    """Whether a record's bytes fulfil all conditions; bytes that are no JSON fulfil only none at all."""
    wanted = list(conditions)
    if not wanted:
        return True
    try:
        record = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return False
    return all(condition.holds(record) for condition in wanted)


async def read_topics(
    brokers: Brokers, topics: Iterable[str], *, from_beginning: bool, follow: bool
) -> AsyncGenerator[ConsumerRecord, None]:
    """Yield committed records of `topics`; without `follow`, end where they ended when reading began.

    Raises:
        BrokerError: no broker answers, or one refuses us, or a topic does not exist.
    """
    topics = list(topics)
    async with connected(brokers) as client:
        known = (await read_cluster(client, topics)).topics
    if missing := [topic for topic in topics if topic not in known]:
        raise BrokerError(f"no such topic: {', '.join(missing)}; see: dateline topics")
    read_any_header_name()
    # Without a group, subscribing assigns every partition at start and new ones as they appear.
    consumer = AIOKafkaConsumer(
        *topics,
        **client_options(brokers),
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest" if from_beginning else "latest",
        max_partition_fetch_bytes=8 * 1024 * 1024,
    )
    try:
        await consumer.start()
        partitions = sorted(consumer.assignment())
        ends = await consumer.end_offsets(partitions) if partitions else {}
        if not from_beginning and not follow:
            return
        while follow or await is_behind(consumer, ends):
            batches = await consumer.getmany(timeout_ms=200)
            for batch in batches.values():
                for record in batch:
                    yield record
    except KafkaConnectionError as error:
        raise await unreachable(brokers) from error
    finally:
        await stop_client(consumer)


async def is_behind(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    """Whether any partition has not been read to its end; control records count as read when passed."""
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return True
    return False


def _values(record: object, path: tuple[str, ...]) -> Iterable[object]:
    if isinstance(record, list):
        for element in record:
            yield from _values(element, path)
    elif not path:
        yield record
    elif isinstance(record, dict) and path[0] in record:
        yield from _values(record[path[0]], path[1:])
