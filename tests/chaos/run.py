"""One run: expect, start, feed and break in turns, wait until it has settled, read everything, judge."""

import asyncio
import logging
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaProducer

from service.model import Topics, topics_with_prefix
from tests.chaos.articles import FIRST_MS, Input, make_inputs
from tests.chaos.checks import Anomaly, check
from tests.chaos.cluster import Cluster, running_cluster
from tests.chaos.code import code_digest
from tests.chaos.expectation import Expectation, Inputs, expecting
from tests.chaos.faults import FAULTS
from tests.chaos.history import End, History
from tests.chaos.observer import Observer, last_messages, read_ends, read_everything, read_progress
from tests.chaos.plan import Fault, Plan
from tests.chaos.reading import roles_of
from tests.chaos.scene import Scene, opened_scene

PREFIX = "chaos"
CHANGED = "changed"  # instead of a digest: files of the service were edited while the run went on
FAULT_SECONDS = 150.0  # no fault may take longer, whatever it waits for
STALLED_SECONDS = 120.0  # nothing new for so long, with all workers running: the rest is lost
CLOSING_SECONDS = 8.0

Report = Callable[[str, int], None]


class NotStarted(RuntimeError):
    """The run could not begin: its workers do not work even while nothing disturbs them."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a run.

    Attributes:
        code: short digest of the service's source, so that it shows when runs were of different code.
        seconds: how long it took, with everything.
        cpu_seconds: of the suite, the broker and the workers; of processes that were killed over their
            supervisor's head it does not know.
        outcomes: records by topic.
        anomalies: by name; `details` has the first of them.
    """

    seed: int
    code: str
    workers: int
    messages: int
    faults: tuple[Fault, ...]
    seconds: float
    outcomes: dict[str, int]
    anomalies: dict[str, int]
    details: tuple[Anomaly, ...]
    notes: tuple[str, ...]
    cpu_seconds: float = 0.0


