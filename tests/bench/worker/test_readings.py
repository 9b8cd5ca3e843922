"""What two readings of a running worker say together."""

import pytest

from tests.bench.worker.counted import Counts
from tests.bench.worker.readings import Hop, Reading, engine_share, hop, rates, spread, working


def reading(at: float, *, messages: int, tagged: int = 0, cpu: float = 0.0, function: float = 0.0) -> Reading:
    """Return a moment of a worker that normalises and tags."""
    counts = {
        "normalize": Counts(messages=messages, passed=messages, cpu_ns=int(function * 1e9)),
        "deduplicate": Counts(),
        "tag": Counts(messages=tagged, passed=tagged),
    }
    return Reading(at, {"normalize-0": cpu, "tag-0": 1.0}, {"normalize-0": 1}, counts)


def test_a_hop_is_what_lies_between_a_tenth_and_all() -> None:
    """Start-up before the first tenth and idling after the last message do not count."""
    found = hop(
        [
            reading(0, messages=0, cpu=2.0),
            reading(1, messages=10, cpu=3.0, function=0.5),
            reading(2, messages=110, cpu=3.3, function=0.7),
            reading(9, messages=110, cpu=8.0, function=0.7),
        ],
        "normalize",
        lead=0.05,
    )

    assert found is not None
    assert found.messages == 100
    assert found.function == pytest.approx(2.0)
    assert found.engine == pytest.approx(1.0)


def test_a_stage_that_was_done_between_two_readings_has_a_hop() -> None:
    """A quick machine may be done before it is looked at again; start-up counts then."""
    found = hop(
        [
            reading(0, messages=0, cpu=2.0),
            reading(1, messages=100, cpu=2.4, function=0.3),
            reading(2, messages=100, cpu=2.5, function=0.3),
        ],
        "normalize",
    )

    assert found is not None
    assert found.messages == 100
    assert found.function == pytest.approx(3.0)
    assert found.engine == pytest.approx(1.0)


def test_a_stage_without_messages_has_no_hop() -> None:
    """There is nothing to divide by."""
    assert hop([reading(0, messages=0)], "normalize") is None


def test_the_share_weighs_stages_by_their_messages() -> None:
    """A stage of few messages counts for little."""
    found = engine_share([Hop("normalize", 90, 1.0, 1.0), Hop("tag", 10, 9.0, 1.0)])

    assert found == pytest.approx(100 / 280)


def test_work_is_from_the_first_message_to_the_last() -> None:
    """Waiting before and after is left out."""
    readings = [
        reading(0, messages=0),
        reading(5, messages=0),
        reading(6, messages=3),
        reading(7, messages=9, tagged=9),
        reading(8, messages=9, tagged=9),
    ]
    began, ended = working(readings)

    assert (began.at, ended.at) == (5, 7)
    assert rates(readings)[-2:] == [9.0, 0.0]
    with pytest.raises(ValueError, match="nothing was done"):
        working(readings[:2])


def test_spread_is_the_median_with_its_extremes() -> None:
    """Of three rounds the middle one stands for all."""
    assert spread([3, 1, 2]).told(".0f") == "2 (1–3)"
