"""Failures, restarts and rebalances as events, with the queues going on between them."""

import heapq
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from tests.bench.fleet.group import Group
from tests.bench.fleet.model import Fleet, Membership, Moment, Result
from tests.bench.fleet.queues import Floats, Queues


class Kind(IntEnum):
    """What happens; of what happens at once, the lower number comes first."""

    FAIL = 0
    STOP = 1
    OUT = 2
    BACK = 3
    ASSIGN = 4


class Event(NamedTuple):
    """Something at a time, with a worker it is about."""

    at: float
    kind: Kind
    worker: int


class Hour:
    """One run of a fleet.

    Args:
        fleet: what is simulated.
        failures: times and workers, instead of drawn ones.
    """

    def __init__(self, fleet: Fleet, failures: list[tuple[float, int]] | None = None) -> None:
        self._fleet = fleet
        self._chance = chance = np.random.default_rng(fleet.seed)
        self._events: list[Event] = list(self._planned(chance) if failures is None else ())
        self._events += [Event(at, Kind.FAIL, worker) for at, worker in failures or ()]
        heapq.heapify(self._events)
        self.failed, self.stopped = 0, 0
        self._away: dict[int, float] = {}  # when each is out of the group if it does not come back
        self._assigning = False
        self._again = False
        self.group = Group(fleet, chance)
        self.queues = Queues(fleet, chance)

    def _planned(self, chance: np.random.Generator) -> Iterator[Event]:
        fleet = self._fleet
        for worker in range(fleet.workers):
            at = chance.exponential(fleet.failures_each)
            while at < fleet.length:
                yield Event(float(at), Kind.FAIL, worker)
                at += chance.exponential(fleet.failures_each)
            if fleet.deploy_begin is not None:
                share = worker / fleet.workers
                yield Event(fleet.deploy_begin + share * fleet.deploy_length, Kind.STOP, worker)

    def waits(self) -> Iterator[tuple[float, Floats, float]]:
        """Yield at each tick the time, the waits of all partitions, and the share that is closed."""
        fleet = self._fleet
        for number in range(int(fleet.length / fleet.tick)):
            at = number * fleet.tick
            while self._events and self._events[0].at <= at:
                self._happen(heapq.heappop(self._events))
            is_open = self.group.is_open(at)
            self.queues.step(at, self.group.owner, is_open)
            yield at, self.queues.waits(at), 1 - float(is_open.mean())

    def _happen(self, event: Event) -> None:
        at, kind, worker = event
        match kind:
            case Kind.FAIL | Kind.STOP if worker not in self._away:
                self._leave(at, worker, is_told=kind is Kind.STOP)
            case Kind.OUT if self._away.get(worker) == at and worker in self.group.members:
                self.group.members.discard(worker)
                self._rebalance(at)
            case Kind.BACK if worker in self._away:
                self._come_back(at, worker)
            case Kind.ASSIGN:
                self.group.assign(at)
                for absent in self._away:
                    self.group.lost(absent, at)
                self._assigning = False
                if self._again:
                    self._again = False
                    self._rebalance(at)

    def _leave(self, at: float, worker: int, *, is_told: bool) -> None:
        self.failed += not is_told
        self.stopped += is_told
        # The session counts from the last heartbeat, which was some time before.
        self._away[worker] = out = at + self._fleet.session - self._chance.uniform(0, self._fleet.heartbeat)
        self.group.lost(worker, at)
        self._push(at + self._fleet.restart, Kind.BACK, worker)
        if is_told and self._fleet.membership is not Membership.STATIC:
            self.group.members.discard(worker)  # it says that it leaves; a static member does not
            self._rebalance(at)
        else:
            self._push(out, Kind.OUT, worker)

    def _come_back(self, at: float, worker: int) -> None:
        del self._away[worker]
        was_member = worker in self.group.members
        self.group.members.add(worker)
        if self._fleet.membership is Membership.STATIC and was_member:
            self.group.came_back(worker, at)
        else:
            self._rebalance(at)

    def _rebalance(self, at: float) -> None:
        """Begin a rebalance; a change during one makes another follow."""
        if self._assigning:
            self._again = True
            return
        self._assigning = True
        self._push(self.group.begin(at), Kind.ASSIGN, -1)

    def _push(self, at: float, kind: Kind, worker: int) -> None:
        heapq.heappush(self._events, Event(at, kind, worker))


def simulate(fleet: Fleet, failures: list[tuple[float, int]] | None = None) -> Result:
    """Return what an hour of a fleet comes to; the same fleet gives the same result."""
    hour = Hour(fleet, failures)
    moments: list[Moment] = []
    counted: list[Floats] = []
    commit, closed = 0.0, []
    for at, waits, share in hour.waits():
        median, p99 = np.percentile(waits, (50, 99))
        total = float(hour.queues.backlog.sum())
        moments.append(Moment(at, float(median), float(p99), float(waits.max()), total, share))
        if at >= fleet.warm_up:
            counted.append(waits)
            closed.append(share)
            commit = max(commit, float(hour.queues.commit))
    every = np.concatenate(counted)
    p50, p99 = np.percentile(every, (50, 99))
    return Result(
        moments=moments,
        rebalances=hour.group.rebalances,
        failures=hour.failed,
        restarts=hour.stopped,
        closed=float(np.mean(closed)),
        p50=float(p50),
        p99=float(p99),
        worst=float(every.max()),
        commit=commit,
    )
