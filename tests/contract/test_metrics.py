"""Every metric obeys the naming rules and is documented."""

import re
from pathlib import Path

import pytest

from service.telemetry.metrics import PREFIX, MetricRow, markdown_table, metric_rows

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"
ROWS = metric_rows()
BASE_UNITS = tuple("_seconds _bytes _records _messages _articles _partitions _processes _info _ratio".split())
GAUGES_OF_STATE = {"partitions_open", "partitions_assigned", "dlq_breaker_state"}
BOUNDED_LABELS = {
    "tagger",  # of a user's, named in a setting
    "stage",
    "reason",
    "kind",
    "result",
    "partition",
    "topic",
    "error_type",
    "error_code",
    "cause",
    "version",
    "span",
    "language",
    "field",
    "method",
    "evidence",
    "source",
}


def problems_of(row: MetricRow) -> list[str]:
    """Return which rules a metric breaks."""
    problems = []
    if not re.fullmatch(rf"{PREFIX}_[a-z]+(_[a-z]+)*", row.name):
        problems.append("name")
    if (row.kind == "counter") != row.name.endswith("_total"):
        problems.append("total")
    bare = row.name.removeprefix(f"{PREFIX}_")
    if row.kind != "counter" and not bare.endswith(BASE_UNITS) and bare not in GAUGES_OF_STATE:
        problems.append("unit")
    if re.search(r"_(ms|millis\w*|milliseconds|kb|mb|minutes|hours|percent)(_|$)", row.name):
        problems.append("base unit")
    if set(row.labels) - BOUNDED_LABELS:
        problems.append("label")
    if not row.documentation.endswith("."):
        problems.append("documentation")
    return problems


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_metric_obeys_the_rules(row: MetricRow) -> None:
    """Prefix, base unit, suffix of its kind, bounded labels, a sentence."""
    assert problems_of(row) == []


@pytest.mark.parametrize(
    ("name", "kind", "labels", "broken"),
    [
        ("dateline_lag_ms", "gauge", (), "base unit"),
        ("dateline_messages_total", "gauge", (), "total"),
        ("dateline_messages", "counter", (), "total"),
        ("lag_seconds", "gauge", (), "name"),
        ("dateline_lag_seconds", "gauge", ("url",), "label"),
        ("dateline_speed", "gauge", (), "unit"),
    ],
)
def test_rules_can_be_broken(name: str, kind: str, labels: tuple[str, ...], broken: str) -> None:
    """The checker itself notices a bad metric."""
    assert broken in problems_of(MetricRow(name=name, kind=kind, labels=labels, documentation="A sentence."))


def test_names_are_unique() -> None:
    """No two metrics share a name."""
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_document_is_current() -> None:
    """`python -m service.telemetry.metrics > docs/metrics.md` was run after the last change."""
    assert DOCUMENT.read_text() == markdown_table()
