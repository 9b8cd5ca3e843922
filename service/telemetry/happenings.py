"""What happened lately: the few log lines a person should see, kept as they were logged.

`Happenings` stands in the chain of the log behind the limit of repeats, so what it keeps is what is written,
with the same time and the same facts, whatever level the log is written at. A stage process hands what it
has to its supervisor (`service.worker.status`), which keeps that of all processes for the live page. Bounded
in number and size.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from structlog.typing import EventDict, WrappedLogger

KEPT = 200
TEXT_CHARACTERS = 200
LIST_ITEMS = 32
MERGE_SECONDS = 60.0

Fact = str | int | float | list[int]

# Event → those of its fields that are kept. What is not here concerns single messages, or nobody.
TOLD: Mapping[str, tuple[str, ...]] = {
    "worker_started": ("version",),
    "worker_ready": (),
    "worker_stopping": ("signal",),
    "process_spawned": ("pid",),
    "process_exited": ("status", "cause"),
    "process_will_restart": ("wait_seconds",),
    "stage_failed": ("error", "detail"),
    "stuck_detected": ("what", "seconds"),
    "message_overdue": ("topic", "partition", "offset", "seconds"),
    "supervisor_lost": (),
    "partitions_assigned": ("partitions",),
    "partitions_revoked": ("partitions",),
    "partition_opened": ("partition", "restored", "seconds"),
    "partition_failed": ("partition", "error", "detail"),
    "restore_progressed": ("partition", "remaining"),
    "breaker_near": ("partition", "why"),
    "breaker_open": ("partition", "why"),
    "breaker_probing": ("partition",),
    "breaker_closed": ("partition",),
    "broker_awaited": ("detail",),
    "topics_awaited": ("missing",),
    "brokers_away": ("detail",),
    "brokers_back": ("seconds",),
    "tables_renewed": ("gazetteer", "routes", "rules"),
    "tables_refused": ("reason",),
}
# Of these, equal ones in a row are one that happened several times.
REPEATING = frozenset({"partition_failed", "restore_progressed", "broker_awaited", "topics_awaited"})


class Happening(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened.

    Attributes:
        at: when it was logged, RFC 3339 UTC; the last time, if it happened several times.
        event: name of the log line.
        level: of the log line.
        stage: whose it is, if it is of one stage.
        process: number of the stage's process.
        facts: fields of the log line.
        times: how often in a row.
    """

    at: str
    event: str
    level: str
    stage: str = ""
    process: str = ""
    facts: dict[str, Fact] = {}
    times: int = 1


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """A happening as it is kept: `id` stays when it happens again, `number` grows with every change."""

    id: int
    number: int
    happening: Happening


class Happenings:
    """The newest happenings, oldest first; a structlog processor.

    Attributes:
        begun: when this process began to keep them.
    """

    def __init__(self, kept: int = KEPT) -> None:
        """Keep so many at most."""
        self.begun = time.time_ns()  # tells a process started anew, which counts anew, from the one before
        self._limit = kept
        self._kept: dict[int, Numbered] = {}
        self._number = 0
        self._lock = threading.Lock()

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Keep the event if people should see it; it goes on as it came."""
        happening = happening_of(event)
        if happening is not None:
            self.add(happening)
        return event

    def add(self, happening: Happening) -> None:
        """Keep one, and let go of the oldest when there are too many."""
        with self._lock:
            before = self._before(happening)
            self._number += 1
            if before is None:
                found = Numbered(id=self._number, number=self._number, happening=happening)
            else:
                times = before.happening.times + happening.times
                again = msgspec.structs.replace(happening, times=times)
                del self._kept[before.id]  # and to the end
                found = Numbered(id=before.id, number=self._number, happening=again)
            self._kept[found.id] = found
            if len(self._kept) > self._limit:
                del self._kept[next(iter(self._kept))]

    def after(self, number: int) -> tuple[int, Sequence[Numbered]]:
        """Return the newest number, and what changed after `number`, oldest first."""
        with self._lock:
            return self._number, [kept for kept in self._kept.values() if kept.number > number]

    def take(self, most: int) -> tuple[Happening, ...]:
        """Return the oldest, and keep them no longer."""
        with self._lock:
            taken = list(self._kept.values())[:most]
            for kept in taken:
                del self._kept[kept.id]
            return tuple(kept.happening for kept in taken)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._kept.clear()

    def _before(self, happening: Happening) -> Numbered | None:
        """Return the one of which this is a repetition, if there is one."""
        if happening.event not in REPEATING:
            return None
        for kept in reversed(self._kept.values()):
            if _key(kept.happening) == _key(happening):
                return kept if _seconds_between(kept.happening, happening) <= MERGE_SECONDS else None
        return None


# Of this process, as metrics are.
HAPPENINGS = Happenings()


def happening_of(event: Mapping[str, object]) -> Happening | None:
    """Return the log line as a happening; `None` if it is not one."""
    name = str(event.get("event"))
    fields = TOLD.get(name)
    if fields is None or (name == "partition_opened" and not event.get("restored")):
        return None
    return Happening(
        at=str(event.get("timestamp", "")),
        event=name,
        level=str(event.get("level", "info")),
        stage=str(event.get("stage", "")),
        process=str(event.get("process", event.get("number", ""))),
        facts={field: _bounded(event[field]) for field in fields if field in event},
    )


def _bounded(value: object) -> Fact:
    if isinstance(value, bool) or not isinstance(value, int | float | list):
        return str(value)[:TEXT_CHARACTERS]
    if isinstance(value, list):
        if all(isinstance(one, int) for one in value):
            return value[:LIST_ITEMS]
        return ", ".join(str(one) for one in value)[:TEXT_CHARACTERS]
    return value


def _key(happening: Happening) -> tuple[object, ...]:
    facts = happening.facts
    return (
        happening.event,
        happening.stage,
        happening.process,
        facts.get("partition"),
        facts.get("error"),
    )


def _seconds_between(first: Happening, second: Happening) -> float:
    try:
        then, now = datetime.fromisoformat(first.at), datetime.fromisoformat(second.at)
        return abs((now - then).total_seconds())
    except (TypeError, ValueError):
        return float("inf")
