"""Find numbers written in digits, with the language's marks, fractions and a scale: "2,500", "2.5bn".

Numbers in words are `service.taggers.quantities_spelt`.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from service.taggers.quantities_tables import NumberWords, decimal_mark


class Number(NamedTuple):
    """A number in the body.

    Attributes:
        start: offset of its first character.
        end: offset after its last, scale words included.
        value: what it says.
        bare: digits alone, without separators, decimals or a scale, so that it may be a year or a name.
        words: spelt out.
        vague: a word such as "one" that is mostly no quantity.
    """

    start: int
    end: int
    value: float
    bare: bool
    words: bool = False
    vague: bool = False


_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}


# Digits in groups of three (or India's two), or plain; a fraction may follow: "2 1/2", "2½".
_DIGITS_POINT = re.compile(
    r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d,.]\d)|\d+(?:\.\d+)?)"
    r"(?:[ -]?(?P<fraction>[½¼¾⅓⅔⅛])|[ -](?P<over>\d/\d{1,2})(?![\d/]))?"
)


_DIGITS_COMMA = re.compile(
    r"(?:\d{1,3}(?:[. \u00a0\u202f'’]\d{3})+(?:,\d+)?(?!\d)|\d+(?:,\d+)?)"
    r"(?:[ -]?(?P<fraction>[½¼¾⅓⅔⅛])|[ -](?P<over>\d/\d{1,2})(?![\d/]))?"
)


_LONE_FRACTION = re.compile(r"(?<![\w-])(?<!\d )[½¼¾⅓⅔⅛]")


_SLASH = re.compile(r"(?<![\d/.,])(\d)/(\d{1,2})(?![\d/])")


_AFTER_DIGITS = re.compile(r"(?:([ \u00a0\u202f-]{0,2})([^\W\d_]+\.?))")


# How long a race took: minutes, and seconds with their fraction.
_LAP_TIME = re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d\.\d{1,3})(?![\d:.]*\d)")
_LONGEST_NUMBER = 40
_HUNDRED, _CENTS = 100, frozenset({"cent", "cents"})
# A set that is quickly looked up comes first; all other digits of Unicode lie beyond it.
_RUN = re.compile(r"[0-9\u0660-\U0010ffff](?<=\d)\d*")


@functools.lru_cache(maxsize=4)  # numbers, dates and what is neither are all sought at digits
def digit_runs(body: str) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the stretches of digits."""
    return tuple([match.span() for match in _RUN.finditer(body)])


def digit_numbers(body: str, language: str, words: NumberWords) -> Iterator[Number]:
    """Yield the numbers in digits; plain digits, grouped digits and fractions, each with its scale."""
    pattern = _DIGITS_COMMA if decimal_mark(language) == "," else _DIGITS_POINT
    position = 0
    for start, end in digit_runs(body):
        position = max(position, start)
        while position < end:
            number, position = _number_at(body, position, pattern, words)
            if number is not None:
                yield number
    if any(fraction in body for fraction in _FRACTIONS):
        for match in _LONE_FRACTION.finditer(body):
            yield Number(match.start(), match.end(), round(_FRACTIONS[match.group()], 4), False)
    for match in _SLASH.finditer(body) if "/" in body else ():
        if int(match.group(2)) > 1 and int(match.group(1)) < int(match.group(2)):
            yield Number(match.start(), match.end(), int(match.group(1)) / int(match.group(2)), False)


def _number_at(
    body: str, start: int, pattern: re.Pattern[str], words: NumberWords
) -> tuple[Number | None, int]:
    """Return the number that begins with the digit at `start`, and where its digits end."""
    lap = _LAP_TIME.match(body, start)
    if lap is not None:
        return Number(start, lap.end(), tidy(60 * int(lap[1]) + float(lap[2])), False), lap.end()
    match = pattern.match(body, start)
    if match is None or match.end() - start > _LONGEST_NUMBER:
        return None, start + 1 if match is None else match.end()
    text = match.group()
    value = _value(match, "." if pattern is _DIGITS_POINT else ",")
    scale, end = scale_after(body, match.end(), words)
    bare = scale == 1 and text.isdigit()
    return Number(start, end, tidy(value * scale), bare), match.end()


