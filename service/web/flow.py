"""What the page shows of each stage, taken from the same metrics that Prometheus reads.

Counters and histograms are given as they stand; the page makes rates and percentiles of the differences
between two answers. So a browser that looks rarely misses nothing, and nothing is kept for it here.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample

from service.model import StageName

_PREFIX = "dateline_"
# What the page calls it → the sample that is summed over everything but the stage.
_SUMS = {
    "received": "messages_received_total",
    "published": "records_published_total",
    "waiting": "consumer_lag_records",
    "commit_age": "commit_age_seconds",
    "restoring": "restore_remaining_records",
    "lag_seconds": "consumer_lag_seconds",
    "processes": "worker_processes",
    "expected": "expected_worker_processes",
    "restarts": "worker_restarts_total",
    "memory": "resident_memory_bytes",
    "breaker_load": "dlq_breaker_load_ratio",
}
_BUCKETS = {"work": "stage_duration_seconds_bucket", "age": "freshness_seconds_bucket"}
# The largest of all series counts, not their sum: a stage waits as long as its slowest partition.
_LARGEST = frozenset({"commit_age", "lag_seconds", "breaker_load"})


def flow_of(metrics: Iterable[Metric]) -> dict[str, Any]:
    """Return the numbers of each stage, and how many dead letters and duplicates of each kind there are.

    Returns:
        `stages[]{name, received, …, sample, work, age}` in the order of the flow, where `sample` is what the
        breakers judge by, `{result: items}`, and `work` and `age` are cumulative histograms
        `[[upper bound in seconds or null, count], …]`; `dead_letters{reason: count}`;
        `duplicates{kind: count}`; `brokers_away`, for how many seconds.
    """
    samples = {
        sample.name.removeprefix(_PREFIX): metric.samples for metric in metrics for sample in metric.samples
    }
    return {
        "stages": [_stage(stage.value, samples) for stage in StageName],
        "dead_letters": _by_label(samples.get("dlq_messages_total", []), "dlq_messages_total", "reason"),
        "duplicates": _by_label(samples.get("duplicates_total", []), "duplicates_total", "kind"),
        "brokers_away": max((sample.value for sample in samples.get("brokers_away_seconds", [])), default=0),
    }


def _stage(stage: str, samples: dict[str, list[Sample]]) -> dict[str, Any]:
    numbers: dict[str, Any] = {"name": stage}
    for key, name in _SUMS.items():
        values = [sample.value for sample in _of(stage, name, samples)]
        numbers[key] = max(values, default=0) if key in _LARGEST else sum(values)
    judged = _of(stage, "dlq_breaker_sample_records", samples)
    numbers["sample"] = _by_label(judged, "dlq_breaker_sample_records", "result")
    for key, name in _BUCKETS.items():
        numbers[key] = _histogram(_of(stage, name, samples))
    return numbers


def _of(stage: str, name: str, samples: dict[str, list[Sample]]) -> list[Sample]:
    full = f"{_PREFIX}{name}"
    return [
        sample
        for sample in samples.get(name, [])
        if sample.name == full and sample.labels.get("stage") == stage
    ]


def _histogram(samples: Iterable[Sample]) -> list[tuple[float | None, float]]:
    """Return the buckets in ascending order; `None` stands for infinity, which JSON does not have."""
    counts: defaultdict[float, float] = defaultdict(float)
    for sample in samples:
        counts[float(sample.labels["le"])] += sample.value
    return [(bound if bound != float("inf") else None, counts[bound]) for bound in sorted(counts)]


def _by_label(samples: Iterable[Sample], name: str, label: str) -> dict[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for sample in samples:
        if sample.name == f"{_PREFIX}{name}":
            counts[sample.labels[label]] += sample.value
    return dict(sorted(counts.items()))
