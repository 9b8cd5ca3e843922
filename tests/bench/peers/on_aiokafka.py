"""The job on a bare aiokafka loop: one transaction for each fetch of a transactional producer."""

import asyncio
import sys
import time

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from service.model import StageName
from service.settings import load_settings
from tests.bench.peers.job import Consumed, Hop, open_hop

BATCH, WAIT_MS = 500, 50


async def work(hop: Hop, bootstrap: str, group: str) -> None:
    """Work until the process is ended."""
    consumer = AIOKafkaConsumer(
        hop.source,
        bootstrap_servers=bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=group, compression_type="lz4", linger_ms=5
    )
    await producer.start()
    await consumer.start()
    while True:
        fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=BATCH)
        if not fetched:
            continue
        async with producer.transaction():
            sent = []
            for records in fetched.values():
                for record in records:
                    consumed = Consumed(
                        record.topic,
                        record.partition,
                        record.offset,
                        record.key,
                        record.value,
                        record.headers,
                        record.timestamp,
                    )
                    sent += [
                        await producer.send(out.topic, out.value, out.key, headers=list(out.headers))
                        for out in hop.run(consumed)
                    ]
            await asyncio.gather(*sent)
            ends: dict[TopicPartition, int] = {
                place: found[-1].offset + 1 for place, found in fetched.items()
            }
            await producer.send_offsets_to_transaction(ends, group)


def main(job: str, stage: str) -> None:
    """Work until the process is ended."""
    settings = load_settings()
    hop = open_hop(job, StageName(stage), settings, lambda: time.time_ns() // 1_000_000)
    uvloop.run(work(hop, settings.bootstrap, f"{settings.group_prefix}-aiokafka-{stage}"))


if __name__ == "__main__":
    main(*sys.argv[1:])
