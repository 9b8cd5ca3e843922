"""The last records that were published, kept in memory for the page.

Reads the outcome topics outside any group and commits nothing, so that looking never disturbs the
work. Bounded: a fixed number of records, each of bounded size; older ones go.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import KafkaError

from service.codecs.dead_letter import InvalidDeadLetter, encode_dead_letter, read_dead_letter
from service.connection import Brokers, client_options, stop_client
from service.model import Message, Topics
from service.record import Origin

KEPT = 200
MAX_BYTES = 64 * 1024
_RETRY_SECONDS = 5.0


class LiveFeed:
    """The newest outcomes with a running number, filled by a background task."""

    def __init__(self, brokers: Brokers, topics: Topics) -> None:
        """Keep the newest outcomes of `topics`; nothing is read before `run`."""
        self._brokers = brokers
        self._topics = topics
        self._records: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self._number = 0

    def after(self, number: int) -> tuple[int, Sequence[bytes]]:
        """Return the newest running number and the JSON of all kept records after `number`."""
        return self._number, [json for n, json in self._records if n > number]

    def add(self, record: ConsumerRecord) -> None:
        """Keep one consumed record."""
        self._number += 1
        json = _as_json(record, is_dead_letter=record.topic == self._topics.dead_letter)
        self._records.append((self._number, json))

    async def run(self) -> None:
        """Read until cancelled; a broker that is away is tried again every few seconds."""
        while True:
            try:
                await self._read()
            except (KafkaError, OSError):
                await asyncio.sleep(_RETRY_SECONDS)

    async def _read(self) -> None:
        consumer = AIOKafkaConsumer(
            self._topics.enriched,
            self._topics.duplicates,
            self._topics.dead_letter,
            **client_options(self._brokers),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="latest",
        )
        try:
            await consumer.start()
            async for record in consumer:
                self.add(record)
        finally:
            await stop_client(consumer)


def _as_json(record: ConsumerRecord, *, is_dead_letter: bool) -> bytes:
    where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    if is_dead_letter:
        return orjson.dumps({"where": where, "letter": _letter(record)})
    value = record.value or b""
    if len(value) > MAX_BYTES:
        return orjson.dumps({"where": where, "oversize": len(value)})
    try:
        return orjson.dumps({"where": where, "article": orjson.Fragment(orjson.dumps(orjson.loads(value)))})
    except orjson.JSONDecodeError:
        return orjson.dumps({"where": where, "unreadable": True})


def _letter(record: ConsumerRecord) -> dict[str, Any]:
    origin = Origin(topic=record.topic, partition=record.partition, offset=record.offset, item=0)
    message = Message(
        value=(record.value or b"")[:2048],
        key=record.key,
        headers=tuple(record.headers),
        origin=origin,
        timestamp_ms=record.timestamp,
    )
    try:
        kept = read_dead_letter(message)
    except InvalidDeadLetter as error:
        return {"reason": "unreadable", "detail": str(error)}
    letter: dict[str, Any] = orjson.loads(encode_dead_letter(kept.dead_letter, kept.message, kept.version))
    return letter
