"""Measure every pipeline on every kind of articles, and write figures and table.

    python -m tests.bench.whole_job [--rounds 3] [--pages 60] [--wires 90] [--only spacy]

One process, one thread; times are of the processor, so that what else the machine does matters little.
"""

import os
import sys
from pathlib import Path

import click
import msgspec

from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.bench.whole_job.articles import pages, wires
from tests.bench.whole_job.measure import Measured, attempt, measure
from tests.bench.whole_job.ours import Dateline
from tests.bench.whole_job.pipelines import Pipeline
from tests.bench.whole_job.report import table
from tests.conftest import DATA, ROOT

DOCUMENT = ROOT / "docs" / "whole-job.md"
RESULTS = ROOT / "build" / "bench" / "whole-job.json"
PEERS = ("spacy", "newspaper", "libraries")
WARM_UP = 3


class Results(msgspec.Struct, frozen=True):
    """All figures of one run of this module."""

    machine: dict[str, str]
    measured: list[Measured]


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True)
@click.option("--pages", "page_count", default=60, show_default=True)
@click.option("--wires", "wire_count", default=90, show_default=True)
@click.option("--only", type=click.Choice(PEERS), multiple=True, help="Pipelines besides Dateline's.")
@click.option("--write/--no-write", default=True, help="Write the table into the document.")
def main(*, rounds: int, page_count: int, wire_count: int, only: tuple[str, ...], write: bool) -> None:
    """Compare whole jobs."""
    if not DATA.is_dir():
        raise click.ClickException(f"no evaluation data at {DATA}; set DATELINE_DATA to its folder")
    pipelines: list[Pipeline] = [Dateline(), *(_peer(name) for name in only or PEERS)]
    measured: list[Measured] = []
    for articles in (pages(DATA, page_count), wires(DATA, wire_count)):
        for one in pipelines:
            one.fresh()
            for raw in articles.raw[:WARM_UP]:
                attempt(one, raw)  # models, tables and caches as in a process that has run for a while
        measured += measure(pipelines, articles, rounds)
    machine = machine_facts()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(Results(machine, measured))))
    found = table(machine, pipelines, measured)
    print(found)
    if write:
        DOCUMENT.write_text(
            put_in(DOCUMENT.read_text(encoding="utf-8"), {"whole-job": found}), encoding="utf-8"
        )


def _peer(name: str) -> Pipeline:
    """Return a peer; its libraries are imported only when it is asked for."""
    # ruff: noqa: PLC0415
    if name == "spacy":
        from tests.bench.whole_job.with_spacy import TrafilaturaSpacy

        return TrafilaturaSpacy()
    if name == "newspaper":
        from tests.bench.whole_job.with_newspaper import Newspaper

        return Newspaper()
    from tests.bench.whole_job.with_libraries import Libraries

    return Libraries()


if __name__ == "__main__":
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    os.chdir(Path(ROOT))
    main(sys.argv[1:])
