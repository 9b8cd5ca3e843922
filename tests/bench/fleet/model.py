"""What is simulated: a fleet, what arrives, what fails, and what is assumed of the group and the brokers."""

from enum import StrEnum

import msgspec


class Membership(StrEnum):
    """How a consumer group hands partitions over.

    `eager`: at every change all members give up all partitions. This is what Dateline does today.
    `static`: the same, but a member that comes back within the session under its own name gets its partitions
    back without a rebalance (`DATELINE_INSTANCE_ID`).
    `cooperative`: only partitions that move are given up (KIP-429). Faust does not offer it.
    """

    EAGER = "eager"
    STATIC = "static"
    COOPERATIVE = "cooperative"


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """A fleet and its hour; times in seconds, rates a second.

    Attributes:
        workers: processes of the stage, one core each.
        partitions: of its topic.
        service: processor time of an article, the worker's own included. Only its mean matters here: a tick
            holds dozens of articles.
        utilisation: mean arrivals over what all workers can do.
        burst: how much more arrives during the burst.
        burst_begin: when it begins.
        burst_length: how long it lasts.
        failures_each: mean time between failures of one process, its machine's included (exponential).
        restart: from a failure or a stop until the process asks to join again.
        deploy_begin: when a rolling restart begins; None for none.
        deploy_length: until the last process was told to restart.
        membership: see there.
        session: a member whose last heartbeat is so long ago is out (10 s; the chart's static session: 45 s).
        heartbeat: how often members ask; they learn of a rebalance by it.
        assign: time the leader takes for each member and partition.
        open: time from the assignment until a partition is worked on: fencing, committed offset, state.
        batch: how long a transaction collects at most.
        transactions: how many commits all brokers can do; beyond, batches grow.
        broker_rate: articles that the brokers' network and disks carry.
        length: simulated time.
        tick: step of the queues.
        warm_up: what the statistics leave out at the beginning.
        seed: of arrivals, failures and heartbeats.
    """

    workers: int
    partitions: int
    service: float = 0.006
    utilisation: float = 0.6
    burst: float = 2.0
    burst_begin: float = 1200.0
    burst_length: float = 120.0
    failures_each: float = 86_400.0
    restart: float = 20.0
    deploy_begin: float | None = 2100.0
    deploy_length: float = 900.0
    membership: Membership = Membership.EAGER
    session: float = 10.0
    heartbeat: float = 2.0
    assign: float = 2e-5
    open: float = 0.2
    batch: float = 0.05
    transactions: float = 6_000.0
    broker_rate: float = 50_000.0
    length: float = 3600.0
    tick: float = 0.5
    warm_up: float = 60.0
    seed: int = 7

    @property
    def rate(self) -> float:
        """Articles that arrive a second, on average."""
        return self.utilisation * self.workers / self.service


class Moment(msgspec.Struct, frozen=True):
    """The fleet at one tick: seconds that the oldest articles wait, and what is not worked on."""

    at: float
    median: float
    p99: float
    worst: float
    backlog: float
    closed: float


class Result(msgspec.Struct, frozen=True):
    """What an hour came to.

    Attributes:
        moments: one for each tick.
        rebalances: how many there were.
        failures: processes that died, and `restarts` those that were restarted on purpose.
        closed: share of partition-seconds without an owner that works.
        p50: seconds of waiting, over partitions and time, as are the next two.
        commit: longest time between two commits of a partition that the brokers allowed.
    """

    moments: list[Moment]
    rebalances: int
    failures: int
    restarts: int
    closed: float
    p50: float
    p99: float
    worst: float
    commit: float
