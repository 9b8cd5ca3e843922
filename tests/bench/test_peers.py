"""What the tables of engines say of rounds, and of engines that failed in one."""

from collections.abc import Iterator

import pytest

from tests.bench.peers.figures import Drained, Late
from tests.bench.peers.report import tables
from tests.bench.peers.window import Look, window

DRAINED = [
    Drained("dateline", "pass", 100, 4000.0, 0.2, round=0),
    Drained("faust", "pass", 100, 1000.0, 0.8, round=0),
    Drained("dateline", "pass", 100, 6000.0, 0.1, round=1),
    Drained("faust", "pass", 100, 2000.0, 0.5, round=1),
    Drained("quix", "pass", 100, 9000.0, 0.05, round=1),
]


def test_ratios_are_taken_within_a_round() -> None:
    """An engine that failed in the first round is compared with the second one of ours."""
    rows = tables({}, DRAINED, [], ["round 1, pass: quix ended: out of memory"])["engines"].splitlines()

    assert (
        "| pass-through of 3 KB, one hop | quix | 1 | 9,000 (9,000–9,000) | 0.050 | 0.67 (0.67–0.67) | 2.00 |"
        in rows
    )
    assert any("| faust | 2 | 1,500 (1,000–2,000) | 0.650 | 3.50 (3.00–4.00) | 0.23 |" in row for row in rows)
    assert "- Left out: round 1, pass: quix ended: out of memory" in rows


def test_every_engine_is_named_with_its_settings() -> None:
    """The list under the table says how each was set up."""
    text = tables({"quixstreams": "3.28.1"}, DRAINED, [], [])["engines"]

    assert "quixstreams: 3.28.1" in text
    assert "- **faust**: plain agent, `exactly_once`" in text


def test_lateness_is_a_row_each() -> None:
    """Rate and the three percentiles."""
    found = tables({}, DRAINED, [Late("quix", "whole", 80.0, 1600, 120.0, 200.0, 250.4)], [])["lateness"]

    assert found.splitlines()[-1] == "| whole job, three hops | quix | 80 | 120 | 200 | 250 |"


def told(rate: float, every: float, count: int) -> tuple[float, int]:
    """Return the speed that is measured of an engine that commits every so often, and on how many records."""
    now = 0.0

    def arrivals() -> Iterator[int]:
        nonlocal now
        done = 0
        while done < count:
            now += 0.1
            due = min(count, int(rate * every * int(now / every + 1e-9)))
            yield due - done
            done = due

    first, last = window(arrivals(), count, lambda: Look(now, now / 2))
    return (last.done - first.done) / (last.look.at - first.look.at), last.done - first.done


@pytest.mark.parametrize("every", [0.1, 1.0, 5.0])
def test_speed_does_not_depend_on_how_often_an_engine_commits(every: float) -> None:
    """Both ends of a measurement lie at the end of a burst."""
    speed, worked = told(1_000.0, every, 100_000)

    assert speed == pytest.approx(1_000.0, rel=0.02)
    assert 7_000 < worked < 13_000


def test_a_topic_that_is_empty_ends_the_measurement() -> None:
    """Fewer messages than the window takes: all but the first ones count."""
    speed, worked = told(1_000.0, 0.1, 4_000)

    assert speed == pytest.approx(1_000.0, rel=0.02)
    assert worked == pytest.approx(4_000 - 400 - 1_000, abs=250)
