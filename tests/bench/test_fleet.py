"""The simulated fleet: queues, the group's protocol, whole hours, and a real run that it agrees with."""

import msgspec
import numpy as np
import pytest

from tests.bench.fleet.__main__ import SIZES, compared, fleets, table
from tests.bench.fleet.chart import Panel, Series, chart
from tests.bench.fleet.group import balanced
from tests.bench.fleet.model import Fleet, Membership
from tests.bench.fleet.queues import Queues
from tests.bench.fleet.real import RESULT, Compared, _simulated, waits_of
from tests.bench.fleet.simulate import simulate

CALM = Fleet(
    workers=4, partitions=8, burst=1.0, failures_each=1e12, deploy_begin=None, length=120.0, warm_up=10.0
)


def test_a_calm_fleet_keeps_up() -> None:
    """Nothing fails, nothing moves: what waits is what a batch collects."""
    result = simulate(CALM)

    assert (result.rebalances, result.failures, result.closed) == (0, 0, 0)
    assert result.worst < 1


def test_the_same_seed_gives_the_same_hour() -> None:
    """And another one another hour."""
    fleet = msgspec.structs.replace(CALM, failures_each=60.0)

    assert simulate(fleet) == simulate(fleet)
    assert simulate(fleet) != simulate(msgspec.structs.replace(fleet, seed=8))


def test_a_worker_serves_what_its_core_does() -> None:
    """One core of 10 ms an article takes 100 a second from its partitions together, and no more."""
    fleet = msgspec.structs.replace(CALM, workers=1, partitions=2, service=0.01, utilisation=0.0001, tick=1.0)
    queues = Queues(fleet, np.random.default_rng(1))
    queues.backlog[:] = (300.0, 100.0)

    queues.step(0.0, np.zeros(2, dtype=np.int64), np.array([True, True]))

    assert queues.backlog.sum() == pytest.approx(300, abs=2)
    assert queues.backlog[0] == pytest.approx(3 * queues.backlog[1], rel=0.05)


def test_what_is_closed_waits() -> None:
    """A closed partition loses nothing, and its oldest article gets older with time."""
    queues = Queues(msgspec.structs.replace(CALM, tick=1.0), np.random.default_rng(1))
    is_open = np.array([True] * 7 + [False])
    owner = np.arange(8) % 4

    for second in range(5):
        queues.step(float(second), owner, is_open)

    waits = queues.waits(5.0)
    assert waits[7] == pytest.approx(5, abs=1.5)
    assert waits[:7].max() < 1


def test_brokers_that_carry_less_than_arrives_let_it_wait() -> None:
    """No number of workers helps."""
    result = simulate(msgspec.structs.replace(CALM, broker_rate=CALM.rate * 0.5))

    assert result.moments[-1].median == pytest.approx(60, rel=0.1)


def test_few_commits_part_them() -> None:
    """Eight partitions on brokers that do four commits a second: one every two seconds."""
    assert simulate(msgspec.structs.replace(CALM, transactions=4.0)).commit == pytest.approx(2.0)


@pytest.mark.parametrize("members", [[0], [0, 1, 2], [1, 3, 5, 7], list(range(9))])
def test_an_assignment_is_even_and_moves_little(members: list[int]) -> None:
    """No two members differ by more than one partition; who stays keeps what fits."""
    before = np.arange(20) % 8

    after = balanced(before, members)

    held = np.bincount(after, minlength=9)[members]
    assert held.max() - held.min() <= 1
    assert set(after.tolist()) <= set(members)
    most = -(-20 // len(members))
    kept = sum(min(int((before == one).sum()), most) for one in members)
    assert (after == before).sum() >= kept - len(members)


def test_nobody_left_leaves_nothing_owned() -> None:
    """A group without members has no owners."""
    assert set(balanced(np.arange(4), []).tolist()) == {-1}


def test_a_death_costs_the_session_and_a_rebalance() -> None:
    """Its partitions wait until it is missed; eager members all stop for a moment, others do not."""
    results = {
        kind: simulate(msgspec.structs.replace(CALM, membership=kind, restart=1e9), [(30.0, 1)])
        for kind in (Membership.EAGER, Membership.COOPERATIVE)
    }

    assert all(one.rebalances == 1 and 8 < one.worst < 16 for one in results.values())
    stopped = {kind: max(one.closed for one in result.moments) for kind, result in results.items()}
    assert stopped[Membership.EAGER] > stopped[Membership.COOPERATIVE] == pytest.approx(0.25)


def test_a_static_member_that_comes_back_moves_nothing() -> None:
    """Its partitions wait for it, and nobody else notices; if it does not come, it is missed."""
    static = msgspec.structs.replace(CALM, membership=Membership.STATIC, session=45.0)

    back = simulate(msgspec.structs.replace(static, restart=20.0), [(30.0, 1)])
    gone = simulate(msgspec.structs.replace(static, restart=1e9), [(30.0, 1)])

    assert (back.rebalances, gone.rebalances) == (0, 1)
    assert back.worst == pytest.approx(20.2, abs=1.5)
    assert gone.worst > 40


def test_a_rolling_restart_is_two_rebalances_a_worker() -> None:
    """Unless they come so close that one settles several."""
    slow = msgspec.structs.replace(CALM, deploy_begin=10.0, deploy_length=100.0, restart=5.0, length=200.0)

    result = simulate(slow)

    assert result.restarts == 4
    assert result.rebalances == 8
    assert simulate(msgspec.structs.replace(slow, deploy_length=0.4)).rebalances < 8


def test_the_simulation_agrees_with_real_workers() -> None:
    """What two real workers had lies within what the seeds say, with a second to spare for the machine."""
    found = msgspec.json.decode(RESULT.read_bytes(), type=Compared)
    hours = [_simulated(found.rate, seed) for seed in range(12)]

    least, most = (pick(one.killed for one in hours) for pick in (min, max))
    assert least - 1 < found.real.killed < most + 1
    assert found.real.other < max(one.other for one in hours) + 1


def test_waits_are_parted_by_worker() -> None:
    """The killed worker's half are the partitions that waited longer; before the kill it is usual."""
    found = {
        partition: [(5.0, 0.02), (13.0, 9.0 + partition if partition in {1, 3} else 0.2)]
        for partition in range(4)
    }

    assert waits_of(found) == type(waits_of(found))(killed=12.0, other=0.2, usual=0.02)


def test_tables_and_chart_have_every_fleet() -> None:
    """A row for each, a panel for each size, a line for each kind of membership."""
    every = list(fleets())
    result = simulate(CALM)

    assert len(every) == len(SIZES) * len(Membership)
    assert (
        table([("4 eager", CALM, result)]).splitlines()[-1].startswith("| 4 eager | 400 | 0 | 0 | 0 | 0.0% |")
    )
    assert "killed worker" in compared(msgspec.json.decode(RESULT.read_bytes(), type=Compared))
    drawn = chart([Panel("4 workers", [Series("eager", [(0.0, 0.1), (2.0, 5.0)])])])
    assert drawn.count("<polyline") == 1
    assert "4 workers" in drawn
