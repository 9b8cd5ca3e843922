"""Count instructions with Callgrind: compile the marks, run the workload, read what each mark dumped."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

MARKS = Path(__file__).with_name("marks.c")
TIMEOUT_SECONDS = 3_000
_TRIGGER = re.compile(r"^desc: Trigger: Client Request: (.+)$", re.MULTILINE)
_TOTALS = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def lacking() -> str | None:
    """Return what this machine lacks to count instructions, in words; None if nothing."""
    compiler = os.environ.get("CC", "cc")
    missing = [name for name in ("valgrind", compiler) if shutil.which(name) is None]
    if missing:
        return f"{' and '.join(missing)} not found (Debian: apt-get install valgrind gcc libc6-dev)"
    with tempfile.TemporaryDirectory() as folder:
        ended = _compile(Path(folder) / "marks.so")
    return None if ended.returncode == 0 else f"the marks do not compile: {ended.stderr.strip()[:300]}"


def _compile(target: Path) -> subprocess.CompletedProcess[str]:
    command = [os.environ.get("CC", "cc"), "-O1", "-shared", "-fPIC", "-o", str(target), str(MARKS)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def count(*only: str) -> dict[str, float]:
    """Return instructions for an input of each job, or of those named.

    Raises:
        RuntimeError: the workload failed, or a job was not counted.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        marks = folder / "marks.so"
        _compile(marks).check_returncode()
        ended = subprocess.run(
            [
                "valgrind", "--tool=callgrind", "--instr-atstart=no",
                f"--callgrind-out-file={folder / 'counts'}",
                sys.executable, "-m", "tests.bench.ratchet.workload", str(marks), *only,
            ],
            capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS, cwd=ROOT,
            # The order of sets and dictionaries, and with it the count, is the same in each run.
            env=os.environ | {"PYTHONHASHSEED": "0"},
        )  # fmt: skip
        if ended.returncode:
            raise RuntimeError(f"the workload failed: {ended.stderr[-2000:]}")
        inputs = {
            job: int(number)
            for number, _, job in (line.partition("\t") for line in ended.stdout.splitlines())
        }
        counted = dict(read(file.read_text(encoding="utf-8")) for file in folder.glob("counts.*"))
    if missing := inputs.keys() - counted.keys():
        raise RuntimeError(f"no count of {', '.join(sorted(missing))}")
    return {job: counted[job] / number for job, number in inputs.items()}


def read(dump: str) -> tuple[str, int]:
    """Return the mark and the instructions of one of Callgrind's dumps.

    Raises:
        ValueError: it is none that a mark made.
    """
    trigger, totals = _TRIGGER.search(dump), _TOTALS.search(dump)
    if trigger is None or totals is None:
        raise ValueError("not a dump of a mark")
    return trigger[1], int(totals[1])


def ratios(counts: Mapping[str, float], reference: str) -> dict[str, float]:
    """Return each count divided by the reference's."""
    return {job: number / counts[reference] for job, number in counts.items() if job != reference}
