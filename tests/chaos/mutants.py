"""The suite against broken workers: `python -m tests.chaos.mutants [NAME…]`.

Rules that never fire prove nothing, so here the worker is broken on purpose, in one way at a time, and the
same rules must find it. The product has no hook for that: a folder with a `sitecustomize.py`, which Python
imports before anything else, is put in front of the path of all processes, and changes one function there.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from tests.chaos.plan import SHORT, Fault, Plan
from tests.chaos.report import DOCUMENT, claimed, mutants_table, put_in
from tests.chaos.run import Result, run_plan
from tests.chaos.workers import ROOT

MESSAGES = 2_000
SEED = 2
SWITCH = "CHAOS_MUTANT"
FOLDER = Path(__file__).parent / "broken"


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """One way of being wrong.

    Attributes:
        change: what is broken, in words.
        faults: the faults that show it.
    """

    change: str
    faults: tuple[Fault, ...]


MUTANTS: Mapping[str, Mutant] = {
    "forgets": Mutant(
        change="state is not restored when a partition is opened",
        faults=(Fault.KILL_IN_RESTORE, Fault.TERMINATE, Fault.KILL_STAGE),
    ),
    "uncommitted": Mutant(
        change="sources and state are read uncommitted",
        faults=(Fault.KILL_STAGE, Fault.KILL_IN_TRANSACTION),
    ),
    "offset-first": Mutant(
        change="the offset is committed in a transaction before the outcomes' own",
        faults=(Fault.KILL_STAGE, Fault.KILL_IN_TRANSACTION, Fault.CRASH_BROKER),
    ),
    "offset-later": Mutant(
        change="the outcomes are committed in a transaction before the offset's own",
        faults=(Fault.KILL_STAGE, Fault.KILL_IN_TRANSACTION, Fault.CRASH_BROKER),
    ),
}


@contextmanager
def broken_by(name: str) -> Iterator[None]:
    """Have all processes that are started meanwhile broken in this way."""
    before = {key: os.environ.get(key) for key in (SWITCH, "PYTHONPATH")}
    path = os.pathsep.join(filter(None, [str(FOLDER), str(ROOT), before["PYTHONPATH"]]))
    os.environ.update({SWITCH: name, "PYTHONPATH": path})
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value


def run_mutant(name: str, messages: int) -> Result:
    """Run one broken worker through its faults and judge what comes of it."""
    mutant = MUTANTS[name]
    scale = msgspec.structs.replace(SHORT, messages=messages, kills=4)
    plan = Plan(seed=SEED, workers=2, faults=mutant.faults, scale=scale)
    with broken_by(name), tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run_plan(plan, Path(folder)))


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(MUTANTS)))
@click.option("--messages", default=MESSAGES, show_default=True)
@click.option("--results", type=click.Path(path_type=Path), default=ROOT / "build" / "chaos")
@click.option("--document", type=click.Path(path_type=Path), default=DOCUMENT)
def main(names: tuple[str, ...], messages: int, results: Path, document: Path) -> None:
    """Run broken workers, and write the table. Ends with 1 if one of them was not found out."""
    results.mkdir(parents=True, exist_ok=True)
    found = {}
    for name in names or MUTANTS:
        result = run_mutant(name, messages)
        (results / f"mutant-{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(result)))
        found[name] = result
        click.echo(f"{name}: {result.seconds:.0f} s, {result.anomalies or 'NOT FOUND OUT'}")
    kept = {
        name: msgspec.json.decode(path.read_bytes(), type=Result)
        for name in MUTANTS
        if (path := results / f"mutant-{name}.json").exists()
    }
    rows = [(MUTANTS[name].change, result) for name, result in kept.items()]
    with claimed(results, "document", wait=True):
        document.write_text(put_in(document.read_text("utf-8"), [("mutants", mutants_table(rows))]), "utf-8")
    sys.exit(0 if all(result.anomalies for result in found.values()) else 1)


if __name__ == "__main__":
    main()
