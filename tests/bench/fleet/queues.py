"""Partitions as queues: articles arrive by chance, each worker shares its core among its open partitions."""

import numpy as np
from numpy.typing import NDArray

from tests.bench.fleet.model import Fleet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Queues:
    """What waits on each partition.

    Args:
        fleet: rates and limits.
        chance: draws arrivals.
    """

    def __init__(self, fleet: Fleet, chance: np.random.Generator) -> None:
        self._fleet, self._chance = fleet, chance
        self.backlog: Floats = np.zeros(fleet.partitions)
        self._idle: Floats = np.zeros(fleet.partitions)
        self._before: Floats = np.zeros(fleet.partitions)
        self.commit = fleet.batch

    def step(self, at: float, owner: Ints, is_open: NDArray[np.bool_]) -> None:
        """Let a tick pass; `owner` is the worker of each partition, -1 for none."""
        fleet = self._fleet
        expected = self.rate(at) * fleet.tick / fleet.partitions
        self.backlog += self._chance.poisson(expected, fleet.partitions)
        working = is_open & (owner >= 0)
        self.backlog -= self._served(owner, working)
        self._before = np.where(~working & (self._idle == 0), self._age(at), self._before)
        self._idle = np.where(working, 0.0, self._idle + fleet.tick)
        self.commit = max(fleet.batch, working.sum() / fleet.transactions)

    def _served(self, owner: Ints, working: NDArray[np.bool_]) -> Floats:
        fleet = self._fleet
        waiting = np.where(working, self.backlog, 0.0)
        of_worker = np.bincount(owner[working], waiting[working], fleet.workers)
        share = np.minimum(1.0, fleet.tick / fleet.service / np.maximum(of_worker, 1e-9))
        served = waiting * np.where(working, share[owner], 0.0)
        carried = fleet.broker_rate * fleet.tick
        total = served.sum()
        return served * (carried / total) if total > carried else served

    def waits(self, at: float) -> Floats:
        """Return for how many seconds the oldest article of each partition waits.

        Where nothing is worked on, it gets older with time. Elsewhere what waits arrived lately, so it is as
        old as arrivals of the present rate take to make as much; an article in a batch waits for half of it
        on average.
        """
        return np.where(self._idle > 0, self._before + self._idle, self._age(at)) + self.commit / 2

    def _age(self, at: float) -> Floats:
        return self.backlog * self._fleet.partitions / self.rate(at)

    def rate(self, at: float) -> float:
        """Return the articles that arrive a second at a time."""
        fleet = self._fleet
        is_burst = fleet.burst_begin <= at < fleet.burst_begin + fleet.burst_length
        return fleet.rate * (fleet.burst if is_burst else 1.0)
