"""The tables and plots of `docs/performance.md` that tell about the worker."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from service.model import StageName
from tests.bench.plot import Curve, plot
from tests.bench.worker.curves import Curves
from tests.bench.worker.drain import Drained
from tests.bench.worker.latency import TARGET_MS, Late
from tests.bench.worker.readings import Spread, spread
from tests.bench.worker.scaling import Scaled, speed_up
from tests.bench.worker.slope import Trend
from tests.bench.worker.soak import Soaked

ENGINE_MS = 0.25
"""What the engine may take of a message and hop."""
MIXES = {"mix": "the mix", "wires": "plain text of 3 KB"}
One = TypeVar("One")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> str:
    """Return a table whose first columns are texts and whose others are figures."""
    lines = [head, [*["---"] * texts, *["---:"] * (len(head) - texts)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _by(found: Iterable[One], key: Callable[[One], object]) -> dict[object, list[One]]:
    groups: defaultdict[object, list[One]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return groups


def drains(found: Sequence[Drained]) -> str:
    """Return how fast and at what cost topics were worked off."""
    processes = [f"{stage}-0" for stage in StageName]
    head = ["messages", "articles", "committed", "articles a second", "workers, CPU ms", *StageName]
    rows = []
    for mix, runs in _by(found, lambda one: one.mix).items():
        workers = [[one.cpu_ms[name] for name in (*processes, "supervisor")] for one in runs]
        cells = [spread(sum(each) for each in workers)]
        cells += [spread(one.cpu_ms[name] for one in runs) for name in (*processes, "supervisor", "broker")]
        articles, committed = sum(one.articles for one in runs), sum(one.committed for one in runs)
        speed = spread(one.per_second for one in runs).told(",.1f")
        told = [cell.told(".2f") for cell in cells]
        rows.append([MIXES[str(mix)], f"{articles:,}", f"{committed:,}", speed, *told])
    return table([*head, "supervisor", "broker, CPU ms"], rows)


def hops(found: Sequence[Drained]) -> str:
    """Return what a message costs each stage, and which part of it is the engine's."""
    head = ["messages", "stage", "function, ms", "engine, ms", "engine may take, ms", "engine's share"]
    rows = []
    for mix, runs in _by(found, lambda one: one.mix).items():
        for stage in StageName:
            each = [hop for one in runs for hop in one.hops if hop.stage == stage]
            if not each:
                continue
            engine = spread(hop.engine for hop in each).told(".3f")
            share = spread(hop.engine / (hop.engine + hop.function) for hop in each).told(".1%")
            function = spread(hop.function for hop in each).told(".3f")
            rows.append([MIXES[str(mix)], stage.value, function, engine, f"{ENGINE_MS}", share])
        shares = spread(one.engine_share for one in runs).told(".1%")
        rows.append([MIXES[str(mix)], "all three", "", "", "", shares])
    return table(head, rows, texts=2)


def latency(found: Sequence[Late]) -> str:
    """Return how late records came out."""
    head = ["load", "articles a second", "records", "p50, ms", "p95, ms", "p99, ms", "latest, ms"]
    rows = []
    for load, runs in _by(found, lambda one: one.load).items():
        marks = [[one.p50, one.p95, one.p99, one.most] for one in runs]
        cells = [spread(values).told() for values in zip(*marks, strict=True)]
        records = f"{sum(one.records for one in runs):,}"
        rows.append([f"{load:.0%}", f"{runs[0].per_second:,.1f}", records, *cells])
    return table(head, rows)


def latency_plot(found: Sequence[Late]) -> str:
    """Return the percentiles by load."""
    groups = _by(found, lambda one: round(one.load * 100))
    sizes = [int(str(load)) for load in groups]
    marks: list[tuple[str, Callable[[Late], float]]] = [
        ("p50", lambda one: one.p50),
        ("p95", lambda one: one.p95),
        ("p99", lambda one: one.p99),
    ]
    return plot(
        "load, % of capacity",
        [
            Curve(
                f"{name}, ms",
                sizes,
                [spread(map(mark, runs)).median for runs in groups.values()],
                TARGET_MS if name == "p99" else None,
                is_linear=True,
            )
            for name, mark in marks
        ],
    )


