"""Names of months in the languages of news, from CLDR, each language read when it is first needed."""

import functools
import re

from babel import Locale, UnknownLocaleError

# Forms that newspapers print and CLDR does not list.
_EXTRA = {
    "en": {"sept": 9, "febr": 2},
    "de": {"jan": 1, "feb": 2, "jänner": 1, "maerz": 3, "mrz": 3, "sept": 9, "okt": 10, "dez": 12},
    "es": {"set": 9, "setiembre": 9, "sept": 9},
    "pt": {"sept": 9},
    "fr": {"fevrier": 2, "aout": 8, "decembre": 12},
    "id": {"agust": 8, "nop": 11, "nopember": 11},
    "ro": {"noi": 11},
    "no": {"des": 12},
}
_SHORTEST = 3
_NOT_ONLY_DIGITS = re.compile(r"\d")


@functools.cache
def months_of(language: str) -> dict[str, int]:
    """Return lower-case names and abbreviations of months with their numbers; empty if not known."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, printed in locale.months[context][width].items():
                name = printed.lower().rstrip(".")
                if len(name) >= _SHORTEST and not _NOT_ONLY_DIGITS.search(name):
                    names[name] = number
    return names | _EXTRA.get(language, {})


@functools.cache
def month_pattern(language: str) -> re.Pattern[str]:
    """Return a pattern for any name of a month in lower-case text; longer names first."""
    names = sorted(months_of(language), key=len, reverse=True)
    if not names:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, names))})(?![^\W\d_])\.?")
