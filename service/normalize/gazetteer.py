"""Whether a printed name is the name of a place: evidence for datelines, and nothing more.

Which place it is, with its coordinates and codes, is for the tagger of places. Cities come from the
compiled table of `service.gazetteer`, countries from CLDR, states and other names from our own lists.
"""

import functools

import babel

from service.gazetteer import PACKAGE_TABLE
from service.gazetteer.folding import fold
from service.gazetteer.place_table import PlaceTable, open_table
from service.normalize.words import name_list

# Languages whose names of countries are known.
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
# Territory codes that name no country: European Union, euro zone, United Nations, pseudo-locales, unknown.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "XA", "XB", "ZZ"})


@functools.lru_cache(maxsize=4096)
def is_place(printed: str) -> bool:
    """Return whether `printed` is a known name of a country, a state or a city of 15,000 or more.

    Case and accents are passed over.
    """
    if len(printed) > 60:
        return False
    folded = fold(printed)
    return bool(folded) and (folded in _names() or _table().has_folded(folded))


def load() -> None:
    """Read the lists, so that a worker pays at start-up and not at the first article."""
    _names()
    _table()


@functools.cache
def _table() -> PlaceTable:
    return open_table(PACKAGE_TABLE)


@functools.cache
def _names() -> frozenset[str]:
    names: set[str] = set(name_list("places"))
    for language in _LANGUAGES:
        territories = babel.Locale(language).territories
        names.update(
            name for code, name in territories.items() if len(code) == 2 and code not in _NOT_COUNTRIES
        )
    return frozenset(folded for name in names if (folded := fold(name)))
