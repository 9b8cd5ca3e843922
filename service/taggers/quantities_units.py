"""Find what stands beside a number: a unit, a currency before or after it, a percent sign.

Leaves to `service.taggers.quantities` how number and unit become a tag.
"""

import functools
import re
from typing import NamedTuple

from service.taggers.quantities_digits import Number
from service.taggers.quantities_tables import Unit, unit_table


class Found(NamedTuple):
    """A unit and the stretch of the body it covers together with the number's side it is on."""

    unit: Unit
    start: int
    end: int


_TOKEN = re.compile(
    r"[^\W\d_]+(?:\.(?=[^\W\d_]\.|\s[a-z]))?(?:[²³]|\^?[23](?![\d\w]))?|[%‰°º$€£¥₹₦₽₩₺₪₱฿₫₡₴¢℃℉Ω₾₭₮₼₸₲֏₿]|/"
)
_SPACE = re.compile(r"[ \t\u00a0\u202f\u2011\n-]{0,2}")
_LETTERS = re.compile(r"[^\W\d_]+")
_BEHIND_LETTERS = ".^²³23"
_LONGEST_NAME = 4
_OF = re.compile(r"\s(?:de(?=\s)|d['’](?=[^\W\d_]))")
_INCH = re.compile(
    r"\s?in\.?(?=\s(?:thick|long|wide|high|tall|deep|diameter|of (?:rain|snow))|\)|[,;]?\s?x\s)"
)
_FEET_INCHES = re.compile(r"[′']\s?\d{1,2}\s?[″\"]")
# Ordinary words which are also currencies or units, taken only after numbers like those of prices.
_DOUBTFUL = frozenset(
    "won mark real reals sol bar sum kip rand are lei dong dram riel lira score ether yard foot seconds "
    "second bit bits P K W N Q L R".split()
)
_DOUBTFUL_LIMIT = {
    "won": 100,
    "mark": 10,
    "real": 2,
    "sol": 2,
    "are": 1e12,
    "ar": 1e12,
    "dong": 100,
    "ether": 1e12,
}
# One letter is a unit only directly at the number, or after one space for these.
_LETTERS_WITH_SPACE = frozenset("m g t W V J h K L l s".split())
_LETTERS_NEVER_AFTER = frozenset("P K R N Q A".split())
_DEGREES_BEFORE = re.compile(r"[°º]\s?$")
_PREFIX_WINDOW = 8


def unit_after(body: str, number: Number, country: str) -> Found | None:
    """Return the unit that follows the number, the longest name first."""
    end = past_of(body, number)
    gap = _SPACE.match(body, end)
    start = gap.end() if gap else end
    if "\n" in body[number.end : start] and start - number.end > 1:
        return None
    inch = _INCH.match(body, number.end) if "in" in body[number.end : number.end + 3] else None
    if inch is not None:
        return Found(_inch(), number.end, inch.end())
    first = _TOKEN.match(body, start)
    if first is None or first.group().lower() not in _first_tokens():
        return None
    for end in reversed(_token_ends(body, start)):
        unit = _named(body[start:end], country, number, adjacent=start == number.end)
        if unit is not None and not (body[end - 1].isalnum() and body[end : end + 1].isalnum()):
            return Found(unit, start, end)
    return None


def past_of(body: str, number: Number) -> int:
    """Return the number's end, after the "of" that French and Spanish put behind a scale ("millions d'")."""
    is_scaled = not number.bare and (
        number.value >= 1000 or number.value < 1 or body.endswith("aine", 0, number.end)
    )
    match = _OF.match(body, number.end) if is_scaled else None
    return number.end if match is None else match.end()


@functools.cache
def _first_tokens() -> frozenset[str]:
    """Return what any unit that follows a number begins with."""
    table = unit_table()
    names = (*table.symbols, *table.names, *(name for _, name in table.abroad))
    return frozenset(match.group().lower() for match in map(_TOKEN.match, names) if match is not None)


@functools.cache
def _all_words() -> frozenset[str]:
    """Return the words of which the names of units consist."""
    table = unit_table()
    names = (*table.symbols, *table.names, *(name for _, name in table.abroad))
    return frozenset(word.lower() for name in names for word in _LETTERS.findall(name))


