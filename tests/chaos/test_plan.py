"""Plans: the same for a seed, complete, and different between seeds."""

import inspect

from tests.chaos.faults import FAULTS
from tests.chaos.plan import FULL, SHORT, Fault, make_plan

SESSION_SECONDS = 10.0


def test_a_plan_has_every_fault_once_in_an_order_of_its_own() -> None:
    """The seed decides the order; both numbers of workers occur."""
    plans = [make_plan(seed, SHORT) for seed in range(1, 21)]

    assert all(sorted(plan.faults) == sorted(Fault) for plan in plans)
    assert len({plan.faults for plan in plans}) == len(plans)
    assert {plan.workers for plan in plans} == {2, 3}
    assert make_plan(7, SHORT) == make_plan(7, SHORT)


def test_pauses_are_longer_than_a_session() -> None:
    """A pause that the group does not notice would test nothing."""
    assert min(FULL.pause, FULL.away, SHORT.pause, SHORT.away) > SESSION_SECONDS
    assert (FULL.messages, FULL.pause, FULL.away) == (60_000, 30.0, 60.0)


def test_every_fault_is_carried_out_by_one_function() -> None:
    """The list and the functions belong together."""
    assert FAULTS.keys() == set(Fault)
    assert len(set(FAULTS.values())) == len(Fault)
    assert all(inspect.iscoroutinefunction(function) for function in FAULTS.values())
