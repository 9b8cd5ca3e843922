"""How much machine a load needs: articles a second → processes, partitions, memory, disk, network.

Pure arithmetic on measured constants (`sizing.json`, written by `python -m tests.bench.sizing`) and stated
assumptions. A cost is a line: something for each article, and something for each kilobyte of it. Queues are
not modelled; the share of a process that may be busy (`Policy.utilisation`) keeps room for them.
"""

import math
from collections.abc import Iterator, Mapping
from importlib.resources import files

import msgspec

PARTITION_STEPS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
SPARE_PARTITIONS = 1.5  # a topic's partitions over a stage's processes: room to add some, and an even share
KILOBYTE = 1000


class Line(msgspec.Struct, frozen=True):
    """A quantity that grows with the article: `fixed` for each, `per_kb` for each 1,000 bytes."""

    fixed: float
    per_kb: float

    def at(self, size: float) -> float:
        """Return the quantity for an article of `size` bytes."""
        return self.fixed + self.per_kb * size / KILOBYTE


class Costs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured. Milliseconds of one core, bytes of a record, megabytes of a process.

    Attributes:
        measured: the day.
        source: the command that measured.
        machine: what it ran on.
        normalize_text: by the bytes of a plain text.
        normalize_page: by the bytes of a web page.
        deduplicate: by the bytes of the body, as are the following.
        tag: the tagging stage's functions.
        engine: what the worker takes for a message and hop, whatever the stage does.
        normalized: bytes of a record on `normalized`, `unique` and `duplicates`.
        enriched: bytes of a record on `enriched` and the routed topics.
        fingerprint: bytes of one on `fingerprints`.
        process_mb: resident memory of a process, by stage, and of the `supervisor`.
        remembered: bytes of memory for each article that de-duplication remembers.
    """

    measured: str
    source: str
    machine: str
    normalize_text: Line
    normalize_page: Line
    deduplicate: Line
    tag: Line
    engine: float
    normalized: Line
    enriched: Line
    fingerprint: Line
    process_mb: dict[str, float]
    remembered: float


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What arrives.

    Attributes:
        per_second: articles, on average over a day.
        message_bytes: of a raw message.
        body_bytes: of the article in it; for plain text about the same.
        is_page: raw messages are web pages.
        peak: how much more arrives in the busiest minutes.
        duplicates: share of articles that copy an earlier one and are not tagged.
        busiest_language: share of the language that has most.
        routed: further topics that an article goes to, on average.
        readers: how many consumers read everything enriched.
    """

    per_second: float
    message_bytes: float
    body_bytes: float
    is_page: bool = False
    peak: float = 3.0
    duplicates: float = 0.3
    busiest_language: float = 0.6
    routed: float = 0.2
    readers: int = 1


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How it is to be run.

    Attributes:
        utilisation: share of a process that may be busy at the peak; the rest is for queues and restarts.
        replication: copies of each topic.
        brokers: how many there are.
        broker_mb: megabytes a second that one broker's network carries each way.
        horizon_hours: how long de-duplication remembers.
        retention: seconds that each topic keeps, by its short name (`raw`, `normalized`, …).
        batch_seconds: how long a transaction collects, at most.
    """

    utilisation: float = 0.6
    replication: int = 3
    brokers: int = 3
    broker_mb: float = 100.0
    horizon_hours: float = 72.0
    retention: Mapping[str, float] = msgspec.field(default_factory=dict)
    batch_seconds: float = 0.05


class StageSize(msgspec.Struct, frozen=True):
    """What a stage needs at the peak; `milliseconds` are those of one core for a message."""

    stage: str
    per_second: float
    milliseconds: float
    cores: float
    processes: int
    partitions: int
    memory_mb: float
    transactions: float


class BrokerSize(msgspec.Struct, frozen=True):
    """What the brokers together carry: at the peak, and on disk after the topics' retention."""

    written_mb: float
    sent_mb: float
    disk_gb: float
    transactions: float


class Ceiling(msgspec.Struct, frozen=True):
    """Where something ends: at how many articles a second on average, and what to do then."""

    what: str
    per_second: float
    remedy: str


class Size(msgspec.Struct, frozen=True):
    """The whole answer; the lowest ceiling comes first."""

    stages: tuple[StageSize, ...]
    brokers: BrokerSize
    ceilings: tuple[Ceiling, ...]


def load_costs() -> Costs:
    """Return the measured constants of the package."""
    return msgspec.json.decode((files("service") / "sizing.json").read_bytes(), type=Costs)


