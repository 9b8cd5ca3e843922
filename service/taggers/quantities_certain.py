"""Quantities in languages without a table of number words: only what no word can change.

Beyond the languages of `service.taggers.quantities_tables` a word after a number may be a scale ("1,9
миллиарда", "500 ألف"), so a number counts only where a sign says what it is: per cent, a degree or an
unmistakable unit symbol after it, or a currency sign with no word behind. How a quantity is read
otherwise is `service.taggers.quantities`.
"""

import re

from service.taggers.quantities_tables import WORD_LANGUAGES, decimal_mark
from service.taggers.segment import is_unspaced

# Symbols of two letters or more that are no word in any language we know, with the signs.
_SYMBOLS = frozenset(
    "% ‰ °C °F ℃ ℉ km cm mm km² km2 m² m2 m³ m3 km/h kg mg kW MW GW kWh MWh GWh TWh kHz MHz GHz hPa".split()
)
_CURRENCY_SIGNS = frozenset("$€£¥₹₦₽₩₺₪₱฿₫₡₴₾₭₮₼₸₲₿")
_WORD_FOLLOWS = re.compile(r"[ \t\u00a0\u202f-]{0,2}[^\W\d_]")
# Marks of groups or decimals that a number's own pattern has left over: it was not read whole.
_LEFT_OVER = re.compile(r"[.,٫٬'’·]\d|\d")
_ONE_GROUP = re.compile(r"\d{1,3}[.,]\d{3}")


def has_number_words(language: str) -> bool:
    """Say whether the number words of `language` are known."""
    return language in WORD_LANGUAGES


def is_glued(char: str) -> bool:
    """Say whether a letter makes one word with a digit beside it: not in scripts written without spaces."""
    return char.isalpha() and not is_unspaced(char)


def is_certain(body: str, number: tuple[int, int], stretch: tuple[int, int], language: str) -> bool:
    """Say whether a number and the sign beside it mean the same in every language.

    Args:
        body: the text.
        number: where the digits stand.
        stretch: where digits and sign stand together.
        language: primary language subtag.
    """
    start, end = number
    before, after = body[stretch[0] : start].strip(), body[end : stretch[1]].strip()
    if _LEFT_OVER.match(body, end) or body[max(0, start - 1) : start] in set(".,٫٬'’·"):
        return False
    if _ONE_GROUP.fullmatch(body[start:end]) and decimal_mark(language) is None:
        return False
    if after in _SYMBOLS:
        return True
    has_sign = bool(_CURRENCY_SIGNS & set(before)) or bool(_CURRENCY_SIGNS & set(after))
    return has_sign and _WORD_FOLLOWS.match(body, stretch[1]) is None
