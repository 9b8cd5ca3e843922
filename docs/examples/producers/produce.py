"""Put one article on Dateline's raw topic: its bytes as they are, what is known about it in headers.

python produce.py [TOPIC]          brokers: KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:29092 unless set
"""

import asyncio
import os
import sys

from aiokafka import AIOKafkaProducer

ARTICLE = """\
Bridge reopens after eleven months

By Ines Duarte

PORTO, Portugal, Nov 19 - The old railway bridge reopened on Thursday after eleven months, the city said.

About 3,000 people walked across it in the first hour.
"""


async def produce(topic: str) -> None:
    """Send the article and wait until the brokers have it."""
    producer = AIOKafkaProducer(
        bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:29092"),
        acks="all",
        enable_idempotence=True,
    )
    await producer.start()
    try:
        headers = [
            ("content-type", b"text/plain"),
            ("url", b"https://metro.example/news/bridge"),
            ("source", b"metro.example"),
        ]
        where = await producer.send_and_wait(topic, ARTICLE.encode(), headers=headers)
        print(f"{where.topic} partition {where.partition} offset {where.offset}")
    finally:
        await producer.stop()


asyncio.run(produce(sys.argv[1] if len(sys.argv) > 1 else "articles.raw"))
