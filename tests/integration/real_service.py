"""The whole service as an operator runs it, and producers and consumers of somebody else's."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from service.model import Topics, topics_with_prefix
from tests.integration.worker_process import ROOT, WorkerProcess, committed, is_running

PREFIX = "operation"
PAGE_TOKEN = "-".join(("only", "for", "this", "test"))
ROUTES = """
version: 1
routes:
  - name: french
    topic: articles.enriched.french
    when:
      languages: [fr]
"""

Record = tuple[bytes | None, bytes | None, Sequence[tuple[str, bytes | None]]]


@dataclass(frozen=True)
class RealService:
    """A running worker with its topics."""

    bootstrap: str
    topics: Topics
    environment: Mapping[str, str]
    worker: WorkerProcess

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `dateline` on the same topics."""
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    async def found(self, topic: str, wanted: Callable[[Any], bool], count: int = 1) -> list[Any]:
        """Return the committed records of `topic` that are wanted, when there are `count`."""
        deadline = time.monotonic() + 60
        while True:
            records = [record for record in await committed(self.bootstrap, topic) if wanted(record)]
            if len(records) >= count:
                return records
            assert time.monotonic() < deadline, f"{len(records)} of {count} on {topic}"
            await asyncio.sleep(0.3)


@contextmanager
def started_service(bootstrap: str, folder: Path, *, partitions: int) -> Iterator[RealService]:
    """Create the topics and run a worker of one process a stage, until the context ends."""
    routes = folder / "routing.yaml"
    routes.write_text(ROUTES)
    environment = {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "DATELINE_TOPIC_PREFIX": PREFIX,
        "DATELINE_GROUP_PREFIX": PREFIX,
        "DATELINE_HTTP_PORT": "0",
        "DATELINE_ROUTING_FILE": str(routes),
        "DATELINE_PAGE_TOKEN": PAGE_TOKEN,
    }
    log = folder / "worker.log"
    start = [sys.executable, "-m", "service"]
    settings = {**os.environ, **environment}
    subprocess.run([*start, "topics", "--apply"], cwd=ROOT, env=settings, check=True, capture_output=True)
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*start, "worker", "--processes", "1"],
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    worker = WorkerProcess(process, log)
    try:
        worker.wait_for("worker_ready", seconds=120)
        yield RealService(bootstrap, topics_with_prefix(PREFIX), environment, worker)
        process.send_signal(signal.SIGTERM)
        assert process.wait(25) == 0
    finally:
        for pid in [process.pid, *worker.children()]:
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)


async def produce(
    bootstrap: str, topic: str, records: Sequence[Record], *, ending: str = "plain", **options: Any
) -> None:
    """Put key, value and headers on partition 0 as one batch or transaction.

    Args:
        bootstrap: of the brokers.
        topic: where to.
        records: key, value and headers of each.
        ending: `plain`, or how a transaction ends: `commit`, `abort`.
        options: of the producer.
    """
    if ending != "plain":
        options["transactional_id"] = f"somebody-{os.getpid()}"
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, **options)
    await producer.start()
    try:
        if ending != "plain":
            await producer.begin_transaction()
        sent = [
            await producer.send(topic, value, key=key, headers=list(headers), partition=0)
            for key, value, headers in records
        ]
        await asyncio.gather(*sent)
        if ending == "commit":
            await producer.commit_transaction()
        elif ending == "abort":
            await producer.abort_transaction()
    finally:
        await producer.stop()


def envelope(name: str, body: str, **fields: str) -> bytes:
    """Return an envelope with an id."""
    return orjson.dumps({"id": name, "body": body, "content_type": "text/plain", **fields})


def input_id(record: Any) -> str | None:
    """Return the envelope's id of a record."""
    ids = orjson.loads(record.value)["altIds"]
    return next((alt["value"] for alt in ids if alt["role"] == "input"), None)


def work_of(record: Any) -> str:
    """Return the record's work id."""
    ids = orjson.loads(record.value)["altIds"]
    return str(next(alt["value"] for alt in ids if alt["role"] == "work"))
