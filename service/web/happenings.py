"""Happenings in words: one sentence for each, made of the fields of the log line and of nothing else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from service.telemetry.happenings import Happening, Numbered

Words = Callable[[str, Mapping[str, Any]], str]

# What happened → the sentence; given who it is (`tag-0`) and the facts.
_SENTENCES: Mapping[str, Words] = {
    "worker_started": lambda _, f: f"the worker started, version {f['version']}",
    "worker_ready": lambda _, f: "everything runs",
    "worker_stopping": lambda _, f: f"the worker was asked to end ({f['signal']})",
    "process_spawned": lambda who, f: f"{who} started, process {f['pid']}",
    "process_exited": lambda who, f: f"{who} {_end(f)}",
    "process_will_restart": lambda who, f: f"{who} is started again in {f['wait_seconds']:.1f} s",
    "stage_failed": lambda who, f: f"{who} cannot go on: {_error(f)}",
    "stuck_detected": lambda who, f: f"{who} got stuck for {f['seconds']} s ({f['what']}); it is ended",
    "message_overdue": lambda who, f: (
        f"{who} worked {f['seconds']:.0f} s on one message ({f['topic']} partition {f['partition']} offset "
        f"{f['offset']}); its process is killed and the message becomes a dead letter"
    ),
    "supervisor_lost": lambda who, f: f"{who} lost its supervisor and ends",
    "partitions_assigned": lambda who, f: f"{who} took {_partitions(f['partitions'])}",
    "partitions_revoked": lambda who, f: f"{who} gave up {_partitions(f['partitions'])}",
    "partition_opened": lambda who, f: (
        f"{who} restored partition {f['partition']}: {f['restored']:,} records in {f['seconds']:.1f} s"
    ),
    "partition_failed": lambda who, f: f"{who} has to open partition {f['partition']} anew: {_error(f)}",
    "restore_progressed": lambda who, f: (
        f"{who} restores partition {f['partition']}: {f['remaining']:,} records to go"
    ),
    "breaker_near": lambda who, f: (
        f"{who}: dead letters pile up on partition {f['partition']}, {f['why']}; its breaker is about to open"
    ),
    "breaker_open": lambda who, f: f"{who}: breaker open, partition {f['partition']} is paused: {f['why']}",
    "breaker_probing": lambda who, f: f"{who}: the breaker tries partition {f['partition']} again",
    "breaker_closed": lambda who, f: f"{who}: breaker closed, partition {f['partition']} goes on",
    "broker_awaited": lambda _, f: f"waiting for Kafka: {f['detail']}",
    "topics_awaited": lambda _, f: f"waiting for topics: {f['missing']}",
    "brokers_away": lambda _, f: f"Kafka does not answer: {f['detail']}",
    "brokers_back": lambda _, f: f"Kafka answers again, after {f['seconds']:.0f} s",
    "tables_renewed": lambda who, f: (
        f"{who} read files again: names {f['gazetteer']}, routes {f['routes']}, {f['rules']} files of rules"
    ),
    "tables_refused": lambda who, f: f"{who} refused a changed file, the old one stays: {f['reason']}",
}
_GOOD = frozenset({"worker_ready", "brokers_back", "breaker_closed"})
_CAUSES = {"stuck": "was stuck and ended itself", "failed": "failed", "ended": "ended without being asked to"}


def sentence(happening: Happening) -> str:
    """Return what happened in one line; its name where a fact lacks."""
    who = "-".join(part for part in (happening.stage, happening.process) if part) or "the worker"
    words = _SENTENCES.get(happening.event)
    try:
        return words(who, happening.facts) if words is not None else happening.event
    except (KeyError, ValueError, TypeError):
        return happening.event


def as_json(found: Sequence[Numbered]) -> list[dict[str, Any]]:
    """Return what the page shows: `{id, at, event, kind: info|good|warning|error, text, times}`."""
    return [
        {
            "id": kept.id,
            "at": kept.happening.at,
            "event": kept.happening.event,
            "kind": "good" if kept.happening.event in _GOOD else kept.happening.level,
            "text": sentence(kept.happening),
            "times": kept.happening.times,
        }
        for kept in found
    ]


def _end(facts: Mapping[str, Any]) -> str:
    cause, status = str(facts["cause"]), facts["status"]
    if cause.startswith("sig"):
        return f"was killed by {cause.upper()}"
    return f"{_CAUSES.get(cause, cause)} (status {status})"


def _error(facts: Mapping[str, Any]) -> str:
    error, detail = str(facts["error"]), str(facts.get("detail", ""))
    return detail if detail.startswith(error) else ": ".join(part for part in (error, detail) if part)


def _partitions(numbers: Sequence[int]) -> str:
    if not numbers:
        return "no partition"
    return f"partition{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
