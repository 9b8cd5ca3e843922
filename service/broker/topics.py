"""Which topics there should be: `schemas/topics/*.yaml`, read and checked.

The files name topics without their prefix. Which of them a cluster lacks is `service.broker.admin`.
"""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from service.broker import BrokerError
from service.model import Topics

MEBIBYTE = 1024 * 1024
HOUR_MS = 3_600_000
LARGEST_RAW = 64 * MEBIBYTE
# Default of the setting; a longer one raises what is expected of the cluster, see `expected_topics`.
HORIZON_MS = 72 * HOUR_MS
POLICIES = frozenset({"delete", "compact", "compact,delete"})
# Topics whose messages carry a raw message's bytes, or a record made of them, which is no smaller.
CARRY_RAW_BYTES = frozenset({"raw", "dead-letter"})
CONFIG_KEYS = frozenset(
    """cleanup.policy compression.type delete.retention.ms max.compaction.lag.ms max.message.bytes
    message.timestamp.type min.cleanable.dirty.ratio min.compaction.lag.ms min.insync.replicas retention.bytes
    retention.ms segment.bytes segment.ms""".split()
)


class TopicSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One topic as its file describes it.

    Attributes:
        name: without prefix; the file's name.
        description: what lies on it.
        key: what the messages' key is.
        value: schema of the value under `schemas/messages`, `None` when any bytes are allowed.
        producers: who writes to it.
        consumers: who reads it.
        partitions: how many.
        config: Kafka's topic settings, all as text, as Kafka has them.
    """

    name: str
    description: str
    key: str
    value: str | None
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    partitions: int
    config: dict[str, str | int]


class ExpectedTopic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic under its full name with everything the cluster should have."""

    name: str
    partitions: int
    config: dict[str, str]


def load_topic_specs(folder: Traversable | None = None) -> tuple[TopicSpec, ...]:
    """Read and check all topic files; they come in the order of the flow.

    Args:
        folder: holds the files; by default that of the installed package or of the repository.

    Raises:
        BrokerError: a file is missing or breaks a rule; the message names file and rule.
    """
    folder = folder or _default_folder()
    try:
        paths = sorted(
            (path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda p: p.name
        )
    except OSError as error:
        raise BrokerError(f"no topic files at {folder}: {error.strerror}") from error
    specs = tuple(_read_spec(path) for path in paths)
    order = list(_short_names(Topics()))
    for problem in (*(p for spec in specs for p in problems_of(spec)), *problems_between(specs)):
        raise BrokerError(problem)
    return tuple(sorted(specs, key=lambda spec: order.index(spec.name)))


def problems_of(spec: TopicSpec) -> tuple[str, ...]:
    """Return every rule that one file breaks, as a line each."""
    config, file = spec.config, f"{spec.name}.yaml"
    checks = (
        (spec.partitions >= 1, "partitions must be 1 or more"),
        (bool(spec.description.strip() and spec.key.strip()), "description and key must say something"),
        (bool(spec.producers and spec.consumers), "producers and consumers must not be empty"),
        (config.keys() <= CONFIG_KEYS, f"unknown config {', '.join(sorted(config.keys() - CONFIG_KEYS))}"),
        (config.get("cleanup.policy") in POLICIES, f"cleanup.policy must be one of {sorted(POLICIES)}"),
        (_whole(config, "retention.ms") > 0, "retention.ms must be set, in milliseconds"),
        (_whole(config, "max.message.bytes") > 0, "max.message.bytes must be set, in bytes"),
        (
            spec.name not in CARRY_RAW_BYTES or _whole(config, "max.message.bytes") > LARGEST_RAW,
            "max.message.bytes must exceed 64 MiB: raw messages and their headers pass here",
        ),
    )
    return tuple(f"{file}: {rule}" for holds, rule in checks if not holds)


def problems_between(specs: Iterable[TopicSpec]) -> tuple[str, ...]:
    """Return every rule that the files break together, as a line each."""
    found = {spec.name: spec for spec in specs}
    wanted = set(_short_names(Topics()))
    if found.keys() != wanted:
        lacking, unknown = sorted(wanted - found.keys()), sorted(found.keys() - wanted)
        return (f"topic files: lacking {lacking}, unknown {unknown}",)
    normalized, state = found["normalized"], found["fingerprints"]
    raw, dead = found["raw"], found["dead-letter"]
    checks = (
        (
            normalized.partitions == state.partitions,
            "fingerprints.yaml: partitions must equal those of normalized.yaml: each partition has its state",
        ),
        (
            _whole(state.config, "retention.ms") > HORIZON_MS,
            "fingerprints.yaml: retention.ms must exceed the 72 hours that articles are remembered",
        ),
        (
            "compact" in str(state.config["cleanup.policy"]),
            "fingerprints.yaml: cleanup.policy must compact: only the latest fingerprint counts",
        ),
        (
            _whole(dead.config, "max.message.bytes") > _whole(raw.config, "max.message.bytes"),
            "dead-letter.yaml: max.message.bytes must exceed that of raw.yaml: headers are added",
        ),
    )
    return tuple(rule for holds, rule in checks if not holds)


def expected_topics(
    specs: Iterable[TopicSpec], topics: Topics, *, routed: Iterable[str] = (), horizon_hours: float = 72
) -> tuple[ExpectedTopic, ...]:
    """Return what a cluster should have, under the topics' full names.

    Args:
        specs: the topic files.
        topics: the full names.
        routed: targets of routing rules; they are set up like the enriched topic.
        horizon_hours: how long articles are remembered; their fingerprints are kept twice as long.
    """
    names = _short_names(topics)
    found = {spec.name: spec for spec in specs}
    expected = {names[spec.name]: _expected(names[spec.name], spec) for spec in found.values()}
    state = expected[topics.fingerprints]
    retention = max(int(state.config["retention.ms"]), int(2 * horizon_hours * HOUR_MS))
    expected[state.name] = msgspec.structs.replace(
        state, config=state.config | {"retention.ms": str(retention)}
    )
    for name in routed:
        expected.setdefault(name, _expected(name, found["enriched"]))
    return tuple(expected.values())


def _expected(name: str, spec: TopicSpec) -> ExpectedTopic:
    config = {key: str(value) for key, value in spec.config.items()}
    return ExpectedTopic(name=name, partitions=spec.partitions, config=config)


def _short_names(topics: Topics) -> dict[str, str]:
    """Map a file's name to the topic's full name."""
    return {field.replace("_", "-"): name for field, name in msgspec.structs.asdict(topics).items()}


def _whole(config: dict[str, str | int], key: str) -> int:
    """Return a setting as a number, 0 when it is absent or none."""
    value = config.get(key, 0)
    return value if isinstance(value, int) else 0


def _default_folder() -> Traversable:
    installed = files("service").joinpath("_schemas", "topics")
    if installed.is_dir():
        return installed
    return Path(__file__).parents[2] / "schemas" / "topics"


def _read_spec(path: Traversable) -> TopicSpec:
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        spec = msgspec.convert(content, TopicSpec)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise BrokerError(f"{path.name}: {' '.join(str(error).split())}") from error
    if f"{spec.name}.yaml" != path.name:
        raise BrokerError(f"{path.name}: name is {spec.name!r}, but must be the file's name")
    return spec
