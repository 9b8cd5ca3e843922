"""Run the scorers, print and write the table, hold the floors; how to add a scorer: `tests.eval`."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.conftest import DATA, ROOT
from tests.eval import (
    confidences,
    dedup_sets,
    score_cost,
    score_dates,
    score_dedup,
    score_entities,
    score_feeds,
    score_genres,
    score_html,
    score_language,
    score_linking,
    score_newswire,
    score_pages,
    score_places,
    score_quantities,
    score_quotes,
    score_quotes_abroad,
    score_sources,
    score_summary,
    score_topics,
    score_urls,
)
from tests.eval.figure import Figure

SCORERS: tuple[tuple[str, Callable[[Path], Iterator[Figure]]], ...] = (
    ("html", score_html.figures),
    ("pages", score_pages.figures),
    ("newswire", score_newswire.figures),
    ("dates", score_dates.figures),
    ("feeds", score_feeds.figures),
    ("language", score_language.figures),
    ("urls", score_urls.figures),
    ("dedup", score_dedup.figures),
    ("dedup-sets", dedup_sets.figures),
    ("entities", score_entities.figures),
    ("linking", score_linking.figures),
    ("places", score_places.figures),
    ("topics", score_topics.figures),
    ("genres", score_genres.figures),
    ("summary", score_summary.figures),
    ("quotes", score_quotes.figures),
    ("quotes", score_quotes_abroad.figures),
    ("sources", score_sources.figures),
    ("quantities", score_quantities.figures),
    ("cost", score_cost.figures),
)

FLOORS = Path(__file__).parent / "floors.json"
REPORT = ROOT / "docs" / "quality.md"
_SLACK = 0.0005  # figures are compared as they are printed, with three digits
_HEAD = """# Quality

Measured by `make eval` on public evaluation sets; each figure may only rise (`tests/eval/floors.json`).
Figures of other tools are those published or measured for the same set.

| scorer | set | figure | value | floor | items | others |
|---|---|---|---|---|---|---|
"""

Rows = dict[str, str]


def main() -> int:
    """Run the chosen scorers; return 1 if a figure fell below its floor, 2 without data."""
    arguments = _arguments()
    if not arguments.data.is_dir():
        print(f"no evaluation data at {arguments.data}; set DATELINE_DATA to its folder", file=sys.stderr)
        return 2
    if arguments.names == ["reliability"]:
        confidences.write(REPORT, arguments.data)
        return 0
    chosen = [(name, scorer) for name, scorer in SCORERS if not arguments.names or name in arguments.names]
    measured, skipped = _run(chosen, arguments.data)
    floors: dict[str, float] = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    if arguments.lift:
        floors = _lifted(floors, measured)
        FLOORS.write_text(json.dumps(dict(sorted(floors.items())), indent=2) + "\n")
    _print(measured, floors)
    _write(measured, floors)
    fallen = [
        key for key, figure in measured.items() if figure.is_held and _is_below(figure, floors.get(key))
    ]
    for key in fallen:
        print(f"fell below its floor of {floors[key]:.3f}: {key}", file=sys.stderr)
    for name in skipped:
        print(f"skipped, its data is not there: {name}", file=sys.stderr)
    return 1 if fallen else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.eval", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *(name for name, _ in SCORERS), "reliability"], help="scorers to run"
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the evaluation sets")
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift floors to what is measured")
    return parser.parse_args()


def _run(
    chosen: list[tuple[str, Callable[[Path], Iterator[Figure]]]], data: Path
) -> tuple[dict[str, Figure], list[str]]:
    """Return figures by key, and the scorers whose data is not there."""
    measured: dict[str, Figure] = {}
    skipped: list[str] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("scoring", total=len(chosen))
        for name, scorer in chosen:
            progress.update(task, description=f"scoring {name}")
            try:
                measured |= {f"{name} · {f.dataset} · {f.name}": f for f in scorer(data)}
            except FileNotFoundError as error:
                skipped.append(f"{name} ({error.filename})")
            progress.advance(task)
    return measured, skipped


def _is_below(figure: Figure, floor: float | None) -> bool:
    return floor is not None and figure.value < floor - _SLACK


def _lifted(floors: dict[str, float], measured: dict[str, Figure]) -> dict[str, float]:
    """Return the floors with each held figure's own value where it is higher, cut to three digits."""
    values = {key: int(figure.value * 1000) / 1000 for key, figure in measured.items() if figure.is_held}
    return floors | {key: max(value, floors.get(key, 0.0)) for key, value in values.items()}


def _cells(key: str, figure: Figure, floors: dict[str, float]) -> tuple[str, ...]:
    value = f"{figure.value:.3f}" if figure.is_held else f"{figure.value:.1f}"
    floor = f"{floors[key]:.3f}" if key in floors else ""
    others = ", ".join(f"{tool} {score:g}" for tool, score in figure.published.items())
    return key.split(" · ", 1)[0], figure.dataset, figure.name, value, floor, f"{figure.items:,}", others


def _print(measured: dict[str, Figure], floors: dict[str, float]) -> None:
    table = Table("scorer", "set", "figure", "value", "floor", "items", "others")
    for key, figure in measured.items():
        style = "red" if figure.is_held and _is_below(figure, floors.get(key)) else None
        table.add_row(*_cells(key, figure, floors), style=style)
    Console().print(table)


def _write(measured: dict[str, Figure], floors: dict[str, float]) -> None:
    """Write the report; lines of figures that were not measured this time are kept."""
    rows, tail = _known_rows(), _sections()
    for key, figure in measured.items():
        rows[key] = "| " + " | ".join(_cells(key, figure, floors)) + " |"
    order = {name: number for number, (name, _) in enumerate(SCORERS)}
    ranked = sorted(rows, key=lambda key: order.get(key.split(" · ", 1)[0], len(order)))
    REPORT.write_text(_HEAD + "\n".join(rows[key] for key in ranked) + "\n" + tail, encoding="utf-8")


def _sections() -> str:
    """Return what follows the table: the sections that are written elsewhere."""
    if not REPORT.is_file():
        return ""
    _, heading, rest = REPORT.read_text(encoding="utf-8").partition("\n## ")
    return heading + rest


def _known_rows() -> Rows:
    if not REPORT.is_file():
        return {}
    table = REPORT.read_text(encoding="utf-8").partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return {" · ".join(line.strip("| ").split(" | ")[:3]): line for line in lines}


if __name__ == "__main__":
    sys.exit(main())
