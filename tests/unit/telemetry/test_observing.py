"""Many values into a histogram at once."""

import random

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.samples import Sample

from service.telemetry.observing import observe_all

BOUNDS = (0.1, 0.5, 1.0, 5.0)


def samples(histogram: Histogram) -> list[Sample]:
    """Return all series of a histogram but when it was made."""
    return [one for one in next(iter(histogram.collect())).samples if not one.name.endswith("_created")]


def test_all_at_once_is_as_one_after_the_other() -> None:
    """Sums and buckets are equal, on the bounds, between them and beyond."""
    chance = random.Random(1)  # noqa: S311 - a repeatable draw
    values = [0.0, *BOUNDS, 1e9, *(chance.choice((0.25, 0.75, 2.0, 8.0)) for _ in range(200))]
    one, all_of_them = (
        Histogram("age", "-", ["stage"], buckets=BOUNDS, registry=CollectorRegistry()) for _ in range(2)
    )

    for value in values:
        one.labels("tag").observe(value)
    observe_all(all_of_them.labels("tag"), values)

    assert samples(one) == samples(all_of_them)


def test_nothing_observed_is_nothing_counted() -> None:
    """An empty batch leaves everything as it was."""
    histogram = Histogram("age", "-", buckets=BOUNDS, registry=CollectorRegistry())
    observe_all(histogram, [])

    assert all(one.value == 0 for one in samples(histogram))
