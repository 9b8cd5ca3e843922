"""Invent names of places: countries, regions, towns, natural features, buildings.

Most are real, from the tables of the service; a quarter of the towns is put together from syllables, so
that the recogniser learns to read places that no table has.
"""

import functools

import numpy as np

from service.taggers.places_gazetteer import load_places
from service.taggers.training.names import person, pick


@functools.cache
def countries() -> tuple[str, ...]:
    """Return the names of countries, with the short ones that news uses."""
    names = [place.name for place in load_places().countries.values()]
    return (*names, "US", "UK", "U.S.", "UAE", "America", "Britain", "USA", "DR Congo")


@functools.cache
def regions() -> tuple[str, ...]:
    """Return the names of first-order divisions."""
    return tuple(sorted({place.name for place in load_places().divisions.values()}))


@functools.cache
def lands() -> tuple[str, ...]:
    """Return the names of seas, regions of the world and the like."""
    entries = {p for found in load_places().by_name.values() for p in found if p.population == 0}
    return tuple(sorted({p.name for p in entries if p.feature_code != "PCLI"}))


@functools.cache
def towns() -> tuple[str, ...]:
    """Return the names of towns, the largest first."""
    entries = {p for found in load_places().by_name.values() for p in found if p.population}
    ordered = sorted(entries, key=lambda p: (-p.population, p.uri))
    return tuple(dict.fromkeys(p.name for p in ordered if p.name.count(" ") < 3 and "(" not in p.name))


_EXP = 2  # large towns are named far more often than small ones
_SYLLABLES = (
    "ba be bo da du ga go ka ke ki ko la le lo ma me mo na no nya pa pe po ra ri ro sa se sha su ta te to wa "
    "ya "
    "zam kwa chi gan dar har mbe nda tur vol kar lim san tam ber nor wick"
).split()
_ENDINGS = "pur abad ville ton burg nagar grad ovo aha stan dorf ford ham si ti la wa ni ra do gu".split()


def town(rng: np.random.Generator) -> str:
    """Return a town; large ones come often, a quarter is invented."""
    chance = rng.random()
    if chance < 0.75:
        return towns()[int(len(towns()) * rng.random() ** _EXP)]  # large towns are named far more often
    stem = "".join(pick(rng, _SYLLABLES) for _ in range(int(rng.integers(1, 3))))
    name = (stem + pick(rng, _ENDINGS)).capitalize()
    prefix = ("Al-", "San ", "New ", "Port ", "North ", "Upper ", "El ", "Fort ", "Saint ", "Mount ")
    return pick(rng, prefix) + name if chance > 0.93 else name


def land(rng: np.random.Generator) -> str:
    """Return a river, a lake, an island or a region."""
    chance = rng.random()
    if chance < 0.6:
        return pick(rng, lands())
    stem = town(rng)
    forms = ("{} River", "Lake {}", "{} Valley", "Mount {}", "{} Island", "Cape {}", "{} Bay", "{} Peninsula")
    return pick(rng, forms).format(stem)


def province(rng: np.random.Generator) -> str:
    """Return a province, mostly one named for a town."""
    chance = rng.random()
    if chance < 0.5:
        return pick(rng, regions())
    forms = (
        "{} Province",
        "{} State",
        "{} District",
        "{} County",
        "{} Region",
        "{}",
        "{} Governorate",
        "{} Oblast",
    )
    return pick(rng, forms).format(town(rng))


def facility(rng: np.random.Generator) -> str:
    """Return a building, a street, a park."""
    forms = (
        "{} International Airport|{} Airport|{} Stadium|{} Hospital|{} General Hospital|{} Bridge|{} Road|"
        "{} Street|{} Square|{} Park|{} Prison|Port of {}|{} National Park|{} Hotel|{} Palace|{} Museum|"
        "{} Mosque|{} Cathedral|{} Avenue|{} Station|{} Dam|{} Market|{} Creek|{} Cemetery|{} Forest|"
        "{} Beach|{} Building"
    ).split("|")
    stem = town(rng) if rng.random() < 0.6 else person(rng)[0]
    return pick(rng, forms).format(stem)
