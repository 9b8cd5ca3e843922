"""A consumer group: who is a member, which partitions are whose, and when each of them is worked on.

Times are those of Kafka's classic protocol: a change is learnt by heartbeat, all members have to join before
the leader assigns, and a partition is opened before it is worked on.
"""

import numpy as np
from numpy.typing import NDArray

from tests.bench.fleet.model import Fleet, Membership
from tests.bench.fleet.queues import Ints

NEVER = float("inf")


class Group:
    """The group's state.

    Args:
        fleet: its size and protocol.
        chance: draws when members ask.
    """

    def __init__(self, fleet: Fleet, chance: np.random.Generator) -> None:
        self._fleet, self._chance = fleet, chance
        self.members = set(range(fleet.workers))
        self.owner: Ints = np.arange(fleet.partitions) % fleet.workers
        self.opens = np.zeros(fleet.partitions)
        self.closes = np.full(fleet.partitions, NEVER)
        self.rebalances = 0

    def is_open(self, at: float) -> NDArray[np.bool_]:
        """Return which partitions are worked on."""
        return (self.opens <= at) & (at < self.closes)

    def lost(self, worker: int, at: float) -> None:
        """A worker stops; its partitions stay its own until the group knows better."""
        mine = self.owner == worker
        self.closes[mine] = np.minimum(self.closes[mine], at)

    def came_back(self, worker: int, at: float) -> None:
        """A static member is back under its name: it opens what it had."""
        mine = self.owner == worker
        self.opens[mine], self.closes[mine] = at + self._fleet.open, NEVER

    def begin(self, at: float) -> float:
        """Begin a rebalance; return when all have joined and the leader has assigned."""
        self.rebalances += 1
        fleet = self._fleet
        asked = at + self._chance.uniform(0, fleet.heartbeat, fleet.workers)
        if fleet.membership is not Membership.COOPERATIVE:
            told = np.where(self.owner >= 0, asked[self.owner], NEVER)
            self.closes = np.minimum(self.closes, told)
        joined = max((asked[one] for one in self.members), default=at)
        return float(joined) + fleet.assign * (len(self.members) + fleet.partitions)

    def assign(self, at: float) -> None:
        """Give each partition an owner, moving as few as possible; open them."""
        before = self.owner.copy()
        self.owner = balanced(before, sorted(self.members))
        moved = before != self.owner
        ready = at + self._fleet.open
        if self._fleet.membership is Membership.COOPERATIVE:
            # What moves from a living owner is given up in a round of its own.
            ready += self._fleet.heartbeat
            self.opens[moved] = ready
            self.closes[moved] = NEVER
        else:
            self.opens[:] = ready
            self.closes[:] = NEVER


def balanced(owner: Ints, members: list[int]) -> Ints:
    """Return an even assignment to `members` that keeps as many partitions as it can where they are."""
    result = np.full(len(owner), -1, dtype=np.int64)
    if not members:
        return result
    low, more = divmod(len(owner), len(members))
    held = dict.fromkeys(members, 0)
    free: list[int] = []
    extra = more
    for partition, before in enumerate(owner.tolist()):
        count = held.get(before)
        if count is None or count > low or (count == low and not extra):
            free.append(partition)
            continue
        extra -= count == low
        held[before] = count + 1
        result[partition] = before
    for member in members:
        while free and held[member] < low:
            held[member] += 1
            result[free.pop()] = member
    for member in members:
        if free and held[member] == low:
            held[member] += 1
            result[free.pop()] = member
    return result
