"""The job on a bare confluent-kafka loop: one transaction for each batch of a transactional producer."""

import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition

from service.model import StageName
from service.settings import load_settings
from tests.bench.peers.job import Consumed, open_hop

BATCH, WAIT_SECONDS = 500, 0.05


def main(job: str, stage: str) -> None:
    """Work until the process is ended."""
    settings = load_settings()
    hop = open_hop(job, StageName(stage), settings, lambda: time.time_ns() // 1_000_000)
    group = f"{settings.group_prefix}-confluent-{stage}"
    consumer = Consumer(
        {
            "bootstrap.servers": settings.bootstrap,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    producer = Producer(
        {"bootstrap.servers": settings.bootstrap, "transactional.id": group, "compression.type": "lz4"}
    )
    producer.init_transactions(30)
    consumer.subscribe([hop.source])
    while True:
        records = consumer.consume(BATCH, WAIT_SECONDS)
        if not records:
            continue
        producer.begin_transaction()
        ends: dict[tuple[str, int], int] = {}
        for record in records:
            if record.error():
                raise RuntimeError(record.error())
            place = record.topic(), record.partition()
            consumed = Consumed(
                *place, record.offset(), record.key(), record.value(), record.headers(), record.timestamp()[1]
            )
            for output in hop.run(consumed):
                producer.produce(output.topic, output.value, output.key, headers=list(output.headers))
                producer.poll(0)
            ends[place] = record.offset() + 1
        offsets = [TopicPartition(topic, partition, end) for (topic, partition), end in ends.items()]
        producer.send_offsets_to_transaction(offsets, consumer.consumer_group_metadata())
        producer.commit_transaction()


if __name__ == "__main__":
    main(*sys.argv[1:])
