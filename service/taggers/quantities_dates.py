"""Dates in a text as ISO 8601 dates: "3 May 2024", "on Tuesday", "in March", "2021".

A date without a year, a weekday and "yesterday" mean something only beside the article's own date: without
one they are left out. A weekday in news is the last one past, unless the sentence speaks of what is to come.
Years count only behind a preposition. Numbers of other kinds are `service.taggers.quantities`; the dates of
the article itself `service.normalize.dates`.
"""

import bisect
import functools
import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import compress, count
from typing import NamedTuple

from babel import Locale

from service.taggers.document import Document
from service.taggers.quantities_digits import digit_runs
from service.taggers.segment import Word

DAY, MONTH, YEAR = "day", "month", "year"
_LANGUAGES = ("en", "de", "fr", "es")
_MOST = 2_000
_STATED, _YEAR_INFERRED, _WEEKDAY, _TO_COME, _BARE_YEAR, _BARE_MONTH = 92, 80, 78, 65, 82, 65  # confidence
_MARGIN = 2  # years before the article's own that are reckoned with
_FAR = 80  # characters in which a word tells that a weekday is to come


class DateReading(NamedTuple):
    """A date: offsets, its first and last day, month or year (equal unless a range), and how exact it is."""

    start: int
    end: int
    first: date
    last: date
    precision: str
    confidence: int

    @property
    def iso(self) -> str:
        """The date by ISO 8601, of its precision; first and last with a slash between."""
        first, last = _iso(self.first, self.precision), _iso(self.last, self.precision)
        return first if first == last else f"{first}/{last}"

    @property
    def numbers(self) -> tuple[int, int]:
        """First and last in ISO 8601's basic form as numbers: 20240503, 202405 or 2024."""
        return _number(self.first, self.precision), _number(self.last, self.precision)


def _iso(day: date, precision: str) -> str:
    return day.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[precision]]


def _number(day: date, precision: str) -> int:
    return int(_iso(day, precision).replace("-", ""))


class _Words(NamedTuple):
    """The words of dates in one language, in lower case."""

    months: dict[str, int]
    weekdays: dict[str, int]
    relative: dict[str, int]
    years_behind: frozenset[str]
    months_behind: frozenset[str]
    coming: re.Pattern[str]


_RELATIVE = {
    "en": {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1},
    "de": {"gestern": -1, "heute": 0, "vorgestern": -2, "übermorgen": 2},
    "fr": {"hier": -1, "aujourd'hui": 0, "aujourd’hui": 0, "demain": 1},
    "es": {"ayer": -1, "hoy": 0, "anteayer": -2},
}
_YEARS_BEHIND = {
    "en": "in of since by until from during before after late early mid through around circa",
    "de": "jahr jahre jahres seit bis von ab ende anfang mitte",
    "fr": "en depuis dès jusqu'en jusqu’en avant après fin année",
    "es": "en desde hasta de año durante",
}
_MONTHS_BEHIND = {
    "en": "in since until by last next this late early mid during",
    "de": "im seit bis ende anfang mitte",
    "fr": "en depuis fin début mi",
    "es": "en desde hasta de",
}
_COMING = {
    "en": r"\b(?:will|until|till|by|next|expect\w*|plan\w*|due|schedul\w+|ahead|upcoming|to be|would|from)\b",
    "de": r"\b(?:wird|werden|bis|nächste\w*|kommende\w*|soll|sollen|geplant|ab)\b",
    "fr": r"\b(?:sera|seront|va|vont|jusqu\w*|prochain\w*|prévu\w*|dès|doit|doivent)\b",
    "es": r"\b(?:será|serán|va|van|hasta|próxim\w+|previst\w+|prevé|debe|deben)\b",
}


