"""Run one engine on one job: how fast it works a filled topic off, and how late records come out at a rate.

A drain counts committed records on the last topics, the first ones left out, so that starting up does not
count, until all have come or some seconds have passed (`window`); processor time is that of the engine's
processes in between. Lateness is the wall clock at arrival minus the raw message's Kafka timestamp, which
every stage hands on in a header. An engine that ends or falls silent is an error that says what it
wrote last.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec
import psutil
from confluent_kafka import Consumer, KafkaException, Producer

from service.broker.admin import ensure_topics
from service.broker.topics import expected_topics, load_topic_specs
from service.model import topics_with_prefix
from service.routing import load_routes
from service.worker.outcomes import RECEIVED_AT
from tests.bench.peers.figures import Drained, Late
from tests.bench.peers.job import DEFINITIONS, STAGES
from tests.bench.peers.window import Look, window

PARTITIONS = 4
START_SECONDS = 120.0
STALL_SECONDS = 45.0
LATE_SECONDS = 20.0
ENGINE_CORE = min(os.sched_getaffinity(0))
PEERS = ("quix", "confluent", "aiokafka", "faust")


class System(NamedTuple):
    """An engine: its name, and the interpreter of the environment that has it."""

    name: str
    python: Path


class EngineFailed(RuntimeError):
    """An engine ended, or nothing comes from it any more."""


class Bench:
    """One run of one engine on topics of its own; a context manager.

    Args:
        bootstrap: of the broker.
        system: which engine.
        job: `pass` or `whole`.
        environment: of the engine's processes, besides the settings.
    """

    def __init__(self, bootstrap: str, system: System, job: str, environment: dict[str, str]) -> None:
        self.bootstrap, self._system, self._job = bootstrap, system, job
        self._prefix = f"bench-{uuid4().hex[:8]}"
        self.topics = topics_with_prefix(self._prefix)
        self._environment = (
            os.environ
            | environment
            | {
                "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
                "DATELINE_TOPIC_PREFIX": self._prefix,
                "DATELINE_GROUP_PREFIX": self._prefix,
                "DATELINE_HTTP_PORT": "0",
                "DATELINE_LOG_LEVEL": "error",
            }
        )
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the bench
        routed = load_routes(None, self._prefix).targets
        expected = expected_topics(load_topic_specs(), self.topics, routed=routed)
        asyncio.run(
            ensure_topics(
                bootstrap, [msgspec.structs.replace(one, partitions=PARTITIONS) for one in expected]
            )
        )

    @property
    def last(self) -> tuple[str, ...]:
        """The topics that a message's outcome comes out on."""
        topics = self.topics
        if self._job == "pass":
            return topics.normalized, topics.dead_letter
        return topics.enriched, topics.duplicates, topics.dead_letter

    def fill(self, values: Sequence[bytes]) -> None:
        """Put messages on the raw topic, on its partitions in turn."""
        producer = Producer({"bootstrap.servers": self.bootstrap, "linger.ms": 20, "compression.type": "lz4"})
        for number, value in enumerate(values):
            send(producer, self.topics.raw, number, value)
        producer.flush(60)

    def start(self) -> None:
        """Start the engine's processes; they are waited for at the first record that comes out."""
        for command in self._commands():
            process = subprocess.Popen(
                command, env=self._environment, stdout=subprocess.DEVNULL, stderr=self._log
            )
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(process.pid).cpu_affinity([ENGINE_CORE])
            self._processes.append(process)

    def _commands(self) -> Iterator[list[str]]:
        python, stages = str(self._system.python), STAGES[self._job]
        if self._system.name == "dateline":
            names = ",".join(stages)
            yield [python, "-m", "tests.integration.simple_worker", names, "1", DEFINITIONS[self._job][0]]
            return
        for stage in stages:
            yield [python, "-m", f"tests.bench.peers.on_{self._system.name}", self._job, stage]

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            for one in _tree(process.pid):
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.send_signal(signal.SIGKILL)
            process.wait(10)
        self._log.close()

    def cpu_seconds(self) -> float:
        """Return the processor time that the engine's processes have used."""
        total = 0.0
        for process in self._processes:
            for one in _tree(process.pid):
                with contextlib.suppress(psutil.NoSuchProcess):
                    used = one.cpu_times()
                    total += used.user + used.system
        return total

    def arrivals(self) -> Iterator[list[float]]:
        """Yield the lateness of the committed records that came, in milliseconds; often of none.

        Raises:
            EngineFailed: nothing comes for too long, or a process of the engine has ended.
        """
        consumer = self._consumer()
        heard, has_any = time.monotonic(), False
        try:
            while True:
                records = consumer.consume(1000, 0.1)
                for record in records:
                    if record.error():
                        raise KafkaException(record.error())
                if records:
                    heard, has_any = time.monotonic(), True
                    yield [_lateness(record) for record in records]
                elif any(process.poll() is not None for process in self._processes):
                    raise EngineFailed(f"{self._system.name} ended: {self._last_words()}")
                elif time.monotonic() - heard > (STALL_SECONDS if has_any else START_SECONDS):
                    raise EngineFailed(f"{self._system.name}: nothing comes any more: {self._last_words()}")
                else:
                    yield []
        finally:
            consumer.close()

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else "it wrote nothing"

    def _consumer(self) -> Consumer:
        consumer = Consumer(
            {
                "bootstrap.servers": self.bootstrap,
                "group.id": f"{self._prefix}-watch",
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "fetch.wait.max.ms": 20,
            }
        )
        consumer.subscribe(list(self.last))
        return consumer


