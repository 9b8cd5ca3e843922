"""The tables of `docs/performance.md` that compare engines."""

from collections import defaultdict
from statistics import median

from tests.bench.peers.drain import Drained, Late

JOBS = {"pass": "pass-through of 3 KB, one hop", "whole": "whole job, three hops"}


def tables(machine: dict[str, str], drained: list[Drained], late: list[Late]) -> dict[str, str]:
    """Return each table under the name of its place in the document."""
    facts = ", ".join(f"{name}: {value}" for name, value in machine.items())
    return {"engines": f"{facts}\n\n{_drains(drained)}", "lateness": _lates(late)}


def _drains(drained: list[Drained]) -> str:
    rows = [
        "| job | engine | messages a second, median (least–most) | CPU ms a message | Dateline ÷ it |",
        "|---|---|---:|---:|---:|",
    ]
    found: defaultdict[tuple[str, str], list[Drained]] = defaultdict(list)
    for one in drained:
        found[one.job, one.system].append(one)
    for (job, system), runs in found.items():
        speeds = [run.per_second for run in runs]
        ours = [run.per_second for run in found[job, "dateline"]]
        ratios = [mine / theirs for mine, theirs in zip(ours, speeds, strict=False)]
        rows.append(
            f"| {JOBS[job]} | {system} | {median(speeds):,.0f} ({min(speeds):,.0f}–{max(speeds):,.0f}) "
            f"| {median(run.cpu_ms for run in runs):.3f} | {median(ratios):.2f} |"
        )
    return "\n".join(rows)


def _lates(late: list[Late]) -> str:
    rows = ["| job | engine | records a second | p50 ms | p95 ms | p99 ms |", "|---|---|---:|---:|---:|---:|"]
    rows += [
        f"| {JOBS[one.job]} | {one.system} | {one.rate:,.0f} "
        f"| {one.p50:,.0f} | {one.p95:,.0f} | {one.p99:,.0f} |"
        for one in late
    ]
    return "\n".join(rows)
