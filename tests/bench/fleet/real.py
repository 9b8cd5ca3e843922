"""Two real workers, one of which is killed: how long articles waited, beside what the simulation says of it.

    python -m tests.bench.fleet.real [--rate 40]

A pass-through, so that waiting comes from the group and not from work. Waits are from a message's Kafka
timestamp until its record is committed and read; by the raw partition, of which each worker has half.
"""

import asyncio
import os
import signal
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

import click
import msgspec
import numpy as np
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.topics import expected_topics, load_topic_specs
from service.model import Topics, topics_with_prefix
from service.routing import load_routes
from service.settings import load_settings
from tests.bench.fleet.model import Fleet
from tests.bench.fleet.simulate import Hour
from tests.integration.simple_worker import SIMPLE
from tests.integration.worker_process import WorkerProcess, started_worker, worker_environment

PARTITIONS = 4
RATE = 40.0
SEEDS = 21
KILL_AT, LENGTH = 12.0, 45.0
READY_SECONDS, WAIT_SECONDS = 240.0, 180.0
RESULT = Path(__file__).with_name("real.json")

Found = dict[int, list[tuple[float, float]]]
"""By partition: when a message was sent, and its wait."""


class Waits(msgspec.Struct, frozen=True):
    """Seconds: the longest wait on the killed worker's partitions and on the other's, and the usual one."""

    killed: float
    other: float
    usual: float


class Compared(msgspec.Struct, frozen=True):
    """One run, and what the simulation says with the same settings."""

    day: str
    rate: float
    real: Waits
    simulated: Waits


def simulated(rate: float) -> Waits:
    """Return the waits that the simulation has for the same two workers: medians over some seeds."""
    found = [_simulated(rate, seed) for seed in range(SEEDS)]
    return Waits(
        *(float(np.median([getattr(one, name) for one in found])) for name in Waits.__struct_fields__)
    )


def _simulated(rate: float, seed: int) -> Waits:
    service = 0.001
    fleet = Fleet(
        workers=2, partitions=PARTITIONS, service=service, utilisation=rate * service / 2, burst=1.0,
        restart=1e9, deploy_begin=None, length=LENGTH, tick=0.05, warm_up=0.0, seed=seed,
    )  # fmt: skip
    hour = Hour(fleet, [(KILL_AT, 1)])
    first = hour.group.owner.copy()
    longest, usual = np.zeros(PARTITIONS), []
    for at, waits, _ in hour.waits():
        if at < KILL_AT:
            usual.append(float(np.median(waits)))
        else:
            longest = np.maximum(longest, waits)
    return Waits(float(longest[first == 1].max()), float(longest[first == 0].max()), float(np.median(usual)))


async def observe(bootstrap: str, topics: Topics, rate: float, victim: WorkerProcess) -> Found:
    """Send at a rate, kill the victim on the way; return when each was sent and its wait, by partition."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=0)
    consumer = AIOKafkaConsumer(
        topics.normalized,
        bootstrap_servers=bootstrap,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    await producer.start()
    await consumer.start()
    found: Found = defaultdict(list)
    sent: dict[str, tuple[float, int]] = {}
    began = time.time()
    reading = asyncio.create_task(_read(consumer, sent, found, (began, int(rate * LENGTH))))
    try:
        for number in range(int(rate * LENGTH)):
            await asyncio.sleep(max(0.0, began + number / rate - time.time()))
            if victim.process.poll() is None and time.time() - began >= KILL_AT:
                os.killpg(victim.process.pid, signal.SIGKILL)
                victim.process.wait(10)
            sent[f"m{number}"] = time.time(), number % PARTITIONS
            await producer.send(topics.raw, f"m{number} text".encode(), partition=number % PARTITIONS)
        await asyncio.wait_for(reading, WAIT_SECONDS)
    finally:
        reading.cancel()
        await producer.stop()
        await consumer.stop()
    return found


async def _read(
    consumer: AIOKafkaConsumer, sent: dict[str, tuple[float, int]], found: Found, run: tuple[float, int]
) -> None:
    """Note every record's wait until all have come; `run` is when it began and how many are sent."""
    began, left = run
    async for record in consumer:
        article = msgspec.json.decode(record.value)
        name = next(one["value"] for one in article["altIds"] if one["role"] == "input")
        at, partition = sent[name]
        found[partition].append((at - began, time.time() - at))
        left -= 1
        if not left:
            return


def measure(rate: float, folder: Path) -> Waits:
    """Return the waits of a real run.

    Raises:
        TimeoutError: the workers do not get ready.
    """
    prefix = f"fleet-{uuid4().hex[:6]}"
    topics = topics_with_prefix(prefix)
    with EmbeddedBroker(folder, 0, cache_dir=load_settings().cache_dir) as broker:
        expected = expected_topics(load_topic_specs(), topics, routed=load_routes(None, prefix).targets)
        asyncio.run(
            ensure_topics(
                broker.bootstrap, [msgspec.structs.replace(one, partitions=PARTITIONS) for one in expected]
            )
        )
        environment = worker_environment(broker.bootstrap, prefix)
        with (
            started_worker(environment, folder / "one.log", stages="normalize", definitions=SIMPLE) as one,
            started_worker(environment, folder / "two.log", stages="normalize", definitions=SIMPLE) as two,
        ):
            for worker in (one, two):
                worker.wait_for("worker_ready", seconds=READY_SECONDS)
            time.sleep(15)  # the second one's joining is over, and both have their half
            found = asyncio.run(observe(broker.bootstrap, topics, rate, two))
    return waits_of(found)


def waits_of(found: Found) -> Waits:
    """Return the longest waits: the killed worker's half are the partitions that waited longer."""
    longest = sorted(max(wait for at, wait in one if at > KILL_AT / 2) for one in found.values())
    usual = [wait for one in found.values() for at, wait in one if KILL_AT / 3 < at < KILL_AT - 1]
    half = len(longest) // 2
    return Waits(longest[-1], longest[half - 1], float(np.median(usual)))


@click.command(help=__doc__)
@click.option("--rate", default=RATE, show_default=True)
def main(rate: float) -> None:
    """Measure, compare, and keep both."""
    with tempfile.TemporaryDirectory() as folder:
        real = measure(rate, Path(folder))
    compared = Compared(time.strftime("%Y-%m-%d", time.gmtime()), rate, real, simulated(rate))
    RESULT.write_bytes(msgspec.json.format(msgspec.json.encode(compared), indent=2) + b"\n")
    print(compared)


if __name__ == "__main__":
    main()
