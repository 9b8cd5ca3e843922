"""Places near others: namesakes are told apart by the company they keep, counties by their towns."""

import math
from collections import Counter

import pytest

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from service.taggers.places import tag_places
from service.taggers.places_candidates import candidates_of
from service.taggers.places_counties import counties, meant_county, states_of
from service.taggers.places_gazetteer import load_places
from service.taggers.places_nearness import Anchor, kilometres, nearness
from service.taggers.places_resolution import Context, resolve
from service.tags import Place
from tests.eval.documents import plain_document


def places_of(text: str) -> dict[str, Place]:
    """Return the places of a text by their first surface."""
    document = plain_document(text)
    tags = tag_places(document, tag_entities(document, Tags()))
    return {place.literal or "": place for place in tags.places}


def anchor(name: str, division: str) -> Anchor:
    """Return a town as an anchor."""
    town = next(place for place in load_places().by_name[name] if place.iso_3166_2 == division)
    return Anchor(town.uri, division, town.lat, town.lon)


def test_distance() -> None:
    """London to Paris is 344 km, and no place is away from itself."""
    assert kilometres(51.5074, -0.1278, 48.8566, 2.3522) == pytest.approx(344, abs=2)
    assert kilometres(10, 20, 10, 20) == 0


def test_nearness_is_bounded() -> None:
    """Alone nothing, among many neighbours one; the place itself does not count."""
    (town, *_) = (place for place in load_places().by_name["Paterson"] if place.iso_3166_2 == "US-NJ")
    near = anchor("Clifton", "US-NJ")

    assert nearness(town, ()) == 0
    assert nearness(town, (Anchor(town.uri, "US-NJ", town.lat, town.lon),)) == 0
    assert 0.5 < nearness(town, (near,)) < 1
    assert nearness(town, (near,) * 50) == 1
    assert nearness(town, (anchor("Honolulu", "US-HI"),)) < 0.001


def test_of_namesakes_the_near_one_is_meant() -> None:
    """Of the Riverdales, the one beside Paterson and Wayne; without them, the largest."""
    context = Context(Counter(US=3), Counter(), Counter(), ())
    anchors = (anchor("Paterson", "US-NJ"), anchor("Wayne", "US-NJ"))
    near = context._replace(anchors=anchors, towns=Counter({"US-NJ": 1}))

    alone, beside = (resolve("Riverdale", [9], "Riverdale", one) for one in (context, near))
    assert alone is not None
    assert beside is not None
    assert alone.place.iso_3166_2 != "US-NJ"
    assert beside.place.iso_3166_2 == "US-NJ"


def test_a_list_of_countries_names_no_town() -> None:
    """After a comma a country can be the next of a list; after a town's name it is where it lies."""
    listed = resolve(
        "Russia", [6], "Russia, the United States and China", Context(Counter(US=1), Counter(), Counter(), ())
    )
    stated = resolve("Odessa", [6], "Odessa, Texas", Context(Counter(UA=3), Counter(), Counter(), ()))

    assert listed is not None
    assert stated is not None
    assert listed.place.feature_code == "PCLI"
    assert stated.place.iso_3166_2 == "US-TX"


@pytest.mark.parametrize("name", ["Washington, D.C.", "WASHINGTON"])
def test_the_capital_is_the_city(name: str) -> None:
    """Whatever states the article names."""
    context = Context(Counter(US=9), Counter({"US-OR": 2, "US-ID": 1}), Counter(), ())
    found = resolve(name, [len(name)], name, context)

    assert found is not None
    assert found.place.iso_3166_2 == "US-DC"


