"""Tagger: which places the article names, where they are, which stand for governments, which matter most.

Takes the unresolved places of `service.taggers.entities`. Which place a name means is decided in
`service.taggers.places_resolution`, metonyms in `service.taggers.places_metonyms`, the ranking in
`service.taggers.places_focus`.
"""

import math

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.places_focus import ranked
from service.taggers.places_gazetteer import PlaceEntry, load_places
from service.taggers.places_listed import listed
from service.taggers.places_metonyms import Seat, is_metonym, seat_of
from service.taggers.places_resolution import (
    ALONE,
    Context,
    Resolved,
    context_of,
    resolve,
    settled,
    with_anchors,
)
from service.tags import Mention, Organisation, Place

NAME, VERSION = "places", "2"
CREATOR = f"{NAME}/{VERSION}"
_DOUBTFUL, _SUPPORTED, _TOWN_AFTER_ALL = 60, 78, 75


def tag_places(document: Document, tags: Tags) -> Tags:
    """Return `tags` with resolved places, and the organisations that metonyms stand for."""
    tags = msgspec.structs.replace(tags, places=(*tags.places, *listed(document, tags, CREATOR)))
    context = context_of(document, [place.name for place in tags.places for _ in place.mentions])
    first = [_meant(document, raw, context) for raw in tags.places]
    context = with_anchors(context, [found for found in first if found is not None])
    by_uri: dict[str, tuple[PlaceEntry, int, list[Place]]] = {}
    unknown: list[Place] = []
    for raw, known in zip(tags.places, first, strict=True):
        # A name of one place only means the same at the second look.
        is_open = known is None or known.lead < ALONE
        found = _meant(document, raw, context) if is_open else known
        if found is not None:
            ends = [mention.end for mention in raw.mentions]
            found = settled(found, " ".join(raw.name.split()), ends, document.body, context)
        if found is None:
            unknown.append(msgspec.structs.replace(raw, creator=CREATOR, confidence=min(raw.confidence, 60)))
        else:
            by_uri.setdefault(found.place.uri, (found.place, found.confidence, []))[2].append(raw)
    union = any(organisation.name == "European Union" for organisation in tags.organisations)
    seats = {
        uri: seat for uri, (entry, _, _) in by_uri.items() if (seat := seat_of(entry, speaks_of_union=union))
    }
    places = [
        _place(document.body, entry, sure, raws, seats.get(uri))
        for uri, (entry, sure, raws) in by_uri.items()
    ]
    stood_for = {m.stands_for for place in places for m in place.mentions if m.metonym}
    named = {seat.uri: seat for seat in seats.values() if seat.uri in stood_for}
    ordered = sorted((*places, *unknown), key=lambda place: (place.mentions[0].start, place.name))
    return msgspec.structs.replace(
        tags,
        places=ranked(document, tuple(ordered)),
        organisations=_with_seats(tags.organisations, named),
    )


def _meant(document: Document, raw: Place, context: Context) -> Resolved | None:
    ends = [mention.end for mention in raw.mentions]
    return resolve(" ".join(raw.name.split()), ends, document.body, context)


def _place(body: str, entry: PlaceEntry, sure: int, raws: list[Place], seat: Seat | None) -> Place:
    plain = sorted((m for raw in raws for m in raw.mentions), key=lambda m: m.start)
    mentions = tuple(_as_metonym(body, m, entry, seat) if seat else m for m in plain)
    return Place(
        name=entry.name,
        uri=entry.uri,
        literal=mentions[0].surface,
        mentions=mentions,
        salience=max(raw.salience or 0 for raw in raws),
        confidence=_confidence(entry, sure, max(raw.confidence for raw in raws)),
        creator=CREATOR,
        geonames_id=entry.geonames_id,
        iso_3166_1=entry.country or None,
        iso_3166_2=entry.iso_3166_2 or None,
        feature_code=entry.feature_code,
        lat=None if math.isnan(entry.lat) else entry.lat,
        lon=None if math.isnan(entry.lon) else entry.lon,
    )


def _confidence(entry: PlaceEntry, sure: int, is_place: int) -> int:
    """Return the lesser of how sure the place is and how sure it is that the name is one of a place at all.

    A doubtful name that is a town where the article plays is one: four in five were on annotated news.
    """
    if is_place < _DOUBTFUL and entry.population and sure >= _SUPPORTED:
        return _TOWN_AFTER_ALL
    return min(sure, is_place)


def _as_metonym(body: str, mention: Mention, entry: PlaceEntry, seat: Seat) -> Mention:
    if not is_metonym(body, mention.start, mention.end, entry):
        return mention
    return msgspec.structs.replace(mention, metonym=True, stands_for=seat.uri)


def _with_seats(organisations: tuple[Organisation, ...], seats: dict[str, Seat]) -> tuple[Organisation, ...]:
    """Add the organisations that metonyms stand for, without mentions of their own."""
    present = {organisation.uri for organisation in organisations}
    added = tuple(
        Organisation(name=seat.name, uri=seat.uri, confidence=75, creator=CREATOR)
        for seat in seats.values()
        if seat.uri not in present
    )
    return (*organisations, *added)


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_places, load=load_places)
