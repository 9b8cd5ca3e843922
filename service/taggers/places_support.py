"""What else in an article speaks for the place that a name is taken for, and how sure it may be for that.

A name alone says little: of towns that nothing else in the text supports only half were right on annotated
news, and of other names of places ("Kurla" for Korla) and small towns hardly any, so these are left open:
nil is better than a wrong guess. Figures are shares of right ones in TR-News and GeoWebNews.
"""

import re

from service.taggers.places_gazetteer import PlaceEntry

STATED, DIVISION, COUNTRY, NONE = "stated", "division", "country", "none"
_SMALL, _TINY = 30_000, 5_000  # inhabitants
_KNOWN_BY_OTHER_NAMES = 2_000_000  # inhabitants of a city whose old and foreign names all the world uses
_WIDELY_KNOWN = 1_000_000
_SURE = {STATED: 96, DIVISION: 94, COUNTRY: 90, NONE: 55}
_SMALL_SURE = {STATED: 92, DIVISION: 85, COUNTRY: 55, NONE: 45}
_NO_TOWN_SURE = 95
_WON_BARELY, _WON_NARROWLY = 0.5, 1.5  # leads over the next place of that name
_BARELY_SURE, _NARROWLY_SURE = 58, 78
_ITS_ARTICLE = re.compile(r"^(?:The|Las?|Los|Les?|El|Den|Die) ")  # Vegas, Hague
# Names of sights and waters that are those of a small town somewhere too.
_SIGHT = re.compile(
    r"^(?:Mount|Lake|Cape)\.?\s|\s(?:Park|Square|River|Lake|Valley|Creek|Hills?|Beach|Garden|"
    r"Gardens|Bridge|"
    r"Tower|Street|Road|Avenue|Hall|House|Palace|Castle|School|Church|Mountain|Bay|Forest)$"
)


def support_of(place: PlaceEntry, stated: list[PlaceEntry], country: float, division: float) -> str:
    """Return the best support for a place.

    Args:
        place: that is taken for the one meant.
        stated: what the text adds to the name ("Paris, Texas").
        country: weight of its country in the rest of the article.
        division: weight of its first-order division.
    """
    if any(s.country == place.country and s.uri != place.uri for s in stated):
        return STATED
    if division > 0:
        return DIVISION
    return COUNTRY if country > 0 else NONE


def is_guess(place: PlaceEntry, name: str, support: str, *, is_only: bool) -> bool:
    """Say whether a town fits a name too badly to be given at all.

    Args:
        place: the town.
        name: as printed.
        support: of `support_of`.
        is_only: no other place bears the name.
    """
    if not place.population or place.feature_code == "PPLC" or support in {STATED, DIVISION}:
        return False
    is_small = place.population < _SMALL
    if is_small and _SIGHT.search(name):
        return True
    if support == COUNTRY:
        return False
    if not _bears(place, name):
        return place.population < _KNOWN_BY_OTHER_NAMES
    return is_small and not (is_only and place.population >= _TINY)


def _bears(place: PlaceEntry, name: str) -> bool:
    """Say whether the name is the place's main one, capitals, apostrophes and its article aside."""
    plain = name.title() if name.isupper() else name.replace("’", "'")
    bare = _ITS_ARTICLE.sub("", place.name)
    return place.name == name or plain == bare or plain.startswith(place.name) or place.name.startswith(plain)


def confidence_of(place: PlaceEntry, support: str, lead: float) -> int:
    """Return the confidence 0–100 of a place that was ahead of the next by `lead`."""
    if not place.population:
        sure = _NO_TOWN_SURE
    elif place.population < _SMALL:
        sure = _SMALL_SURE[support]
    else:
        sure = _SURE[support]
        if support == NONE and (place.feature_code == "PPLC" or place.population >= _WIDELY_KNOWN):
            sure += 10
    if lead < _WON_BARELY:
        return min(sure, _BARELY_SURE)
    return min(sure, _NARROWLY_SURE) if lead < _WON_NARROWLY else sure
