"""Which faults happen in a run, in which order and for how long: a function of the seed.

Every fault of the list happens once, in the long form and in the short; only pauses and outages are
shorter there, but always longer than the 10 s after which a group gives up a member that says nothing.
"""

import random
from enum import StrEnum

import msgspec

SEEDS = 20
"""How many seeds the full run has."""


class Fault(StrEnum):
    """What can happen; each is one function of `tests.chaos.faults`."""

    KILL_STAGE = "kill stage process"
    KILL_SUPERVISOR = "kill supervisor"
    TERMINATE = "terminate worker"
    PAUSE_STAGE = "pause stage process"
    PAUSE_WORKER = "pause worker"
    SCALE = "1 → 3 → 1 workers"
    RESTART_BROKER = "restart broker"
    CRASH_BROKER = "crash broker"
    BROKER_AWAY = "broker away"
    CUT_NETWORK = "cut network"
    SLOW_BROKER = "slow broker"
    SLOW_DISK = "slow disk"
    KILL_IN_RESTORE = "kill in restore"
    KILL_IN_TRANSACTION = "kill in transaction"


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """How long things last, in seconds, and how often they are repeated.

    Attributes:
        pause: a stopped process or a cut network.
        away: a broker that is gone.
        slow: a broker that only works now and then, or has a slow disk.
        kills: of the kinds of kill that have to hit a moment.
    """

    messages: int
    pause: float
    away: float
    slow: float
    kills: int


FULL = Scale(messages=60_000, pause=30.0, away=60.0, slow=20.0, kills=6)
SHORT = Scale(messages=2_500, pause=12.0, away=12.0, slow=5.0, kills=2)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One run.

    Attributes:
        workers: how many run when nothing happens: two or three.
        faults: in their order.
    """

    seed: int
    workers: int
    faults: tuple[Fault, ...]
    scale: Scale


def make_plan(seed: int, scale: Scale) -> Plan:
    """Return the plan of a seed."""
    random_ = random.Random(f"plan {seed}")  # noqa: S311 - chance that can be repeated
    faults = list(Fault)
    random_.shuffle(faults)
    return Plan(seed=seed, workers=2 + seed % 2, faults=tuple(faults), scale=scale)
