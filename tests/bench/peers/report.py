"""The tables of `docs/performance.md` that compare engines."""

from collections.abc import Sequence
from statistics import median

from tests.bench.peers.figures import Drained, Late

JOBS = {"pass": "pass-through of 3 KB, one hop", "whole": "whole job, three hops"}
COMMAND = "make bench-peers"
SETTINGS = {
    "dateline": "as shipped: one transaction a slice of 500 messages or 50 ms, for each partition",
    "quix": "`exactly-once`, a commit every second (its default of 5 s is too rare to be timed), lz4",
    "confluent": "bare loop of confluent-kafka: `consume(500, 0.05)`, a transaction each, lz4",
    "aiokafka": "bare loop of aiokafka: `getmany(50 ms, 500)`, a transaction each, lz4, linger 5 ms, uvloop",
    "faust": "plain agent, `exactly_once`, an event at a time, lz4, session 10 s",
}


def tables(
    machine: dict[str, str], drained: Sequence[Drained], late: Sequence[Late], failed: Sequence[str]
) -> dict[str, str]:
    """Return each table under the name of its place in the document."""
    facts = ", ".join(f"{name}: {value}" for name, value in machine.items())
    notes = [f"- **{name}**: {SETTINGS[name]}." for name in dict.fromkeys(one.system for one in drained)]
    notes += [f"- Left out: {one}" for one in failed]
    return {
        "engines": f"`{COMMAND}`; {facts}\n\n{_drains(drained)}\n\n" + "\n".join(notes),
        "lateness": _lates(late),
    }


def _drains(drained: Sequence[Drained]) -> str:
    rows = [
        "| job | engine | rounds | messages a second, median (least–most) | CPU ms a message "
        "| Dateline ÷ it, speed (least–most) | Dateline ÷ it, CPU |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for job, system in dict.fromkeys((one.job, one.system) for one in sorted(drained, key=_order)):
        runs = {one.round: one for one in drained if (one.job, one.system) == (job, system)}
        ours = {one.round: one for one in drained if (one.job, one.system) == (job, "dateline")}
        speeds = [run.per_second for run in runs.values()]
        rows.append(
            f"| {JOBS[job]} | {system} | {len(runs)} "
            f"| {median(speeds):,.0f} ({min(speeds):,.0f}–{max(speeds):,.0f}) "
            f"| {median(run.cpu_ms for run in runs.values()):.3f} "
            f"| {_spread([ours[n].per_second / runs[n].per_second for n in runs if n in ours])} "
            f"| {_middle([ours[n].cpu_ms / runs[n].cpu_ms for n in runs if n in ours and runs[n].cpu_ms])} |"
        )
    return "\n".join(rows)


def _order(one: Drained) -> tuple[int, int]:
    return list(JOBS).index(one.job), list(SETTINGS).index(one.system)


def _spread(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else ""


def _middle(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f}" if ratios else ""


def _lates(late: Sequence[Late]) -> str:
    rows = ["| job | engine | records a second | p50 ms | p95 ms | p99 ms |", "|---|---|---:|---:|---:|---:|"]
    rows += [
        f"| {JOBS[one.job]} | {one.system} | {one.rate:,.0f} "
        f"| {one.p50:,.0f} | {one.p95:,.0f} | {one.p99:,.0f} |"
        for one in late
    ]
    return "\n".join(rows)
