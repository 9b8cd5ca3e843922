"""Bad input through the real service: each is a dead letter with its bytes, and the partition goes on."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord

from service.cli.demo_worker import DemoWorker
from service.codecs.dead_letter import read_dead_letter
from service.codecs.record import decode_article
from service.model import Message, Topics
from service.record import Origin
from service.settings import Settings
from tests.integration.bad_header import ESCAPED, NAME, BadHeaderBatch
from tests.integration.worker_process import committed

PARTITION = 1
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(1, 9))
    + b"]><rss><channel><title>&a8;</title></channel></rss>"
)
Headers = list[tuple[str, bytes]]

DEAD: dict[str, tuple[bytes | None, Headers, str]] = {
    "broken utf-16": (b"\xff\xfeB\x00r\x00\x00\xd8 \x00", [], "undecodable"),
    "binary": (bytes(range(256)) * 20, [("content-type", b"text/plain")], "undecodable"),
    "tombstone": (None, [], "empty"),
    "nothing": (b"", [], "empty"),
    "white space": (b" \n\t\r\n ", [], "empty"),
    "nulls": (b"\x00" * 500, [], "undecodable"),
    "truncated json": (
        b'{"id": "t", "body": "The minis',
        [("content-type", b"application/json")],
        "malformed_json",
    ),
    "wrong field": (b'{"id": 5, "body": ["a"]}', [("content-type", b"application/json")], "invalid_envelope"),
    "deep json": (b"[" * 200_000, [("content-type", b"application/json")], "too_deep"),
    "truncated xml": (
        b"<?xml version='1.0'?><newsItem><itemMeta>",
        [("content-type", b"text/xml")],
        "malformed_xml",
    ),
    "bomb": (BOMB, [], "unsafe_xml"),
    "fifty megabytes": (b"word " * (10 * 1024 * 1024), [("content-type", b"text/plain")], "oversize"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), [("content-type", b"image/png")], "unsupported_format"),
    "lone surrogate": (b'{"id": "s", "body": "A lone \\ud800 surrogate."}', [], "malformed_json"),
    "megabyte line": (b"A very long line. " * 60_000, [("content-type", b"text/plain")], "oversize"),
    "feed without items": (b"<rss version='2.0'><channel><title>x</title></channel></rss>", [], "no_items"),
}

GOOD: dict[str, tuple[bytes, Headers]] = {
    "declared json": (
        b"Plain text that says it is JSON, though it is none.",
        [("content-type", b"text/html; charset=klingon")],
    ),
    "bad headers": (
        b"Fine text under bad headers, nothing more.",
        [("url", b"\xff\xfe"), ("published", b"never")],
    ),
    "last": (b"The last message of the partition arrives after all that came before it.", []),
}


UNDER_BAD_NAMES = (
    b"A text whose header has a name that is no UTF-8, which takes nothing from the text.",
    bytes(range(256)) * 20,
)


async def _send(bootstrap: str, topic: str) -> int:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=72 * 1024 * 1024)
    await producer.start()
    try:
        for name, (value, headers, _) in DEAD.items():
            await producer.send_and_wait(topic, value, name.encode(), PARTITION, headers=headers)
        for name, (value, headers) in GOOD.items():
            await producer.send_and_wait(topic, value, name.encode(), PARTITION, headers=headers)
        await _send_bad_names(producer, topic)
    finally:
        await producer.stop()
    return len(DEAD) + len(GOOD) + len(UNDER_BAD_NAMES)


async def _send_bad_names(producer: AIOKafkaProducer, topic: str) -> None:
    batch = BadHeaderBatch()
    for number, value in enumerate(UNDER_BAD_NAMES):
        batch.append(timestamp=None, key=b"bad name %d" % number, value=value, headers=[(NAME, b"x")])
    await (await producer.send_batch(batch, topic, partition=PARTITION))


async def _outcomes(
    bootstrap: str, topics: Topics, due: int
) -> tuple[list[ConsumerRecord], list[ConsumerRecord]]:
    articles: list[Any] = []
    letters: list[Any] = []
    for _ in range(90):
        articles = await committed(bootstrap, topics.enriched) + await committed(bootstrap, topics.duplicates)
        letters = await committed(bootstrap, topics.dead_letter)
        if len(articles) + len(letters) >= due:
            break
        await asyncio.sleep(0.5)
    return articles, letters


def _message(record: ConsumerRecord) -> Message:
    origin = Origin(topic=record.topic, partition=record.partition, offset=record.offset, item=0)
    headers = tuple((name, value or b"") for name, value in record.headers)
    return Message(
        value=record.value, key=record.key, headers=headers, origin=origin, timestamp_ms=record.timestamp
    )


@pytest.fixture
async def outcomes(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path
) -> tuple[list[ConsumerRecord], list[ConsumerRecord]]:
    """Send everything to one partition of a real worker and wait for the outcomes."""
    settings = Settings(
        bootstrap_servers=bootstrap, topic_prefix=topic_prefix, group_prefix=topic_prefix, http_port=0
    )
    due = await _send(bootstrap, topics.raw)
    worker = DemoWorker(settings, tmp_path / "worker.log")
    try:
        await worker.start()
        return await _outcomes(bootstrap, topics, due)
    finally:
        await worker.stop()


async def test_bad_input_is_kept_with_its_reason_and_the_partition_goes_on(
    outcomes: tuple[list[ConsumerRecord], list[ConsumerRecord]],
) -> None:
    """Each bad message is a dead letter with reason, key and bytes; each good one after it is an article."""
    articles, letters = outcomes
    kept = [read_dead_letter(_message(record)) for record in letters]
    found = {(letter.message.key or b"").decode(): letter for letter in kept}
    bad_name = found.pop("bad name 1")

    assert (bad_name.dead_letter.reason.value, bad_name.message.value) == ("undecodable", UNDER_BAD_NAMES[1])
    assert dict(bad_name.message.headers)[ESCAPED] == b"x"
    assert {name: letter.dead_letter.reason.value for name, letter in found.items()} == {
        name: reason for name, (_, _, reason) in DEAD.items()
    }
    assert all(found[name].message.value == value for name, (value, _, _) in DEAD.items())
    assert len(articles) == len(GOOD) + 1
    offsets = {decode_article(record.value).origin.offset for record in articles}
    assert offsets == set(range(len(DEAD), len(DEAD) + len(GOOD) + 1))
