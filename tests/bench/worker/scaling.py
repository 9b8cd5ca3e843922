"""What a second tag process and more partitions bring.

The topic of unique articles is filled with records that the pure functions made beforehand, so that only the
tag stage runs. Each process has a core of its own; on a machine that has no further one for the broker, the
broker takes from both, so beside the rate stands what the processor time says: how much faster the processes
would be if nothing were taken from them.
"""

from collections.abc import Iterator
from itertools import islice

import msgspec

from service.model import Message, Publish, StageName
from service.record import Origin
from service.settings import load_settings
from service.worker.outcomes import OutcomeRecords, Stamp
from service.worker.stages import define_stage
from service.worker.transaction import MAX_RECORD_BYTES
from tests.bench.mix import Raw, wires
from tests.bench.worker.context import Context, rounds
from tests.bench.worker.readings import Reading
from tests.bench.worker.run import CORES, Plan, Run

PROCESSES = (1, 2)
SCALED_PARTITIONS = 8
LEAD, TAIL = 0.15, 0.9
"""From when all processes are at work until the first of them may run out of partitions."""


class Scaled(msgspec.Struct, frozen=True):
    """The tag stage with some processes on some partitions.

    Attributes:
        per_second: articles.
        cpu_ms: of the tag processes, an article.
        broker_ms: of the broker, an article.
        has_own_cores: whether the broker had a core that no tag process was on.
    """

    processes: int
    partitions: int
    per_second: float
    cpu_ms: float
    broker_ms: float
    has_own_cores: bool


def process_rounds(context: Context, until: float) -> list[Scaled]:
    """Measure one process and two in turn, several times."""
    records = list(islice(unique_records(wires(context.data)), context.sizes.scaled))
    found = []
    for _ in rounds(context.sizes.rounds, until):
        for processes in PROCESSES:
            found.append(scaled(context, records, processes, SCALED_PARTITIONS))
            context.tell(f"scaling: {processes} processes: {found[-1].per_second:.0f} articles a second")
    return found


def partition_rounds(context: Context, until: float) -> list[Scaled]:
    """Measure one process on several numbers of partitions."""
    records = list(islice(unique_records(wires(context.data)), context.sizes.by_partitions))
    found = []
    for number in rounds(len(context.sizes.partitions), until):
        found.append(scaled(context, records, 1, context.sizes.partitions[number]))
        told = f"{found[-1].partitions} partitions: {found[-1].per_second:.0f} articles a second"
        context.tell(f"scaling: {told}")
    return found


def scaled(context: Context, records: list[Raw], processes: int, partitions: int) -> Scaled:
    """Work `records` off with the tag stage alone.

    Raises:
        TimeoutError: the worker does not get on.
    """
    plan = Plan(stages="tag", processes=processes, partitions=partitions, is_spread=True)
    with context.run(plan) as run:
        run.start()
        run.wait_ready()
        began_with = run.read().counts[StageName.TAG].messages
        run.fill(records, run.topics.unique)
        run.read_until(lambda one: _done(one) - began_with >= len(records))
        began, ended = _window(run, len(records))
    done = _done(ended) - _done(began)
    cpu = ended.cpu_of(StageName.TAG) - began.cpu_of(StageName.TAG)
    return Scaled(
        processes=processes,
        partitions=partitions,
        per_second=done / (ended.at - began.at),
        cpu_ms=cpu * 1000 / done,
        broker_ms=(ended.cpu["broker"] - began.cpu["broker"]) * 1000 / done,
        has_own_cores=len(CORES) > processes,
    )


def _done(reading: Reading) -> int:
    return reading.counts[StageName.TAG].messages


def _window(run: Run, total: int) -> tuple[Reading, Reading]:
    """Return the readings between which all processes are at work."""
    began = next(one for one in run.readings if _done(one) >= LEAD * total)
    after = [one for one in run.readings if one.at > began.at]
    return began, next((one for one in after if _done(one) >= TAIL * total), run.readings[-1])


def speed_up(one: Scaled, several: Scaled) -> float:
    """Return how much faster several processes are where each has its core, by processor time."""
    return several.processes / one.processes * one.cpu_ms / several.cpu_ms


def unique_records(raw: Iterator[Raw]) -> Iterator[Raw]:
    """Yield what stands on the topic of unique articles for raw messages of which none is a copy."""
    settings = load_settings()
    definitions = [define_stage(name, settings) for name in (StageName.NORMALIZE, StageName.DEDUPLICATE)]
    stages = [(one, one.bind(one.new_state())) for one in definitions]
    for number, message in enumerate(raw):
        found = Raw(message.value, message.headers)
        for definition, stage in stages:
            origin = Origin(topic=definition.source, partition=0, offset=number, item=0)
            taken = Message(value=found.value, headers=found.headers, origin=origin, timestamp_ms=NOW_MS)
            published = next(one for one in stage(taken) if isinstance(one, Publish))
            encoder = OutcomeRecords(
                topics=definition.topics, stage=definition.name, max_bytes=MAX_RECORD_BYTES
            )
            (record,) = encoder.encode(taken, (published,), Stamp(NOW_MS)).records
            found = Raw(record.value or b"", record.headers)
        yield found


NOW_MS = 1_767_225_600_000