@functools.cache
def _words(language: str) -> _Words | None:
    """Return the words of `language`, from CLDR where it has them."""
    if language not in _LANGUAGES:
        return None
    locale = Locale.parse(language)
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            months |= {name.lower().rstrip("."): n for n, name in locale.months[context][width].items()}
        weekdays |= {name.lower(): n for n, name in locale.days[context]["wide"].items()}
    if language == "en":
        months["sept"] = 9
    return _Words(
        months, weekdays, _RELATIVE[language], frozenset(_YEARS_BEHIND[language].split()),
        frozenset(_MONTHS_BEHIND[language].split()), re.compile(_COMING[language], re.IGNORECASE),
    )  # fmt: skip


@functools.cache
def _triggers(language: str) -> frozenset[str]:
    """Return the words at which a date is looked for, as they may be printed."""
    words = _words(language)
    if words is None:
        return frozenset()
    plain = {*words.months, *words.weekdays, *words.relative}
    names = {*words.months, *words.weekdays} if language in {"en", "de"} else set()
    capital = {word.capitalize() for word in plain} | {word.upper() for word in plain if len(word) > 3}
    return frozenset((plain - names) | capital)


_BEFORE_MONTH = re.compile(
    r"(?<![\d.,/])(?:(\d{1,2})(?:st|nd|rd|th|er|\.)?\s?(?:[-–]|to|and|bis|au|et|al|y)\s?)?(\d{1,2})(?:st|nd|"
    r"rd|th|er|\.)?"
    r"\s(?:of\s|de\s)?$"
)
_AFTER_MONTH = re.compile(
    r"\.?\s(\d{1,2})(?:st|nd|rd|th)?(?:\s?(?:[-–]|to|and)\s?(\d{1,2})(?:st|nd|rd|th)?)?(?![\d:%]|[.,]\d|"
    r"\s(?:percent|per cent))"
)
_YEAR_AFTER = re.compile(r"\.?,?\s(?:de\s|del\s)?((?:1\d|20|21)\d\d)\b(?![.,]\d|%)")
_YEAR_DIGITS = 4
_ISO = re.compile(r"[12](?<![\w/-][12])(?:(?<=1)\d|0)\d\d-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?![\w/-])")


def anchor_of(document: Document) -> date | None:
    """Return the article's own day, to which its dates relate; none at the ends of the calendar."""
    created = document.article.content_created
    if created is None:
        return None
    try:
        day = date.fromisoformat(created[:10])
    except ValueError:
        return None
    return day if MINYEAR + _MARGIN < day.year < MAXYEAR else None


def dates_in(document: Document, body: str) -> list[DateReading]:
    """Return the dates of `body`, in order; none overlaps another."""
    words = _words(document.language)
    if words is None:
        return []
    found = list(_iso_dates(body))
    anchor, triggers = anchor_of(document), _triggers(document.language)
    years = {body[start:end] for start, end in digit_runs(body) if end - start == _YEAR_DIGITS}
    present = years.union(document.vocabulary & triggers)
    for index in compress(count(), map(present.__contains__, document.texts)):
        if document.texts[index] in triggers:
            reading = _named(document, index, words, anchor)
        else:
            reading = _bare_year(document.words, index, words)
        if reading is not None and reading.end <= len(body):
            found.append(reading)
        if len(found) >= _MOST:
            break
    return list(_apart(found))


def _apart(found: list[DateReading]) -> Iterator[DateReading]:
    end = -1
    for reading in sorted(found, key=lambda r: (r.start, -r.end)):
        if reading.start >= end:
            yield reading
            end = reading.end


def _iso_dates(body: str) -> Iterator[DateReading]:
    for start, end in digit_runs(body):
        match = _ISO.match(body, start) if end - start == _YEAR_DIGITS else None
        reading = None if match is None else _iso_date(match)
        if reading is not None:
            yield reading


def _iso_date(match: re.Match[str]) -> DateReading | None:
    year, month, day_of_month = map(int, match.group().split("-"))
    day = _day(year, month, day_of_month)
    return None if day is None else DateReading(match.start(), match.end(), day, day, DAY, _STATED)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NO_PLURAL = frozenset("was is has as this its his plus los las des les das dies alors dans mais".split())