def send(producer: Producer, topic: str, number: int, value: bytes) -> None:
    """Produce one message; waits while the producer's queue is full."""
    while True:
        try:
            producer.produce(topic, value, b"key-%d" % (number % 64), partition=number % PARTITIONS)
        except BufferError:
            producer.poll(0.1)
        else:
            producer.poll(0)
            return


def keep_off_the_engines_core() -> None:
    """Leave one core to the engines; this process and a broker that it starts later take the others."""
    others = os.sched_getaffinity(0) - {ENGINE_CORE}
    if others:
        os.sched_setaffinity(0, others)


def drain(bench: Bench, system: str, job: str, values: Sequence[bytes]) -> Drained:
    """Work a topic that holds `values` off.

    Raises:
        EngineFailed: it did not get there.
    """
    bench.fill(values)
    bench.start()
    arrivals = (len(arrived) for arrived in bench.arrivals())
    first, last = window(arrivals, len(values), lambda: Look(time.perf_counter(), bench.cpu_seconds()))
    worked, seconds = last.done - first.done, last.look.at - first.look.at
    if not worked:
        raise EngineFailed(f"{system} committed everything at once: more messages would tell its speed")
    cpu_ms = (last.look.cpu - first.look.cpu) / worked * 1000
    return Drained(system, job, len(values), worked / seconds, cpu_ms)


def lateness(bench: Bench, system: str, job: str, values: Sequence[bytes], rate: float) -> Late:
    """Send `values` at `rate` a second once the engine works, and see how late their outcomes are."""
    warm, rest = values[: PARTITIONS * 25], values[PARTITIONS * 25 :]
    bench.fill(warm)
    bench.start()
    arrivals = bench.arrivals()
    done = 0
    while done < len(warm):
        done += len(next(arrivals))
    producer = Producer({"bootstrap.servers": bench.bootstrap, "linger.ms": 0})
    late: list[float] = []
    began, sent = time.monotonic(), 0
    while len(late) < len(rest):
        if time.monotonic() - began > 3 * LATE_SECONDS:
            raise EngineFailed(f"{system} does not keep up with {rate:.0f} a second")
        due = min(len(rest), int((time.monotonic() - began) * rate))
        for number in range(sent, due):
            send(producer, bench.topics.raw, number, rest[number])
        sent = due
        late += next(arrivals)
    late.sort()
    marks = [late[min(len(late) - 1, int(share * len(late)))] for share in (0.5, 0.95, 0.99)]
    return Late(system, job, rate, len(late), *marks)


def _lateness(record: object) -> float:
    headers = dict(record.headers() or ())  # type: ignore[attr-defined]
    stated = headers.get(RECEIVED_AT)
    if stated is None:
        return 0.0
    return (time.time() - datetime.fromisoformat(stated.decode()).timestamp()) * 1000


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
