"""Join neighbouring readings: ranges ("5-10 km", "between 5 and 10") and amounts ("3 dollars and 50 cents").

What a single number with its unit is, is `service.taggers.quantities`.
"""

import re
from typing import NamedTuple

from service.taggers.quantities_digits import Number, tidy
from service.taggers.quantities_tables import Unit


class Reading(NamedTuple):
    """One number with its unit; `own` is false when the unit was borrowed from the range's other end."""

    number: Number
    start: int
    end: int
    unit: Unit
    measured: str | None = None
    low: float | None = None


_TO = re.compile(r"\s?[-–—]\s?|-?\s(?:to|bis|à|a)\s|\s?-to-")


_AND = re.compile(r"\s(?:and|und|et|y)\s")


_LONGEST_GAP = 6  # characters that the two above may take
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s(?:about\s|around\s)?$", re.IGNORECASE)


_FROM = re.compile(r"\b(?:from|von|de|desde|by)\s$", re.IGNORECASE)


def as_range(body: str, first: Reading, second: Reading) -> Reading | None:
    """Join two readings into one range: "5-10 km", "between 5 and 10 percent", "$5 to $10 million"."""
    if second.start - first.end > _LONGEST_GAP:
        return None
    gap = body[first.end : second.start]
    before = body[max(0, first.start - 18) : first.start]
    is_range = _TO.fullmatch(gap) and not _FROM.search(before)
    if not is_range and not (_AND.fullmatch(gap) and _BETWEEN.search(before)):
        return None
    if first.low is not None or not _same_unit(first.unit, second.unit):
        return None
    low = first.number.value
    if _borrows_scale(first, second):
        low = low * _scale_of(second.number)
    if (
        second.number.bare
        and "/" not in gap
        and second.number.value < low < 100
        and gap.strip() in {"-", "–"}
    ):
        return None
    if low >= second.number.value:
        return None
    return second._replace(start=first.start, low=low)


def with_cents(body: str, first: Reading, second: Reading) -> Reading | None:
    """Join "three dollars and 50 cents" and "15 Euro 50" into one amount."""
    if first.unit.kind != "money" or first.unit.factor != 1 or first.low is not None:
        return None
    gap = body[first.end : second.start]
    if first.number.value != int(first.number.value) or not 0 < second.number.value < 100:
        return None
    if second.unit.factor == 0.01:
        is_cents = gap in {" ", " and ", ", ", " und ", " et ", " con ", " y "}
    else:
        is_cents = second.unit.kind == "number" and second.number.value >= 10 and gap in {" ", " con "}
    if not is_cents or not _shares_currency(body, first, second):
        return None
    value = tidy(first.number.value + second.number.value / 100)
    return first._replace(number=first.number._replace(value=value), end=second.end)


def _shares_currency(body: str, first: Reading, second: Reading) -> bool:
    """Say whether hundredths are those of the first amount: cents are of any currency that has them."""
    if second.unit.factor != 0.01 or first.unit.currency == second.unit.currency:
        return True
    return "cent" in body[second.start : second.end].lower()


def _same_unit(first: Unit, second: Unit) -> bool:
    return first == second or first.kind in {"count", "number"}


def _borrows_scale(first: Reading, second: Reading) -> bool:
    """Say whether the scale stands once for both: "2 to 3 million"."""
    return (
        not first.number.words
        and first.number.value < 1000
        and second.number.value >= 1000
        and _scale_of(second.number) > 1
    )


def _scale_of(number: Number) -> float:
    value = number.value
    for scale in (1e12, 1e9, 1e6, 1e3):
        if value >= scale and not number.bare and number.end - number.start < 16:
            return scale
    return 1
