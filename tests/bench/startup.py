"""What a stage process costs before its first message: processor time, memory, and where both go.

    python -m tests.bench.startup [--rounds 3]

Each round starts a new process a stage, which imports what a stage process imports and loads its tables.
Times are of the processor; memory is what the kernel counts: resident, its own (private) and what it shares
with other processes (proportional). Two processes of one stage at a time show what is shared.
"""

import argparse
import json
import statistics
import subprocess
import sys

import msgspec

from service.model import StageName
from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
SECONDS, MEGABYTES = 2.0, 350
"""What a process may take before its first message, of processor time and of memory."""

# Prints what it cost, then waits for a line, so that two processes can be alive at a time.
PROGRAM = """
import json, sys, time
begun = time.process_time()
from service.worker import stage_process
from service.model import StageName
from service.settings import load_settings
from service.worker.stages import define_stage
imported = time.process_time()
define_stage(StageName(sys.argv[1]), load_settings()).warm_up()
loaded = time.process_time()
print("ready", flush=True)
sys.stdin.readline()
kernel = {}
for line in open("/proc/self/smaps_rollup"):
    name, _, rest = line.partition(":")
    if rest.split()[1:] == ["kB"]:
        kernel[name] = int(rest.split()[0]) // 1024
found = {"imports": imported - begun, "tables": loaded - imported, "whole": loaded}
found |= {"resident": kernel["Rss"], "proportional": kernel["Pss"]}
found["private"] = kernel["Private_Dirty"] + kernel["Private_Clean"]
print(json.dumps(found), flush=True)
sys.stdin.readline()
"""


class Startup(msgspec.Struct, frozen=True, kw_only=True):
    """What one process cost: seconds of processor time, and megabytes.

    Attributes:
        imports: loading code.
        tables: loading tables, a first article included.
        whole: both, with the interpreter's own start.
        resident: all pages in memory, those it shares with others included.
        private: pages of its own.
        proportional: its own, and its share of those it shares.
    """

    imports: float
    tables: float
    whole: float
    resident: int
    private: int
    proportional: int


def start(stage: StageName, processes: int = 2) -> list[Startup]:
    """Start processes of one stage, let them load, and return what each costs while all are alive."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, stage.value],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(processes)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "the process ended before it was ready"
        return [msgspec.convert(json.loads(_answer(process)), Startup) for process in running]
    finally:
        for process in running:
            process.communicate("\n")


def _answer(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline()


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    found = {stage: [one for _ in range(rounds) for one in start(stage)] for stage in StageName}
    facts = ", ".join(f"{name}: {value}" for name, value in machine_facts().items())
    tables = {"startup": f"{facts}\n\n{table(found)}"}
    DOCUMENT.write_text(put_in(DOCUMENT.read_text(encoding="utf-8"), tables), encoding="utf-8")
    print(tables["startup"])


def table(found: dict[StageName, list[Startup]]) -> str:
    """Return the medians as a table."""
    rows = [
        "| stage | imports, s | tables, s | whole start, s | resident, MB | its own, MB | proportional, MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for stage, runs in found.items():
        cells = [f"{_median(runs, name):.2f}" for name in ("imports", "tables", "whole")]
        cells += [f"{_median(runs, name):.0f}" for name in ("resident", "private", "proportional")]
        rows.append(f"| {stage} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _median(runs: list[Startup], name: str) -> float:
    return float(statistics.median(getattr(one, name) for one in runs))


if __name__ == "__main__":
    main()
