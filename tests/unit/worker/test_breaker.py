"""The breaker opens on an abnormal share of enough items, tries a few, and closes or opens again."""

import asyncio
from collections import Counter

import pytest

from service.worker.breaker import PROBE_ITEMS, Breaker, BreakerGate, BreakerLimits, BreakerState

LIMITS = BreakerLimits(share=0.5, min_items=200, window_seconds=60, wait_seconds=300)


def _breaker(*records: tuple[int, int, float]) -> Breaker:
    """Return a breaker that was told (items, dead letters, time)."""
    breaker = Breaker(LIMITS)
    for items, letters, now in records:
        breaker.record(items, Counter(undecodable=letters), now)
    return breaker


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([(199, 199, 0)], BreakerState.CLOSED),
        ([(200, 100, 0)], BreakerState.CLOSED),
        ([(200, 101, 0)], BreakerState.OPEN),
        ([(100, 100, 0), (100, 1, 30)], BreakerState.OPEN),
        ([(150, 150, 0), (150, 10, 61)], BreakerState.CLOSED),
        ([(1, 1, n) for n in range(300)], BreakerState.CLOSED),
    ],
)
def test_it_opens_when_most_of_enough_recent_items_failed(
    records: list[tuple[int, int, float]], state: BreakerState
) -> None:
    """Few items, half of them or those of long ago are no reason."""
    assert _breaker(*records).state is state


def test_it_says_why() -> None:
    """The reason has numbers and names, the most frequent first."""
    breaker = Breaker(LIMITS)
    breaker.record(300, Counter(empty=10, malformed_json=200), 0)

    assert breaker.why == "210 of 300 items became dead letters (200 malformed_json, 10 empty)"


def test_a_share_of_one_never_opens() -> None:
    """The breaker can be switched off."""
    breaker = Breaker(BreakerLimits(share=1.0))
    breaker.record(10_000, Counter(empty=10_000), 0)

    assert breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize(("letters", "state"), [(PROBE_ITEMS, BreakerState.OPEN), (1, BreakerState.CLOSED)])
def test_a_probe_decides_on_its_own_items_alone(letters: int, state: BreakerState) -> None:
    """What failed before the pause does not count any more; a few items are enough."""
    breaker = _breaker((200, 200, 0))
    breaker.probe()
    breaker.record(PROBE_ITEMS - 1, Counter(empty=letters - 1), 1)
    probing = breaker.state
    breaker.record(1, Counter(empty=1), 2)

    assert probing is BreakerState.PROBING
    assert breaker.state is state


@pytest.mark.parametrize("by_command", [True, False])
async def test_the_gate_waits_for_time_or_command(by_command: bool) -> None:
    """It lets go after the wait by itself, and at once on command, in both cases to probe."""
    gate = BreakerGate("normalize", 0, BreakerLimits(wait_seconds=60 if by_command else 0.01))
    waiting = asyncio.create_task(gate.wait())
    await asyncio.sleep(0)
    if by_command:
        gate.resume()
    await asyncio.wait_for(waiting, 5)

    assert gate.is_probing
    assert gate.why is None
