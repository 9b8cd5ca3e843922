"""The queries of dashboards and rules, read from their files."""

import re
from collections.abc import Iterator
from typing import Any

SUFFIXES = re.compile(r"_(bucket|sum|count)$")


def expressions(board: Any) -> Iterator[str]:
    """Yield every query of a dashboard."""
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"]


def metrics_in(expression: str) -> set[str]:
    """Return the metrics that a query asks for, histograms by their own name."""
    return {SUFFIXES.sub("", name) for name in re.findall(r"\bdateline_\w+", expression)}


def runnable(expression: str, window: str) -> str:
    """Return a dashboard's query as Prometheus takes it: all stages, a fixed window."""
    return expression.replace("$__rate_interval", window).replace("$stage", ".*")
