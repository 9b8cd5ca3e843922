"""A user's gazetteers on top of the package's: what they add, override and take away.

A name in a user's file means the user's entry and nothing else that the package knows by it; several
entries of a user's may share a name, and context decides between them. Kind `none` takes a name away.
Compiled tables of places (`.places`) go before the package's table in the same way.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from service.gazetteer.place_table import GEONAMES, InvalidTable, PlaceEntry, PlaceTable, open_table
from service.gazetteer.user_file import InvalidGazetteer, UserEntry, read_user_file
from service.taggers.gazetteer import (
    Gazetteer,
    Known,
    KnownNames,
    matcher_of,
    package_gazetteer,
    package_names,
)
from service.taggers.gazetteer_tables import urn_of
from service.taggers.places_gazetteer import with_said

TABLE_SUFFIX = ".places"

_KINDS = {"person": "PER", "organisation": "ORG", "product": "PRODUCT", "event": "EVENT"}


def read_gazetteers(files: Iterable[Path]) -> KnownNames:
    """Return the package's names with those of a user's files, later files over earlier ones.

    Raises:
        InvalidGazetteer: a file cannot be used; nothing of the others is then used either.
    """
    entries: list[UserEntry] = []
    tables: list[PlaceTable] = []
    digest = hashlib.sha256()
    for file in files:
        if file.suffix == TABLE_SUFFIX:
            tables.insert(0, _table(file))
            digest.update(tables[0].head.version.encode())
        else:
            entries += read_user_file(file)
            digest.update(file.read_bytes())
    if not entries and not tables:
        return package_names()
    gazetteer = _with_entries(package_gazetteer(), entries)
    places = with_said(_places_said(entries), tuple(tables))
    return KnownNames(digest.hexdigest()[:12], gazetteer, places, matcher_of(gazetteer, places))


def _table(file: Path) -> PlaceTable:
    try:
        return open_table(file)
    except InvalidTable as error:
        raise InvalidGazetteer((str(error),), 1) from error


def _names(entry: UserEntry) -> tuple[str, ...]:
    """Return all names of an entry, also with a curly apostrophe."""
    names = (entry.name, *entry.aliases)
    return tuple(dict.fromkeys((*names, *(name.replace("'", "’") for name in names))))


def _uri(entry: UserEntry) -> str:
    return entry.uri or urn_of(entry.kind, entry.name)


def _with_entries(package: Gazetteer, entries: list[UserEntry]) -> Gazetteer:
    said = {name for entry in entries for name in _names(entry)}
    by_alias = {name: known for name, known in package.by_alias.items() if name not in said}
    doubtful = {name: known for name, known in package.doubtful.items() if name not in said}
    alone = {name: known for name, known in package.alone.items() if name not in said}
    by_family = dict(package.by_family)
    given = dict(package.given)
    for entry in entries:
        if entry.kind not in _KINDS:
            continue
        # Without its country, for which ours wait before they link an acronym: whoever lists a name means it.
        known = Known(_KINDS[entry.kind], entry.name, _uri(entry))
        by_alias.update(dict.fromkeys(_names(entry), known))
        if entry.kind == "person":
            first, _, family = entry.name.rpartition(" ")
            by_family[family] = (*by_family.get(family, ()), known)
            given[known.uri] = frozenset(first.split())
    return Gazetteer(by_alias, doubtful, by_family, alone, given)


def _places_said(entries: list[UserEntry]) -> dict[str, tuple[PlaceEntry, ...]]:
    said: dict[str, tuple[PlaceEntry, ...]] = {}
    for entry in entries:
        place = (_place(entry),) if entry.kind == "place" else ()
        for name in _names(entry):
            said[name] = (*said.get(name, ()), *place)
    return said


def _place(entry: UserEntry) -> PlaceEntry:
    number = entry.geonames_id
    return PlaceEntry(
        name=entry.name,
        uri=entry.uri or (f"{GEONAMES}{number}/" if number else _uri(entry)),
        geonames_id=number,
        country=entry.country,
        admin1="",
        iso_3166_2=entry.division,
        lat=entry.lat or 0.0,
        lon=entry.lon or 0.0,
        feature_code=entry.feature or "PPL",
        population=entry.population,
    )
