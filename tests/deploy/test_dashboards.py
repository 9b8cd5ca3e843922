"""Dashboards as Grafana reads them."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.dashboards.__main__ import DASHBOARDS, FOLDER, main
from service.telemetry.metrics import metric_rows
from tests.deploy.queries import expressions, metrics_in

NAMES = [name for name, *_ in DASHBOARDS]
KNOWN = {row.name for row in metric_rows()}


def load(name: str) -> Any:
    """Return a dashboard as it is in the repository."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def test_files_are_current(tmp_path: Path) -> None:
    """`make dashboards` was run after the last change."""
    main(tmp_path)

    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        file.name: file.read_text() for file in FOLDER.iterdir()
    }


@pytest.mark.parametrize("name", NAMES)
def test_panels_are_told_apart_and_explained(name: str) -> None:
    """Numbers are unique, queries of a panel have letters of their own, every panel says what to think."""
    board = load(name)
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]

    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert len({panel["title"] for panel in panels}) == len(panels)
    for panel in panels:
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters) > 0, panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["datasource"]["uid"] == "${datasource}"


@pytest.mark.parametrize("name", NAMES)
def test_queries_ask_for_metrics_that_exist(name: str) -> None:
    """Every name is in the catalogue."""
    asked = {metric for expression in expressions(load(name)) for metric in metrics_in(expression)}

    assert asked
    assert asked <= KNOWN


def test_every_metric_is_looked_at() -> None:
    """What is measured is on a dashboard, but for what the log tells better."""
    queries = [expression for name in NAMES for expression in expressions(load(name))]
    asked = {metric for query in queries for metric in metrics_in(query)}

    assert KNOWN - asked <= {
        "dateline_restored_records_total",  # partition_opened
        "dateline_stuck_total",  # stuck_detected, and worker_restarts_total{cause="stuck"}
    }
