"""Measure the constants of `dateline size`, check them on a real worker, and write what was found.

python -m tests.bench.sizing [--functions] [--articles 40] [--drained 400]
"""

import logging
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from service.broker.embedded import EmbeddedBroker
from service.settings import load_settings
from service.sizing import Costs, load_costs
from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.bench.sizing.functions import measure
from tests.bench.sizing.report import checked, constants
from tests.bench.sizing.worker import CALIBRATED, CHECKED, Taken, take
from tests.bench.worker.context import MINIATURE, Context
from tests.bench.worker.run import Kafka
from tests.conftest import DATA, ROOT

COSTS = ROOT / "service" / "sizing.json"
CHECK = Path(__file__).with_name("check.json")
DOCUMENT = ROOT / "docs" / "sizing.md"
GROWTH = ROOT / "docs" / "deduplication-growth.json"
COMMAND = "python -m tests.bench.sizing"


@click.command(help=__doc__)
@click.option("--functions", "is_functions_only", is_flag=True, help="Leave the worker out.")
@click.option("--articles", default=40, show_default=True, help="Of each length, for the functions.")
@click.option("--rounds", default=2, show_default=True)
@click.option("--drained", default=400, show_default=True, help="Of each length, for the worker.")
def main(*, is_functions_only: bool, articles: int, rounds: int, drained: int) -> None:
    """Measure and write."""
    if not DATA.is_dir():
        raise click.ClickException(f"no evaluation data at {DATA}; set DATELINE_DATA to its folder")
    taken = [] if is_functions_only else _worker(drained)
    costs = _costs(articles, rounds, next((one for one in taken if one.length == CALIBRATED), None))
    COSTS.write_bytes(msgspec.json.format(msgspec.json.encode(costs), indent=2) + b"\n")
    found = {"constants": constants(costs)}
    if compared := [one for one in taken if one.length in CHECKED]:
        CHECK.write_bytes(msgspec.json.format(msgspec.json.encode(compared), indent=2) + b"\n")
        found["checks"] = checked(compared, costs)
    DOCUMENT.write_text(put_in(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")
    print("\n\n".join(found.values()))


def _worker(drained: int) -> list[Taken]:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedBroker(Path(folder), 0, cache_dir=load_settings().cache_dir) as broker,
    ):
        context = Context(Kafka.of(broker), Path(folder) / "runs", DATA, sizes=MINIATURE)
        lengths = (CALIBRATED, *CHECKED)
        return [take(context, broker.layout.data, length, drained) for length in lengths]


def _costs(articles: int, rounds: int, calibrated: Taken | None) -> Costs:
    """Return the constants; those that take a worker are kept where none ran."""
    lines = measure(DATA, articles, rounds)
    facts = machine_facts()
    before = load_costs() if calibrated is None else None
    if calibrated is not None:
        engine = statistics.median(calibrated.engine.values())
        memory = {name.rpartition("-")[0] or name: mb for name, mb in calibrated.process_mb.items()}
    else:
        assert before is not None
        engine, memory = before.engine, before.process_mb
    return Costs(
        measured=datetime.now(UTC).date().isoformat(),
        source=COMMAND,
        machine=", ".join(f"{name}: {facts[name]}" for name in ("processor", "python", "load average")),
        normalize_text=lines.normalize_text,
        normalize_page=lines.normalize_page,
        deduplicate=lines.deduplicate,
        tag=lines.tag,
        engine=round(engine, 4),
        normalized=lines.records["articles.normalized"],
        enriched=lines.records["articles.enriched"],
        fingerprint=lines.records["articles.fingerprints"],
        process_mb={name: round(mb) for name, mb in memory.items() if name != "broker"},
        remembered=round(msgspec.json.decode(GROWTH.read_bytes())[-1]["resident_bytes"]),
    )


if __name__ == "__main__":
    main()
