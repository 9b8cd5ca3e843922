"""The full run: `python -m tests.chaos`. Seeds that have a result are not run again.

Several of them may run at the same time on one folder of results: a seed belongs to the one that has its
lock, every run has a broker, ports and folders of its own, and the table is made of all results there are.
"""

import asyncio
import signal
import sys
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tests.chaos.code import code_digest
from tests.chaos.faust_run import Comparison
from tests.chaos.plan import FULL, SEEDS, SHORT, Scale, make_plan
from tests.chaos.report import (
    DOCUMENT,
    chaos_table,
    claimed,
    faust_table,
    is_done,
    put_in,
    read_results,
    write_result,
)
from tests.chaos.run import Result, run_plan
from tests.chaos.workers import ROOT

MINUTES = 10.0


@click.command()
@click.option("--seeds", default=SEEDS, show_default=True, help="How many.")
@click.option("--first", default=1, show_default=True, help="The first of them.")
@click.option("--messages", type=int, default=None, help=f"In each seed. [default: {FULL.messages}]")
@click.option("--short", is_flag=True, help="Short pauses and outages.")
@click.option("--again", is_flag=True, help="Also run seeds whose result is of other code.")
@click.option("--minutes", default=MINUTES, show_default=True, help="How long a seed may take.")
@click.option("--results", type=click.Path(path_type=Path), default=ROOT / "build" / "chaos")
@click.option("--document", type=click.Path(path_type=Path), default=DOCUMENT)
def main(
    *,
    seeds: int,
    first: int,
    messages: int | None,
    short: bool,
    again: bool,
    minutes: float,
    results: Path,
    document: Path,
) -> None:
    """Run seeds that have no result yet, and write the table. Ends with 1 if there was any anomaly."""
    code = code_digest() if again else None
    scale = SHORT if short else FULL
    if messages is not None:
        scale = msgspec.structs.replace(scale, messages=messages)
    results.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    late = []
    with Progress(*columns, TimeElapsedColumn()) as progress:
        for seed in range(first, first + seeds):
            with claimed(results, f"seed-{seed:02}") as is_ours:
                if not is_ours or is_done(results, seed, scale.messages, code):
                    continue
                result = _run(seed, progress, minutes, (scale, results))
                if result is None:
                    late.append(seed)
                    continue
                write_result(results, result)
            _write_tables(results, document)
            progress.console.print(f"seed {seed}: {result.seconds:.0f} s, {result.anomalies or 'no anomaly'}")
    _write_tables(results, document)
    if late:
        click.echo(f"not done within {minutes:g} minutes: seeds {late}")
    sys.exit(1 if late or any(result.anomalies for result in read_results(results)) else 0)


def _run(seed: int, progress: Progress, minutes: float, what: tuple[Scale, Path]) -> Result | None:
    """Run a seed; `None` if it took too long, which is no verdict and is tried again next time."""
    scale, results = what
    task = progress.add_task(f"seed {seed}", total=scale.messages)

    doing_before = ""

    def report(doing: str, outcomes: int) -> None:
        nonlocal doing_before
        progress.update(task, description=f"seed {seed}: {doing}", completed=outcomes)
        if doing != doing_before and not progress.console.is_terminal:
            progress.console.print(f"seed {seed}: {outcomes} outcomes, {doing}")
        doing_before = doing

    async def bounded() -> Result:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        async with asyncio.timeout(60 * minutes):
            return await run_plan(make_plan(seed, scale), results / f"run-{seed:02}", report)

    try:
        return asyncio.run(bounded())
    except TimeoutError:
        return None
    except asyncio.CancelledError:
        sys.exit(128 + signal.SIGTERM)
    finally:
        progress.remove_task(task)


def _write_tables(results: Path, document: Path) -> None:
    """Put what there is into the document, one process at a time."""
    with claimed(results, "document", wait=True):
        tables = [("chaos", chaos_table(read_results(results)))]
        comparison = results / "faust.json"
        if comparison.exists():
            found = msgspec.json.decode(comparison.read_bytes(), type=Comparison)
            tables.append(("faust", faust_table(found)))
        document.write_text(put_in(document.read_text("utf-8"), tables), "utf-8")


if __name__ == "__main__":
    main()