def processes(found: Sequence[Scaled]) -> str:
    """Return what a second process brings: by the clock, and by processor time."""
    head = [
        "tag processes",
        "articles a second",
        "CPU ms an article",
        "broker, CPU ms",
        "× one, by the clock",
    ]
    groups = _by(found, lambda one: one.processes)
    rows = []
    for count, runs in groups.items():
        by_clock = _ratios(groups[1], runs, lambda one, more: more.per_second / one.per_second)
        by_cpu = _ratios(groups[1], runs, speed_up)
        own = "yes" if runs[0].has_own_cores else "no"
        cells = [
            spread(one.per_second for one in runs).told(",.1f"),
            spread(one.cpu_ms for one in runs).told(".2f"),
            spread(one.broker_ms for one in runs).told(".2f"),
            by_clock.told(".2f"),
            by_cpu.told(".2f"),
            own,
        ]
        rows.append([str(count), *cells])
    return table([*head, "× one, by CPU time", "a core for the broker"], rows)


def _ratios(ones: list[Scaled], others: list[Scaled], ratio: Callable[[Scaled, Scaled], float]) -> Spread:
    return spread(ratio(one, other) for one, other in zip(ones, others, strict=False))


def partitions(found: Sequence[Scaled]) -> str:
    """Return what more partitions cost one process."""
    head = ["partitions", "articles a second", "CPU ms an article", "broker, CPU ms"]
    rows = [
        [str(one.partitions), f"{one.per_second:,.1f}", f"{one.cpu_ms:.2f}", f"{one.broker_ms:.2f}"]
        for one in found
    ]
    return table(head, rows)


def curves(found: Curves) -> str:
    """Return how costs grow with gazetteer and backlog."""
    gazetteer = table(
        ["names of a user's", "tag, ms an article", "start, CPU s", "memory at start, MB"],
        [
            [f"{one.names:,}", f"{one.article_ms:.2f}", f"{one.start_seconds:.2f}", f"{one.resident_mb:,.0f}"]
            for one in found.gazetteer
        ],
    )
    backlog = table(
        ["messages waiting", "a second", "normalize, CPU ms", "of it engine", "most memory, MB"],
        [
            [
                f"{one.messages:,}",
                f"{one.per_second:,.0f}",
                f"{one.cpu_ms:.3f}",
                f"{one.engine_ms:.3f}",
                f"{one.resident_mb:,.0f}",
            ]
            for one in found.backlog
        ],
    )
    return f"{gazetteer}\n\n{backlog}"


def curves_plot(found: Curves) -> str:
    """Return the same as a picture."""
    named = [one for one in found.gazetteer if one.names]
    panels = [
        ("tag: ms an article", [one.names for one in named], [one.article_ms for one in named]),
        (
            "normalize: ms a message",
            [one.messages for one in found.backlog],
            [one.cpu_ms for one in found.backlog],
        ),
    ]
    drawn = [Curve(name, sizes, values) for name, sizes, values in panels if sizes]
    return plot("names; messages waiting", drawn)


def soak(found: Soaked) -> str:
    """Return whether memory and throughput stayed where they were."""
    told = f"{found.minutes:.1f} minutes, {found.articles:,} articles."
    rows = [_trend(one, "MB") for one in found.memory] + [_trend(found.throughput, "")]
    head = ["what", "median", "growth over the measured time", "flat"]
    return f"{told}\n\n{table(head, rows)}"


def _trend(one: Trend, unit: str) -> list[str]:
    name = f"{one.name}, {unit}" if unit else one.name
    return [name, f"{one.middle:,.1f}", f"{one.growth:+,.2f}", "yes" if one.is_flat else "**no**"]


def soak_plot(found: Soaked) -> str:
    """Return memory and throughput over time."""
    times = [round(one.at) for one in found.points]
    names = [trend.name for trend in found.memory]
    drawn = [
        Curve(f"{name}: MB", times, [one.resident_mb[name] for one in found.points], is_linear=True)
        for name in names
    ]
    rate = Curve("articles a second", times, [one.per_second for one in found.points], is_linear=True)
    return plot("seconds", [*drawn, rate])
