"""Find numbers in a text: digits with the language's marks, number words, scales, fractions.

Leaves to others whether a number is a quantity at all (`service.taggers.quantities_context`) and of
what (`service.taggers.quantities_units`).
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from service.taggers.quantities_tables import NumberWords, number_words


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
_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "th", "he", "hi", "ar", "sw"})
# Digits in groups of three (or India's two), or plain; a fraction may follow: "2 1/2", "2½".
_DIGITS_POINT = re.compile(
    r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d,.]\d)|\d+(?:\.\d+)?)"
    r"(?:[ -]?(?P<fraction>[½¼¾⅓⅔⅛])|[ -](?P<over>\d/\d{1,2})(?![\d/]))?"
)
_DIGITS_COMMA = re.compile(
    r"(?:\d{1,3}(?:[. \u00a0\u202f'’]\d{3})+(?:,\d+)?(?!\d)|\d+(?:,\d+)?)(?:[ -]?(?P<fraction>[½¼¾⅓⅔⅛]))?(?P<over>)"
)
_LONE_FRACTION = re.compile(r"(?<![\w-])(?<!\d )[½¼¾⅓⅔⅛]")
_SLASH = re.compile(r"(?<![\d/.,])(\d)/(\d{1,2})(?![\d/])")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s\u2011-]{1,2}")
_AFTER_DIGITS = re.compile(r"(?:([ \u00a0\u202f-]{0,2})([^\W\d_]+\.?))")
_HALF_TAIL = re.compile(r"[\s-]and[\s-]a[\s-]half\b", re.IGNORECASE)
_HALVES = re.compile(
    r"\b(?:(half|quarter|third)\s(?:of\s)?an?\s(hundred|thousand|million|billion|trillion|dozen)"
    r"|(one|two|three|four)[\s-](half|thirds?|quarters?|fifths?|tenths?))\b",
    re.IGNORECASE,
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_LONGEST_NUMBER = 40


def numbers_in(body: str, language: str) -> list[Number]:
    """Return the numbers of `body`, in order and without overlap."""
    words = number_words(language)
    found = [*_digits(body, language, words), *_spelt(body, language, words)]
    if language == "en" and any(part in body for part in _PARTS):
        found += _halves(body, words)
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _digits(body: str, language: str, words: NumberWords) -> Iterator[Number]:
    pattern = _DIGITS_POINT if language in _POINT_LANGUAGES else _DIGITS_COMMA
    for match in pattern.finditer(body):
        if match.end() - match.start() > _LONGEST_NUMBER:
            continue
        text = match.group()
        value = _value(match, "." if pattern is _DIGITS_POINT else ",")
        scale, end = _scale_after(body, match.end(), words)
        bare = scale == 1 and text.isdigit()
        yield Number(match.start(), end, _tidy(value * scale), bare)
    for match in _LONE_FRACTION.finditer(body):
        yield Number(match.start(), match.end(), round(_FRACTIONS[match.group()], 4), False)
    for match in _SLASH.finditer(body):
        if int(match.group(2)) > 1 and int(match.group(1)) < int(match.group(2)):
            yield Number(match.start(), match.end(), int(match.group(1)) / int(match.group(2)), False)


def _value(match: re.Match[str], mark: str) -> float:
    text = match.group()
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


def _scale_after(body: str, end: int, words: NumberWords) -> tuple[float, int]:
    """Return the factor and new end when a scale word or abbreviation follows at `end`."""
    scale = 1.0
    while (match := _AFTER_DIGITS.match(body, end)) is not None:
        gap, word = match.groups()
        factor = words.scales.get(word.lower().rstrip("."))
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


def _tidy(value: float) -> float:
    """Undo binary noise: 2.3 × 1,000,000 is 2,300,000."""
    value = round(value, 6) if abs(value) < 1e9 else float(round(value))
    return int(value) if value == int(value) else value


@functools.cache
def _compound(language: str) -> re.Pattern[str] | None:
    """German writes 21–99 and round hundreds in one word."""
    if language != "de":
        return None
    words = number_words("de")
    ones = "|".join(word for word, value in words.small.items() if 1 <= value <= 9 and value == int(value))
    tens = "|".join(words.tens)
    return re.compile(rf"(?:({ones})und)?({tens})|({ones})(hundert|tausend)", re.IGNORECASE)


@functools.cache
def _word_values(language: str) -> dict[str, tuple[str, float]]:
    words = number_words(language)
    return {
        **{word: ("scale", float(value)) for word, value in words.scales.items()},
        **{word: ("tens", float(value)) for word, value in words.tens.items()},
        **{word: ("small", value) for word, value in words.small.items()},
    }


def _compound_value(word: str, words: NumberWords, compound: re.Pattern[str]) -> tuple[str, float] | None:
    match = compound.fullmatch(word)
    if match is None:
        return None
    ones, tens, many, scale = (group.lower() if group else None for group in match.groups())
    if tens:
        return "small", words.tens[tens] + (words.small[ones] if ones else 0)
    return "small", words.small[many or "ein"] * words.scales[scale or "hundert"]


def _number_words_in(
    body: str, language: str, words: NumberWords
) -> list[tuple[re.Match[str], tuple[str, float]]]:
    values, compound = _word_values(language), _compound(language)
    found = []
    for match in _WORD.finditer(body):
        value = values.get(match.group().lower())
        if value is None and compound is not None:
            value = _compound_value(match.group(), words, compound)
        if value is not None:
            found.append((match, value))
    return found


class _Chain:
    """Adds up number words from left to right: "two hundred and five thousand"."""

    def __init__(self, kind: str, value: float) -> None:
        self.total = 0.0
        self.current = value
        self.last = kind
        self.last_value = value
        if kind == "scale":
            self._close(value, bare=True)

    def _close(self, scale: float, *, bare: bool = False) -> None:
        base = 1.0 if bare else self.current
        if scale < 1000:
            self.current = base * scale
        else:
            self.total = (
                (self.total + base) * scale
                if self.total and self.total < scale
                else self.total + base * scale
            )
            self.current = 0.0

    def takes(self, kind: str, value: float, joined: bool) -> bool:
        """Say whether a word may follow, and add it."""
        if kind == "scale":
            allowed = not joined and (self.last != "scale" or value > self.last_value)
        elif self.last == "tens":
            allowed = not joined and kind == "small" and 1 <= value <= 9
        else:
            allowed = self.last == "scale" and value < self.last_value
        if not allowed:
            return False
        if kind == "scale":
            self._close(value, bare=self.current == 0 and self.total == 0)
        else:
            self.current += value
        self.last, self.last_value = kind, value
        return True

    @property
    def value(self) -> float:
        return self.total + self.current


def _spelt(body: str, language: str, words: NumberWords) -> Iterator[Number]:
    matches = _number_words_in(body, language, words)
    index = 0
    while index < len(matches):
        first, (kind, value) = matches[index]
        chain, end, count = _Chain(kind, value), first.end(), 1
        while index + count < len(matches):
            following, (next_kind, next_value) = matches[index + count]
            joined = _joined(body, end, following.start(), words)
            if joined is None or not chain.takes(next_kind, next_value, joined):
                break
            end, count = following.end(), count + 1
        index += count
        number = _finished(body, (first.start(), end), chain.value, words)
        yield from _if_number(body, number, kind, words)


def _if_number(body: str, number: Number, kind: str, words: NumberWords) -> Iterator[Number]:
    """Yield the number unless it is a lone scale word without an article ("dozens", "millions of")."""
    text = body[number.start : number.end].lower()
    if kind == "scale" and text in words.scales:
        before = _last_word(body, number.start)
        if before is None or before[1] not in words.articles:
            return
        number = number._replace(start=before[0])
    yield number._replace(vague=text in words.pronouns)


def _finished(body: str, span: tuple[int, int], value: float, words: NumberWords) -> Number:
    start, end = span
    tail = _HALF_TAIL.match(body, end)
    if tail is not None:
        end, value = tail.end(), value + 0.5
        scale, end = _scale_after(body, end, words)
        value *= scale
    return Number(start, end, _tidy(value), bare=False, words=True)


def _joined(body: str, end: int, start: int, words: NumberWords) -> bool | None:
    """Say how two number words meet: `False` directly, `True` by "and", `None` not at all."""
    gap = body[end:start]
    if _GAP.fullmatch(gap):
        return False
    return True if len(gap) < 8 and gap.strip(" -\u2011\n") in words.joins else None


def _last_word(body: str, start: int) -> tuple[int, str] | None:
    match = re.search(r"([^\W\d_]+)[\s-]$", body[max(0, start - 12) : start])
    return None if match is None else (max(0, start - 12) + match.start(), match.group(1).lower())


def _halves(body: str, words: NumberWords) -> Iterator[Number]:
    for match in _HALVES.finditer(body):
        part, scale, count, parts = (group.lower() if group else "" for group in match.groups())
        if scale:
            yield Number(match.start(), match.end(), _tidy(words.scales[scale] / _PARTS[part]), False, True)
        elif (count == "one") != parts.endswith("s"):
            value = words.small[count] / _PARTS[parts.rstrip("s")]
            yield Number(match.start(), match.end(), round(value, 4), False, True)
