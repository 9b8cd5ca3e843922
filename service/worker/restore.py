"""Rebuilding a partition's state from the fingerprints topic.

Read committed, from the earliest record to where the topic ended when reading began. It is called after
the former owner has been fenced, so nothing of this partition can be added behind that end by anybody
else. How far it has come is told by the consumer's position, which passes control records and compacted
gaps; the last record's own offset does not.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import aiokafka

from service.codecs.record import InvalidRecord, decode_fingerprint
from service.connection import Brokers, client_options, stop_client
from service.record import Fingerprint
from service.telemetry import events
from service.worker.chunk import SourcePartition

POLL_MS = 500
POLL_RECORDS = 500  # decoded without a pause; about 10 ms
FETCH_BYTES = 1024 * 1024  # larger ones take aiokafka longer to put together, record by record


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rebuilding of one partition has come, in offsets of the state topic."""

    start: int
    position: int
    end: int

    @property
    def remaining(self) -> int:
        """Offsets still to read."""
        return max(0, self.end - self.position)


async def restore_state(
    brokers: Brokers,
    source: SourcePartition,
    add: Callable[[Sequence[Fingerprint]], None],
    report: Callable[[Progress], None],
) -> int:
    """Call `add` with the fingerprints of `source` in order, many at a time; return how many there were.

    Args:
        brokers: where they are and how to reach them.
        source: partition of the fingerprints topic.
        add: takes fingerprints; must be deterministic.
        report: is told how far it has come.
    """
    consumer = aiokafka.AIOKafkaConsumer(
        **client_options(brokers),
        group_id=None,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        await consumer.start()
        return await _read_all(consumer, source, add, report)
    finally:
        await stop_client(consumer)


async def _read_all(
    consumer: aiokafka.AIOKafkaConsumer,
    source: SourcePartition,
    add: Callable[[Sequence[Fingerprint]], None],
    report: Callable[[Progress], None],
) -> int:
    tp = aiokafka.TopicPartition(*source)
    consumer.assign([tp])
    start = (await consumer.beginning_offsets([tp]))[tp]
    end = (await consumer.end_offsets([tp]))[tp]
    consumer.seek(tp, start)
    count, position = 0, start
    while position < end:
        report(Progress(start, position, end))
        fetched = await consumer.getmany(tp, timeout_ms=POLL_MS, max_records=POLL_RECORDS)
        fingerprints = list(_decoded(fetched.get(tp, []), source))
        add(fingerprints)
        count += len(fingerprints)
        position = await consumer.position(tp)
        await asyncio.sleep(0)
    report(Progress(start, position, end))
    return count


def _decoded(records: Iterable[Any], source: SourcePartition) -> Iterator[Fingerprint]:
    for record in records:
        if record.value is None:
            continue  # a tombstone: removed by hand
        try:
            yield decode_fingerprint(record.value)
        except InvalidRecord as error:
            events.fingerprint_unreadable(source.topic, source.partition, record.offset, str(error))
