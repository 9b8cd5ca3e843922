"""How near a place lies to the places of an article that are certain.

An article's towns lie together: of ten Riverdales it means the one beside the Lincoln Park it also names.
"""

import math
from typing import NamedTuple

from service.taggers.places_gazetteer import PlaceEntry

_RADIUS_KM = 6_371.0
_REACH_KM = 120.0  # a day's beat of a local paper; at this distance a town counts for a third
_ENOUGH = 1.5  # towns right beside it that are as much as any number
_FAR_DEGREES = 8.0  # of latitude, some 900 km, at which a town counts for less than a thousandth
_MOST = 60  # anchors that are looked at


class Anchor(NamedTuple):
    """A place that is certain: its uri, ISO 3166-2 code and point."""

    uri: str
    division: str
    lat: float
    lon: float


def anchor_of(place: PlaceEntry) -> Anchor:
    """Return a place as an anchor."""
    return Anchor(place.uri, place.iso_3166_2, place.lat, place.lon)


def nearness(place: PlaceEntry, anchors: tuple[Anchor, ...]) -> float:
    """Return 0 (alone) to 1 (among its neighbours); the place itself does not count."""
    near = sum(
        math.exp(-kilometres(place.lat, place.lon, anchor.lat, anchor.lon) / _REACH_KM)
        for anchor in anchors[:_MOST]
        if abs(anchor.lat - place.lat) < _FAR_DEGREES and anchor.uri != place.uri
    )
    return min(1.0, near / _ENOUGH)


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance of two points in degrees (haversine)."""
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    chord = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))
