"""Decide which of several places a name means.

Evidence, strongest first: what the text adds ("Paris, Texas"), which countries the article speaks of
(by name, by nationality, in its dateline), what kind of place the name itself says it is ("Kandahar
province"), how near it lies to places that are certain (`service.taggers.places_nearness`), and how
prominent it is. The places are `service.taggers.places_gazetteer`.
"""

import math
import re
from collections import Counter
from typing import NamedTuple

from service.taggers.document import Document, words_among
from service.taggers.places_candidates import candidates_of
from service.taggers.places_counties import meant_county, states_of
from service.taggers.places_gazetteer import PlaceEntry, Places, load_places
from service.taggers.places_nearness import Anchor, anchor_of, nearness
from service.taggers.places_publisher import home_of
from service.taggers.places_support import confidence_of, is_guess, support_of

_TRAILING = re.compile(r"\s?[,(]\s?((?:[A-ZÀ-Þ][\w.'’\-]*)(?:\s(?:and\s|of\s)?[A-ZÀ-Þ][\w.'’\-]*){0,2})")
_DIVISION_HEAD = re.compile(r"(?i)\b(province|state|county|district|region|governorate|oblast|prefecture)\b")
_CITY_HEAD = re.compile(r"(?i)\bcity\b")
_OF_NO_COUNTRY = 1.5  # seas and regions of the world
_ABBREVIATED_STATE = re.compile(r"\s?,\s?([A-Z]{2})\b(?!\.)")

_EXPLICIT, _KIND, _NEAR = 9.0, 2.5, 2.5
_LISTED = 3.0  # "Russia, the United States" lists two countries and names no town in Ohio
_IN_CAPITALS = 2.0  # WASHINGTON, at the head of a report, is the city
_OTHER_NAME = 1.5  # GeoNames lists other names that nobody uses; one of them wins only when nothing else fits
ALONE = 4.0  # the lead of a name's only place
_OPEN = 50  # confidence before all evidence is in
_COUNTY_SURE = 50  # its state is known, its point is that of towns near it
_CERTAIN = 1.5  # lead over the next candidate from which on a place says where others lie
_AT_HOME = 1.0  # and what the publisher's town does
_BY_TOWN = 0.5  # what a town counts for its division, beside one for the division's own name


class Context(NamedTuple):
    """What an article says about where it plays.

    Attributes:
        countries: ISO 3166-1 code → weight.
        divisions: ISO 3166-2 code → weight, of those it names.
        towns: ISO 3166-2 code → weight, by towns that are certain.
        anchors: places that are certain.
    """

    countries: Counter[str]
    divisions: Counter[str]
    towns: Counter[str]
    anchors: tuple[Anchor, ...]


class Resolved(NamedTuple):
    """The place meant, the confidence 0–100, and by how much it was better than the next."""

    place: PlaceEntry
    confidence: int
    lead: float


def context_of(document: Document, surfaces: list[str]) -> Context:
    """Collect the countries and divisions that an article speaks of without doubt."""
    places = load_places()
    countries: Counter[str] = Counter()
    divisions: Counter[str] = Counter()
    for surface in surfaces:
        _count(candidates_of(surface), 1.0, countries, divisions)
        if len(states := states_of(surface)) == 1:
            divisions[states[0]] += 1
            countries["US"] += 1
    for word in words_among(document, places.demonyms):
        place = places.demonyms[word.text]
        if place.country:
            countries[place.country] += 1
            divisions[place.iso_3166_2] += bool(place.iso_3166_2)
    for text in _outside(document):
        _count(candidates_of(text), 2.0, countries, divisions)
    source = document.article.source
    if source is not None and source.country:
        countries[source.country] += 1
    home = home_of(source)
    if home is None:
        return Context(countries, divisions, Counter(), ())
    countries[home.country] += 1
    towns = Counter({home.iso_3166_2: _AT_HOME} if home.iso_3166_2 else {})
    return Context(countries, divisions, towns, (anchor_of(home),))


def _outside(document: Document) -> list[str]:
    article = document.article
    raw = article.dateline.place if article.dateline and article.dateline.place else article.located or ""
    parts = [part.strip() for part in raw.split(",") if part.strip()]
    return [part.title() if part.isupper() and len(part) > 3 else part for part in parts]


def _count(
    found: tuple[PlaceEntry, ...], weight: float, countries: Counter[str], divisions: Counter[str]
) -> None:
    if not found or not found[0].country:
        return
    countries[found[0].country] += weight * _weight(found)  # type: ignore[assignment]
    if found[0].feature_code == "ADM1" and found[0].iso_3166_2:
        divisions[found[0].iso_3166_2] += weight  # type: ignore[assignment]
        if found[0].country == "US":
            countries["US"] += weight  # type: ignore[assignment]


def _weight(found: tuple[PlaceEntry, ...]) -> float:
    """Return how much a name says about its country: little where it may lie in another."""
    is_clear = not any(_rivals(place, found[0]) for place in found[1:])
    return 1.0 if is_clear else 0.25


def _rivals(place: PlaceEntry, first: PlaceEntry) -> bool:
    """Whether a namesake is prominent enough to leave open which of the two is meant."""
    return place.country != first.country and (
        place.population > 100_000 or place.feature_code in {"ADM1", "PCLI"}
    )


