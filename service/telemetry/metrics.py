"""Every Prometheus metric, in one catalogue; printed as a table for `docs/metrics.md`.

Names follow Prometheus' conventions: one prefix, base units, `_total` for counters. Every label has a
bounded set of values: stages, closed enumerations, partition numbers. With `PROMETHEUS_MULTIPROC_DIR`
set before this module is imported, the values of all processes are kept in that folder, from where the
supervisor sums them; a gauge says by its mode how.

    python -m service.telemetry.metrics > docs/metrics.md
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

PREFIX = "dateline"
FAST = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)
SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
AGES = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)

GaugeMode = Literal["livesum", "livemax", "max"]
Metric = TypeVar("Metric", bound=MetricWrapperBase)

_CATALOGUE: list[MetricWrapperBase] = []


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One line of the table."""

    name: str
    kind: str
    labels: tuple[str, ...]
    documentation: str


def _listed(metric: Metric) -> Metric:
    _CATALOGUE.append(metric)
    return metric


def _counter(name: str, documentation: str, *labels: str) -> Counter:
    return _listed(Counter(name, documentation, labels, namespace=PREFIX))


def _gauge(name: str, documentation: str, *labels: str, mode: GaugeMode = "livesum") -> Gauge:
    return _listed(Gauge(name, documentation, labels, namespace=PREFIX, multiprocess_mode=mode))


