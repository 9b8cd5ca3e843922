"""Logs: structlog for our own events and for everything that libraries log, in one chain.

One JSON object a line on standard error, or a coloured line where that is a terminal. Warnings and errors
that repeat are written once in ten seconds with the number left out, so that a broker that is away
cannot fill a disk. Of a burst that has ended the number is told too, by `tell_repeats`, which whoever runs a
process calls now and then.
"""

import logging
import sys
import time
from collections.abc import Callable
from typing import Literal

import orjson
import structlog
from rich.console import Console
from structlog.typing import EventDict, Processor, WrappedLogger

from service.telemetry.happenings import HAPPENINGS

REPEAT_SECONDS = 10.0
REMEMBERED_EVENTS = 1_000
# `service` is what Faust calls our subclasses of its own classes; our events go to `dateline`.
NOISY_LIBRARIES = ("faust", "mode", "service", "aiokafka", "kafka", "aiohttp.access", "asyncio")

LogFormat = Literal["auto", "json", "console"]


class RepeatLimit:
    """A structlog processor: of equal warnings and errors, one in `seconds`.

    Equal means the same event with the same `reason` (or `error`). The next one that is written carries
    `suppressed`, the number of those that were not; if none comes, `overdue` has it.
    """

    def __init__(self, seconds: float = REPEAT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._last: dict[tuple[str, str], tuple[float, int]] = {}

    def __call__(self, _logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Return the event, or drop it.

        Raises:
            structlog.DropEvent: one like it was written a moment ago.
        """
        if method not in {"warning", "error", "exception"} or event.pop("always", False):
            return event
        key = (str(event.get("event"))[:120], str(event.get("reason") or event.get("error") or "")[:120])
        now = self._clock()
        then, suppressed = self._last.get(key, (float("-inf"), 0))
        if now - then < self._seconds:
            self._last[key] = (then, suppressed + 1)
            raise structlog.DropEvent
        if len(self._last) >= REMEMBERED_EVENTS:
            self._forget(now)
        self._last[key] = (now, 0)
        if suppressed:
            event["suppressed"] = suppressed
        return event

    def overdue(self, *, all_of_them: bool = False) -> list[tuple[str, str, int]]:
        """Return event, reason and number of those left out whose time is over, and count them anew.

        Args:
            all_of_them: those whose time is not over too, because the process ends.
        """
        now = self._clock()
        due = [
            (*key, suppressed)
            for key, (then, suppressed) in list(self._last.items())
            if suppressed and (all_of_them or now - then >= self._seconds)
        ]
        for event, reason, _ in due:
            self._last[event, reason] = (now, 0)
        return due

    def reset(self) -> None:
        """Begin anew."""
        self._last.clear()

    def _forget(self, now: float) -> None:
        """Make room: first by what would be written anyway, and if that is nothing, by everything."""
        recent = {key: kept for key, kept in self._last.items() if now - kept[0] < self._seconds or kept[1]}
        self._last = recent if len(recent) < REMEMBERED_EVENTS else {}


_own_repeats, _foreign_repeats = RepeatLimit(), RepeatLimit()


def tell_repeats(*, at_end: bool = False) -> None:
    """Log how often events were left out that have not been written since.

    Args:
        at_end: of the process: nothing is going to be written later.
    """
    log = structlog.stdlib.get_logger("dateline")
    for limit in (_own_repeats, _foreign_repeats):
        for event, reason, suppressed in limit.overdue(all_of_them=at_end):
            of = {"reason": reason} if reason else {}
            log.warning("repeats_left_out", always=True, of=event, suppressed=suppressed, **of)


def configure_logging(level: str = "info", log_format: LogFormat = "auto", **context: str) -> None:
    """Set up logging for this process, once, before anything logs.

    Args:
        level: least severe level that is written.
        log_format: `auto` means console on a terminal, JSON otherwise.
        context: key and value pairs on every line, such as `stage`.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    for limit in (_own_repeats, _foreign_repeats):
        limit.reset()
    shared = _shared_chain(context)
    structlog.configure(
        processors=[
            *shared,
            _own_repeats,
            HAPPENINGS,  # before the level: what happened is shown whatever is written
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _add_suppressed],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(log_format)],
        )
    )
    handler.addFilter(_ForeignRepeats())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in NOISY_LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.setLevel(logging.DEBUG if number <= logging.DEBUG else max(number, logging.WARNING))
    logging.captureWarnings(True)


def _shared_chain(context: dict[str, str]) -> list[Processor]:
    def add_context(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, **context}

    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_context,
        structlog.processors.StackInfoRenderer(),
    ]


def _add_suppressed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take over what `_ForeignRepeats` found out about a library's record."""
    suppressed = getattr(event["_record"], "suppressed", 0)
    return {**event, "suppressed": suppressed} if suppressed else event


def _renderers(log_format: LogFormat) -> list[Processor]:
    if log_format == "console" or (log_format == "auto" and sys.stderr.isatty()):
        # Rich, which all commands print with, knows what is asked for by NO_COLOR.
        is_coloured = sys.stderr.isatty() and not Console(stderr=True).no_color
        return [structlog.dev.ConsoleRenderer(colors=is_coloured)]
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(serializer=_to_json),
    ]


def _to_json(event: EventDict, **_: object) -> str:
    first = {name: event.pop(name) for name in ("timestamp", "level", "event") if name in event}
    return orjson.dumps({**first, **event}, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class _ForeignRepeats(logging.Filter):
    """The same limit for records of libraries, whose dropping a formatter cannot do."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or isinstance(record.msg, dict):
            return True
        try:
            told = _foreign_repeats(None, "warning", {"event": str(record.msg)})
        except structlog.DropEvent:
            return False
        record.suppressed = told.get("suppressed", 0)
        return True
