"""Log lines: one JSON object each, libraries' included, repeats left out."""

import contextlib
import io
import json
import logging
import subprocess
import sys

import pytest
import structlog

from service.telemetry import logging as dateline_logging
from service.telemetry.logging import RepeatLimit, configure_logging

SCRIPT = """
import logging, warnings
import faust, aiokafka
from service.telemetry.logging import configure_logging
from service.telemetry import events
configure_logging("info", "json", stage="tag")
events.http_listening("127.0.0.1", 80)
logging.getLogger("aiokafka.cluster").error("unable to reach %s", "broker")
logging.getLogger("mode.worker").info("Starting...")
logging.getLogger("other").info("line one\\nline two")
for _ in range(5):
    logging.getLogger("aiokafka.cluster").error("again %s", 1)
try:
    1 / 0
except ZeroDivisionError as error:
    events.stage_failed("tag", error)
warnings.warn("odd")
"""


def test_every_line_is_json() -> None:
    """Own events, libraries, exceptions and warnings: each is one JSON object on one line."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    names = [line["event"] for line in lines]
    assert done.stdout == ""
    assert names.count("again 1") == 1
    assert "http_listening" in names
    assert "Starting..." not in names
    assert any("ZeroDivisionError" in line.get("exception", "") for line in lines)
    assert all({"timestamp", "level", "event", "stage"} <= line.keys() for line in lines)


def test_repeated_warning_is_written_once_in_ten_seconds() -> None:
    """The next one that is written says how many were not."""
    now = [0.0]
    limit = RepeatLimit(10, clock=lambda: now[0])
    event = {"event": "broker_awaited", "reason": "refused"}
    assert limit(None, "warning", dict(event)) == event
    for now[0] in (1.0, 9.9):
        with pytest.raises(structlog.DropEvent):
            limit(None, "warning", dict(event))
    now[0] = 10.0
    assert limit(None, "warning", dict(event)) == {**event, "suppressed": 2}


def test_other_reason_is_another_event() -> None:
    """Two kinds of dead letters are both told."""
    limit = RepeatLimit(10, clock=lambda: 0.0)
    limit(None, "warning", {"event": "dead_letter_kept", "reason": "empty"})
    assert limit(None, "warning", {"event": "dead_letter_kept", "reason": "oversize"})


def test_information_and_marked_events_are_never_dropped() -> None:
    """Only warnings and errors repeat, and some of them must always be seen."""
    limit = RepeatLimit(10, clock=lambda: 0.0)
    for _ in range(3):
        assert limit(None, "info", {"event": "a"})
        assert limit(None, "error", {"event": "b", "always": True}) == {"event": "b"}


def test_levels_are_pythons() -> None:
    """The settings' levels are names that logging knows."""
    assert {"debug", "info", "warning", "error"} <= {name.lower() for name in logging.getLevelNamesMapping()}


@pytest.mark.parametrize(("no_color", "has_colour"), [("1", False), ("", True)])
def test_no_color_is_obeyed_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, no_color: str, has_colour: bool
) -> None:
    """A terminal gets readable lines, coloured unless NO_COLOR asks otherwise."""
    monkeypatch.setenv("NO_COLOR", no_color)
    written = io.StringIO()
    monkeypatch.setattr(written, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", written)
    handlers = logging.getLogger().handlers[:]
    try:
        configure_logging("info", "auto")
        logging.getLogger("test").warning("something")
    finally:
        logging.getLogger().handlers[:] = handlers
        structlog.reset_defaults()

    assert ("\x1b[" in written.getvalue()) is has_colour
    assert "something" in written.getvalue()


def test_number_of_a_burst_that_has_ended_is_told() -> None:
    """When nothing like it comes again, the number left out is there all the same, once."""
    now = [0.0]
    limit = RepeatLimit(10, clock=lambda: now[0])
    event = {"event": "dead_letter_kept", "reason": "empty"}
    limit(None, "warning", dict(event))
    for _ in range(999):
        with pytest.raises(structlog.DropEvent):
            limit(None, "warning", dict(event))
    assert limit.overdue() == []
    now[0] = 10.0
    assert limit.overdue() == [("dead_letter_kept", "empty", 999)]
    assert limit.overdue() == []


def test_end_of_the_process_tells_at_once() -> None:
    """What would be told later is not lost."""
    limit = RepeatLimit(10, clock=lambda: 0.0)
    limit(None, "error", {"event": "a", "error": "TimeoutError"})
    with pytest.raises(structlog.DropEvent):
        limit(None, "error", {"event": "a", "error": "TimeoutError"})
    assert limit.overdue(all_of_them=True) == [("a", "TimeoutError", 1)]


def test_many_kinds_of_events_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds whose time is over and that left nothing out make room; those that count are kept."""
    monkeypatch.setattr(dateline_logging, "REMEMBERED_EVENTS", 3)
    now = [0.0]
    limit = RepeatLimit(10, clock=lambda: now[0])
    for name in "aab":
        with contextlib.suppress(structlog.DropEvent):
            limit(None, "warning", {"event": name})
    now[0] = 20.0
    for name in "cd":
        limit(None, "warning", {"event": name})
    assert limit.overdue() == [("a", "", 1)]


REPEATING = """
import logging
from service.telemetry import logging as dateline_logging
dateline_logging.configure_logging("info", "json", stage="tag")
now = [0.0]
dateline_logging._foreign_repeats._clock = lambda: now[0]
log = logging.getLogger("aiokafka.cluster")
for _ in range(4):
    log.error("away from %s", "broker")
logging.getLogger("aiokafka.cluster").error("away from broker")
now[0] = 11.0
log.error("away from %s", "broker")
log.error("away from %s", "broker")
dateline_logging.tell_repeats(at_end=True)
"""


def test_repeats_of_libraries_are_counted_too() -> None:
    """Their next line carries the number, and what is left over is told at the end."""
    done = subprocess.run([sys.executable, "-c", REPEATING], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    found = [(line["event"], line.get("of"), line.get("suppressed")) for line in lines]
    assert found == [
        ("away from broker", None, None),
        ("away from broker", None, None),
        ("away from broker", None, 3),
        ("repeats_left_out", "away from %s", 1),
    ]
