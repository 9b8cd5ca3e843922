"""Times written by machines: epochs, ISO 8601, RFC 2822, and whatever else dateutil understands.

Every reader takes the tidied text and the context, and returns `None` or raises `ValueError` for what
it does not understand.
"""

import re
import warnings
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import cache

from dateutil import parser as dateutil_parser

from service.normalize.dates_moment import ZONES, Context, Moment, zone_after, zone_offset

_EPOCH = re.compile(r"\d{10}(?:\.\d{1,6})?|\d{13}")
_PARTIAL = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?")
_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[Tt ].*)?|\d{4}-?W\d{2}.*")
_ISO_END_OF_DAY = re.compile(r"[Tt ]24:00(?::00(?:\.0+)?)?")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[ -][A-Za-z]{3,9}\.?[ -]\d{2,4}\s+\d{1,2}:\d{2}.*")

# Two dates that share no part: what differs between two readings was not stated.
_DEFAULTS = (datetime(1904, 1, 1, 0, 0, 0), datetime(2008, 2, 2, 1, 1, 1))  # noqa: DTZ001


def read_epoch(text: str, context: Context) -> Moment | None:
    """Read seconds or milliseconds since 1970."""
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) // 1000 if len(text) == 13 else int(text.partition(".")[0])
    return Moment(
        local=datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), offset=0, precision="second"
    )


def read_partial(text: str, context: Context) -> Moment | None:
    """Read a bare year, or a year and a month."""
    match = _PARTIAL.fullmatch(text)
    if not match:
        return None
    local = datetime(int(match[1]), int(match[2] or 1), 1)  # noqa: DTZ001 - local time, offset kept apart
    return Moment(local=local, precision="month" if match[2] else "year")


def read_iso(text: str, context: Context) -> Moment | None:
    """Read ISO 8601."""
    if not _ISO.fullmatch(text):
        return None
    end_of_day = _ISO_END_OF_DAY.search(text) is not None
    tidy = _ISO_END_OF_DAY.sub("T00:00", text) if end_of_day else text
    tidy = re.sub(r"\s+(?=[+-]\d\d|[Zz]$)", "", tidy)
    return _moment(datetime.fromisoformat(tidy) + timedelta(days=end_of_day), tidy)


def read_rfc_2822(text: str, context: Context) -> Moment | None:
    """Read the date of mails and feeds."""
    if not _RFC_2822.fullmatch(text):
        return None
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    local = datetime(*parsed[:6])  # noqa: DTZ001
    zone = text.rsplit(" ", 1)[-1]
    precision = "second" if text.count(":") > 1 else "minute"
    if zone in ZONES:
        return Moment(local=local, offset=zone_offset(zone, local), precision=precision)
    # "-0000" says that the offset is unknown, and so does a zone that nobody knows.
    known = parsed[9] is not None and re.fullmatch(r"[+-](?!0000)\d{4}|\+0000|[A-Z]{1,4}", zone)
    return Moment(local=local, offset=(parsed[9] or 0) // 60 if known else None, precision=precision)


def read_other(text: str, context: Context) -> Moment | None:
    """Read what dateutil understands, if it states a whole date."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, two = (
            _dateutil().parse(text, default=default, dayfirst=context.day_first is True, tzinfos=_tzinfo)
            for default in _DEFAULTS
        )
    if one.date() != two.date():
        return None
    precision = "day" if one.hour != two.hour else "minute" if one.second != two.second else "second"
    moment = _moment(one, "")
    offset = moment.offset
    if offset is None and precision != "day":
        offset = zone_after(text[-24:], moment.local)
    local = moment.local.replace(hour=0, minute=0, second=0) if precision == "day" else moment.local
    return Moment(local=local, offset=offset, precision=precision)


def _tzinfo(name: str | None, offset: int | None) -> None:
    """Leave named zones to our own table, which knows summer time."""


def _moment(when: datetime, text: str) -> Moment:
    offset = when.utcoffset()
    precision = (
        "day" if not re.search(r"[Tt ]|\d:\d", text) else "second" if text.count(":") > 1 else "minute"
    )
    if precision == "minute" and re.search(r"T\d{6}", text):
        precision = "second"
    return Moment(
        local=when.replace(tzinfo=None, microsecond=0),
        offset=None if offset is None else int(offset.total_seconds()) // 60,
        precision=precision,
    )


class _ClocklessInfo(dateutil_parser.parserinfo):
    """Reads years of two digits into 1970–2069 instead of asking today's date."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        """Return the full year."""
        if century_specified or year >= 100:
            return year
        return year + (2000 if year < 70 else 1900)


@cache
def _dateutil() -> dateutil_parser.parser:
    return dateutil_parser.parser(_ClocklessInfo())
