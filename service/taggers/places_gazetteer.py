"""All places that can be named: countries, first-order divisions, world regions, seas and cities.

Places of 500 people and more come from GeoNames (CC-BY 4.0; compiled by `service.gazetteer.compile`);
everything else is our own tables in `data/`. A name points at every place that bears it; which one is
meant is decided in `service.taggers.places_resolution`.
"""

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale

from service.gazetteer import PACKAGE_TABLE
from service.gazetteer.place_table import GEONAMES, PlaceEntry, PlaceTable, open_table
from service.taggers.gazetteer_tables import names_of, plain_name, rows_of, urn_of

__all__ = ["PlaceEntry", "Places", "load_places"]

# Words that open a sentence, months, titles and first names that are also towns of some size: the
# town is meant only when the text says where it lies.
_ORDINARY = frozenset(
    "Of Most Same Police Mobile Reading Nice Bath Best March May August Man Date Union Central Van Bar "
    "Male Split Bury Deal Sale Hove Wells Battle Sandwich Orange Buy Mary Victoria Florence Sofia Kim Lee "
    "Ali "
    "Hassan Omar Salman Mercedes Santiago Carolina Sidney Marino Franklin Marion Allen Lincoln Jackson "
    "Nelson Wellington Hamilton Houston Madison Clinton Carter Bryan Tyler Logan Cary Troy Irving Dean "
    "Ballot General Imus Talisman Bo Opportunity Home Young Commerce Industry Normal Universal Independence "
    "Hope Eagle Bell Park Beach North South East West The Not Along Bay Can Song Ho Hue Vinh Long Bang Hit "
    "As "
    "At Ul Y A La Le Los Las San Santa Santo Sun Date Ramos Silva Valencia Cruz Francisco Antonio Jose "
    "Martinez Garcia Lopez Gonzalez Rodriguez Morales Moreno Perez Sanchez Torres Vargas Mendoza Guerrero "
    "Progress Asia Police Ministry President Republic Republican Democrat College University School Hospital "
    "Angeles Angel Anna Maria Laura Elena Monica Barbara Clara Helena Paulo Pedro Juan Luis Carlos Miguel "
    "Rafael Gabriel Bernardo Fernando Caetano Leon Rivera Moron Formosa Plato Paradise Alliance Aurora "
    "Apache Bon Chandler Dover Enterprise Garland Hilton Jasper Kent Liberal Macon Newton Palmer Quincy "
    "Salem Temple Waterloo Bismarck Berkeley Darwin Darlington Auburn Gary Tracy Euclid Novi Parker".split()
)


# Names of countries in other languages that are words of English or names of something else there.
_ENGLISH_WORDS = frozenset({"Island", "Man", "Guernesey", "Curacao", "Dominique", "Sint Maarten"})


class PlaceNames(Mapping[str, tuple[PlaceEntry, ...]]):
    """Every name → the places that bear it, most prominent first.

    Our own few places are in memory; cities are looked up in compiled tables, of which a name's meaning in
    an earlier one hides that in a later one. What a user says of a name hides all else that is known of it.
    Iteration is for training and tests: it reads every page.
    """

    def __init__(
        self,
        own: dict[str, tuple[PlaceEntry, ...]],
        *tables: PlaceTable,
        said: Mapping[str, tuple[PlaceEntry, ...]] = MappingProxyType({}),
    ) -> None:
        self.own = own
        self.tables = tables
        self.said = said
        self._found = functools.lru_cache(maxsize=1 << 13)(self._find)

    def __getitem__(self, name: str) -> tuple[PlaceEntry, ...]:
        found = self._found(name)
        if not found:
            raise KeyError(name)
        return found

    def get(  # type: ignore[override]
        self, name: str, default: tuple[PlaceEntry, ...] = ()
    ) -> tuple[PlaceEntry, ...]:
        """Return the places that bear `name`."""
        return self._found(name) or default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self._found(name))

    def __iter__(self) -> Iterator[str]:
        seen = {*self.said, *self.own}
        yield from (name for name in seen if self._found(name))
        for table in self.tables:
            for name in table:
                if name not in seen:
                    seen.add(name)
                    yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _find(self, name: str) -> tuple[PlaceEntry, ...]:
        if name in self.said:
            return self.said[name]
        own = self.own.get(name, ())
        cities = next((found for table in self.tables if (found := table.find(name))), ())
        return tuple(sorted({*own, *cities}, key=_prominence)) if own and cities else own or cities


class Places(NamedTuple):
    """Indexes of all places.

    Attributes:
        by_name: every name → the places that bear it.
        countries: ISO 3166-1 code → country.
        divisions: ISO 3166-2 code → first-order division.
        demonyms: `Ukrainian` → the place.
        capitals: ISO 3166-1 code → uri of the capital.
    """

    by_name: PlaceNames
    countries: dict[str, PlaceEntry]
    divisions: dict[str, PlaceEntry]
    demonyms: dict[str, PlaceEntry]
    capitals: dict[str, str]


class _Chosen:
    """Which places are in force; replaced as a whole."""

    places: Places | None = None


_CHOSEN = _Chosen()


def load_places() -> Places:
    """Return the places in force: the package's, or those with a user's."""
    return _CHOSEN.places or package_places()


def use_places(places: Places | None) -> None:
    """Put `places` in force; `None` for the package's."""
    _CHOSEN.places = places


