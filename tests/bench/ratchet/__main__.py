"""Count, compare with `ceilings.json`, and exit with 1 if a function costs more than it may.

python -m tests.bench.ratchet [--write]
"""

import argparse
import platform
import sys
from pathlib import Path

import msgspec

from tests.bench.ratchet.count import count, lacking, ratios
from tests.bench.ratchet.jobs import REFERENCE, fingerprint
from tests.bench.ratchet.judge import Ceilings, judge

CEILINGS = Path(__file__).with_name("ceilings.json")
SLACK = 0.1  # machines differ in their vector instructions, and numpy takes those it finds


def main() -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ratchet", description=__doc__)
    parser.add_argument("--write", action="store_true", help="take what is counted as the new ceilings")
    write = parser.parse_args().write
    if lack := lacking():
        print(f"ratchet: skipped, {lack}")
        return 0
    counted = Ceilings(
        slack=SLACK,
        python=".".join(platform.python_version_tuple()[:2]),
        machine=platform.machine(),
        inputs=fingerprint(),
        ratios={job: round(ratio, 4) for job, ratio in ratios(count(), REFERENCE).items()},
    )
    if write:
        CEILINGS.write_bytes(msgspec.json.format(msgspec.json.encode(counted), indent=2) + b"\n")
    verdict = judge(msgspec.json.decode(CEILINGS.read_bytes(), type=Ceilings), counted)
    print("instructions for an input, divided by the reference's:", *verdict.lines, sep="\n  ")
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
