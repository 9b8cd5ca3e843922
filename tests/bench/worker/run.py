"""A worker on topics of its own: started, filled, pinned to cores, read from outside, and ended.

Workers get cores of their own where the machine has enough; the broker, the supervisor and this process get
the rest. On a machine of two cores one worker process or the three of the whole flow have one core, and the
other is the broker's.
"""

import asyncio
import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self
from uuid import uuid4

import msgspec
import psutil
from aiokafka import AIOKafkaProducer

from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.process import read_record
from service.broker.topics import expected_topics, load_topic_specs
from service.model import topics_with_prefix
from service.routing import load_routes
from tests.bench.mix import Raw
from tests.bench.worker.counted import FOLDER, REAL, read_counts
from tests.bench.worker.readings import Reading
from tests.integration.worker_process import WorkerProcess, settled_count, started_worker, worker_environment

PARTITIONS = 4
STAGES = "normalize,deduplicate,tag"
START_SECONDS = 180.0
STALL_SECONDS = 120.0
READ_SECONDS = 0.25
COUNT_SECONDS = 60.0
BATCH_BYTES, REQUEST_BYTES = 512 * 1024, 16 * 1024 * 1024
CORES = sorted(os.sched_getaffinity(0))
"""Of the machine, before anything is pinned."""


class Kafka(NamedTuple):
    """The broker that everything runs on, and its process."""

    bootstrap: str
    pid: int

    @classmethod
    def of(cls, broker: EmbeddedBroker) -> Self:
        """Return a broker that runs."""
        record = read_record(broker.layout.record)
        assert record is not None, "the broker does not run"
        return cls(broker.bootstrap, record.pid)


class Plan(msgspec.Struct, frozen=True):
    """What is run.

    Attributes:
        stages: parted by commas.
        processes: of each stage.
        partitions: of each topic.
        definitions: `module:function` of the stages.
        settings: of the worker, besides those that every run has.
        topic_settings: of all topics, besides those that the schema has.
        is_spread: each stage process has a core of its own, as far as there are cores.
    """

    stages: str = STAGES
    processes: int = 1
    partitions: int = PARTITIONS
    definitions: str = REAL
    settings: dict[str, str] = {}
    topic_settings: dict[str, str] = {}
    is_spread: bool = False


