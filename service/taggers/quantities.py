"""Tag quantities: counts, money, percentages, measures, durations, ages and dates, with their ranges.

A number becomes a tag when a unit, a currency or a counted noun stands beside it, or when it stands alone
and is no date, time, score, reference or part of a name. What a number looks like, which units there
are and which stretches are no quantities is in the sibling modules.
"""

import bisect
import re
from collections.abc import Iterator

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.quantities_ages import age_of
from service.taggers.quantities_certain import has_number_words, is_certain, is_glued
from service.taggers.quantities_changes import Change, changes
from service.taggers.quantities_context import (
    is_approximate,
    is_part_of_name,
    masked_spans,
    measured_noun,
    share_of,
)
from service.taggers.quantities_dates import DateReading, dates_in
from service.taggers.quantities_digits import Number, tidy
from service.taggers.quantities_numbers import numbers_in
from service.taggers.quantities_ranges import Reading, as_range, with_cents
from service.taggers.quantities_tables import Unit, number_words, unit_table
from service.taggers.quantities_units import currency_before, past_of, pounds_are_money, unit_after
from service.tags import Quantity

NAME, VERSION = "quantities", "2"
CREATOR = f"{NAME}/{VERSION}"
_COUNT = Unit(kind="count")
_NUMBER = Unit(kind="number")
_SECONDS = Unit(kind="duration", code="s")
_CONFIDENCE = {"money": 92, "percent": 95, "count": 80, "number": 55, "age": 90, "duration": 88}
_OTHER_CONFIDENCE = 85
# Beyond these a text is no article but data, and is read no further.
_LONGEST_BODY, _MOST_NUMBERS = 100_000, 3_000


def tag_quantities(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the quantities of the body."""
    readings = _readings(document)
    spans = [(reading.start, reading.end) for reading in readings]
    quantities = [
        _quantity(document, reading, change)
        for reading, change in zip(readings, changes(document.body, spans, document.language), strict=True)
    ]
    return msgspec.structs.replace(tags, quantities=_with_dates(document, quantities))


def _with_dates(document: Document, quantities: list[Quantity]) -> tuple[Quantity, ...]:
    """Return the quantities with the dates that overlap none of them."""
    starts = [quantity.start for quantity in quantities]
    free = []
    for reading in dates_in(document, document.body[:_LONGEST_BODY]):
        at = bisect.bisect_left(starts, reading.end)
        if not at or quantities[at - 1].end <= reading.start:
            free.append(_date(document.body, reading))
    return (
        tuple(sorted((*quantities, *free), key=lambda quantity: quantity.start))
        if free
        else tuple(quantities)
    )


def _date(body: str, reading: DateReading) -> Quantity:
    first, last = reading.numbers
    return Quantity(
        value=first if first == last else None,
        min=None if first == last else first,
        max=None if first == last else last,
        kind="date",
        date=reading.iso,
        precision=reading.precision,
        surface=body[reading.start : reading.end],
        start=reading.start,
        end=reading.end,
        confidence=reading.confidence,
        creator=CREATOR,
    )


def _readings(document: Document) -> list[Reading]:
    body, country = document.body[:_LONGEST_BODY], _country(document)
    numbers = [n for n in numbers_in(body, document.language)[:_MOST_NUMBERS] if not _inside_word(body, n)]
    masks = _Masks(masked_spans(body, document.language))
    readings: list[Reading] = []
    for number in numbers:
        if masks.covers(number):
            continue
        reading = _read(document, number, country)
        if reading is None:
            continue
        previous = readings[-1] if readings else None
        if previous is not None and reading.start < previous.end:
            continue
        joined = (
            (with_cents(body, previous, reading) or as_range(body, previous, reading))
            if previous is not None
            else None
        )
        if joined is not None:
            readings[-1] = joined
        else:
            readings.append(reading)
    return [reading for reading in readings if _is_quantity(document, reading)]


class _Masks:
    """Answers in order whether a number lies in a masked stretch."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._at = 0

    def covers(self, number: Number) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= number.start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] < number.end


def _country(document: Document) -> str:
    source = document.article.source
    return (source.country or "") if source is not None else ""


def _inside_word(body: str, number: Number) -> bool:
    """Say whether the number is glued to letters: COVID-19, F-16, G20, mp3, "twofold"."""
    before = body[number.start - 1] if number.start else " "
    if number.words:
        after = body[number.end : number.end + 1]
        return before in {"-", "_"} or after == "_"
    if before in "_/\\@#&=" or (before.isdigit()):
        return True
    if before in ".," and number.start > 1 and body[number.start - 2].isalnum():
        return True
    if before in "-–‑" and number.start > 1 and body[number.start - 2].isalpha():
        return number.bare and currency_before(body, number.start, "") is None
    return False


def _read(document: Document, number: Number, country: str) -> Reading | None:
    body = document.body
    age = age_of(body, number)
    if age is not None:
        return age
    before = currency_before(body, number.start, country)
    start = number.start
    if before is None and start and is_glued(body[start - 1]):
        return None
    after = unit_after(body, number, country)
    if before is None and ":" in body[start : number.end]:
        end = after.end if after is not None and after.unit.code == "s" else number.end
        return Reading(number, start, end, _SECONDS)
    if before is not None:
        end = after.end if after is not None and after.unit == before.unit else number.end
        return Reading(number, before.start, end, before.unit)
    if after is not None:
        unit = _sterling(body, after.unit, number, document)
        if number.vague and unit.code == "d":
            return None  # "one day" is mostly no duration
        return _signed(body, Reading(number, start, after.end, unit, _measure_of(body, unit, after.end)))
    following = body[number.end : number.end + 1]
    if not number.words and (following.isalpha() or following == "_"):
        return None
    if _O_CLOCK.match(body, number.end):
        return None
    noun = measured_noun(body, past_of(body, number), document.language)
    if noun is not None and not number.vague:
        return Reading(number, start, number.end, _COUNT, noun[0])
    return None if number.vague else _signed(body, Reading(number, start, number.end, _NUMBER))


