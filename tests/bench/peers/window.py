"""From which record to which one an engine is measured; pure, on the counts of arrivals.

Engines commit in bursts, some of them seconds apart, and a burst takes a moment to read. Both ends of a
measurement therefore lie at the end of a burst: when nothing more comes for a moment, or after
`SETTLE_SECONDS` where something always comes.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

LEAD_SHARE, LEAD_MOST = 0.1, 3_000
WINDOW_SECONDS = 8.0
SETTLE_SECONDS = 1.0


class Look(NamedTuple):
    """The clock and the engine's processor time, both in seconds."""

    at: float
    cpu: float


class Mark(NamedTuple):
    """How many records had come at a look."""

    done: int
    look: Look


def window(arrivals: Iterator[int], total: int, look: Callable[[], Look]) -> tuple[Mark, Mark]:
    """Return the ends of a measurement.

    Args:
        arrivals: how many records came each time; 0 when for a moment none did.
        total: how many there will be.
        look: tells time and processor time.
    """
    first = _settled(arrivals, 0, min(LEAD_SHARE * total, LEAD_MOST), total, look)
    last = first
    while last.done < total and last.look.at - first.look.at < WINDOW_SECONDS:
        last = _settled(arrivals, last.done, last.done + 1, total, look)
    return first, last


def _settled(arrivals: Iterator[int], done: int, wanted: float, total: int, look: Callable[[], Look]) -> Mark:
    """Read on until `wanted` records have come, and then to the end of their burst."""
    reached: float | None = None
    mark = Mark(done, look())
    for arrived in arrivals:
        done += arrived
        if arrived:
            mark = Mark(done, look())
        if done < wanted:
            continue
        reached = mark.look.at if reached is None else reached
        if not arrived or done >= total or mark.look.at - reached >= SETTLE_SECONDS:
            break
    return mark
