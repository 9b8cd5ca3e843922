"""The breaker opens on an abnormal share of enough items, tries a few, and closes or opens again."""

import asyncio
from collections import Counter

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

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


@pytest.mark.parametrize(
    ("records", "now", "load"),
    [
        ([], 0, 0.0),
        ([(100, 0, 0)], 0, 0.0),
        ([(100, 100, 0)], 0, 0.5),
        ([(400, 100, 0)], 0, 0.5),
        ([(199, 199, 0)], 0, 0.995),
        ([(199, 199, 0)], 61, 0.0),
        ([(200, 200, 0)], 61, 1.0),
    ],
)
def test_it_says_how_near_it_is_to_opening(
    records: list[tuple[int, int, float]], now: float, load: float
) -> None:
    """Share and number both count; what is old does not; open is open."""
    assert _breaker(*records).sample(now).load == pytest.approx(load)


def test_one_that_never_opens_is_never_near() -> None:
    """The breaker can be switched off."""
    breaker = Breaker(BreakerLimits(share=1.0))
    breaker.record(10_000, Counter(empty=10_000), 0)

    assert breaker.sample(0).load == 0.0


class Done:
    """A committed slice, as far as the gate asks."""

    def __init__(self, items: int, letters: int) -> None:
        self.items = items
        self.reasons = Counter(empty=letters)


def test_coming_near_is_told_once() -> None:
    """Before it opens, with the same words; not again while it stays near."""
    gate = BreakerGate("normalize", 3, LIMITS)
    with capture_logs() as logs:
        for items, letters in ((90, 90), (20, 20), (20, 20), (300, 300)):
            gate.record(Done(items, letters))  # type: ignore[arg-type]

    assert [log["event"] for log in logs] == ["breaker_near", "breaker_open"]
    assert logs[0]["why"] == "110 of 110 items became dead letters (110 empty)"
    assert logs[0]["partition"] == 3


def test_what_it_judges_by_is_measured() -> None:
    """Items by result and the way to opening, and nothing once the partition is given up."""
    gate = BreakerGate("normalize", 77, LIMITS)
    gate.record(Done(100, 60))  # type: ignore[arg-type]
    gate.measured()
    before = [_value("dlq_breaker_sample_records", result=name) for name in ("published", "dead_letter")]
    load = _value("dlq_breaker_load_ratio")
    gate.close()

    assert (before, load) == ([40.0, 60.0], 0.5)
    assert _value("dlq_breaker_sample_records", result="dead_letter") == 0.0
    assert _value("dlq_breaker_load_ratio") == 0.0


def _value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"dateline_{name}", {"stage": "normalize", "partition": "77", **labels})
