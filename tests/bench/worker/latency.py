"""How late records come out at 25, 50 and 80 % of what the worker can do.

The producer keeps to a schedule whatever the worker does (an open loop), and lateness counts from the moment
at which a message was due, not from when it was sent: a stalled producer hides nothing (no coordinated
omission). The due time is the message's Kafka timestamp, which every stage hands on in a header.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from math import ceil
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from service.model import Topics
from service.worker.outcomes import RECEIVED_AT
from tests.bench.mix import Raw, mixed
from tests.bench.worker.context import Context, rounds
from tests.bench.worker.run import REQUEST_BYTES, Plan, Run

LOADS = (0.25, 0.5, 0.8)
TARGET_MS = 250.0
"""At half load, of the 99th in a hundred."""
LAST_SECONDS = 120.0
FETCH_MS = 20


class Late(msgspec.Struct, frozen=True):
    """How late the records of one round at one load were, in milliseconds.

    Attributes:
        load: share of the capacity.
        per_second: articles that were sent.
        records: that came out.
    """

    load: float
    per_second: float
    records: int
    p50: float
    p95: float
    p99: float
    most: float


def late_rounds(context: Context, capacity: float, until: float) -> list[Late]:
    """Measure every load in turn, several times, with one worker.

    Args:
        context: of this run.
        capacity: articles a second that the worker can do.
        until: when to begin no further round.
    """
    found: list[Late] = []
    sizes, messages = context.sizes, mixed(context.data)
    with context.run(Plan()) as run:
        run.start()
        run.wait_ready()
        run.read()
        observe(run, messages, capacity * LOADS[0], sizes.late_warm_up)
        for _ in rounds(sizes.late_rounds, until):
            for load in LOADS:
                values = observe(run, messages, capacity * load, sizes.late_seconds)
                found.append(late(load, capacity * load, values))
                context.tell(f"latency: {load:.0%} load: 99 in 100 within {found[-1].p99:.0f} ms")
    return found


def late(load: float, rate: float, values: Sequence[float]) -> Late:
    """Return the percentiles of `values`."""
    p50, p95, p99, most = (percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0))
    return Late(load, rate, len(values), p50, p95, p99, most)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that is not less than `share` of all (the nearest rank).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def observe(run: Run, messages: Iterator[Raw], rate: float, seconds: float) -> list[float]:
    """Send articles at `rate` a second for `seconds`; return how late each one's outcome came.

    Raises:
        TimeoutError: not all come out.
    """
    values = list(islice(messages, max(1, round(rate * seconds))))
    return asyncio.run(_observe(run.kafka.bootstrap, run.topics, values, rate))


async def _observe(bootstrap: str, topics: Topics, values: Sequence[Raw], rate: float) -> list[float]:
    consumer = AIOKafkaConsumer(
        topics.enriched,
        topics.duplicates,
        topics.dead_letter,
        bootstrap_servers=bootstrap,
        auto_offset_reset="latest",
        isolation_level="read_committed",
        fetch_max_wait_ms=FETCH_MS,
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=0, max_request_size=REQUEST_BYTES)
    await consumer.start()
    await producer.start()
    try:
        for place in consumer.assignment():
            await consumer.position(place)  # known before the first message is sent
        wanted = sum(one.articles for one in values)
        sending = asyncio.create_task(_send(producer, topics.raw, values, rate))
        async with asyncio.timeout(len(values) / rate + LAST_SECONDS):
            found = await _arrivals(consumer, wanted)
            await sending
        return found
    finally:
        await producer.stop()
        await consumer.stop()


async def _send(producer: Any, topic: str, values: Sequence[Raw], rate: float) -> None:
    """Send each article when it is due, or at once when that has passed."""
    count = len(await producer.partitions_for(topic))
    began, due = time.time(), 0.0
    for number, one in enumerate(values):
        await asyncio.sleep(max(0.0, began + due - time.time()))
        await producer.send(
            topic,
            one.value,
            key=b"key-%d" % (number % 64),
            partition=number % count,
            timestamp_ms=round((began + due) * 1000),
            headers=list(one.headers),
        )
        due += one.articles / rate


async def _arrivals(consumer: Any, wanted: int) -> list[float]:
    found: list[float] = []
    while len(found) < wanted:
        fetched = await consumer.getmany(timeout_ms=1000)
        now = time.time()
        found += [(now - _due(record)) * 1000 for group in fetched.values() for record in group]
    return found


def _due(record: Any) -> float:
    """Return when the raw message was due; a dead letter of the first stage has only its own time."""
    stated = dict(record.headers).get(RECEIVED_AT)
    if stated is None:
        return float(record.timestamp) / 1000
    return datetime.fromisoformat(stated.decode()).timestamp()
