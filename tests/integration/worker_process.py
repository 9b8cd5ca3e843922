"""Starting, watching, killing a worker, and counting what it has committed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

ROOT = Path(__file__).parents[2]
KEYS = 8


class WorkerProcess:
    """A worker as its own process group, with its log in a file."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return the log's events of this name."""
        lines = self.log.read_text().splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [event for event in found if event.get("event") == name]

    def wait_for(self, name: str, count: int = 1, seconds: float = 40) -> list[dict[str, Any]]:
        """Return the events of this name when there are `count`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.events(name)
            if len(found) >= count:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"no {name} in:\n{self.log.read_text()[-4000:]}")

    def get(self, path: str) -> tuple[int, str]:
        """Ask its HTTP port."""
        port = self.wait_for("http_listening")[-1]["port"]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def children(self) -> list[int]:
        """Return the process ids of its stage processes that have been spawned and still run."""
        pids = [event["pid"] for event in self.events("process_spawned")]
        return [pid for pid in pids if is_running(pid)]

    def kill(self) -> None:
        """SIGKILL the supervisor alone."""
        self.process.kill()
        self.process.wait(10)

    def stop(self, seconds: float = 25) -> int:
        """Ask it to end; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def is_running(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def worker_environment(bootstrap: str, prefix: str) -> dict[str, str]:
    """Return the settings of a worker on topics and in groups under `prefix`."""
    return {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "DATELINE_TOPIC_PREFIX": prefix,
        "DATELINE_GROUP_PREFIX": prefix,
        "DATELINE_HTTP_PORT": "0",
        "DATELINE_LOG_FORMAT": "json",
    }


@contextmanager
def started_worker(
    environment: Mapping[str, str],
    log: Path,
    *,
    stages: str,
    processes: int = 1,
    definitions: str | None = None,
) -> Iterator[WorkerProcess]:
    """Start a worker with the simple stages; whatever happens, nothing of it is left."""
    arguments = [sys.executable, "-m", "tests.integration.simple_worker", stages, str(processes)]
    arguments += [definitions] if definitions else []
    with log.open("ab") as file:
        process = subprocess.Popen(
            arguments,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stderr=file,
            stdout=file,
            start_new_session=True,
        )
    worker = WorkerProcess(process, log)
    try:
        yield worker
    finally:
        children = worker.children()
        for pid in [process.pid, *children]:
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)


async def send(
    bootstrap: str, topic: str, values: Iterable[bytes | None], partition: int | None = None
) -> None:
    """Put values on a topic, on its partitions in turn unless one is given, under `KEYS` keys in turn."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, linger_ms=5, max_request_size=64 * 1024 * 1024, enable_idempotence=True
    )
    await producer.start()
    try:
        count = len(await producer.partitions_for(topic))
        for number, value in enumerate(values):
            place = number % count if partition is None else partition
            await producer.send(topic, value, key=b"key%d" % (number % KEYS), partition=place)
        await producer.flush()
    finally:
        await producer.stop()


async def committed(bootstrap: str, topic: str) -> list[Any]:
    """Return all committed records of a topic."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        numbers = await consumer._client._wait_on_metadata(topic)
        places = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        records: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            fetched = await consumer.getmany(timeout_ms=200)
            records += [record for group in fetched.values() for record in group]
        return records
    finally:
        await consumer.stop()


async def input_ids(bootstrap: str, topic: str) -> Counter[str]:
    """Return how often each input stands on a topic: by `altIds`, else by the value's first word."""
    counts: Counter[str] = Counter()
    for record in await committed(bootstrap, topic):
        if dict(record.headers).get("schema"):
            ids = orjson.loads(record.value)["altIds"]
            counts.update(alt["value"] for alt in ids if alt["role"] == "input")
        else:
            counts[record.value.split(maxsplit=1)[0].decode()] += 1
    return counts


async def settled(bootstrap: str, topics: Iterable[str], total: int, seconds: float = 60) -> Counter[str]:
    """Return the inputs on `topics` together, when there are `total` or the time is over."""
    deadline = time.monotonic() + seconds
    names = list(topics)
    while True:
        counts: Counter[str] = Counter()
        for name in names:
            counts += await input_ids(bootstrap, name)
        if counts.total() >= total or time.monotonic() > deadline:
            return counts
        await asyncio.sleep(0.5)


async def settled_count(bootstrap: str, topics: Iterable[str], total: int, seconds: float) -> int:
    """Return how many records stand on `topics` together, when there are `total` or the time is over."""
    deadline, names = time.monotonic() + seconds, list(topics)
    while True:
        count = sum([len(await committed(bootstrap, name)) for name in names])
        if count >= total or time.monotonic() > deadline:
            return count
        await asyncio.sleep(1)
