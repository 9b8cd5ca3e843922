"""Read GeoNames' main table (`allCountries`, `cities500`, `DE` …): a place a line, 19 fields parted by tabs.

Source of the format: https://download.geonames.org/export/dump/readme.txt. GeoNames is CC-BY 4.0: whoever
publishes what is made of it names it.
"""

from collections.abc import Iterable, Iterator

import msgspec

from service.gazetteer.divisions import division_codes, iso_3166_2
from service.gazetteer.place_table import GEONAMES, PlaceEntry
from service.gazetteer.place_writer import NamedPlace
from service.gazetteer.spelling import is_usable, unaccented, with_apostrophes
from service.gazetteer.user_file import LONGEST_NAME, MOST_ALIASES, UserEntry

FIELDS = 19
SOURCE = "GeoNames (https://www.geonames.org), CC-BY 4.0"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines become places.

    Attributes:
        least_population: inhabitants of a populated place; 0 takes those without a number too.
        countries: ISO 3166-1 codes; empty: all.
        features: GeoNames feature codes; a class by its letter (`P`, `A`) takes all of its codes.
        alias_population: from which on other names count; small places' are too often somebody else's.
    """

    least_population: int = 500
    countries: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset({"P"})
    alias_population: int = 50_000


class Counts(msgspec.Struct, kw_only=True):
    """What became of the lines; grows while they are read."""

    lines: int = 0
    kept: int = 0
    unreadable: int = 0


def read_places(lines: Iterable[bytes], choice: Choice, counts: Counts) -> Iterator[NamedPlace]:
    """Yield the places chosen; a line that is no place is counted and passed over."""
    for line in lines:
        counts.lines += 1
        if line.startswith(b"#") or not line.strip():
            continue
        try:
            place = _place(line.decode("utf-8").rstrip("\r\n").split("\t"), choice)
        except (ValueError, IndexError):
            counts.unreadable += 1
            continue
        if place is not None:
            counts.kept += 1
            yield place


def _place(fields: list[str], choice: Choice) -> NamedPlace | None:
    """Return the place of a line, or nothing when it is not asked for.

    Raises:
        ValueError: a field is no number or out of bounds.
    """
    if len(fields) != FIELDS:
        raise ValueError("not 19 fields")
    number, name, plain, others = int(fields[0]), fields[1].strip(), fields[2].strip(), fields[3]
    letter, feature, country, division = fields[6], fields[7], fields[8], fields[10]
    population = max(int(fields[14] or 0), letter == "P")  # a town has somebody, told or not
    if choice.countries and country not in choice.countries:
        return None
    if feature not in choice.features and letter not in choice.features:
        return None
    if letter == "P" and population < choice.least_population:
        return None
    lat, lon = float(fields[4]), float(fields[5])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 < number < 2**32 and 0 <= population < 2**32):
        raise ValueError("out of bounds")
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "\n" in name:
        raise ValueError("no name")
    entry = PlaceEntry(
        name, f"{GEONAMES}{number}/", number, country, division,
        iso_3166_2(country, division, division_codes()), lat, lon, feature or "PPL", population,
    )  # fmt: skip
    aliases = others.split(",") if population >= choice.alias_population or feature == "PPLC" else []
    names = [name, plain, unaccented(name), *(alias for alias in map(str.strip, aliases) if is_usable(alias))]
    known = [one for one in dict.fromkeys(names) if one and len(one) <= LONGEST_NAME and one.isprintable()]
    return NamedPlace(entry, tuple(with_apostrophes(known[:MOST_ALIASES])), feature == "PPLC")


def entry_of(named: NamedPlace) -> UserEntry:
    """Return a place as an entry of a user's file."""
    place = named.place
    aliases = tuple(name for name in named.names if name != place.name and ";" not in name)
    return UserEntry(
        kind="place",
        name=place.name,
        aliases=aliases,
        uri=place.uri,
        country=place.country,
        division=place.iso_3166_2,
        lat=place.lat,
        lon=place.lon,
        feature=place.feature_code,
        population=place.population,
        geonames_id=place.geonames_id,
    )