_O_CLOCK = re.compile(r"\s(?:Uhr|o['’]clock|heures? du (?:matin|soir))\b")


def _measure_of(body: str, unit: Unit, end: int) -> str | None:
    return share_of(body, end) if unit.kind in {"percent", "mass", "volume", "area"} else None


def _sterling(body: str, unit: Unit, number: Number, document: Document) -> Unit:
    """Tell pounds of money from pounds of weight: millions of them, or sterling elsewhere in the text."""
    if unit.code != "[lb_av]":
        return unit
    after = body[number.end : number.end + 12].lower()
    if "pound" not in after and "livre" not in after and "libra" not in after:
        return unit
    if number.value >= 1_000_000 or pounds_are_money(body) or _country(document) == "GB":
        return unit_table().prefixes["£"]
    return unit


_SIGNS = ("-", "−", "–")
_MINUS = re.compile(r"(?:(?:^|[\s(])[-−–]|\bminus\s)$")


def _signed(body: str, reading: Reading) -> Reading:
    start = reading.start
    if not (body.endswith(_SIGNS, 0, start) or body.endswith("minus", 0, max(0, start - 1))):
        return reading
    match = _MINUS.search(body[max(0, start - 7) : start])
    if match is None:
        return reading
    sign = match.group().lstrip(" (\n\t")
    is_dash = sign == "–" or (sign == "-" and reading.unit.kind not in {"temperature", "percent"})
    if is_dash and sign != "minus ":
        return reading
    number = reading.number._replace(value=-reading.number.value)
    return reading._replace(number=number, start=start - len(sign))


_SCORE = re.compile(r"\s?[-–:/]\s?\d")
_SECOND_OF_SCORE = re.compile(r"\d(?:[-–:/]|\s[:/]\s)$")


_YEARS = range(1500, 2101)


_PEOPLE = re.compile(
    r"(?:people|persons|men|women|children|troops|soldiers|deaths|cases|victims|homes|houses|jobs|workers|"
    r"employees|"
    r"residents|students|families|households|refugees|migrants|prisoners|units|seats|votes|members|police|"
    r"officers|"
    r"passengers|animals|vehicles|cars)$"
)


def _is_quantity(document: Document, reading: Reading) -> bool:
    body, number = document.body, reading.number
    if not has_number_words(document.language):
        stretch = (reading.start, reading.end)
        return is_certain(body, (number.start, number.end), stretch, document.language)
    if reading.unit.kind not in {"count", "number"}:
        return True
    if not number.words and _is_score(body, reading):
        return False
    if not number.bare:
        return reading.unit.kind == "count" or not number.vague
    if _is_year(body, reading) and (reading.low is None or reading.low in _YEARS):
        return False
    if reading.unit.kind == "count":
        # German capitalizes nouns, so a capital before the number says nothing ("in Pirna 40 Häuser").
        return document.language == "de" or not is_part_of_name(body, number.start)
    text = body[number.start : number.end]
    return not (len(text) > 1 and text.startswith("0")) and not is_part_of_name(body, number.start)


def _is_score(body: str, reading: Reading) -> bool:
    """Say whether a number is part of "3-1", "6–4" or "5/8", which no range has claimed."""
    if reading.low is not None:
        return reading.unit.kind == "number" and body[reading.start : reading.end].count(" ") == 0
    is_second = _SECOND_OF_SCORE.search(body[max(0, reading.start - 4) : reading.start]) is not None
    return is_second or _SCORE.match(body, reading.end) is not None


def _is_year(body: str, reading: Reading) -> bool:
    text = body[reading.number.start : reading.number.end]
    if len(text) != 4 or int(reading.number.value) not in _YEARS:
        return False
    return reading.measured is None or _PEOPLE.search(reading.measured.lower()) is None


def _quantity(document: Document, reading: Reading, change: Change) -> Quantity:
    body, unit = document.body, reading.unit
    value, low = reading.number.value, reading.low
    if unit.factor != 1:
        value = tidy(value * unit.factor)
        low = None if low is None else tidy(low * unit.factor)
    confidence = _CONFIDENCE.get(unit.kind, _OTHER_CONFIDENCE)
    is_time = unit.kind in {"duration", "age"}  # "he was up four days" is no change
    return Quantity(
        value=None if low is not None else value,
        min=low,
        max=value if low is not None else None,
        unit=unit.code,
        currency=unit.currency,
        kind=unit.kind,
        approximate=is_approximate(body, reading.start, reading.end, document.language),
        measured=reading.measured,
        change=None if is_time else change.change,
        level=None if is_time else change.level,
        surface=body[reading.start : reading.end],
        start=reading.start,
        end=reading.end,
        confidence=confidence if not (unit.kind == "number" and not reading.number.bare) else 70,
        creator=CREATOR,
    )


def _load() -> Iterator[object]:
    return iter((unit_table(), number_words("en")))


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_quantities, load=_load)
