"""Alerts: understood by Prometheus, told when they should be, explained in the runbook."""

import re
import subprocess
from typing import Any

import pytest
import yaml

from service.telemetry.metrics import metric_rows
from tests.conftest import ROOT
from tests.deploy.queries import metrics_in
from tests.deploy.tools import tool

FOLDER = ROOT / "deploy" / "prometheus"
RULES = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
CASES = [
    check
    for test in yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]
    for check in test["alert_rule_test"]
]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()


def entry_of(alert: str) -> str:
    """Return the runbook's text under an alert's heading, empty without one."""
    found = re.search(rf"^### {alert}\n(.*?)(?=^##|\Z)", RUNBOOK, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_alert_is_explained(rule: Any) -> None:
    """What it means, where to look, what to do; the alert leads there."""
    entry = entry_of(rule["alert"])

    assert all(word in entry for word in ("**Means**", "**Look**", "**Do**"))
    assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
    assert {"summary", "description"} < set(rule["annotations"])
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}


def test_runbook_has_no_entry_without_an_alert() -> None:
    """An alert that is gone takes its entry with it."""
    headings = re.findall(r"^### (Dateline\w+)$", RUNBOOK, re.MULTILINE)

    assert headings == [rule["alert"] for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_alert_asks_for_metrics_that_exist(rule: Any) -> None:
    """Every name is in the catalogue."""
    assert metrics_in(rule["expr"]) <= {row.name for row in metric_rows()}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_alert_has_a_case_where_it_is_told_and_one_where_it_is_not(rule: Any) -> None:
    """`alerts_test.yml` holds it in both directions."""
    told = {bool(case["exp_alerts"]) for case in CASES if case["alertname"] == rule["alert"]}

    assert told == {True, False}


@pytest.mark.parametrize("arguments", ["check rules alerts.yml", "test rules alerts_test.yml"])
def test_rules_hold_in_prometheus(arguments: str) -> None:
    """Prometheus' own tool reads the rules and runs the cases."""
    command = [tool("promtool"), *arguments.split()]
    ended = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
