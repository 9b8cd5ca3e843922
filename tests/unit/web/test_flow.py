"""The numbers behind the page's flow."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from service.web.flow import flow_of


def make_registry() -> CollectorRegistry:
    """Return a few series as the worker has them."""
    registry = CollectorRegistry()
    received = Counter("dateline_messages_received", "", ["stage"], registry=registry)
    received.labels(stage="normalize").inc(7)
    received.labels(stage="tag").inc(5)
    waiting = Gauge("dateline_consumer_lag_records", "", ["stage", "partition"], registry=registry)
    waiting.labels(stage="tag", partition="0").set(2)
    waiting.labels(stage="tag", partition="1").set(3)
    age = Gauge("dateline_commit_age_seconds", "", ["stage", "partition"], registry=registry)
    age.labels(stage="tag", partition="0").set(4)
    age.labels(stage="tag", partition="1").set(9)
    letters = Counter("dateline_dlq_messages", "", ["stage", "reason"], registry=registry)
    letters.labels(stage="normalize", reason="oversize").inc()
    letters.labels(stage="tag", reason="oversize").inc(2)
    work = Histogram("dateline_stage_duration_seconds", "", ["stage"], registry=registry, buckets=(0.1, 1))
    for seconds in (0.05, 0.5, 5):
        work.labels(stage="tag").observe(seconds)
    return registry


def test_each_stage_has_its_sums() -> None:
    """Counters and gauges are summed over partitions; the oldest commit is the largest, not the sum."""
    stages = {stage["name"]: stage for stage in flow_of(make_registry().collect())["stages"]}

    assert list(stages) == ["normalize", "deduplicate", "tag"]
    assert stages["normalize"]["received"] == 7
    assert stages["tag"]["received"] == 5
    assert stages["tag"]["waiting"] == 5
    assert stages["tag"]["commit_age"] == 9
    assert stages["deduplicate"]["received"] == 0


def test_histograms_are_cumulative_with_infinity_last() -> None:
    """Bounds ascend; JSON has no infinity, so it is null."""
    stages = {stage["name"]: stage for stage in flow_of(make_registry().collect())["stages"]}

    assert stages["tag"]["work"] == [(0.1, 1.0), (1.0, 2.0), (None, 3.0)]
    assert stages["normalize"]["work"] == []


def test_dead_letters_are_counted_by_reason() -> None:
    """The same reason in two stages is one number."""
    assert flow_of(make_registry().collect())["dead_letters"] == {"oversize": 3.0}