def _bare_year(words: tuple[Word, ...], index: int, known: _Words) -> DateReading | None:
    """Read "in 2021": a year behind a word that stands before years, and no count of things."""
    before = words[index - 1].text.lower() if index else ""
    after = words[index + 1].text if index + 1 < len(words) else "."
    year = int(words[index].text)
    is_counted = after[:1].islower() and after.endswith("s") and after not in _NO_PLURAL
    is_alone = not is_counted and after not in {"-", "–", "/", "%", "km", "metres"}
    if before not in known.years_behind or year not in range(1500, 2101) or not is_alone:
        return None
    day = date(year, 1, 1)
    return DateReading(words[index].start, words[index].end, day, day, YEAR, _BARE_YEAR)


def _named(document: Document, index: int, words: _Words, anchor: date | None) -> DateReading | None:
    word = document.words[index]
    lower = word.text.lower()
    if lower in words.months:
        return _with_month(document, index, words, anchor)
    if anchor is None:
        return None
    if lower in words.relative:
        day = anchor + timedelta(days=words.relative[lower])
        return DateReading(word.start, word.end, day, day, DAY, _WEEKDAY)
    is_coming = words.coming.search(_sentence_before(document, word)) is not None
    ahead = (words.weekdays[lower] - anchor.weekday()) % 7
    day = anchor + timedelta(days=ahead if is_coming or not ahead else ahead - 7)
    return DateReading(word.start, word.end, day, day, DAY, _TO_COME if is_coming else _WEEKDAY)


def _sentence_before(document: Document, word: Word) -> str:
    starts = document.sentences
    at = bisect.bisect_right(starts, (word.start, len(document.body))) - 1
    begin = starts[at].start if at >= 0 else 0
    return document.body[max(begin, word.start - _FAR) : word.start]


def _with_month(document: Document, index: int, words: _Words, anchor: date | None) -> DateReading | None:
    """Read a month with what stands around it: days in front or behind, and a year."""
    body, word = document.body, document.words[index]
    month = words.months[word.text.lower()]
    floor = max(0, word.start - 24)
    before = _BEFORE_MONTH.search(body[floor : word.start])
    after = _AFTER_MONTH.match(body, word.end) if before is None and document.language == "en" else None
    start, end = (floor + before.start() if before else word.start), (after.end() if after else word.end)
    days = (before.group(1) or before.group(2), before.group(2)) if before else None
    if after is not None:
        days = (after.group(1), after.group(2) or after.group(1))
    stated = _YEAR_AFTER.match(body, end)
    if stated is not None:
        end = stated.end()
    year = int(stated.group(1)) if stated else None
    if days is None:
        return _month_alone(document, index, words, (month, year, anchor), end)
    year = year or _nearest_year(month, int(days[1]), anchor)
    first = _day(year, month, int(days[0])) if year else None
    last = _day(year, month, int(days[1])) if year else None
    if first is None or last is None or last < first:
        return None
    return DateReading(start, end, first, last, DAY, _STATED if stated else _YEAR_INFERRED)


def _month_alone(
    document: Document, index: int, words: _Words, when: tuple[int, int | None, date | None], end: int
) -> DateReading | None:
    month, year, anchor = when
    word = document.words[index]
    before = document.words[index - 1].text.lower() if index else ""
    if year is None:
        if before not in words.months_behind or anchor is None or document.body[end : end + 1].isalnum():
            return None
        year = _nearest_year(month, 15, anchor)
        if before in {"last", "since"} and year is not None and date(year, month, 1) > anchor:
            year -= 1
        confidence = _BARE_MONTH
    else:
        confidence = _STATED
    if year is None:
        return None
    day = date(year, month, 1)
    return DateReading(word.start, end, day, day, MONTH, confidence)


def _nearest_year(month: int, day: int, anchor: date | None) -> int | None:
    """Return the year in which this day lies nearest to the article's own."""
    if anchor is None:
        return None
    around = [(year, _day(year, month, day)) for year in (anchor.year - 1, anchor.year, anchor.year + 1)]
    near = [(abs((when - anchor).days), year) for year, when in around if when is not None]
    return min(near)[1] if near else None
