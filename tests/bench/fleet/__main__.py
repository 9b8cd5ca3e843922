"""Simulate the fleets and write tables and plot into `docs/fleet.md`.

python -m tests.bench.fleet
"""

from collections.abc import Iterator

import msgspec

from tests.bench.document import put_in
from tests.bench.fleet.chart import Panel, Series, chart
from tests.bench.fleet.model import Fleet, Membership, Result
from tests.bench.fleet.real import RESULT, Compared
from tests.bench.fleet.simulate import simulate
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "fleet.md"
PLOT = ROOT / "docs" / "fleet.svg"
SIZES = (10, 100, 1_000)
STATIC_SESSION = 45.0  # what the chart sets: longer than a restart
PLOTTED = 20  # ticks to a point, of which the worst is shown


def fleets() -> Iterator[Fleet]:
    """Yield each fleet under each kind of membership: two partitions a worker."""
    for workers in SIZES:
        for membership in Membership:
            session = STATIC_SESSION if membership is Membership.STATIC else 10.0
            yield Fleet(
                workers=workers,
                partitions=2 * workers,
                membership=membership,
                session=session,
                utilisation=0.4,
                broker_rate=1e9,
            )


def others() -> Iterator[tuple[str, Fleet]]:
    """Yield what goes wrong by other causes, or is mended, each with its name."""
    thousand = Fleet(workers=1_000, partitions=2_000, utilisation=0.4, broker_rate=1e9)
    replace = msgspec.structs.replace
    yield "1,000 eager, no restart within the hour", replace(thousand, deploy_begin=None)
    yield "1,000 eager, all restarted within 60 s", replace(thousand, deploy_length=60.0)
    hundred = Fleet(workers=100, partitions=200, utilisation=0.4, broker_rate=1e9)
    yield "100 eager, 128 partitions: some workers have one, some two", replace(hundred, partitions=128)
    yield "100 eager, brokers carry 1.2 × the mean", replace(hundred, broker_rate=hundred.rate * 1.2)
    yield (
        "1,000 static, brokers do 1,000 commits a second",
        replace(thousand, membership=Membership.STATIC, session=STATIC_SESSION, transactions=1_000.0),
    )


def table(rows: list[tuple[str, Fleet, Result]]) -> str:
    """Return what each fleet's hour came to."""
    lines = [
        "| fleet | articles a second | rebalances | deaths | restarts | partitions not worked on "
        "| wait p50 s | p99 s | longest s | commits apart s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {fleet.rate:,.0f} | {one.rebalances} | {one.failures} | {one.restarts} "
        f"| {one.closed:.1%} | {one.p50:.2f} | {one.p99:.1f} | {one.worst:.0f} | {one.commit:.2f} |"
        for name, fleet, one in rows
    ]
    return "\n".join(lines)


def compared(found: Compared) -> str:
    """Return the real run beside the simulated one."""
    rows = ["| waits, s | real | simulated |", "|---|---:|---:|"]
    names = {
        "killed": "longest, partitions of the killed worker",
        "other": "longest, the other's partitions",
        "usual": "usual",
    }
    for field, name in names.items():
        rows.append(f"| {name} | {getattr(found.real, field):.2f} | {getattr(found.simulated, field):.2f} |")
    return f"{found.day}, {found.rate:g} messages a second\n\n" + "\n".join(rows)


def series(name: str, result: Result) -> Series:
    """Return the worst of each few ticks, so that no short wait is lost between points."""
    moments = result.moments
    chunks = [moments[at : at + PLOTTED] for at in range(0, len(moments), PLOTTED)]
    return Series(name, [(chunk[0].at / 60, max(one.p99 for one in chunk)) for chunk in chunks])


def main() -> None:
    """Simulate and write."""
    rows, panels = [], []
    for fleet in fleets():
        result = simulate(fleet)
        rows.append((f"{fleet.workers:,} {fleet.membership}", fleet, result))
        if fleet.membership is Membership.EAGER:
            panels.append(Panel(f"{fleet.workers:,} workers", []))
        panels[-1] = Panel(panels[-1].name, [*panels[-1].series, series(fleet.membership.value, result)])
    others_rows = [(name, fleet, simulate(fleet)) for name, fleet in others()]
    PLOT.write_text(chart(panels), encoding="utf-8")
    found = {"fleets": table(rows), "others": table(others_rows)}
    if RESULT.exists():
        found["real"] = compared(msgspec.json.decode(RESULT.read_bytes(), type=Compared))
    DOCUMENT.write_text(put_in(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")
    print("\n\n".join(found.values()))


if __name__ == "__main__":
    main()