class Run:
    """One worker on topics of its own; a context manager.

    Args:
        kafka: the broker.
        folder: of this run alone.
        plan: what is run.
    """

    def __init__(self, kafka: Kafka, folder: Path, plan: Plan) -> None:
        self.kafka = kafka
        self._folder = folder
        self._plan = plan
        self._prefix = f"bench-{uuid4().hex[:8]}"
        self._counts = folder / "counts"
        self._counts.mkdir(parents=True)
        self._stack = contextlib.ExitStack()
        self._worker: WorkerProcess | None = None
        self._spawned: dict[str, int] = {}
        self._pinned: set[int] = set()
        self.topics = topics_with_prefix(self._prefix)
        self.readings: list[Reading] = []
        asyncio.run(ensure_topics(kafka.bootstrap, list(self._expected())))

    def _expected(self) -> Iterator[Any]:
        routed = load_routes(None, self._prefix).targets
        for topic in expected_topics(load_topic_specs(), self.topics, routed=routed):
            config = topic.config | self._plan.topic_settings
            yield msgspec.structs.replace(topic, partitions=self._plan.partitions, config=config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None and self._worker.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._worker.stop()
        self._stack.close()
        for pid in (self.kafka.pid, os.getpid()):
            _pin(pid, CORES)

    def fill(self, messages: Iterable[Raw], topic: str | None = None) -> int:
        """Put messages on the raw topic (or another), on its partitions in turn; return how many articles."""
        return asyncio.run(produce(self.kafka.bootstrap, topic or self.topics.raw, messages))

    def start(self) -> None:
        """Start the worker; whether it is ready is not waited for."""
        environment = worker_environment(self.kafka.bootstrap, self._prefix) | {
            "DATELINE_STATE_DIR": str(self._folder / "state"),
            FOLDER: str(self._counts),
            **self._plan.settings,
        }
        log = self._folder / "worker.log"
        self._worker = self._stack.enter_context(
            started_worker(
                environment,
                log,
                stages=self._plan.stages,
                processes=self._plan.processes,
                definitions=self._plan.definitions,
            )
        )

    def wait_ready(self) -> None:
        """Return when every process has its partitions open."""
        self._running.wait_for("worker_ready", seconds=START_SECONDS)
        self.pin()

    @property
    def _running(self) -> WorkerProcess:
        assert self._worker is not None, "the worker was not started"
        return self._worker

    @property
    def _has_ended(self) -> bool:
        return self._running.process.poll() is not None

    def processes(self) -> dict[str, int]:
        """Return the process ids by name: those of the stages that have been spawned, supervisor, broker.

        The log is read until all are there, and again when one of them is gone.
        """
        wanted = self._plan.processes * len(self._plan.stages.split(","))
        if len(self._spawned) < wanted or not all(psutil.pid_exists(pid) for pid in self._spawned.values()):
            spawned = self._running.events("process_spawned")
            self._spawned = {f"{one['stage']}-{one['number']}": one["pid"] for one in spawned}
        return {**self._spawned, "supervisor": self._running.process.pid, "broker": self.kafka.pid}

    def pin(self) -> None:
        """Give each process its cores."""
        processes = self.processes()
        stages = [name for name in processes if name not in {"supervisor", "broker"}]
        own, rest = share_cores(len(stages) if self._plan.is_spread else 1, CORES)
        for place, name in enumerate(stages):
            cores = [own[place % len(own)]] if self._plan.is_spread else own
            _pin(processes[name], cores)
        for name in ("supervisor", "broker"):
            _pin(processes[name], rest)
        _pin(os.getpid(), rest)

    def read(self) -> Reading:
        """Read, and keep what was read."""
        processes = self.processes()
        if set(processes.values()) - self._pinned:
            self.pin()
            self._pinned = set(processes.values())
        cpu, resident = {}, {}
        for name, pid in processes.items():
            try:
                used, memory = time.clock_gettime(_cpu_clock(pid)), psutil.Process(pid).memory_info()
            except (OSError, psutil.NoSuchProcess):
                continue
            cpu[name], resident[name] = used, memory.rss - memory.shared
        reading = Reading(time.monotonic(), cpu, resident, read_counts(self._counts))
        self.readings.append(reading)
        return reading

    def read_until(
        self, is_done: Callable[[Reading], bool], tell: Callable[[Reading], None] = lambda _: None
    ) -> Reading:
        """Read every quarter of a second until it is done.

        Raises:
            TimeoutError: nothing happens any more; the message holds the end of the worker's log.
        """
        heard, before = time.monotonic(), -1
        while not is_done(reading := self.read()):
            now = sum(one.messages for one in reading.counts.values())
            if now != before:
                heard, before = time.monotonic(), now
                tell(reading)
            elif self._has_ended or time.monotonic() - heard > (STALL_SECONDS if before else START_SECONDS):
                raise TimeoutError(f"nothing happens any more: {self._running.log.read_text()[-2000:]}")
            time.sleep(READ_SECONDS)
        return reading

    def committed_articles(self, expected: int) -> int:
        """Return how many articles have an outcome that is committed, when there are `expected`."""
        topics = (self.topics.enriched, self.topics.duplicates, self.topics.dead_letter)
        return asyncio.run(settled_count(self.kafka.bootstrap, topics, expected, COUNT_SECONDS))


def share_cores(wanted: int, cores: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return `wanted` cores for workers and the others for the rest; where none is left, all are for both."""
    own = list(cores[:wanted])
    return own, list(cores[wanted:]) or list(cores)


def _pin(pid: int, cores: Sequence[int]) -> None:
    """Keep a process with all its threads on these cores."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            os.sched_setaffinity(int(thread.name), cores)
        except OSError:  # it has ended, or such cores are not ours to give
            continue


async def produce(bootstrap: str, topic: str, messages: Iterable[Raw]) -> int:
    """Put messages on a topic, on its partitions in turn; return how many articles are in them."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, linger_ms=5, max_batch_size=BATCH_BYTES, max_request_size=REQUEST_BYTES
    )
    await producer.start()
    articles = 0
    try:
        count = len(await producer.partitions_for(topic))
        for number, one in enumerate(messages):
            await producer.send(
                topic,
                one.value,
                key=b"key-%d" % (number % 64),
                partition=number % count,
                headers=list(one.headers),
            )
            articles += one.articles
        await producer.flush()
    finally:
        await producer.stop()
    return articles


def _cpu_clock(pid: int) -> int:
    """Return the clock of a process's processor time, to the nanosecond; `/proc` has hundredths of a second.

    Made as the C library's `clock_getcpuclockid` makes it: the complement of the process, and 2 for its time
    on a core.
    """
    return ~pid << 3 | 2
