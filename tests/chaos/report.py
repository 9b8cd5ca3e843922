"""The results of the full run, kept a file per seed, and as the tables of `docs/delivery.md`."""

import fcntl
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.chaos.checks import Name
from tests.chaos.faust_run import Comparison
from tests.chaos.plan import FULL, SEEDS
from tests.chaos.run import CHANGED, Result
from tests.chaos.workers import ROOT

DOCUMENT = ROOT / "docs" / "delivery.md"
BEGIN, END = "<!-- table of {name}: written by tests.chaos -->", "<!-- end of {name} -->"
LOST = frozenset({Name.LOST, Name.LOST_INSIDE, Name.VANISHED})
REPEATED = frozenset({Name.REPEATED, Name.REPEATED_INSIDE, Name.PHANTOM})


def result_path(folder: Path, seed: int) -> Path:
    """Return where a seed's result lies."""
    return folder / f"seed-{seed:02}.json"


def is_done(folder: Path, seed: int, messages: int, code: str | None = None) -> bool:
    """Return whether a seed has a result of at least so many messages (and of `code`, if given)."""
    path = result_path(folder, seed)
    if not path.exists():
        return False
    result = msgspec.json.decode(path.read_bytes(), type=Result)
    return result.messages >= messages and result.code != CHANGED and code in {None, result.code}


@contextmanager
def claimed(folder: Path, name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock `name` of a folder of results; yields `False` if another process has it."""
    with (folder / f"{name}.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def read_results(folder: Path) -> list[Result]:
    """Return the results there are, by seed."""
    return [
        msgspec.json.decode(path.read_bytes(), type=Result) for path in sorted(folder.glob("seed-*.json"))
    ]


def write_result(folder: Path, result: Result) -> None:
    """Keep a result, in one step."""
    path = result_path(folder, result.seed)
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(result)))
    part.replace(path)


def chaos_table(results: Sequence[Result]) -> str:
    """Return the table of all runs, one line a seed."""
    head = (
        "| seed | code | workers | messages | enriched | duplicates | dead letters | lost | repeated "
        "| other anomalies | seconds | CPU seconds |"
    )
    lines = [head, "|---:" * 12 + "|", *(_line(result) for result in results)]
    total = sum(result.messages for result in results)
    bad = sum(sum(result.anomalies.values()) for result in results)
    full = sum(result.messages >= FULL.messages for result in results)
    said = (
        f"{len(results)} seeds, {total:,} messages, {bad} anomalies. "
        f"{full} of the {SEEDS} seeds of the full run ({FULL.messages:,} messages each) are done."
    )
    return "\n".join([*lines, "", said])


def _line(result: Result) -> str:
    found = Counter(result.anomalies)
    others = [f"{count} {name}" for name, count in found.items() if name not in LOST | REPEATED]
    cells = (
        result.seed,
        result.code,
        result.workers,
        f"{result.messages:,}",
        *(f"{result.outcomes.get(topic, 0):,}" for topic in ("enriched", "duplicates", "dead-letter")),
        sum(found[name] for name in LOST),
        sum(found[name] for name in REPEATED),
        ", ".join(others) or 0,
        f"{result.seconds:.0f}",
        f"{result.cpu_seconds:.0f}" if result.cpu_seconds else "",
    )
    return f"| {' | '.join(map(str, cells))} |"


def faust_table(found: Comparison) -> str:
    """Return what the same rules find in Faust's own mode."""
    shown = "\n".join(
        f"    {anomaly.name}: raw {anomaly.sources[0].partition}@{anomaly.sources[0].offset}"
        f" ({anomaly.detail}): {', '.join(anomaly.records)}"
        for anomaly in found.details[:5]
        if anomaly.sources
    )
    kills = ", ".join(f"{kill:,}" for kill in found.kills)
    return (
        "| messages | kills (at outputs) | records read | repeated records | messages lost |\n"
        "|---:|---|---:|---:|---:|\n"
        f"| {found.messages:,} | {len(found.kills)} ({kills}) | {found.records:,} | "
        f"{found.repeated_records:,} | {found.anomalies.get(Name.LOST, 0):,} |\n\n{shown}"
    )


def mutants_table(rows: Iterable[tuple[str, Result]]) -> str:
    """Return what the rules found in workers that were broken on purpose."""
    lines = ["| change | faults | messages | found |", "|---|---|---:|---|"]
    for change, result in rows:
        found = ", ".join(f"{count} {name}" for name, count in result.anomalies.items()) or "NOTHING"
        lines.append(f"| {change} | {', '.join(result.faults)} | {result.messages:,} | {found} |")
    return "\n".join(lines)


def put_in(document: str, tables: Iterable[tuple[str, str]]) -> str:
    """Return the document with the tables between their marks replaced.

    Raises:
        ValueError: a mark is missing.
    """
    for name, table in tables:
        begin, end = BEGIN.format(name=name), END.format(name=name)
        before, found, rest = document.partition(begin)
        _, also_found, after = rest.partition(end)
        if not (found and also_found):
            raise ValueError(f"no marks for {name}")
        document = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return document