def size(load: Load, policy: Policy, costs: Costs) -> Size:
    """Return what a load needs."""
    stages = tuple(_stages(load, policy, costs))
    ceilings = sorted(_ceilings(load, policy, costs), key=lambda one: one.per_second)
    return Size(stages, _brokers(load, policy, costs, stages), tuple(ceilings))


def stage_ms(load: Load, costs: Costs) -> dict[str, float]:
    """Return milliseconds of one core that an article takes at each stage, the engine's included."""
    normalize = costs.normalize_page if load.is_page else costs.normalize_text
    functions = {
        "normalize": normalize.at(load.message_bytes),
        "deduplicate": costs.deduplicate.at(load.body_bytes),
        "tag": costs.tag.at(load.body_bytes),
    }
    return {stage: cost + costs.engine for stage, cost in functions.items()}


def _stages(load: Load, policy: Policy, costs: Costs) -> Iterator[StageSize]:
    for stage, milliseconds in stage_ms(load, costs).items():
        share = 1 - load.duplicates if stage == "tag" else 1.0
        rate = load.per_second * load.peak * share
        cores = rate * milliseconds / 1000
        processes = max(1, math.ceil(cores / policy.utilisation))
        partitions = _partitions(processes)
        memory = processes * costs.process_mb[stage]
        if stage == "deduplicate":
            memory += load.per_second * policy.horizon_hours * 3600 * costs.remembered / 1e6
        commits = min(rate, partitions / policy.batch_seconds)
        yield StageSize(stage, rate, milliseconds, cores, processes, partitions, memory, commits)


def _partitions(processes: int) -> int:
    wanted = processes * SPARE_PARTITIONS
    return next((step for step in PARTITION_STEPS if step >= wanted), math.ceil(wanted))


def topic_bytes(load: Load, costs: Costs) -> dict[str, float]:
    """Return bytes that an arriving article leaves on each topic, on average, one copy of each."""
    record = costs.normalized.at(load.body_bytes)
    enriched = costs.enriched.at(load.body_bytes) * (1 - load.duplicates)
    return {
        "raw": load.message_bytes,
        "normalized": record,
        "unique": record * (1 - load.duplicates),
        "duplicates": record * load.duplicates,
        "fingerprints": costs.fingerprint.at(load.body_bytes),
        "enriched": enriched,
        "routed": enriched * load.routed,
    }


def _brokers(load: Load, policy: Policy, costs: Costs, stages: tuple[StageSize, ...]) -> BrokerSize:
    each = topic_bytes(load, costs)
    written, sent = _traffic(load, policy, costs)
    kept = sum(
        size * policy.retention.get("enriched" if topic == "routed" else topic, 0.0)
        for topic, size in each.items()
    )
    return BrokerSize(
        written_mb=written * load.per_second * load.peak,
        sent_mb=sent * load.per_second * load.peak,
        disk_gb=kept * load.per_second * policy.replication / 1e9,
        transactions=sum(stage.transactions for stage in stages),
    )


def _traffic(load: Load, policy: Policy, costs: Costs) -> tuple[float, float]:
    """Return megabytes that all brokers take in, and send out, for an article that arrives."""
    each = topic_bytes(load, costs)
    arriving = sum(each.values()) / 1e6
    copies = arriving * (policy.replication - 1)
    read = (each["raw"] + each["normalized"] + each["unique"] + each["enriched"] * load.readers) / 1e6
    return arriving + copies, read + copies


def _ceilings(load: Load, policy: Policy, costs: Costs) -> Iterator[Ceiling]:
    milliseconds = stage_ms(load, costs)
    one = (
        1000 * policy.utilisation / load.peak
    )  # milliseconds that a process may work in a second of the mean
    yield Ceiling(
        "de-duplication of the busiest language, which is one partition's work",
        one / milliseconds["deduplicate"] / load.busiest_language,
        "part the raw topic by desk or region over several installations; copies between them are not found",
    )
    most = PARTITION_STEPS[-1] / SPARE_PARTITIONS
    yield Ceiling(
        f"tagging with {PARTITION_STEPS[-1]:,} partitions of `unique`",
        one * most / milliseconds["tag"] / (1 - load.duplicates),
        "a second installation with a group of its own on other raw topics",
    )
    busiest = max(_traffic(load, policy, costs)) * load.peak
    yield Ceiling(
        f"the network of {policy.brokers} brokers, {policy.broker_mb:g} MB a second each way",
        policy.brokers * policy.broker_mb * policy.utilisation / busiest,
        "more brokers; compression by the raw topic's producers",
    )
