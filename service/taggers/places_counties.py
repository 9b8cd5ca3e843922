"""Counties of the United States: which state's is meant, and about where it lies.

Of 1,800 names three in four are of one state only; of the others context tells. We have no points of
counties, so one is put in the midst of the towns of its state that the article is certain about, or where
a town of some size in that state bears its name, which as a rule is its seat; with little confidence. When
there is neither, its state is told, and no point.
"""

import functools
import math
from collections import Counter

from service.taggers.gazetteer_tables import rows_of, urn_of
from service.taggers.places_gazetteer import PlaceEntry, load_places
from service.taggers.places_nearness import Anchor

_SEAT = 20_000  # inhabitants


@functools.cache
def counties() -> dict[str, tuple[str, ...]]:
    """Return a county's name → ISO 3166-2 codes of the states that have one."""
    rows = rows_of("us_counties.tsv")
    return {name: tuple(f"US-{state}" for state in states.split()) for name, states in rows}


@functools.lru_cache(maxsize=1 << 12)
def states_of(name: str) -> tuple[str, ...]:
    """Return the states that have a county of this name."""
    plain = name.removeprefix("the ").replace("’", "'")
    return counties().get(plain, ()) or counties().get(plain.replace("Saint ", "St. "), ())


def meant_county(
    name: str, stated: str | None, weights: Counter[str], anchors: tuple[Anchor, ...]
) -> PlaceEntry | None:
    """Return the county, its point no number where nothing near it is known; nothing when it may be several.

    Args:
        name: as printed, with "County".
        stated: ISO 3166-2 code of the state that the text adds.
        weights: ISO 3166-2 code → how much the article speaks of it.
        anchors: places that are certain.
    """
    state = _state(states_of(name), stated, weights)
    if state is None:
        return None
    near = [(anchor.lat, anchor.lon) for anchor in anchors if anchor.division == state] or _seat(name, state)
    lat = sum(point[0] for point in near) / len(near) if near else math.nan
    lon = sum(point[1] for point in near) / len(near) if near else math.nan
    uri = urn_of("place", f"{state} {name}")
    return PlaceEntry(name, uri, None, "US", state[3:], state, round(lat, 2), round(lon, 2), "ADM2", 0)


def _state(states: tuple[str, ...], stated: str | None, weights: Counter[str]) -> str | None:
    """Return which of the states that have such a county is meant; nothing when it is open."""
    if stated in states:
        return stated
    if len(states) == 1:
        return states[0]
    spoken_of = [state for state in states if weights[state]]
    return max(spoken_of, key=lambda state: (weights[state], state), default=None)


def _seat(name: str, state: str) -> list[tuple[float, float]]:
    """Return the point of the state's town of the same name, if it is large enough to be the seat."""
    bare = name.rpartition(" ")[0]
    towns = (place for place in load_places().by_name.get(bare) if place.iso_3166_2 == state)
    town = next((place for place in towns if place.population >= _SEAT), None)
    return [(town.lat, town.lon)] if town else []