def _value(match: re.Match[str], mark: str) -> float:
    text = match.group()
    if text.isdigit():
        return float(int(text))
    extra = 0.0
    if match.group("fraction"):
        extra = _FRACTIONS[match.group("fraction")]
        text = text[: match.start("fraction") - match.start()]
    elif match.group("over"):
        above, below = match.group("over").split("/")
        extra = int(above) / (int(below) or 1)
        text = text[: match.start("over") - match.start()]
    whole, _, decimals = text.rstrip(" -").partition(mark)
    plain = "".join(char for char in whole if char.isdigit())
    digits = "".join(char for char in decimals if char.isdigit())
    return (float(f"{plain}.{digits}") if digits else int(plain or "0")) + extra


def scale_after(body: str, end: int, words: NumberWords) -> tuple[float, int]:
    """Return the factor and new end when a scale word or abbreviation follows at `end`."""
    scale = 1.0
    while (match := _AFTER_DIGITS.match(body, end)) is not None:
        gap, word = match.groups()
        factor = words.scales.get(word.lower().rstrip("."))
        if factor == _HUNDRED and word.lower().rstrip(".") in _CENTS:
            break  # "50 cents" in French are no five thousand
        if factor is None and len(gap) <= 1:
            factor = _short_scale(body, match, words)
        if factor is None or (factor < 1000 and scale > 1):
            break
        scale *= factor
        end = match.end() - (1 if word.endswith(".") and word not in words.short_scales else 0)
    return scale, end


def _short_scale(body: str, match: re.Match[str], words: NumberWords) -> int | None:
    gap, word = match.groups()
    short = word if word in words.short_scales else word.rstrip(".")
    factor = words.short_scales.get(short)
    if factor is None or (len(short) == 1 and gap):
        return None
    if short in {"m", "M", "k", "K", "b", "B", "L", "mm", "T"} and not _is_scale_letter(body, match, short):
        return None
    return factor


_CURRENCY_BEFORE = re.compile(
    r"[$€£¥₹₦₱₩₪฿₵¢₡R]\s?$|\b(?:Rs|RM|Ksh|KSh|Sh|Dh|Dhs|SR|KD|USD|EUR|GBP|AED|N|P|K)\.?\s?$"
)


_NOUN_AFTER = re.compile(r"\s[a-z]{3,}s\b|\s(?:people|women|men|children|followers|euros|dollars)\b")


_METRES_AFTER = re.compile(
    r"\s(?:high|long|wide|deep|tall|apart|away|from|race|final|sprint|freestyle|butterfly|backstroke|hurdles|"
    r"relay|metres|runners|events|heats|races|swims)"
)


def _is_scale_letter(body: str, match: re.Match[str], short: str) -> bool:
    """Say whether a letter after digits is a scale ("$3m", "5m people") and not a unit ("3m high")."""
    before = body[max(0, match.start() - 24) : match.start()].rstrip("0123456789.,-–")
    if _CURRENCY_BEFORE.search(before):
        return True
    if short in {"k", "K"}:
        return True
    if short in {"B", "b", "L", "mm", "M", "T"}:
        return False
    after = body[match.end() : match.end() + 30]
    return _NOUN_AFTER.match(after) is not None and _METRES_AFTER.match(after) is None


def tidy(value: float) -> float:
    """Undo binary noise: 2.3 × 1,000,000 is 2,300,000.

    Beyond 2⁵³ a number stays a float: readers of JSON agree on no larger integers (RFC 7493).
    """
    value = round(value, 6) if abs(value) < 1e9 else float(round(value))
    return int(value) if abs(value) <= 2**53 and value == int(value) else value
