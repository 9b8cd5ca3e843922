"""Commands that read topics: what a broken producer has put there does not stop them."""

import asyncio
import os
import subprocess
import sys

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.consumer import fetcher
from aiokafka.record.memory_records import MemoryRecords

from service.cli.replay import read_done
from service.codecs.dead_letter import REPLAY_OF
from service.model import Topics
from tests.integration.bad_header import NAME, BadHeaderBatch
from tests.integration.worker_process import ROOT

COORDINATES = "articles.raw/3/14"


async def _put_bad_names(bootstrap: str, topic: str) -> None:
    """Put a record with an unreadable header name on the topic, and one that was replayed, in one batch."""
    batch = BadHeaderBatch()
    batch.append(timestamp=None, key=b"a", value=b"under a bad name", headers=[(NAME, b"x")])
    batch.append(timestamp=None, key=b"b", value=b"after it", headers=[(REPLAY_OF, COORDINATES.encode())])
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        await (await producer.send_batch(batch, topic, partition=0))
    finally:
        await producer.stop()


def test_tail_reads_past_a_header_name_that_is_no_text(
    bootstrap: str, topic_prefix: str, topics: Topics
) -> None:
    """The record is shown like any other, and so is the one after it."""
    asyncio.run(_put_bad_names(bootstrap, topics.raw))
    ended = subprocess.run(
        [sys.executable, "-m", "service", "tail", "--topic", "raw", "--from-beginning", "--no-follow"],
        cwd=ROOT,
        env=os.environ | {"KAFKA_BOOTSTRAP_SERVERS": bootstrap, "DATELINE_TOPIC_PREFIX": topic_prefix},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert "under a bad name" in ended.stdout
    assert "after it" in ended.stdout


async def test_replay_finds_what_was_put_back_behind_a_bad_header_name(
    bootstrap: str, topics: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a replay reads to know what was replayed before goes past such records too."""
    monkeypatch.setattr(fetcher, "MemoryRecords", MemoryRecords)
    await _put_bad_names(bootstrap, topics.raw)
    (found,) = await read_done(bootstrap, topics, 0)
    assert "/".join(map(str, found)) == COORDINATES
