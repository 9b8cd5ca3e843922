"""The table of `docs/whole-job.md`."""

from collections.abc import Sequence
from importlib.metadata import version
from statistics import median

from tests.bench.whole_job.measure import Measured
from tests.bench.whole_job.pipelines import Pipeline

COMMAND = "make bench-peers"


def table(machine: dict[str, str], pipelines: Sequence[Pipeline], measured: Sequence[Measured]) -> str:
    """Return the figures, and under them what each pipeline is and does; the first one is ours."""
    facts = ", ".join(f"{name}: {value}" for name, value in machine.items())
    notes = "\n".join(f"- **{one.name}**{_versions(one)}: {one.does}. {one.settings}." for one in pipelines)
    return f"`{COMMAND}`; {facts}\n\n{_rows(measured)}\n\n{notes}"


def _rows(measured: Sequence[Measured]) -> str:
    rows = [
        "| articles | pipeline | CPU ms an article, median (least–most) | articles a second and core "
        "| title exact | body word F1 | names F1 | its CPU ÷ Dateline's |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in measured:
        ours = next(other for other in measured if other.articles == one.articles)
        each = [spent / one.count * 1000 for spent in one.seconds]
        ratios = [theirs / mine for theirs, mine in zip(one.seconds, ours.seconds, strict=True)]
        quality = " | ".join("" if it is None else f"{it:.3f}" for it in (one.title, one.body, one.names))
        rows.append(
            f"| {one.count} {one.articles} | {one.pipeline}{_failures(one)} "
            f"| {median(each):.2f} ({min(each):.2f}–{max(each):.2f}) | {1000 / median(each):,.0f} "
            f"| {quality} | {median(ratios):.2f} |"
        )
    return "\n".join(rows)


def _failures(one: Measured) -> str:
    failed = int(one.sums.get("failed", 0))
    return f" ({failed} failed)" if failed else ""


def _versions(pipeline: Pipeline) -> str:
    found = ", ".join(f"{name} {version(name)}" for name in pipeline.packages)
    return f" ({found})" if found else ""
