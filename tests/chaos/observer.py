"""Readers of a run: one that follows it as it goes, and one that reads everything when it is over.

Both read committed records only. What the first has seen must be found by the second.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from tests.chaos.articles import PARTITIONS
from tests.chaos.history import FINAL, End, Place, Progress, Role, Seen
from tests.chaos.reading import see

POLL_MS = 300


class Observer:
    """Follows the final topics of a run.

    Attributes:
        live: digest of every record seen, by topic and place.
        outcomes: how often each raw message has been seen as an outcome.
        last_news: when the newest record came (`time.monotonic`).
    """

    def __init__(self, bootstrap: str, roles: Mapping[str, Role]) -> None:
        self.live: dict[tuple[str, Place], str] = {}
        self.outcomes: Counter[Place] = Counter()
        self.last_news = time.monotonic()
        self._roles = {topic: role for topic, role in roles.items() if role in FINAL}
        self._bootstrap = bootstrap

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Read in the background."""
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _follow(self) -> None:
        async with _reader(self._bootstrap, self._roles) as consumer:
            while True:
                for records in (await consumer.getmany(timeout_ms=POLL_MS)).values():
                    for record in records:
                        self._note(record)
                    await asyncio.sleep(0)

    def _note(self, record: Any) -> None:
        place = Place(record.partition, record.offset)
        if (record.topic, place) in self.live:
            return  # read again after a reconnection
        seen = see(record, self._roles[record.topic])
        self.live[record.topic, place] = seen.digest
        self.last_news = time.monotonic()
        if seen.source is not None:
            self.outcomes[seen.source] += 1


@asynccontextmanager
async def _reader(
    bootstrap: str, topics: Iterable[str], isolation: str = "read_committed"
) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level=isolation,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=10_000,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    await consumer.start()
    try:
        consumer.assign(_partitions(topics))
        yield consumer
    finally:
        await consumer.stop()


def _partitions(topics: Iterable[str]) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)]


async def read_everything(bootstrap: str, roles: Mapping[str, Role]) -> list[Seen]:
    """Return all committed records of these topics, in the order of their offsets."""
    found: dict[tuple[str, int], list[Seen]] = defaultdict(list)
    async with _reader(bootstrap, roles) as consumer:
        async for record in _all_records(consumer, _partitions(roles)):
            found[record.topic, record.partition].append(see(record, roles[record.topic]))
    return [seen for _, group in sorted(found.items()) for seen in group]


async def last_messages(bootstrap: str, topics: Iterable[str]) -> dict[TopicPartition, int]:
    """Return the offset of the last committed message of each partition that has one."""
    names = list(topics)
    found: dict[TopicPartition, int] = {}
    async with _reader(bootstrap, names) as consumer:
        async for record in _all_records(consumer, _partitions(names)):
            found[TopicPartition(record.topic, record.partition)] = record.offset
    return found


async def _all_records(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> AsyncIterator[Any]:
    ends = await consumer.end_offsets(partitions)
    while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
        for records in (await consumer.getmany(timeout_ms=POLL_MS)).values():
            for record in records:
                yield record


async def read_ends(bootstrap: str, topics: Iterable[str]) -> tuple[End, ...]:
    """Return where all partitions end, for readers of everything and of committed records."""
    partitions = _partitions(topics)
    async with EndsReader(bootstrap) as reader:
        return await reader.read(partitions)


class EndsReader:
    """Asks for high watermarks and last stable offsets, as often as wanted."""

    def __init__(self, bootstrap: str) -> None:
        self._consumers = [
            AIOKafkaConsumer(bootstrap_servers=bootstrap, isolation_level=level, request_timeout_ms=10_000)
            for level in ("read_committed", "read_uncommitted")
        ]

    async def __aenter__(self) -> "EndsReader":
        for consumer in self._consumers:
            await consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for consumer in self._consumers:
            await consumer.stop()

    async def read(self, partitions: list[TopicPartition]) -> tuple[End, ...]:
        """Return the ends.

        The high watermarks are asked for first: a transaction that ends in between then seems closed, and
        none seems open that is not.
        """
        high = await self._consumers[1].end_offsets(partitions)
        stable = await self._consumers[0].end_offsets(partitions)
        return tuple(
            End(
                topic=place.topic,
                partition=place.partition,
                high_watermark=high[place],
                last_stable=stable[place],
            )
            for place in partitions
        )

    async def has_open(self, topics: Iterable[str]) -> bool:
        """Return whether a transaction is open on any partition of these topics."""
        ends = await self.read(_partitions(topics))
        return any(end.last_stable < end.high_watermark for end in ends)


async def read_progress(
    bootstrap: str, groups: Mapping[str, str], last: Mapping[TopicPartition, int]
) -> tuple[Progress, ...]:
    """Return what each group (by name, with its source topic) has committed."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    try:
        found = []
        for group, topic in groups.items():
            committed = await client.list_consumer_group_offsets(group)
            for place in _partitions([topic]):
                offset = committed[place].offset if place in committed else None
                found.append(
                    Progress(
                        group=group,
                        topic=topic,
                        partition=place.partition,
                        committed=offset,
                        last_message=last.get(place),
                    )
                )
        return tuple(found)
    finally:
        await client.close()