def with_said(said: Mapping[str, tuple[PlaceEntry, ...]], tables: tuple[PlaceTable, ...]) -> Places:
    """Return the package's places with a user's: single names, and tables that go before the package's.

    Args:
        said: name → what it means; nothing: no place.
        tables: compiled tables, first come first.
    """
    places = package_places()
    by_name = places.by_name
    return places._replace(by_name=PlaceNames(by_name.own, *tables, *by_name.tables, said=said))


@functools.cache
def package_places() -> Places:
    """Build the indexes of the package's own places."""
    table = open_table(PACKAGE_TABLE)
    numbers = {code: (int(number), name) for code, number, name in rows_of("geonames_ids.tsv")}
    named: dict[str, list[PlaceEntry]] = {}
    demonyms: dict[str, PlaceEntry] = {}
    countries = _countries(numbers, named, demonyms)
    divisions = _states(numbers, named, demonyms)
    divisions |= _regions(named, demonyms)
    _add_foreign(named, countries, table)
    own = {name: tuple(sorted(set(places), key=_prominence)) for name, places in named.items()}
    return Places(PlaceNames(own, table), countries, divisions, demonyms, table.capitals())


def place_names(places: Places) -> tuple[str, ...]:
    """Return the names safe enough to be looked for in a text without further evidence.

    A user's own are: whoever lists a name means it.
    """
    by_name = places.by_name
    safe = dict.fromkeys(name for table in by_name.tables for name in table.words("prominent"))
    for name in by_name.own:
        if len(name) > 1 and _is_prominent(by_name[name][0], " " in name):
            safe[name] = None
    kept = [name for name in safe if name not in _ORDINARY and name not in by_name.said]
    return (*kept, *(name for name, found in by_name.said.items() if found))


def place_words() -> Iterator[str]:
    """Yield the words that names of places are made of, small towns and long names left out.

    The recogniser was trained with these, so a user's names do not change them.
    """
    by_name = package_places().by_name
    for table in by_name.tables:
        yield from table.words("parts")
    for name in by_name.own:
        if name.count(" ") <= 1:
            yield from (part for part in name.split() if len(part) > 2 and part[0].isupper())


def _is_prominent(place: PlaceEntry, several_words: bool) -> bool:
    least = 15_000 if several_words else 300_000
    return place.population == 0 or place.population >= least or place.feature_code == "PPLC"


def _prominence(place: PlaceEntry) -> tuple[int, int, str]:
    rank = 0 if place.feature_code.startswith(("PCL", "CONT")) else 1
    if place.feature_code in {"ADM1", "PPLC"}:
        return rank, -2_000_000 - place.population, place.uri
    if place.population == 0 and place.feature_code != "ADM2":  # of our own tables, for being much named
        return rank, -50_000_000, place.uri
    return rank, -place.population, place.uri


def _add(named: dict[str, list[PlaceEntry]], place: PlaceEntry, names: tuple[str, ...]) -> None:
    for name in names:
        named.setdefault(plain_name(name), []).append(place)
        if "'" in name:
            named.setdefault(plain_name(name).replace("'", "’"), []).append(place)


def _countries(
    numbers: dict[str, tuple[int, str]], named: dict[str, list[PlaceEntry]], demonyms: dict[str, PlaceEntry]
) -> dict[str, PlaceEntry]:
    countries = {}
    for code, name, lat, lon, aliases, nationals in rows_of("countries.tsv"):
        number, _ = numbers[code]
        place = PlaceEntry(
            name, f"{GEONAMES}{number}/", number, code, "", "", float(lat), float(lon), "PCLI", 0
        )
        countries[code] = place
        _add(named, place, (name, *names_of(aliases)))
        for demonym in names_of(nationals):
            demonyms.setdefault(demonym, place)
    return countries


def _add_foreign(
    named: dict[str, list[PlaceEntry]], countries: dict[str, PlaceEntry], cities: PlaceTable
) -> None:
    """Add the countries' names in the other languages we read (CLDR), unless a word is taken."""
    for language in ("de", "fr", "es", "it", "pt"):
        for code, name in Locale.parse(language).territories.items():
            taken = name in named or name in _ENGLISH_WORDS or name in cities
            if code in countries and not taken:
                named[name] = [countries[code]]


def _states(
    numbers: dict[str, tuple[int, str]], named: dict[str, list[PlaceEntry]], demonyms: dict[str, PlaceEntry]
) -> dict[str, PlaceEntry]:
    states = {}
    for code, lat, lon, abbreviations, nationals in rows_of("us_states.tsv"):
        number, name = numbers[f"US-{code}"]
        uri, iso = f"{GEONAMES}{number}/", f"US-{code}"
        place = PlaceEntry(name, uri, number, "US", code, iso, float(lat), float(lon), "ADM1", 0)
        states[iso] = place
        names = (name, "New York state", "New York State") if code == "NY" else (name,)
        _add(named, place, (*names, *names_of(abbreviations)))
        for demonym in names_of(nationals):
            demonyms.setdefault(demonym, place)
    return states


def _regions(named: dict[str, list[PlaceEntry]], demonyms: dict[str, PlaceEntry]) -> dict[str, PlaceEntry]:
    divisions = {}
    for name, code, lat, lon, country, iso, number, aliases, adjectives in rows_of("regions.tsv"):
        uri = f"{GEONAMES}{number}/" if number else urn_of("place", name)
        geonames_id = int(number) if number else None
        shown, _, _ = name.partition(" (")
        place = PlaceEntry(shown, uri, geonames_id, country, "", iso, float(lat), float(lon), code, 0)
        if iso:
            divisions[iso] = place
        _add(named, place, (shown, *names_of(aliases)))
        for demonym in names_of(adjectives):
            demonyms.setdefault(demonym, place)
    return divisions
