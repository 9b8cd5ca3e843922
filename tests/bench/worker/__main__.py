"""Measure the worker end to end on the embedded Kafka, and write the figures, tables and plots.

    python -m tests.bench.worker [drain latency processes partitions curves soak] [--minutes 9.5]

Each part has its share of the time: rounds are left out where they would not fit, one round is always done.
What a part found is written as soon as it ends, to `build/bench/worker-<part>.json` and into the document;
with `--resume` a part that has been written is not measured again.
"""

import logging
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec
from rich.console import Console

from service.broker.embedded import EmbeddedBroker
from service.settings import load_settings
from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.bench.worker import report
from tests.bench.worker.context import FULL, MINIATURE, Context
from tests.bench.worker.curves import Curves, curves
from tests.bench.worker.drain import Drained, drain_rounds
from tests.bench.worker.latency import Late, late_rounds
from tests.bench.worker.readings import spread
from tests.bench.worker.run import Kafka
from tests.bench.worker.scaling import Scaled, partition_rounds, process_rounds
from tests.bench.worker.soak import Soaked, soak
from tests.conftest import DATA, ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "build" / "bench"
VERSIONS = ("aiokafka", "faust-streaming")

Found = dict[str, Any]


class Part(NamedTuple):
    """One measurement.

    Attributes:
        kind: of what it finds.
        share: of the time.
        measure: gets what was found before, and when to begin no further round.
        tables: by the names of their places in the document.
        plots: by the names of their files, beside the document.
    """

    kind: Any
    share: float
    measure: Callable[[Context, Found, float], Any]
    tables: dict[str, Callable[[Any], str]]
    plots: dict[str, Callable[[Any], str]]


def _late(context: Context, found: Found, until: float) -> list[Late]:
    drained = found["drain"] if "drain" in found else drain_rounds(context, 0.0)
    capacity = spread(one.per_second for one in drained if one.mix == "mix").median
    return late_rounds(context, capacity, until)


PARTS = {
    "drain": Part(
        list[Drained],
        0.26,
        lambda context, _, until: drain_rounds(context, until),
        {"drains": report.drains, "hops": report.hops},
        {},
    ),
    "latency": Part(
        list[Late], 0.2, _late, {"latency": report.latency}, {"performance-latency.svg": report.latency_plot}
    ),
    "processes": Part(
        list[Scaled],
        0.16,
        lambda context, _, until: process_rounds(context, until),
        {"processes": report.processes},
        {},
    ),
    "partitions": Part(
        list[Scaled],
        0.08,
        lambda context, _, until: partition_rounds(context, until),
        {"partitions": report.partitions},
        {},
    ),
    "curves": Part(
        Curves,
        0.18,
        lambda context, _, until: curves(context, until),
        {"curves": report.curves},
        {"performance-curves.svg": report.curves_plot},
    ),
    "soak": Part(
        Soaked,
        0.12,
        lambda context, _, __: soak(context, context.sizes.soak_minutes),
        {"soak": report.soak},
        {"performance-soak.svg": report.soak_plot},
    ),
}


class Files(NamedTuple):
    """Where results go."""

    document: Path
    results: Path

    def of(self, part: str) -> Path:
        """Return the file of a part's figures."""
        return self.results / f"worker-{part}.json"

    def read(self, part: str) -> Any:
        """Return what a part found in an earlier run, `None` if there is none."""
        file = self.of(part)
        if not file.exists():
            return None
        return msgspec.convert(msgspec.json.decode(file.read_bytes())["found"], PARTS[part].kind)

    def write(self, part: str, found: Any) -> None:
        """Write a part's figures, tables and plots."""
        facts = machine_facts(*VERSIONS)
        self.results.mkdir(parents=True, exist_ok=True)
        encoded = msgspec.json.encode({"machine": facts, "found": found})
        self.of(part).write_bytes(msgspec.json.format(encoded))
        told = ", ".join(f"{name}: {value}" for name, value in facts.items())
        tables = {name: f"{told}\n\n{make(found)}" for name, make in PARTS[part].tables.items()}
        text = self.document.read_text(encoding="utf-8")
        self.document.write_text(put_in(text, tables), encoding="utf-8")
        for name, draw in PARTS[part].plots.items():
            (self.document.parent / name).write_text(draw(found), encoding="utf-8")


@click.command(help=__doc__)
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--minutes", default=9.5, show_default=True, help="For all parts together.")
@click.option("--soak-minutes", type=float, help="Of the soak.  [default: 1]")
@click.option("--miniature", is_flag=True, help="As little as shows that everything runs.")
@click.option("--resume", is_flag=True, help="Leave out parts whose figures are there.")
@click.option("--document", type=click.Path(path_type=Path), default=DOCUMENT, help="Where tables go.")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, help="Where figures go.")
def main(
    *,
    parts: tuple[str, ...],
    minutes: float,
    soak_minutes: float | None,
    miniature: bool,
    resume: bool,
    document: Path,
    results: Path,
) -> None:
    """Measure the parts that are named, or all."""
    if not DATA.is_dir():
        raise click.ClickException(f"no evaluation data at {DATA}; set DATELINE_DATA to its folder")
    signal.signal(signal.SIGTERM, _end)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a new topic's leader is waited for, loudly
    console = Console(stderr=True)
    sizes = MINIATURE if miniature else FULL
    if soak_minutes is not None:
        sizes = msgspec.structs.replace(sizes, soak_minutes=soak_minutes)
    chosen = [name for name in PARTS if name in (parts or PARTS)]
    files = Files(document, results)
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedBroker(Path(folder) / "broker", 0, cache_dir=load_settings().cache_dir) as broker,
    ):
        context = Context(Kafka.of(broker), Path(folder) / "runs", DATA, sizes=sizes, tell=console.print)
        measure(context, chosen, files, minutes=minutes, resume=resume)


def _end(*_: object) -> None:
    """End so that broker and workers are ended too; `timeout` sends its signal twice."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


def measure(context: Context, chosen: list[str], files: Files, *, minutes: float, resume: bool) -> Found:
    """Measure the parts in their order and write what each found; return it."""
    found = {name: files.read(name) for name in PARTS if resume or name not in chosen}
    found = {name: value for name, value in found.items() if value is not None}
    missing = [name for name in chosen if name not in found]
    whole = sum(PARTS[name].share for name in missing)
    began, spent = time.monotonic(), 0.0
    for name in missing:
        spent += PARTS[name].share / whole
        found[name] = PARTS[name].measure(context, found, began + spent * minutes * 60)
        files.write(name, found[name])
        context.tell(f"{name}: written, {(time.monotonic() - began) / 60:.1f} min in all")
    return found


if __name__ == "__main__":
    main()
