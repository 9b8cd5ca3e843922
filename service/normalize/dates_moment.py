"""The parts that every reader of times shares: what a moment is, times of day, and zones.

Reading whole texts is `service.normalize.dates_parse`.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import msgspec

# What an abbreviation means in news; a zone of the tz database where summer time decides the offset.
ZONES: dict[str, int | str] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "WAT": 60,
    "CEST": 120, "MESZ": 120, "EET": 120, "CAT": 120, "SAST": 120, "EEST": 180, "MSK": 180, "EAT": 180,
    "TRT": 180, "AST": -240, "GST": 240, "PKT": 300, "IST": 330, "NPT": 345, "BDT": 360, "WIB": 420,
    "ICT": 420, "SGT": 480, "HKT": 480, "MYT": 480, "PHT": 480, "WITA": 480, "AWST": 480, "JST": 540,
    "KST": 540, "WIT": 540, "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "BRT": -180, "ART": -180, "CLT": -240, "COT": -300, "PET": -300, "EST": -300, "EDT": -240, "CST": -360,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480,
    "HST": -600, "NST": -210, "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}  # fmt: skip


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What helps to read a time.

    Attributes:
        languages: primary subtags in which the text may be, most likely first; English is always tried.
        day_first: whether 3/4 is the third of April; `None` when nothing is known.
        anchor: UTC time at which the text was received; without it relative and partial dates mean nothing.
    """

    languages: tuple[str, ...] = ()
    day_first: bool | None = None
    anchor: datetime | None = None


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A time as it was read.

    Attributes:
        local: as printed, without zone; missing parts are at their least.
        offset: minutes east of UTC; `None` when none was stated.
        precision: `second`, `minute`, `day`, `month` or `year`.
        is_guess: a part came from the anchor, or day and month could be the other way round.
    """

    local: datetime
    offset: int | None = None
    precision: str
    is_guess: bool = False

    @property
    def utc(self) -> datetime:
        """The moment in UTC; a time without an offset is taken as UTC."""
        return (self.local - timedelta(minutes=self.offset or 0)).replace(tzinfo=UTC)


_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-4])\s?(?:[:時时시点點h]|\.(?=\d\d(?!\.?\d)))\s?([0-5]\d)(?::([0-5]\d))?"
    r"(?:[.,]\d{1,9})?\s*([ap])?\.?(?:(?<=[ap]\.)\s?m|(?<=[ap])m)?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d:.])(1[0-2]|0?[1-9])\s?([ap])\.?\s?m\b", re.IGNORECASE)
_ZONE = re.compile(
    r"(?:GMT|UTC)\s?(?P<named>[+-])(\d{1,2}):?(\d{2})?|(?P<bare>[+-])(\d{2}):?(\d{2})(?![\d-])|\b([A-Z]{1,4})\b"
)


def with_clock(year: int, month: int, day: int, rest: str) -> Moment:
    """Return the day with the time of day that follows it, if one does."""
    local = datetime(year, month, day)  # noqa: DTZ001
    hour, minute, second, end = -1, 0, None, 0
    if match := _CLOCK.search(rest):
        hour, minute, second, end = int(match[1]), int(match[2]), match[3], match.end()
        half = match[4]
    elif match := _HOUR_ONLY.search(rest):
        hour, half, end = int(match[1]), match[2], match.end()
    if hour < 0:
        return Moment(local=local, precision="day")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in "pP" else 0)
    local += timedelta(hours=hour, minutes=minute, seconds=int(second or 0))
    precision = "second" if second else "minute"
    return Moment(local=local, offset=zone_after(rest[end : end + 24], local), precision=precision)


def zone_after(text: str, local: datetime) -> int | None:
    """Return the offset, minutes east of UTC, that the first zone in `text` means at a local time."""
    for match in _ZONE.finditer(text):
        hours, minutes = (match[2], match[3]) if match["named"] else (match[5], match[6])
        if hours and int(hours) <= 14:
            offset = 60 * int(hours) + int(minutes or 0)
            return -offset if "-" in {match["named"], match["bare"]} else offset
        if match[7] in ZONES:
            return zone_offset(match[7], local)
    return None


def zone_offset(zone: str, local: datetime) -> int:
    """Return the offset of a zone's abbreviation, minutes east of UTC, at a local time.

    Raises:
        KeyError: an abbreviation that is not in `ZONES`.
    """
    value = ZONES[zone]
    if isinstance(value, int):
        return value
    delta = _zone_info(value).utcoffset(local)
    return int(delta.total_seconds()) // 60 if delta else 0


@cache
def _zone_info(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def gregorian_year(year: int, context: Context) -> int:
    """Return the Gregorian year; Thai texts count from 543 years earlier."""
    return year - 543 if 2400 < year < 2700 and "th" in context.languages else year
