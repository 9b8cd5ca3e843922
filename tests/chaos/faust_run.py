"""The same messages, kills and rules on Faust's own `exactly_once`: `python -m tests.chaos.faust_run`.

Two Faust workers pass messages on; one of them, in turn, is killed by SIGKILL and started again at once.
What is lost and repeated is told by the same rule that judges Dateline.
"""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from service.model import topics_with_prefix
from tests.chaos.articles import make_inputs
from tests.chaos.checks import Anomaly, one_outcome_each
from tests.chaos.cluster import Cluster, running_cluster
from tests.chaos.history import Expected, History, Place, Role
from tests.chaos.observer import Observer, read_everything
from tests.chaos.run import PREFIX, feed
from tests.chaos.workers import ROOT, end_with_parent

WORKERS = 2
START_SECONDS = 120.0
SETTLED_SECONDS = 40.0  # nothing new for so long: longer than a rebalance after a kill takes


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: `records` were read in the end, `kills` says at how many outputs each fell."""

    messages: int
    records: int
    kills: tuple[int, ...]
    anomalies: dict[str, int]
    repeated_records: int
    details: tuple[Anomaly, ...]
    seconds: float


@contextmanager
def faust_workers(bootstrap: str, folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start the workers; whatever happens, none of them is left."""
    workers = [start_worker(bootstrap, folder, number) for number in range(WORKERS)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def start_worker(bootstrap: str, folder: Path, number: int) -> subprocess.Popen[bytes]:
    """Start one Faust worker with its log in `folder`."""
    environment = {
        **os.environ,
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "CHAOS_FAUST_FOLDER": str(folder / f"faust-{number}"),
    }
    with (folder / f"faust-{number}.log").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.faust_app", "worker", "--without-web", "-l", "warn"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, before anything else
        )


async def compare(seed: int, messages: int, kills: int, folder: Path) -> Comparison:
    """Pass `messages` through Faust with so many kills, spread evenly over the work."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL + 1)
    began = time.monotonic()
    inputs = make_inputs(seed, messages)
    marks = [messages * (kill + 1) // (kills + 1) for kill in range(kills)]
    topics = topics_with_prefix(PREFIX)
    roles = {topics.enriched: Role.ENRICHED}
    async with running_cluster(folder) as cluster:
        await cluster.create_topics(topics, PREFIX)
        await feed(cluster.bootstrap, inputs)
        observer = Observer(cluster.bootstrap, roles)
        async with observer.following():
            with faust_workers(cluster.bootstrap, folder) as workers:
                fallen = await _kill_in_turn(observer, workers, (cluster, folder), marks)
                await _settle(observer)
        seen = await read_everything(cluster.bootstrap, roles)
    expected: Mapping[Place, Expected] = {
        Place(sent.partition, sent.offset): Expected(input=sent, value_digest="") for sent in inputs
    }
    anomalies = tuple(one_outcome_each(History(expected=expected, seen=seen)))
    return Comparison(
        messages=messages,
        records=len(seen),
        kills=tuple(fallen),
        anomalies=dict(Counter(anomaly.name.value for anomaly in anomalies)),
        repeated_records=len(seen) - len({one.source for one in seen}),
        details=anomalies[:20],
        seconds=round(time.monotonic() - began, 1),
    )


async def _kill_in_turn(
    observer: Observer,
    workers: list[subprocess.Popen[bytes]],
    surroundings: tuple[Cluster, Path],
    marks: Sequence[int],
) -> list[int]:
    """Kill when so many outputs have been seen, so that every kill falls into the work."""
    cluster, folder = surroundings
    fallen: list[int] = []
    for kill, mark in enumerate(marks):
        began = time.monotonic()
        while len(observer.live) < mark:
            if time.monotonic() - max(began, observer.last_news) > START_SECONDS:
                return fallen
            await asyncio.sleep(0.05)
        number = kill % WORKERS
        fallen.append(len(observer.live))
        workers[number].send_signal(signal.SIGKILL)
        workers[number].wait()
        workers[number] = start_worker(cluster.bootstrap, folder, number)
    return fallen


async def _settle(observer: Observer) -> None:
    began = time.monotonic()
    while time.monotonic() - max(began, observer.last_news) < SETTLED_SECONDS:  # noqa: ASYNC110 - a clock
        await asyncio.sleep(0.5)


@click.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--messages", default=60_000, show_default=True)
@click.option("--kills", default=3, show_default=True)
@click.option("--results", type=click.Path(path_type=Path), default=ROOT / "build" / "chaos")
def main(seed: int, messages: int, kills: int, results: Path) -> None:
    """Run the comparison once and keep its result beside those of the full run."""
    results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(compare(seed, messages, kills, Path(folder)))
    (results / "faust.json").write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    click.echo(
        f"{found.messages} in, {found.records} out, {len(found.kills)} kills at {found.kills}: "
        f"{found.repeated_records} repeated, {found.anomalies}"
    )
    for anomaly in found.details[:5]:
        click.echo(f"  {anomaly.name}: {anomaly.sources} {anomaly.records}")


if __name__ == "__main__":
    main()
