"""Put messages that failed back where they came from, each once however often it is asked for.

A replayed message carries the coordinates of the one that failed in a header. Before anything is sent,
the producer with the one transactional id of all replays is started, which ends a replay that is still
running elsewhere, and the headers on the target topics are read; whatever is found there has been put
back before. So nothing is put back twice, by repetition or by two people at once.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from service.broker.header_names import read_any_header_name
from service.cli.letters import FoundLetter, message_of
from service.cli.reading import is_behind
from service.codecs.dead_letter import REPLAY_COUNT, REPLAY_OF
from service.connection import Brokers, client_options, stop_client
from service.model import Headers, Message, Topics

BATCH = 100  # messages in one transaction, at most
MAX_BYTES = 72 * 1024 * 1024
READ_SECONDS = 10.0

Coordinates = tuple[str, int, int]


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be put back on its topic and partition."""

    letter: FoundLetter
    message: Message
    headers: Headers


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that is not put back, and why; `is_done` when there is nothing left to do about it."""

    letter: FoundLetter
    why: str
    is_done: bool


class Planner:
    """Decides about letters one after the other; pure but for what it has seen.

    Args:
        topics: the topics of this installation; messages are put back on those that stages read.
        done: coordinates of messages that have been put back before.
    """

    def __init__(self, topics: Topics, done: Iterable[Coordinates]) -> None:
        self._targets = frozenset(targets(topics))
        self._done = set(done)
        self._planned: set[Coordinates] = set()

    def decide(self, letter: FoundLetter) -> Replay | Refusal:
        """Return what is to be done about the letter."""
        origin = letter.kept.dead_letter.origin
        failed = coordinates_of(letter)
        if origin.topic not in self._targets:
            return _no(letter, f"{origin.topic} is no topic that a stage of this installation reads")
        if failed in self._done:
            return _no(letter, "has been put back before", is_done=True)
        if failed in self._planned:
            return _no(letter, "another item of the same message, which is put back once", is_done=True)
        if letter.kept.omitted_bytes is None and not letter.kept.message.value:
            return _no(letter, "the message was empty and would be again")
        self._planned.add(failed)
        return Replay(letter=letter, message=letter.kept.message, headers=_headers(letter))


def targets(topics: Topics) -> tuple[str, str, str]:
    """Return the topics that stages read."""
    return topics.raw, topics.normalized, topics.unique


def coordinates_of(letter: FoundLetter) -> Coordinates:
    """Return where the message lies that failed; the same for all its items."""
    origin = letter.kept.dead_letter.origin
    return origin.topic, origin.partition, origin.offset


def replayed_coordinates(headers: Headers) -> Coordinates | None:
    """Return which failed message a message replays, `None` when it is no replay."""
    stated = next((value for name, value in reversed(headers) if name == REPLAY_OF), None)
    parts = (stated or b"").decode("utf-8", "replace").rsplit("/", 2)
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        return None
    return parts[0], int(parts[1]), int(parts[2])


def _headers(letter: FoundLetter) -> Headers:
    """Return the original headers with the mark of this replay instead of that of an earlier one."""
    own = {REPLAY_OF, REPLAY_COUNT}
    topic, partition, offset = coordinates_of(letter)
    return (
        *(pair for pair in letter.kept.message.headers if pair[0] not in own),
        (REPLAY_OF, f"{topic}/{partition}/{offset}".encode()),
        (REPLAY_COUNT, str(letter.kept.retry_count + 1).encode()),
    )


def _no(letter: FoundLetter, why: str, *, is_done: bool = False) -> Refusal:
    return Refusal(letter=letter, why=why, is_done=is_done)


async def read_done(brokers: Brokers, topics: Topics, since_ms: int) -> set[Coordinates]:
    """Return which messages have been put back since `since_ms`, from the headers on the topics."""
    async with aclosing(_records_since(brokers, targets(topics), since_ms)) as records:
        found = [replayed_coordinates(message_of(record).headers) async for record in records]
    return {coordinates for coordinates in found if coordinates is not None}


async def _records_since(
    brokers: Brokers, names: Iterable[str], since_ms: int
) -> AsyncGenerator[ConsumerRecord, None]:
    """Yield committed records from the first that is not older, to where the topics end now."""
    consumer = _consumer(brokers, *names)
    try:
        await consumer.start()
        partitions = sorted(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        starts = await consumer.offsets_for_times(dict.fromkeys(partitions, since_ms))
        for partition in partitions:
            start = starts.get(partition)
            consumer.seek(partition, ends[partition] if start is None else start.offset)
        while await is_behind(consumer, ends):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                for record in batch:
                    yield record
    finally:
        await stop_client(consumer)


def _consumer(brokers: Brokers, *topics: str) -> AIOKafkaConsumer:
    """Return a consumer of no group; given topics, it has all their partitions once it is started."""
    read_any_header_name()
    return AIOKafkaConsumer(
        *topics,
        **client_options(brokers),
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=8 * 1024 * 1024,
    )


def replay_producer(brokers: Brokers, group_prefix: str) -> AIOKafkaProducer:
    """Return the producer of all replays; starting it ends one that runs elsewhere."""
    return AIOKafkaProducer(
        **client_options(brokers),
        client_id="dateline-dlq",
        transactional_id=f"{group_prefix}-dlq-replay",
        acks="all",
        max_request_size=MAX_BYTES,
    )


async def send_replays(
    producer: AIOKafkaProducer,
    replays: AsyncIterator[Replay],
    *,
    rate: float | None,
    on_sent: Callable[[Replay], None],
) -> None:
    """Put messages back in order, some in each transaction, at most `rate` a second."""
    clock = asyncio.get_running_loop().time
    begun, sent = clock(), 0
    size = BATCH if rate is None else max(1, min(BATCH, int(rate)))
    batch: list[Replay] = []
    async for replay in replays:
        batch.append(replay)
        if len(batch) >= size:
            sent += await _send(producer, batch, on_sent)
            batch = []
            if rate is not None:
                await asyncio.sleep(max(0.0, begun + sent / rate - clock()))
    if batch:
        await _send(producer, batch, on_sent)


async def _send(producer: AIOKafkaProducer, batch: list[Replay], on_sent: Callable[[Replay], None]) -> int:
    """Send one transaction; every result is awaited, because the commit does not look at them."""
    async with producer.transaction():
        for replay in batch:
            origin = replay.message.origin
            await producer.send_and_wait(
                origin.topic,
                value=replay.message.value,
                key=replay.message.key,
                partition=origin.partition,
                headers=list(replay.headers),
            )
    for replay in batch:
        on_sent(replay)
    return len(batch)


async def read_original(brokers: Brokers, letter: FoundLetter) -> Message | None:
    """Fetch a message whose value the letter does not hold; `None` when its topic has it no longer."""
    origin = letter.kept.dead_letter.origin
    place = TopicPartition(origin.topic, origin.partition)
    async with _consumer(brokers) as consumer:
        consumer.assign([place])
        if not (await consumer.beginning_offsets([place]))[place] <= origin.offset:
            return None
        consumer.seek(place, origin.offset)
        try:
            record = await asyncio.wait_for(consumer.getone(place), READ_SECONDS)
        except TimeoutError:
            return None
    return message_of(record) if record.offset == origin.offset else None
