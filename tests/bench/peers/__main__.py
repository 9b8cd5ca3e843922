"""Run every engine on every job, several rounds in turn, and write the figures and the tables.

    python -m tests.bench.peers --dateline-python .venv/bin/python [--rounds 3] [--seconds 480]

The broker is the embedded one in a folder of its own. Engines take turns within a round, each time in another
order, so that whatever else the machine does hits all alike; the ratio of a round is taken within it. Another
round begins only where it fits into the seconds given. An engine that fails is told, and left out of a round.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import overload

import click
import msgspec
from rich.console import Console

from service.broker.embedded import EmbeddedBroker
from service.settings import load_settings
from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.bench.mix import CHARS, wires
from tests.bench.peers.drain import (
    LATE_SECONDS,
    PEERS,
    Bench,
    EngineFailed,
    System,
    drain,
    keep_off_the_engines_core,
    lateness,
)
from tests.bench.peers.figures import Drained, Late
from tests.bench.peers.report import tables
from tests.conftest import DATA, ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "build" / "bench" / "peers.json"
VERSIONS = ("quixstreams", "confluent-kafka", "aiokafka", "faust-streaming")


class Results(msgspec.Struct, frozen=True):
    """All figures of one run of this module.

    Attributes:
        rounds: how many rounds fitted.
        failed: what went wrong with an engine, in words.
    """

    machine: dict[str, str]
    rounds: int
    drained: list[Drained]
    late: list[Late]
    failed: list[str]


@click.command()
@click.option("--dateline-python", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--rounds", default=3, show_default=True, help="At most so many.")
@click.option("--seconds", default=480.0, show_default=True, help="No round begins that would end later.")
@click.option("--passed", default=200_000, show_default=True, help="Messages of the pass-through.")
@click.option("--articles", default=3_000, show_default=True, help="Articles of the whole job.")
@click.option("--only", multiple=True, help="Engines, besides dateline; all if none is named.")
@click.option("--late/--no-late", default=True, help="Also measure lateness at half load.")
@click.option("--write/--no-write", default=True, help="Write the tables into the document.")
def main(
    *,
    dateline_python: Path,
    rounds: int,
    seconds: float,
    passed: int,
    articles: int,
    only: tuple[str, ...],
    late: bool,
    write: bool,
) -> None:
    """Compare Dateline with other engines on the same functions, topics and broker."""
    systems = [System("dateline", dateline_python.absolute())]
    systems += [System(name, Path(sys.executable)) for name in only or PEERS]
    jobs: dict[str, Sequence[bytes]] = {"pass": PassMessages(passed), "whole": whole_articles(articles)}
    machine = machine_facts(*VERSIONS)
    keep_off_the_engines_core()
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedBroker(Path(folder), 0, cache_dir=load_settings().cache_dir) as broker,
    ):
        run = Run(broker.bootstrap, systems, jobs)
        done = run.rounds(rounds, seconds)
        lates = list(run.lateness()) if late else []
    results = Results(machine, done, run.drained, lates, run.failed)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results)))
    found = tables(machine, results.drained, lates, run.failed)
    print("\n\n".join(found.values()))
    if write:
        DOCUMENT.write_text(put_in(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")


class Run:
    """Rounds of all engines on all jobs, on one broker."""

    def __init__(self, bootstrap: str, systems: Sequence[System], jobs: dict[str, Sequence[bytes]]) -> None:
        self._bootstrap, self._systems, self._jobs = bootstrap, systems, jobs
        self._console = Console(stderr=True)
        self.drained: list[Drained] = []
        self.failed: list[str] = []

    def rounds(self, most: int, seconds: float) -> int:
        """Take rounds while they fit; return how many were taken."""
        began = time.monotonic()
        longest = 0.0
        for number in range(most):
            started = time.monotonic()
            if number and started - began + longest > seconds:
                return number
            for job in self._jobs:
                turn = number % len(self._systems)
                for system in (*self._systems[turn:], *self._systems[:turn]):
                    self._drain(system, job, number)
            longest = max(longest, time.monotonic() - started)
        return most

    def _drain(self, system: System, job: str, number: int) -> None:
        values = self._jobs[job]
        try:
            with Bench(self._bootstrap, system, job, {}) as bench:
                found = drain(bench, system.name, job, values)
        except EngineFailed as error:
            self.failed.append(f"round {number + 1}, {job}: {error}")
            self._console.print(self.failed[-1])
            return
        self.drained.append(msgspec.structs.replace(found, round=number))
        self._console.print(f"round {number + 1}: {found}")

    def lateness(self) -> Iterator[Late]:
        """Yield how late records come out of Dateline and of Quix, at half of what the slower one drains."""
        rate = min(_rate(self.drained, name, "whole") / 2 for name in ("dateline", "quix"))
        if rate == float("inf"):
            return
        values = self._jobs["whole"][: 100 + int(rate * LATE_SECONDS)]
        for system in self._systems:
            if system.name not in {"dateline", "quix"}:
                continue
            try:
                with Bench(self._bootstrap, system, "whole", {"BENCH_COMMIT_SECONDS": "0.1"}) as bench:
                    yield lateness(bench, system.name, "whole", values, rate)
            except EngineFailed as error:
                self.failed.append(f"lateness: {error}")


def _rate(drained: list[Drained], system: str, job: str) -> float:
    rates = [one.per_second for one in drained if (one.system, one.job) == (system, job)]
    return sorted(rates)[len(rates) // 2] if rates else float("inf")


class PassMessages(Sequence[bytes]):
    """Messages of 3 KB that share nothing but their length, made when they are asked for."""

    def __init__(self, count: int) -> None:
        self._count, self._filling = count, "x" * CHARS

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> bytes: ...

    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...

    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(self._count))]
        if not 0 <= number < self._count:
            raise IndexError(number)
        return f"m{number} {self._filling}".encode()


def whole_articles(count: int) -> list[bytes]:
    """Return articles of 3 KB, each of sentences drawn from real newswire, so that none is another's copy.

    Raises:
        click.ClickException: the newswire is not here.
    """
    if not DATA.is_dir():
        raise click.ClickException(f"no evaluation data at {DATA}; set DATELINE_DATA to its folder")
    return [one.value for one in islice(wires(DATA), count)]


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
