"""The rule by which a soak is flat or is not."""

import pytest

from tests.bench.worker.slope import memory_trend, rate_trend, theil_sen

TIMES = [float(n) for n in range(100)]


def test_the_slope_is_not_moved_by_peaks() -> None:
    """One point in ten may be anything."""
    values = [2.0 * at + (500.0 if at % 10 == 0 else 0.0) for at in TIMES]

    assert theil_sen(TIMES, values) == pytest.approx(2.0)


def test_a_slope_needs_two_points() -> None:
    """One moment has no direction."""
    with pytest.raises(ValueError, match="two points"):
        theil_sen([1.0, 1.0], [2.0, 3.0])


def test_long_series_are_thinned() -> None:
    """A day of seconds is judged in a moment, with the same slope."""
    times = [float(n) for n in range(86_400)]

    assert theil_sen(times, [0.5 * at for at in times]) == pytest.approx(0.5)


def test_growth_in_the_warm_up_does_not_count() -> None:
    """What fills up in the first quarter and stays is flat."""
    assert memory_trend("tag-0", TIMES, [min(at, 20.0) * 10 for at in TIMES]).is_flat


def test_a_leak_is_no_flat_memory() -> None:
    """A tenth more over the measured time is too much; so is it for a small process beyond 8 MB."""
    found = memory_trend("tag-0", TIMES, [300.0 + at * 0.4 for at in TIMES])

    assert not found.is_flat
    assert found.growth == pytest.approx(0.4 * 74, rel=0.02)
    assert memory_trend("supervisor", TIMES, [60.0 + at * 0.09 for at in TIMES]).is_flat


def test_throughput_may_grow_and_may_not_fall() -> None:
    """A twentieth less over the measured time is too much."""
    assert rate_trend("articles", TIMES, [100.0 + at for at in TIMES]).is_flat
    assert not rate_trend("articles", TIMES, [200.0 - 0.3 * at for at in TIMES]).is_flat
