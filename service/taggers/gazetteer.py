"""Names that are known beforehand: much-named people, organisations, products and events.

Finds them as whole words in a text and says which entity a full name means. A user's names are added by
`service.taggers.gazetteer_user`. Whether a bare family
name or a doubtful alias may be linked is decided in `service.taggers.linking`; places are
`service.taggers.places_gazetteer`.
"""

import functools
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from service.taggers.gazetteer_tables import names_of, plain_name, rows_of, urn_of
from service.taggers.places_gazetteer import Places, package_places, place_names, use_places

WIKIDATA = "http://www.wikidata.org/entity/"


class Known(NamedTuple):
    """One known entity; `kind` is PER, ORG, PRODUCT or EVENT."""

    kind: str
    name: str
    uri: str
    country: str = ""
    roles: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A known name found in a text; `entity` is None for a place's name and a bare family name."""

    start: int
    end: int
    kind: str
    entity: Known | None


class Gazetteer(NamedTuple):
    """The tables, by what a text may say.

    Attributes:
        by_alias: full names and safe aliases.
        doubtful: aliases that count only with support.
        by_family: family name → the known people who bear it.
        alone: family names that by themselves mean one person in news.
        given: person's uri → all words of the given names in the table.
    """

    by_alias: dict[str, Known]
    doubtful: dict[str, Known]
    by_family: dict[str, tuple[Known, ...]]
    alone: dict[str, Known]
    given: dict[str, frozenset[str]]


class Matcher(NamedTuple):
    """Finds names in a text: the names, the kind of each, and the automaton over them."""

    patterns: tuple[str, ...]
    kinds: tuple[str, ...]
    automaton: AhoCorasick


class KnownNames(NamedTuple):
    """All that is known beforehand, replaced as a whole.

    Attributes:
        version: hash of a user's files; empty when there are none.
        gazetteer: people, organisations, products and events.
        places: the places.
        matcher: finds the names of all of them.
    """

    version: str
    gazetteer: Gazetteer
    places: Places
    matcher: Matcher


class _Chosen:
    """Which names are in force."""

    names: KnownNames | None = None


_CHOSEN = _Chosen()


def known_names() -> KnownNames:
    """Return the names in force: the package's, or those with a user's."""
    return _CHOSEN.names or package_names()


def use_names(names: KnownNames | None) -> None:
    """Put `names` in force from the next article on; `None` for the package's."""
    _CHOSEN.names = names
    use_places(names.places if names else None)


def load_gazetteer() -> Gazetteer:
    """Return the people, organisations, products and events in force."""
    return known_names().gazetteer


@functools.cache
def package_names() -> KnownNames:
    """Read the package's own tables."""
    gazetteer, places = package_gazetteer(), package_places()
    return KnownNames("", gazetteer, places, matcher_of(gazetteer, places))


@functools.cache
def package_gazetteer() -> Gazetteer:
    """Read people, organisations, objects and events."""
    by_alias: dict[str, Known] = {}
    doubtful: dict[str, Known] = {}
    by_family: dict[str, tuple[Known, ...]] = {}
    alone: dict[str, Known] = {}
    given: dict[str, frozenset[str]] = {}
    for known, givens, families, stands_alone in _people():
        given[known.uri] = frozenset(word for name in givens for word in name.split())
        by_alias.setdefault(known.name, known)
        for family in families:
            by_family[family] = (*by_family.get(family, ()), known)
            if stands_alone:
                alone.setdefault(family, known)
            for name in givens:
                by_alias.setdefault(f"{name} {family}", known)
    for known, aliases in (*_organisations(), *_things("objects.tsv"), *_things("events.tsv")):
        for alias in (known.name, *aliases):
            target = doubtful if alias.startswith("?") else by_alias
            target.setdefault(plain_name(alias.lstrip("?")), known)
    return Gazetteer(by_alias, doubtful, by_family, alone, given)


def _people() -> list[tuple[Known, tuple[str, ...], tuple[str, ...], bool]]:
    people = []
    for wikidata, name, givens, families, country, roles, alone in rows_of("people.tsv"):
        uri = WIKIDATA + wikidata if wikidata else urn_of("person", name)
        known = Known("PER", name, uri, country, names_of(roles))
        people.append((known, names_of(givens), names_of(families), alone == "*"))
    return people


def _organisations() -> list[tuple[Known, tuple[str, ...]]]:
    rows = []
    for wikidata, name, aliases, country in rows_of("organisations.tsv"):
        uri = WIKIDATA + wikidata if wikidata else urn_of("organisation", name)
        rows.append((Known("ORG", name, uri, country), names_of(aliases)))
    return rows


def _things(table: str) -> list[tuple[Known, tuple[str, ...]]]:
    kind = "PRODUCT" if table == "objects.tsv" else "EVENT"
    return [
        (Known(kind, name, urn_of(kind.lower(), name)), names_of(aliases))
        for name, aliases, _ in rows_of(table)
    ]


def matcher_of(gazetteer: Gazetteer, places: Places) -> Matcher:
    """Return what finds all names that are safe without further evidence."""
    kinds = dict.fromkeys(place_names(places), "LOC")
    kinds |= dict.fromkeys(gazetteer.alone, "PER")
    kinds |= {alias: known.kind for alias, known in gazetteer.by_alias.items()}
    patterns = tuple(sorted(kinds))
    return Matcher(patterns, tuple(kinds[name] for name in patterns), AhoCorasick(patterns))


def find_known(text: str) -> list[Hit]:
    """Return the known names in `text` as whole words, longest first where they overlap, in order."""
    _, gazetteer, _, (patterns, kinds, automaton) = known_names()
    by_alias = gazetteer.by_alias
    found = []
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if _is_whole(text, start, end):
            kind = kinds[index]
            entity = by_alias.get(patterns[index]) if kind != "LOC" else None
            found.append(Hit(start, end, kind, entity))
    return _longest(found)


def _is_whole(text: str, start: int, end: int) -> bool:
    before_ok = start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "'’@#_")
    after_ok = end == len(text) or not (text[end].isalnum() or text[end] == "_")
    return before_ok and after_ok


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.end - hit.start > kept[-1].end - kept[-1].start:
            kept[-1] = hit
    return kept
