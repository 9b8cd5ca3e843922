"""The tables of `docs/sizing.md` that are measured."""

from collections.abc import Iterator, Sequence

from service.sizing import Costs, Line, Load, stage_ms, topic_bytes
from tests.bench.sizing.worker import Taken

TOPICS = ("raw", "normalized", "unique", "fingerprints", "enriched")


def constants(costs: Costs) -> str:
    """Return the constants as a table."""
    rows = [
        f"`{costs.source}`, {costs.measured}; {costs.machine}",
        "",
        "| constant | for each article | for each 1,000 bytes |",
        "|---|---:|---:|",
        *(_line(name, line, "ms") for name, line in _milliseconds(costs)),
        f"| the worker's own, a message and hop | {costs.engine:.2f} ms | |",
        *(_line(name, line, "bytes") for name, line in _bytes(costs)),
        *(f"| memory of a process, {name} | {mb:,.0f} MB | |" for name, mb in costs.process_mb.items()),
        f"| memory of a remembered article | {costs.remembered:,.0f} bytes | |",
    ]
    return "\n".join(rows)


def _milliseconds(costs: Costs) -> Iterator[tuple[str, Line]]:
    yield "normalize, plain text (of the text)", costs.normalize_text
    yield "normalize, web page (of the page)", costs.normalize_page
    yield "deduplicate", costs.deduplicate
    yield "tag", costs.tag


def _bytes(costs: Costs) -> Iterator[tuple[str, Line]]:
    yield "record on normalized, unique, duplicates", costs.normalized
    yield "record on enriched", costs.enriched
    yield "record on fingerprints", costs.fingerprint


def _line(name: str, line: Line, unit: str) -> str:
    digits = 2 if unit == "ms" else 0
    return f"| {name} | {line.fixed:,.{digits}f} {unit} | {line.per_kb:,.{digits}f} {unit} |"


def predicted(length: int, costs: Costs) -> tuple[dict[str, float], dict[str, float]]:
    """Return milliseconds by stage and bytes by topic that the model says of plain, unique articles."""
    load = Load(per_second=1, message_bytes=length, body_bytes=length, duplicates=0)
    return stage_ms(load, costs), topic_bytes(load, costs)


def checked(taken: Sequence[Taken], costs: Costs) -> str:
    """Return what the model says beside what a worker took."""
    rows = ["| characters | quantity | said | taken | said ÷ taken |", "|---:|---|---:|---:|---:|"]
    for one in taken:
        milliseconds, written = predicted(one.length, costs)
        for stage, measured in one.milliseconds.items():
            rows.append(_row(one.length, f"{stage}, ms", milliseconds[stage], measured, 2))
        for topic in TOPICS:
            rows.append(_row(one.length, f"{topic}, bytes", written[topic], one.topic_bytes[topic], 0))
    return "\n".join(rows)


def _row(length: int, name: str, said: float, measured: float, digits: int) -> str:
    ratio = said / measured if measured else float("nan")
    return f"| {length:,} | {name} | {said:,.{digits}f} | {measured:,.{digits}f} | {ratio:.2f} |"