async def run_plan(plan: Plan, folder: Path, report: Report = lambda *_: None) -> Result:
    """Carry out a plan in `folder`; the broker's data is removed, logs are kept if anything was wrong.

    Args:
        plan: the run.
        folder: for the broker's data and the workers' logs.
        report: is told what is being done and how many outcomes there are.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL + 1)  # outages are what this is about
    began, used, code = time.monotonic(), _cpu_seconds(), code_digest()
    inputs = Inputs(seed=plan.seed, count=plan.scale.messages, prefix=PREFIX)
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    try:
        async with expecting(inputs, folder) as expected:
            history, notes = await _carry_out(plan, expected, folder, report)
    finally:
        for data in ("broker", "state", "temporary"):
            shutil.rmtree(folder / data, ignore_errors=True)
    report("judging", inputs.count)
    anomalies = check(history)
    if code_digest() != code:
        code = CHANGED
    if not anomalies:
        shutil.rmtree(folder, ignore_errors=True)
    return Result(
        seed=plan.seed,
        code=code,
        workers=plan.workers,
        messages=inputs.count,
        faults=plan.faults,
        seconds=round(time.monotonic() - began, 1),
        outcomes=dict(Counter(seen.topic.removeprefix(f"{PREFIX}.") for seen in history.seen)),
        anomalies=dict(Counter(anomaly.name.value for anomaly in anomalies)),
        details=anomalies[:200],
        notes=tuple(notes),
        cpu_seconds=round(_cpu_seconds() - used, 1),
    )


def _cpu_seconds() -> float:
    """Return the processor time of this process and of all that it has waited for."""
    found = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in found)


async def _carry_out(
    plan: Plan, expected: Expectation, folder: Path, report: Report
) -> tuple[History, list[str]]:
    topics = topics_with_prefix(PREFIX)
    inputs = make_inputs(plan.seed, plan.scale.messages)
    async with running_cluster(folder) as cluster:
        routed = await cluster.create_topics(topics, PREFIX)
        roles = roles_of(topics, routed)
        observer = Observer(cluster.bootstrap, roles)
        settings = worker_settings(PREFIX, folder)
        async with observer.following(), opened_scene(plan, cluster, settings, folder) as scene:
            scene.note(f"{plan.workers} workers started")
            if not await scene.ready(list(scene.slots.values())):
                raise NotStarted(f"the workers did not become ready; see {folder}/*.log")
            await _harm(scene, observer, inputs, report)
            report("settling", len(observer.outcomes))
            await _settle(scene, observer, len(inputs), report)
            ends = await _closed_ends(cluster, topics, routed)
            await scene.dismiss()
            scene.note("workers ended")
        seen = await read_everything(cluster.bootstrap, roles)
        groups = {
            f"{PREFIX}-normalize": topics.raw,
            f"{PREFIX}-deduplicate": topics.normalized,
            f"{PREFIX}-tag": topics.unique,
        }
        progress = await read_progress(
            cluster.bootstrap, groups, await last_messages(cluster.bootstrap, groups.values())
        )
        report("expecting", len(inputs))
        history = History(
            expected=await expected(), seen=seen, live=observer.live, ends=ends, progress=progress
        )
        return history, scene.notes


def worker_settings(prefix: str, folder: Path) -> dict[str, str]:
    """Return the workers' environment, without the broker's address; what they write is in `folder`."""
    temporary = folder / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    return {
        "TMPDIR": str(temporary),
        "DATELINE_STATE_DIR": str(folder / "state"),
        "DATELINE_TOPIC_PREFIX": prefix,
        "DATELINE_GROUP_PREFIX": prefix,
        "DATELINE_HTTP_PORT": "0",
        "DATELINE_LOG_FORMAT": "json",
    }


async def _harm(scene: Scene, observer: Observer, inputs: Sequence[Input], report: Report) -> None:
    """Send a portion of the messages before each fault, so that there always is work to disturb."""
    faults = scene.plan.faults
    size = -(-len(inputs) // max(1, len(faults)))
    for number, fault in enumerate(faults):
        report(fault.value, len(observer.outcomes))
        await feed(scene.cluster.bootstrap, inputs[number * size : (number + 1) * size])
        await _some_progress(observer)
        await asyncio.sleep(scene.random.uniform(0, 1.5))
        try:
            async with asyncio.timeout(FAULT_SECONDS):
                scene.note(f"{fault}: {await FAULTS[fault](scene)}")
        except TimeoutError:
            scene.note(f"{fault}: gave up after {FAULT_SECONDS:g} s")
            scene.thaw()
        scene.restore_staff()
        report(fault.value, len(observer.outcomes))


async def feed(bootstrap: str, inputs: Sequence[Input]) -> None:
    """Send messages to the places that the generator has chosen.

    Raises:
        AssertionError: one came to lie elsewhere.
    """
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, linger_ms=5)
    await producer.start()
    try:
        topic = topics_with_prefix(PREFIX).raw
        sent = [
            await producer.send(
                topic,
                each.value,
                partition=each.partition,
                timestamp_ms=FIRST_MS + each.at_ms,
                headers=list(each.headers),
            )
            for each in inputs
        ]
        places = [await future for future in sent]
    finally:
        await producer.stop()
    assert [place.offset for place in places] == [each.offset for each in inputs]


async def _some_progress(observer: Observer, seconds: float = 20.0) -> None:
    before, deadline = len(observer.live), time.monotonic() + seconds
    while len(observer.live) == before and time.monotonic() < deadline:  # noqa: ASYNC110 - a counter
        await asyncio.sleep(0.05)


async def _settle(scene: Scene, observer: Observer, total: int, report: Report) -> None:
    """Return when every input has an outcome, or nothing new has come for long."""
    scene.note(f"all faults done with {len(observer.outcomes)} of {total} outcomes")
    idle_from = time.monotonic()
    while len(observer.outcomes) < total:
        scene.restore_staff()
        if time.monotonic() - max(idle_from, observer.last_news) > STALLED_SECONDS:
            scene.note(f"STALLED with {len(observer.outcomes)} of {total} outcomes")
            return
        await asyncio.sleep(0.5)
        report("settling", len(observer.outcomes))
    scene.note("every input has an outcome")
    await asyncio.sleep(3)


async def _closed_ends(cluster: Cluster, topics: Topics, routed: tuple[str, ...]) -> tuple[End, ...]:
    """Return the ends of all partitions once no transaction is open, or after a while anyway."""
    names = [*msgspec.structs.asdict(topics).values(), *routed]
    deadline = time.monotonic() + CLOSING_SECONDS
    while True:
        ends = await read_ends(cluster.bootstrap, names)
        is_closed = all(end.last_stable == end.high_watermark for end in ends)
        if is_closed or time.monotonic() > deadline:
            return ends
        await asyncio.sleep(0.5)
