"""What happened is kept as it was logged: only what people should see, bounded, repeats together."""

import inspect
import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from service.telemetry import events
from service.telemetry.happenings import (
    HAPPENINGS,
    REPEATING,
    TEXT_CHARACTERS,
    TOLD,
    Happening,
    Happenings,
    happening_of,
)
from service.telemetry.logging import configure_logging

LINE = {"timestamp": "2026-11-19T10:00:00.5Z", "level": "warning", "stage": "tag", "process": "0"}


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log errors only, and keep what happens; yields what is written."""
    output = io.StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    configure_logging("error", "json", stage="tag", process="3")
    monkeypatch.setattr(events, "_log", structlog.stdlib.get_logger("dateline"))
    HAPPENINGS.clear()
    yield output
    HAPPENINGS.clear()
    structlog.reset_defaults()


def failure(second: int, *, partition: int = 1) -> Happening:
    """Return an event that repeats while something is broken."""
    facts: dict[str, Any] = {"partition": partition, "error": "Lost", "detail": str(second)}
    at = f"2026-11-19T10:{second // 60:02}:{second % 60:02}+00:00"
    return Happening(at=at, event="partition_failed", level="warning", stage="tag", process="0", facts=facts)


def test_what_is_logged_is_what_happened(logged: io.StringIO) -> None:
    """Process and time are those of the line, and the level that is written makes no difference."""
    events.process_exited("tag", 0, -9, "sigkill")
    events.partitions_assigned("tag", [0, 2], 1)

    _, kept = HAPPENINGS.after(0)
    assert [one.happening.event for one in kept] == ["process_exited", "partitions_assigned"]
    assert kept[1].happening.facts == {"partitions": [0, 2]}
    assert (kept[1].happening.stage, kept[1].happening.process) == ("tag", "3")
    assert logged.getvalue() == ""


def test_what_is_left_out_of_the_log_did_not_happen_twice(logged: io.StringIO) -> None:
    """The limit of repeats is the log's own."""
    for _ in range(3):
        events.broker_awaited("kafka:9092", "nobody listens")

    assert len(HAPPENINGS.after(0)[1]) == 1


def test_single_messages_are_no_happenings() -> None:
    """Nor are partitions that were opened with nothing to restore."""
    assert happening_of({**LINE, "event": "dead_letter_kept"}) is None
    assert happening_of({**LINE, "event": "partition_opened", "partition": 1, "restored": 0}) is None
    assert happening_of({**LINE, "event": "partition_opened", "partition": 1, "restored": 5}) is not None


def test_facts_are_bounded() -> None:
    """Long texts and lists are cut, and other fields are left out."""
    kept = happening_of({**LINE, "event": "brokers_away", "detail": "x" * 5000, "bootstrap": "kafka:9092"})
    taken = happening_of({**LINE, "event": "partitions_assigned", "partitions": list(range(1000))})

    assert kept is not None
    assert taken is not None
    assert kept.facts == {"detail": "x" * TEXT_CHARACTERS}
    assert len(str(taken.facts["partitions"])) < 200


def test_repeats_are_one_that_happened_several_times() -> None:
    """Its identity stays and its number grows; another partition, or one long after, is another."""
    kept = Happenings()
    for second in (0, 5, 50):
        kept.add(failure(second))
    kept.add(failure(51, partition=2))
    number, before = kept.after(0)
    kept.add(failure(55))
    kept.add(failure(300))

    assert [(one.id, one.happening.times) for one in before] == [(1, 3), (4, 1)]
    assert [(one.id, one.happening.times) for one in kept.after(number)[1]] == [(1, 4), (6, 1)]


def test_number_of_them_is_bounded() -> None:
    """The oldest go."""
    kept = Happenings(3)
    for second in range(10):
        kept.add(Happening(at=str(second), event="worker_ready", level="info"))

    assert [one.happening.at for one in kept.after(0)[1]] == ["7", "8", "9"]


def test_taken_ones_are_gone() -> None:
    """What a process has handed over is not handed over again."""
    kept = Happenings()
    for second in range(5):
        kept.add(Happening(at=str(second), event="worker_ready", level="info"))

    assert [len(kept.take(3)), len(kept.take(3)), len(kept.take(3))] == [3, 2, 0]


def test_every_happening_is_an_event_with_these_fields() -> None:
    """A misspelt name or field would never be seen."""
    functions = inspect.getsource(events).split("\ndef ")
    for name, fields in TOLD.items():
        state = name.removeprefix("breaker_")  # of the breaker, of which these names are made
        logged = 'f"breaker_{name}"' if state in {"open", "probing", "closed"} else f'"{name}"'
        (text,) = [function for function in functions if logged in function]
        given = set(re.findall(r"\b(\w+)=", text))
        given |= {"error", "detail"} if "_error(" in text else set()
        given |= {"topic", "partition", "offset"} if "_place(" in text else set()
        assert set(fields) <= given, name


def test_repeating_ones_are_told() -> None:
    """What is put together is among what is kept."""
    assert set(TOLD) > REPEATING