def _histogram(name: str, documentation: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return _listed(Histogram(name, documentation, labels, namespace=PREFIX, buckets=buckets))


# -- messages and their outcomes ---------------------------------------------------------------------

messages_received = _counter("messages_received_total", "Messages read and committed, by stage.", "stage")
records_published = _counter(
    "records_published_total", "Records put on a topic and committed, by stage.", "stage", "topic"
)
breaker_state = _gauge(
    "dlq_breaker_state",
    "Breaker of a partition whose dead letters are too many: 0 closed, 1 probing, 2 open (paused).",
    "stage",
    "partition",
    mode="livemax",
)
breaker_load = _gauge(
    "dlq_breaker_load_ratio",
    "How near the breaker of a partition is to opening: 0 no dead letters, 1 open.",
    "stage",
    "partition",
    mode="livemax",
)
breaker_sample = _gauge(
    "dlq_breaker_sample_records",
    "Recent items that the breaker of a partition judges by, by result (published, dead_letter).",
    "stage",
    "partition",
    "result",
)
dead_letters = _counter(
    "dlq_messages_total", "Items that became dead letters, by stage and reason.", "stage", "reason"
)
duplicates = _counter(
    "duplicates_total", "Articles found to repeat an earlier one, by kind of verdict.", "kind"
)
tags = _counter("tags_total", "Tags given, by kind.", "kind")
tagger_failures = _counter(
    "tagger_failures_total", "Articles on which a user's tagger failed and gave nothing, by tagger.", "tagger"
)
message_duration = _histogram(
    "stage_duration_seconds", "Work on one message, without waiting for Kafka, by stage.", FAST, "stage"
)
freshness = _histogram(
    "freshness_seconds",
    "Age since the raw message reached Kafka when a stage is done with it.",
    AGES,
    "stage",
)

article_freshness = _histogram(
    "article_freshness_seconds",
    "Age of enriched articles, by span: published_received, received_enriched, published_enriched; those "
    "whose publication is known to the minute at least.",
    AGES,
    "span",
)

# -- quality of the data -----------------------------------------------------------------------------

articles = _counter("articles_total", "Normalised articles, by language (primary subtag).", "language")
missing_fields = _counter(
    "missing_fields_total", "Normalised articles in which a field was not found, by field.", "field"
)
extraction_methods = _counter(
    "extraction_methods_total",
    "Normalised articles, by the way their body was found (given: nothing had to be extracted).",
    "method",
)
date_evidence = _counter(
    "date_evidence_total",
    "Normalised articles, by what their publication time was taken from (none: not found).",
    "evidence",
)
source_articles = _counter(
    "source_articles_total",
    "Normalised articles, by source; of each process the first 200 sources, the rest are other.",
    "source",
)

# -- transactions and partitions ---------------------------------------------------------------------

transactions = _counter(
    "transactions_total", "Transactions by stage and result (committed, aborted).", "stage", "result"
)
transaction_duration = _histogram(
    "transaction_duration_seconds", "From producing a batch's records to its commit, by stage.", SLOW, "stage"
)
transaction_messages = _histogram(
    "transaction_messages",
    "Messages in one transaction, by stage.",
    (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000),
    "stage",
)
errors = _counter(
    "errors_total", "Errors that were survived, by stage, type and code.", "stage", "error_type", "error_code"
)
lag = _gauge(
    "consumer_lag_records",
    "Offsets between what is committed and the end of the partition, control records not counted.",
    "stage",
    "partition",
)
lag_seconds = _gauge(
    "consumer_lag_seconds",
    "Seconds since the oldest message that waits reached the topic, at most; 0 when none waits.",
    "stage",
    "partition",
    mode="livemax",
)
commit_age = _gauge(
    "commit_age_seconds",
    "Seconds since the partition's last commit while messages wait; 0 when none wait.",
    "stage",
    "partition",
    mode="livemax",
)
partitions_open = _gauge("partitions_open", "Partitions being worked on, by stage.", "stage")
partitions_assigned = _gauge("partitions_assigned", "Partitions assigned by the group, by stage.", "stage")
rebalances = _counter("rebalances_total", "Assignments received from the group, by stage.", "stage")
rebalance_duration = _histogram(
    "revocation_duration_seconds",
    "Closing the partitions that a rebalance took away, by stage.",
    SLOW,
    "stage",
)
opening_duration = _histogram(
    "partition_opening_duration_seconds",
    "From an assignment to the first fetch: fencing, offset, state; by stage.",
    SLOW,
    "stage",
)
restore_remaining = _gauge(
    "restore_remaining_records", "Offsets of the state topic still to be read, by stage.", "stage"
)
restored = _counter("restored_records_total", "Fingerprints read back into memory, by stage.", "stage")
remembered = _gauge("remembered_articles", "Articles that de-duplication has in memory.")

# -- processes ---------------------------------------------------------------------------------------

brokers_away = _gauge(
    "brokers_away_seconds",
    "How long the brokers have not answered the worker; 0 while they do.",
    mode="livemax",
)
event_loop_lag = _histogram(
    "event_loop_lag_seconds", "How late the event loop ran a timer, by stage.", FAST, "stage"
)
resident_memory = _gauge("resident_memory_bytes", "Memory of the processes, by stage.", "stage")
tables_refused = _counter(
    "tables_refused_total", "Changed files of a user's that were wrong; what was in force stayed."
)
worker_processes = _gauge("worker_processes", "Stage processes that are running, by stage.", "stage")
expected_processes = _gauge(
    "expected_worker_processes", "Stage processes that this worker was told to run, by stage.", "stage"
)
cpu = _counter("cpu_seconds_total", "Processor time of the stage processes, by stage.", "stage")
worker_restarts = _counter(
    "worker_restarts_total", "Stage processes started anew, by stage and cause.", "stage", "cause"
)
stuck = _counter("stuck_total", "Times the watchdog found no progress, by stage.", "stage")
build = _gauge("build_info", "1, labelled with the version.", "version", mode="max")


def metric_rows() -> list[MetricRow]:
    """Return all metrics in the order of the catalogue."""
    return [_row(metric) for metric in _CATALOGUE]


def _row(metric: MetricWrapperBase) -> MetricRow:
    (family,) = metric.describe()
    suffix = "_total" if family.type == "counter" else ""
    return MetricRow(
        name=f"{family.name}{suffix}",
        kind=family.type,
        labels=tuple(metric._labelnames),
        documentation=family.documentation,
    )


def markdown_table() -> str:
    """Return `docs/metrics.md`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Metrics"
    yield ""
    yield "On `/metrics`, summed over all stage processes. Written by `python -m service.telemetry.metrics`."
    yield ""
    yield "| Name | Kind | Labels | Meaning |"
    yield "|---|---|---|---|"
    for row in metric_rows():
        labels = ", ".join(f"`{label}`" for label in row.labels) or "–"
        yield f"| `{row.name}` | {row.kind} | {labels} | {row.documentation} |"


if __name__ == "__main__":
    sys.stdout.write(markdown_table())