def test_counties() -> None:
    """Of one state, of the state that is stated, of the state the article speaks of; else of none."""
    paducah = anchor("Paducah", "US-KY")
    assert states_of("Metcalfe County") == ("US-KY",)
    assert len(states_of("Orange County")) > 4
    assert states_of("Nonesuch County") == ()
    assert all(code.startswith("US-") for codes in counties().values() for code in codes)

    one = meant_county("Metcalfe County", None, Counter(), (paducah,))
    assert one is not None
    assert (one.iso_3166_2, one.feature_code, round(one.lat, 1)) == ("US-KY", "ADM2", round(paducah.lat, 1))
    nowhere = meant_county("Metcalfe County", None, Counter(), ())
    assert nowhere is not None
    assert math.isnan(nowhere.lat)
    stated = meant_county("Orange County", "US-FL", Counter({"US-CA": 3}), ())
    spoken = meant_county("Orange County", None, Counter({"US-CA": 3}), ())
    assert stated is not None
    assert spoken is not None
    assert (stated.iso_3166_2, spoken.iso_3166_2) == ("US-FL", "US-CA")
    assert meant_county("Orange County", None, Counter(), ()) is None


def test_a_county_is_where_its_seat_is() -> None:
    """Without towns in the text, a town of some size with the county's name is its seat; a village is not."""
    seat = meant_county("Sacramento County", None, Counter(), ())
    village = meant_county("Jackson County", "US-OH", Counter(), ())
    assert seat is not None
    assert village is not None
    assert seat.lat == pytest.approx(38.58, abs=0.1)
    assert seat.lon == pytest.approx(-121.49, abs=0.1)
    assert math.isnan(village.lat)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Northamptonshire", "GB-NTH"),
        ("County Kerry", "IE-KY"),
        ("Bayelsa", "NG-BY"),
        ("Kano State", "NG-KN"),
    ],
)
def test_divisions_have_their_codes(name: str, code: str) -> None:
    """Counties of the United Kingdom and Ireland and states of Nigeria."""
    assert candidates_of(name)[0].iso_3166_2 == code


def test_a_direction_is_no_town() -> None:
    """The North West is no north of West, Texas; eastern Ukraine is of Ukraine."""
    assert not [place for place in candidates_of("North West") if place.name == "West"]
    assert candidates_of("eastern Ukraine")[0].country == "UA"


def test_a_county_in_the_record() -> None:
    """Its state is told; a point only where there are towns of the state; its confidence is small."""
    text = "Deputies of Cuyahoga County were called to Cleveland and to Parma, Ohio, on Monday, police said."
    county = places_of(text)["Cuyahoga County"]
    assert (county.iso_3166_1, county.iso_3166_2, county.feature_code) == ("US", "US-OH", "ADM2")
    assert county.lat == pytest.approx(41.4, abs=0.5)
    assert county.confidence <= 50

    alone = places_of("Deputies of Cuyahoga County were called on Monday, police said.")["Cuyahoga County"]
    assert (alone.iso_3166_2, alone.lat, alone.lon) == ("US-OH", None, None)


def test_places_of_five_hundred_people_are_known() -> None:
    """A village is found when nothing else bears its name."""
    assert [place.country for place in candidates_of("Dunshaughlin")] == ["IE"]


RENAMED = [
    ("Kiev", "Kyiv"),
    ("Bombay", "Mumbai"),
    ("Madras", "Chennai"),
    ("Saigon", "Ho Chi Minh City"),
    ("Peking", "Beijing"),
    ("Constantinople", "Istanbul"),
    ("Leningrad", "Saint Petersburg"),
]


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_old_and_new_names_are_one_place(old: str, new: str) -> None:
    """The first meaning of both names is the same entry."""
    assert candidates_of(old)[0].geonames_id == candidates_of(new)[0].geonames_id


@pytest.mark.parametrize("name", ["Sharm El-Sheikh", "Sharm El Sheikh", "Sharm el Sheikh", "Sharm el-Sheikh"])
def test_the_arabic_article_is_written_in_many_ways(name: str) -> None:
    """With a capital or without, with a hyphen or without: the same town."""
    assert [place.country for place in candidates_of(name)] == ["EG"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Tenerife", "ISL"),
        ("Zambezi", "STM"),
        ("Mont Blanc", "MT"),
        ("Lake Baikal", "LK"),
        ("Gobi Desert", "DSRT"),
    ],
)
def test_features_of_the_land(name: str, code: str) -> None:
    """Islands, rivers, mountains, lakes and deserts are places, before towns called after them."""
    assert candidates_of(name)[0].feature_code == code
