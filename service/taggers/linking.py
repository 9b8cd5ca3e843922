"""Gather the mentions of one entity and say which known entity it is, or nothing rather than a guess.

A family name alone is linked when the article names the person in full, or when in news it means one
person and no other bearer of the name occurs. An acronym of a body of one country is linked when the
article speaks of that country or gives the name in full. The tables are `service.taggers.gazetteer`.
"""

import re
from typing import NamedTuple

from service.taggers.entities_acronyms import stands_for
from service.taggers.entities_bodies import STANDING
from service.taggers.entities_mentions import Found
from service.taggers.gazetteer import WIKIDATA, Gazetteer, Known, load_gazetteer
from service.taggers.places_gazetteer import load_places

_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ]\w+")


class Cluster(NamedTuple):
    """All mentions of one entity: its type, the fullest name in the article, who it is if known."""

    kind: str
    name: str
    known: Known | None
    mentions: tuple[Found, ...]


def clusters_of(body: str, found: list[Found]) -> list[Cluster]:
    """Return the entities of an article in the order of their first mention."""
    gazetteer = load_gazetteer()
    people = _people(body, [item for item in found if item.kind == "PER"], gazetteer)
    others = _others(body, [item for item in found if item.kind != "PER"], gazetteer)
    return sorted((*people, *others), key=lambda cluster: (cluster.mentions[0].start, cluster.kind))


def _surface(body: str, item: Found) -> str:
    surface = body[item.start : item.end]
    return surface if surface.isalpha() else " ".join(surface.split())


def _people(body: str, found: list[Found], gazetteer: Gazetteer) -> list[Cluster]:
    full = _full_names(body, found)
    groups: dict[str, list[Found]] = {}
    for item in found:
        surface = _surface(body, item)
        groups.setdefault(full.get(surface, surface), []).append(item)
    merged: dict[str, tuple[str, Known | None, list[Found]]] = {}
    for name, items in groups.items():
        known = _known_person(name, full, gazetteer)
        key = known.uri if known else name
        if key in merged:
            merged[key][2].extend(items)
        else:
            merged[key] = (known.name if known else name, known, list(items))
    return [Cluster("PER", name, known, tuple(sorted(items))) for name, known, items in merged.values()]


_MOST_LONGER = 50  # longer names that one short name is compared with


def _full_names(body: str, found: list[Found]) -> dict[str, str]:
    """Return for each shorter surface the full name in this article that it is short for."""
    names = dict.fromkeys(_surface(body, item) for item in found)
    by_edge: dict[str, list[str]] = {}
    for name in names:
        words = name.split()
        for word in {words[0], words[-1]} if len(words) > 1 else ():
            by_edge.setdefault(word, []).append(name)
    longer = {name: _longer(name, by_edge) for name in names}
    full: dict[str, str] = {}
    for name, others in longer.items():
        roots = {max(longer[other], key=_length) if longer[other] else other for other in others}
        if len(roots) == 1:
            full[name] = roots.pop()
    return full


def _length(name: str) -> tuple[int, str]:
    return len(name.split()), name


def _longer(name: str, by_edge: dict[str, list[str]]) -> list[str]:
    """Return the names that `name` may be short for."""
    words = name.split()
    near = dict.fromkeys(
        other for word in {words[0], words[-1]} for other in by_edge.get(word, ())[:_MOST_LONGER]
    )
    return [other for other in sorted(near) if other != name and _is_short_for(name, other)]


def _is_short_for(short: str, full: str) -> bool:
    """Whether `short` is the family name, the given name or the first and last word of `full`."""
    a, b = short.split(), full.split()
    if len(a) >= len(b):
        return False
    if len(a) == 1:
        return a[0] in {b[-1], b[0]}
    return b[-len(a) :] == a or b[: len(a)] == a or (a[0] == b[0] and a[-1] == b[-1])


def _known_person(name: str, full: dict[str, str], gazetteer: Gazetteer) -> Known | None:
    if name in gazetteer.by_alias:
        known = gazetteer.by_alias[name]
        return known if known.kind == "PER" else None
    words = name.split()
    if len(words) == 1 and name not in full:
        return gazetteer.alone.get(name)
    for known in gazetteer.by_family.get(words[-1], ()):  # J. Robert Trump is not Donald Trump
        if (
            len(words) > 2
            and words[0] in gazetteer.given[known.uri]
            and f"{words[0]} {words[-1]}" in gazetteer.by_alias
        ):
            return gazetteer.by_alias[f"{words[0]} {words[-1]}"]
    return None


def _others(body: str, found: list[Found], gazetteer: Gazetteer) -> list[Cluster]:
    names = list(dict.fromkeys((item.kind, _surface(body, item)) for item in found))
    groups: dict[tuple[str, str], tuple[str, Known | None, list[Found]]] = {}
    expansions = _expansions(names)
    countries: frozenset[str] = frozenset()
    for item in found:
        surface = _surface(body, item)
        name = expansions.get(surface, surface) if item.kind == "ORG" else surface
        known = _known_other(item, name, gazetteer)
        if known is not None and name == surface and _needs_country(name, known):
            countries = countries or _countries(body, found)
            known = known if known.country in countries else None
        key = (item.kind, known.uri if known else name)
        groups.setdefault(key, (known.name if known else name, known, []))[2].append(item)
    return [Cluster(kind, name, known, tuple(items)) for (kind, _), (name, known, items) in groups.items()]


_MOST_BODIES = 300  # of an article, among which acronyms are looked for


def _expansions(names: list[tuple[str, str]]) -> dict[str, str]:
    """Return acronym → full name among the organisations of this article."""
    bodies = [name for kind, name in names if kind == "ORG" and " " in name]
    short = [
        name for kind, name in names if kind == "ORG" and " " not in name and sum(map(str.isupper, name)) > 1
    ]
    bodies, short = bodies[:_MOST_BODIES], short[:_MOST_BODIES]
    return {a: fitting[0] for a in short if len(fitting := [n for n in bodies if stands_for(a, n)]) == 1}


def _known_other(item: Found, name: str, gazetteer: Gazetteer) -> Known | None:
    known = gazetteer.by_alias.get(name) or gazetteer.doubtful.get(name)
    if known is None or known.kind != item.kind:
        return None
    return known


_LONGEST_ACRONYM = 7


def _needs_country(name: str, known: Known) -> bool:
    """Whether other countries have such a body too: a standing one, or one with a lesser known acronym."""
    if name in STANDING:
        return bool(known.country)
    is_acronym = len(name) <= _LONGEST_ACRONYM and sum(map(str.isupper, name)) > 1 and " " not in name
    return is_acronym and bool(known.country) and name != known.name and not known.uri.startswith(WIKIDATA)


def _countries(body: str, found: list[Found]) -> frozenset[str]:
    """Return the ISO 3166-1 codes of the countries that an article speaks of, by names and nationalities.

    A town counts for the country of its most prominent bearer. The empty code stands for none, so that the
    result is never empty.
    """
    places = load_places()
    named = (places.by_name.get(_surface(body, item), ()) for item in found if item.kind == "LOC")
    codes = {entries[0].country for entries in named if entries}
    nations = {
        places.demonyms[word].country for word in _CAPITALISED.findall(body) if word in places.demonyms
    }
    return frozenset({"", *codes, *nations})