def resolve(name: str, ends: list[int], body: str, context: Context) -> Resolved | None:
    """Return the place that `name` means where it ends at one of `ends`, or None when none is known."""
    found = candidates_of(name)
    if not found or states_of(name):
        return _county(name, ends, body, context)
    stated = [place for end in ends for place in _stated(body, end)]
    is_wide = found[0].feature_code in {"PCLI", "ADM1", "CONT"}
    scores = (_score(place, name, stated, context, is_wide) for place in found)
    scored = sorted(((score, -i) for i, score in enumerate(scores)), reverse=True)
    best, second = scored[0], scored[1] if len(scored) > 1 else None
    place = found[-best[1]]
    lead = best[0] - second[0] if second else ALONE
    if best[0] < 0:
        return None
    return Resolved(place, _OPEN, lead)


def settled(found: Resolved, name: str, ends: list[int], body: str, context: Context) -> Resolved | None:
    """Return a place with its confidence by all that supports it, or nothing where it is but a guess."""
    place, candidates = found.place, candidates_of(name)
    if not candidates or states_of(name):
        return found
    own = len(ends) * _weight(candidates) if candidates[0].country == place.country else 0.0
    division = 0.0
    if place.iso_3166_2:
        division = context.divisions[place.iso_3166_2] + context.towns[place.iso_3166_2]
        division -= _BY_TOWN * (found.lead >= _CERTAIN and place.population > 0)  # itself
    stated = [other for end in ends for other in _stated(body, end)]
    support = support_of(place, stated, context.countries[place.country] - own, division)
    if is_guess(place, name, support, is_only=len(candidates) == 1):
        return None
    return found._replace(confidence=confidence_of(place, support, found.lead))


def _county(name: str, ends: list[int], body: str, context: Context) -> Resolved | None:
    if not states_of(name):
        return None
    stated = next((place.iso_3166_2 for end in ends for place in _stated(body, end)), None)
    weights = context.divisions + context.towns
    county = meant_county(name, stated, weights, context.anchors)
    return Resolved(county, _COUNTY_SURE, 0.0) if county else None


def with_anchors(context: Context, resolved: list[Resolved]) -> Context:
    """Return `context` with the towns and divisions that a first look found beyond doubt."""
    towns, anchors = context.towns.copy(), [*context.anchors]
    for place, _, lead in resolved:
        if lead < _CERTAIN or not place.population:
            continue
        anchors.append(anchor_of(place))
        if place.iso_3166_2:
            towns[place.iso_3166_2] += _BY_TOWN  # type: ignore[assignment]
    return Context(context.countries, context.divisions, towns, tuple(anchors))


def _stated(body: str, end: int) -> list[PlaceEntry]:
    """Return what the text adds after a comma or in brackets: "Paris, Texas", "Bo (Sierra Leone)"."""
    code = _ABBREVIATED_STATE.match(body, end)
    places: Places = load_places()
    if code and f"US-{code.group(1)}" in places.divisions:
        return [places.divisions[f"US-{code.group(1)}"]]
    match = _TRAILING.match(body, end)
    if match is None:
        return []
    words = match.group(1).split()
    for length in range(len(words), 0, -1):
        found = places.by_name.get(" ".join(words[:length]), ())
        if found and found[0].feature_code in {"PCLI", "ADM1", "RGN"}:
            return list(found[:3])
    return []


def _score(place: PlaceEntry, name: str, stated: list[PlaceEntry], context: Context, is_wide: bool) -> float:
    """Return how well `place` fits; `is_wide` when the name is also that of a country or division."""
    score = _prominence(place) + _named_right(place, name)
    share = context.countries[place.country] / (context.countries.total() + 0.5)
    score += 3.0 * math.sqrt(share) if place.country else _OF_NO_COUNTRY
    if place.iso_3166_2 and place.feature_code != "ADM1":
        score += min(2.0, context.divisions[place.iso_3166_2] + context.towns[place.iso_3166_2])
    elif place.feature_code == "ADM1":
        score += min(2.5, 1.25 * _sisters(place, context))
    if place.population:
        score += _NEAR * nearness(place, context.anchors) + (_IN_CAPITALS if name.isupper() else 0.0)
    for other in stated:
        if (other.iso_3166_2 and other.iso_3166_2 == place.iso_3166_2 and other.uri != place.uri) or (
            other.feature_code == "PCLI" and other.country == place.country and other.uri != place.uri
        ):
            score += _LISTED if is_wide else _EXPLICIT
    return score


def _sisters(place: PlaceEntry, context: Context) -> int:
    """Return how many other divisions of the same country the article names."""
    return sum(
        iso[:2] == place.country and iso != place.iso_3166_2 for iso, n in context.divisions.items() if n
    )


def _prominence(place: PlaceEntry) -> float:
    """Return about 2 (town of 15,000) to 7 (country)."""
    if place.feature_code in {"PCLI", "CONT"}:
        return 7.0
    if place.feature_code == "PPLC":
        return max(5.5, math.log10(place.population + 1) - 1.0)
    if place.population:
        return math.log10(place.population) - 2.2
    return 4.3 if place.feature_code == "ADM1" else 4.0


def _named_right(place: PlaceEntry, name: str) -> float:
    """Return how well the name's own head word fits, and whether it is the place's main name."""
    name = name.title() if name.isupper() and len(name) > 3 else name
    fit = 0.5 if place.name in name else 0.0
    if place.population and place.name != name and not place.name.startswith(name):
        fit -= _OTHER_NAME
    if _DIVISION_HEAD.search(name):
        fit += _KIND if place.feature_code.startswith(("ADM", "RGN")) else 0.0
    if _CITY_HEAD.search(name):
        fit += _KIND if place.population else 0.0
    return fit
