"""Times printed for people: months in words, 15/3/2024, "3 hours ago", in many languages.

Names of months come from `service.normalize.dates_words`; formats of machines are
`service.normalize.dates_formats`.
"""

import re
from datetime import datetime, timedelta
from functools import cache

import msgspec
from dateparser.date import DateDataParser
from dateparser.languages.loader import default_loader

from service.normalize.dates_moment import Context, Moment, gregorian_year, with_clock
from service.normalize.dates_words import month_pattern, months_of

_SEARCHED = 120  # code points in which a date of words is looked for
_GUESSED = 60  # longest text that is given to the slowest reader
_TRIED = ("de", "fr", "es", "it", "pt", "nl", "ru", "pl", "tr", "sv", "da", "nb", "fi", "id")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?(?:[年년/.]|-)\s?(\d{1,2})\s?(?:[月월/.]|-)\s?(\d{1,2})(?!\d)[日일]?"
)
_DAY_BEFORE = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]*(?:de|of|d'|di)?[\s-]*$", re.IGNORECASE
)
_YEAR_BEFORE = re.compile(r"(?<!\d)(\d{4})[\s.,-]*$")
_YEAR_AFTER = re.compile(r"^[\s.,'’-]*(?:de[l]?\s+|of\s+)?(\d{4})(?!\d)")
_DAY_AFTER = re.compile(
    r"^\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?!\d)(?![:.]\d)(?:[\s.,]*(\d{4})(?!\d))?", re.IGNORECASE
)
_YEAR_ALONE = re.compile(r"(?<![\d.,:/-])((?:19|20)\d\d)(?![\d.,:/-])")
_AGO = re.compile(
    r"(?:about |over |almost )?(\d{1,4}|an?|one)\s*"
    r"(min|mins|minute|minutes|m|h|hr|hrs|hour|hours|d|day|days|w|week|weeks)\.?\s+ago",
    re.IGNORECASE,
)
_UNITS = {"m": 1, "h": 60, "d": 1440, "w": 10080}


def read_worded(text: str, context: Context) -> Moment | None:
    """Read a date with the month in words, in the languages of the context and in English.

    Where no language is declared, those of the largest agencies are tried, which agree on what a name means.
    """
    text = text[:_SEARCHED]
    for language in dict.fromkeys((*context.languages, "en", *(() if context.languages else _TRIED))):
        for match in month_pattern(language).finditer(text.lower()):
            month = months_of(language)[match[0].rstrip(".")]
            moment = _around_month(text, match.span(), month, context)
            if moment is not None:
                return moment
    return None


def _around_month(text: str, span: tuple[int, int], month: int, context: Context) -> Moment | None:
    before, after = text[: span[0]], text[span[1] :]
    if day := _DAY_BEFORE.search(before):
        year = _YEAR_AFTER.match(after)
        rest = f"{after[year.end() :] if year else after} | {before[: day.start()]}"
        return _complete(year and int(year[1]), month, int(day[1]), rest, context)
    if day := _DAY_AFTER.match(after):
        leading = _YEAR_BEFORE.search(before)
        year_text = day[2] or (leading and leading[1])
        rest = f"{after[day.end() :]} | {before}"
        return _complete(int(year_text) if year_text else None, month, int(day[1]), rest, context)
    if year := _YEAR_AFTER.match(after):
        local = datetime(gregorian_year(int(year[1]), context), month, 1)  # noqa: DTZ001
        return Moment(local=local, precision="month")
    return None


def _complete(year: int | None, month: int, day: int, rest: str, context: Context) -> Moment | None:
    """Return the moment; without a year the anchor decides, as the last such day before it."""
    if year is not None:
        return with_clock(gregorian_year(year, context), month, day, rest)
    if late := _YEAR_ALONE.search(rest):  # as in "Nov 6 08:49:37 1994"
        return with_clock(int(late[1]), month, day, rest)
    if context.anchor is None:
        return None
    tomorrow = context.anchor + timedelta(days=1)
    for candidate in range(tomorrow.year, tomorrow.year - 5, -1):
        try:
            moment = with_clock(candidate, month, day, rest)
        except ValueError:  # 29 February in another year
            continue
        if moment.utc <= tomorrow:
            return msgspec.structs.replace(moment, is_guess=True)
    return None


def read_year_first(text: str, context: Context) -> Moment | None:
    """Read 2024-3-15 and 2024年3月15日."""
    match = _YEAR_FIRST.search(text[:_SEARCHED])
    if not match:
        return None
    year, month, day = (int(match[n]) for n in (1, 2, 3))
    return with_clock(gregorian_year(year, context), month, day, text[match.end() :])


def read_slashed(text: str, context: Context) -> Moment | None:
    """Read 15/3/2024, in the order that is possible, usual in the language, or nearest to the anchor."""
    match = _SLASHED.search(text[:_SEARCHED])
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), gregorian_year(int(match[4]), context)
    rest = text[match.end() :]
    if first > 12 or second > 12 or first == second or match[2] == "." or context.day_first is not None:
        day_first = second <= 12 and (first > 12 or match[2] == "." or context.day_first is not False)
        day, month = (first, second) if day_first else (second, first)
        return with_clock(year, month, day, rest)
    readings = [
        moment for d, m in ((second, first), (first, second)) if (moment := with_clock(year, m, d, rest))
    ]
    if context.anchor is not None:
        readings.sort(key=lambda moment: _distance(moment, context.anchor))
    return msgspec.structs.replace(readings[0], is_guess=True)


def _distance(moment: Moment, anchor: datetime | None) -> float:
    seconds = (anchor - moment.utc).total_seconds() if anchor else 0.0
    return seconds if seconds >= -86_400 else 1e12 - seconds


def read_relative(text: str, context: Context) -> Moment | None:
    """Read "3 hours ago", counted from the anchor."""
    match = _AGO.search(text[:_SEARCHED])
    if match is None or context.anchor is None:
        return None
    count = int(match[1]) if match[1].isdigit() else 1
    minutes = count * _UNITS[match[2][0].lower()]
    when = (context.anchor - timedelta(minutes=minutes)).replace(tzinfo=None, second=0, microsecond=0)
    if minutes >= _UNITS["h"]:  # known to the hour at best, so only the day is stated
        return Moment(local=when.replace(hour=0, minute=0), precision="day", is_guess=True)
    return Moment(local=when, offset=0, precision="minute", is_guess=True)


def read_guessed(text: str, context: Context) -> Moment | None:
    """Ask dateparser, which knows relative dates in many languages, about short texts with an anchor."""
    languages = [code for code in context.languages if code in _dateparser_languages()]
    if context.anchor is None or len(text) > _GUESSED or not languages:
        return None
    if not re.search(r"\d|[^\W\d]{4}", text):
        return None
    anchor = context.anchor.replace(tzinfo=None)
    settings = {"RELATIVE_BASE": anchor, "STRICT_PARSING": False, "PREFER_DATES_FROM": "past"}
    parser = DateDataParser(languages=languages[:2], settings=settings)
    found = parser.get_date_data(text)
    if found.date_obj is None or found.period not in {"day", "time"}:
        return None
    when = found.date_obj.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    return Moment(local=when, precision="day", is_guess=True)


@cache
def _dateparser_languages() -> frozenset[str]:
    return frozenset(default_loader.get_locale_map().keys())
