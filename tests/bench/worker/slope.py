"""Whether a series of values is flat: the rule by which a soak is judged.

After the warm-up (a quarter of the time) the slope is the median of the slopes between all pairs of points
(Theil 1950, Sen 1968), which single peaks and steps do not move. It is told as what it adds up to over the
measured time. Memory is flat when that is under 5 % of its median, or under 8 MB, which is less than what one
segment of the allocator moves it by; throughput is flat when it loses under 5 %.
"""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

import msgspec

WARM_UP = 0.25
SHARE = 0.05
LEAST_MB = 8.0
MOST_POINTS = 400
"""Pairs grow with the square of it; longer series are thinned."""


class Trend(msgspec.Struct, frozen=True):
    """A series after its warm-up.

    Attributes:
        name: of what.
        middle: median value.
        growth: what the slope adds up to over the measured time.
        is_flat: by the rule.
    """

    name: str
    middle: float
    growth: float
    is_flat: bool


def theil_sen(times: Sequence[float], values: Sequence[float]) -> float:
    """Return the median of the slopes of all pairs of points.

    Raises:
        ValueError: fewer than two points, or all at one time.
    """
    step = -(-len(times) // MOST_POINTS) if times else 1
    points = list(zip(times, values, strict=True))[::step]
    slopes = [(v - u) / (t - s) for (s, u), (t, v) in combinations(points, 2) if t != s]
    if not slopes:
        raise ValueError("a slope needs two points")
    return median(slopes)


def memory_trend(name: str, times: Sequence[float], megabytes: Sequence[float]) -> Trend:
    """Judge the memory of a process."""
    middle, growth = _measured(times, megabytes)
    return Trend(name, middle, growth, growth < max(LEAST_MB, SHARE * middle))


def rate_trend(name: str, times: Sequence[float], rates: Sequence[float]) -> Trend:
    """Judge a throughput."""
    middle, growth = _measured(times, rates)
    return Trend(name, middle, growth, growth > -SHARE * middle)


def _measured(times: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    begin = times[0] + (times[-1] - times[0]) * WARM_UP
    kept = [(at, value) for at, value in zip(times, values, strict=True) if at >= begin]
    slope = theil_sen([at for at, _ in kept], [value for _, value in kept])
    return median(value for _, value in kept), slope * (kept[-1][0] - kept[0][0])