@functools.cache
def _last_letters() -> frozenset[str]:
    """Return the characters that end a currency symbol or code before a number."""
    table = unit_table()
    return frozenset(name[-1] for name in (*table.prefixes, *(name for _, name in table.abroad)))


@functools.cache
def _inch() -> Unit:
    return unit_table().names["inch"]


def _token_ends(body: str, start: int) -> list[int]:
    """Return the ends of the first one to four words after the number, while units have such words."""
    ends: list[int] = []
    while len(ends) < _LONGEST_NAME + 2 and (match := _TOKEN.match(body, start)) is not None:
        end, text = match.end(), match.group()
        if ends and text[0].isalpha() and text.rstrip(_BEHIND_LETTERS).lower() not in _all_words():
            break
        ends.append(end + 1 if body[end : end + 1] == "." and len(text) <= 4 else end)
        if ends[-1] != end:
            ends.insert(-1, end)
        space = _SPACE.match(body, ends[-1])
        start = space.end() if space else ends[-1]
    return ends


def _named(text: str, country: str, number: Number, *, adjacent: bool) -> Unit | None:
    table = unit_table()
    name = " ".join(text.replace("-", " ").split()) if "-" in text or "\n" in text else text
    unit = table.abroad.get((country, name.lower())) or table.symbols.get(name)
    if unit is not None and _symbol_fits(name, number, adjacent):
        return unit
    lower = name.lower()
    unit = table.names.get(lower) or table.names.get(text.lower())
    if unit is None or (lower in _DOUBTFUL and number.value < _DOUBTFUL_LIMIT.get(lower, 0)):
        return None
    return unit


def _symbol_fits(symbol: str, number: Number, adjacent: bool) -> bool:
    if len(symbol) != 1 or not symbol.isalpha():
        return not (
            symbol in {"ID", "DA", "SR", "LE", "JD", "BD", "Br", "has", "Re", "RO", "Le", "PS", "LL"}
            and not adjacent
        )
    if number.words or symbol in _LETTERS_NEVER_AFTER:
        return False
    if symbol == "s":
        return not adjacent or number.value != int(number.value)
    return adjacent or symbol in _LETTERS_WITH_SPACE


def currency_before(body: str, start: int, country: str) -> Found | None:
    """Return the currency symbol or code directly before a number that starts at `start`."""
    table = unit_table()
    end = start
    while end > 0 and start - end < 1 and body[end - 1] in " \u00a0\u202f":
        end -= 1
    if body[end - 1 : end] not in _last_letters():
        return None
    for begin in range(max(0, end - _PREFIX_WINDOW), end):
        symbol = body[begin:end]
        unit = table.abroad.get((country, symbol)) or table.prefixes.get(symbol)
        if unit is None or (begin > 0 and symbol[0].isalpha() and _is_wordlike(body[begin - 1])):
            continue
        if symbol.isalpha() and len(symbol) <= 2 and not _prefix_fits(symbol, end == start, body, start):
            continue
        return Found(unit, begin, start)
    return None


def _is_wordlike(char: str) -> bool:
    return char.isalnum() or char in "-_"


def _prefix_fits(symbol: str, adjacent: bool, body: str, start: int) -> bool:
    """Say whether a short prefix such as R, N, K or Rs is a currency: it stands close to a price."""
    if symbol in {"Rs", "RM", "SR", "KD", "QR", "BD", "Dh", "Tk", "JD", "Sh", "Kz", "Rp", "Gs", "Bs"}:
        return True
    if not adjacent:
        return False
    after = re.match(r"[\d,. ]*\d", body[start : start + 20])
    digits = after.group() if after else ""
    rest = body[start + len(digits) : start + len(digits) + 10].lower()
    scaled = re.match(r"[ -]?(?:million|billion|trillion|bn\b|mn?\b|b\b)", rest) is not None
    return scaled or "," in digits or " " in digits or (symbol in {"R", "N", "K"} and len(digits) >= 3)


def pounds_are_money(body: str) -> bool:
    """Say whether "pounds" in this text are sterling rather than a weight."""
    return "£" in body or "sterling" in body or "pence" in body
