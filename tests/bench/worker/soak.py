"""An hour (or a minute) under load: memory of each process and throughput over time, judged by `slope`.

The topic is kept filled, so that the worker never waits, and no further ahead than some seconds of work. What
de-duplication remembers is bounded by a setting that is reached within the warm-up: from then on an article
that comes pushes one out. Topics keep little, so that the disk stays bounded too.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from service.model import StageName
from tests.bench.mix import Raw, mixed
from tests.bench.worker.context import Context
from tests.bench.worker.readings import Reading, rates
from tests.bench.worker.run import Plan, Run
from tests.bench.worker.slope import Trend, memory_trend, rate_trend

AHEAD = 600
"""Articles that wait, at most; when half of them are left more are sent."""
REMEMBERED_A_MINUTE, LEAST_REMEMBERED = 1_000, 1_000
TOPIC_BYTES = {"retention.bytes": "67108864", "segment.bytes": "16777216"}
POINTS = 240


class Point(msgspec.Struct, frozen=True):
    """One moment of a soak: seconds since its begin, articles a second since the point before, megabytes."""

    at: float
    per_second: float
    resident_mb: dict[str, float]


class Soaked(msgspec.Struct, frozen=True):
    """A soak.

    Attributes:
        minutes: how long it was under load.
        articles: that came to their end.
        points: in the order of time.
        memory: of each process.
        throughput: articles a second.
    """

    minutes: float
    articles: int
    points: list[Point]
    memory: list[Trend]
    throughput: Trend


def soak(context: Context, minutes: float) -> Soaked:
    """Keep the worker busy for so long.

    Raises:
        TimeoutError: it does not get on.
    """
    remembered = max(LEAST_REMEMBERED, int(minutes * REMEMBERED_A_MINUTE))
    plan = Plan(settings={"DATELINE_DEDUP_MAX_ARTICLES": str(remembered)}, topic_settings=TOPIC_BYTES)
    with context.run(plan) as run:
        run.start()
        run.wait_ready()
        began = run.read().at
        _keep_busy(context, run, began + minutes * 60)
        readings = [one for one in run.readings if one.at >= began]
    points = list(_points(thinned(readings)))
    return Soaked(
        minutes=(readings[-1].at - began) / 60,
        articles=readings[-1].ended - readings[0].ended,
        points=points,
        memory=list(_memory(points)),
        throughput=rate_trend("articles a second", *_series(points)),
    )


def _keep_busy(context: Context, run: Run, until: float) -> None:
    messages, sent = mixed(context.data), 0
    while time.monotonic() < until:
        sent += _fill_up(run, messages, sent - run.readings[-1].ended)
        target = sent - AHEAD // 2
        told = f"soak: {run.readings[-1].ended} articles, {(until - time.monotonic()) / 60:.1f} min to go"
        context.progress(told)
        run.read_until(lambda one, enough=target: one.ended >= enough or time.monotonic() > until)  # type: ignore[misc]


def _fill_up(run: Run, messages: Iterator[Raw], waiting: int) -> int:
    return run.fill(islice(messages, max(0, AHEAD - waiting)))


def thinned(readings: Sequence[Reading]) -> list[Reading]:
    """Return at most `POINTS` readings, spread evenly, the last one among them."""
    step = max(1, len(readings) // POINTS)
    return list(readings[::-1][::step][::-1])


def _points(readings: Sequence[Reading]) -> Iterator[Point]:
    for reading, rate in zip(readings[1:], rates(readings), strict=True):
        memory = {name: size / 1e6 for name, size in reading.resident.items()}
        yield Point(reading.at - readings[0].at, rate, memory)


def _series(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [one.at for one in points], [one.per_second for one in points]


def _memory(points: Sequence[Point]) -> Iterator[Trend]:
    times = [one.at for one in points]
    for name in (*(f"{stage}-0" for stage in StageName), "supervisor"):
        yield memory_trend(name, times, [one.resident_mb[name] for one in points])
