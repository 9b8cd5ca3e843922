"""Places: golden cases of our own, codes, coordinates and ranking."""

from typing import Any

import pytest
import yaml

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from service.taggers.places import tag_places
from service.taggers.places_gazetteer import load_places
from service.tags import Place
from tests.conftest import ROOT
from tests.eval.documents import plain_document

CASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/golden/taggers/places/cases.yaml").read_text(encoding="utf-8")
)


def run(text: str, **context: str) -> Tags:
    """Tag the entities and places of `text`."""
    document = plain_document(text, **context)
    return tag_places(document, tag_entities(document, Tags()))


def by_name(text: str) -> dict[str, Place]:
    """Return the places of `text` by name."""
    return {place.name: place for place in run(text).places}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30] or "empty")
def test_golden_places(case: dict[str, Any]) -> None:
    """Every place of a golden case is the right GeoNames entry."""
    found = by_name(case["text"])
    assert {name: found[name].geonames_id for name in case.get("places", {})} == case.get("places", {})
    if not case["text"]:
        assert not found


@pytest.mark.parametrize("case", [c for c in CASES if "metonyms" in c], ids=lambda case: case["text"][:30])
def test_golden_metonyms(case: dict[str, Any]) -> None:
    """A capital stands for its government only where the wording says so."""
    tags = run(case["text"])
    names = {organisation.uri: organisation.name for organisation in tags.organisations}
    mentions = sorted((m for place in tags.places for m in place.mentions), key=lambda m: m.start)
    wanted = {surface for surface, _ in case["metonyms"]}
    found = [
        [m.surface, names[m.stands_for] if m.stands_for else None] for m in mentions if m.surface in wanted
    ]
    assert found == case["metonyms"]
    assert all(m.metonym == (m.stands_for is not None) for m in mentions)


@pytest.mark.parametrize("case", [c for c in CASES if "first" in c], ids=lambda case: case["text"][:30])
def test_golden_focus(case: dict[str, Any]) -> None:
    """The place an article is about ranks first."""
    (first,) = [place.name for place in run(case["text"]).places if place.focus == 1]
    assert first == case["first"]


def test_a_government_is_listed_without_the_mention() -> None:
    """The organisation a metonym stands for has no mentions of its own, but a confidence and creator."""
    organisations = run("Beijing warned Taiwan on Monday.").organisations
    (government,) = [o for o in organisations if o.name == "Government of China"]
    assert government.mentions == ()
    assert government.confidence
    assert government.creator == "places/2"


def test_codes_and_coordinates() -> None:
    """A city carries ISO codes, feature code and coordinates."""
    place = by_name("Police in Munich closed the station.")["Munich"]
    assert (place.iso_3166_1, place.iso_3166_2, place.feature_code) == ("DE", "DE-BY", "PPL")
    assert place.lat == pytest.approx(48.14, abs=0.1)
    assert place.lon == pytest.approx(11.57, abs=0.1)
    assert place.uri == "https://sws.geonames.org/2867714/"


def test_the_dateline_decides_between_namesakes() -> None:
    """What the article plays in weighs for a town of the same name."""
    assert (
        by_name("Alberta and Ontario disagree. London has a new mayor, Ontario police said.")[
            "London"
        ].iso_3166_1
        == "CA"
    )


def test_an_unknown_place_keeps_its_name_only() -> None:
    """A place that no table has is listed without an identity."""
    places = by_name("Soldiers entered the village of Qarzumbad near Kabul on Sunday.")
    if "Qarzumbad" in places:
        assert places["Qarzumbad"].uri is None
    assert places["Kabul"].geonames_id == 1138958


def test_adjectives_count_for_their_country() -> None:
    """The adjective "Russian" is evidence for Russia without being a mention of it."""
    russia = by_name("Russian officials spoke in Russia. Russian papers reported it.")["Russia"]
    assert [m.surface for m in russia.mentions] == ["Russia"]
    assert [m.surface for m in russia.corefs] == ["Russian", "Russian"]


def test_every_country_has_a_row_and_nearly_all_a_capital() -> None:
    """The tables hold all of ISO 3166-1 and Kosovo, with ids, names and points."""
    places = load_places()
    assert len(places.countries) == 250
    assert len(places.capitals) >= 240
    assert all(
        -90 <= c.lat <= 90 and -180 <= c.lon <= 180 and c.geonames_id for c in places.countries.values()
    )
    assert all(places.by_name[c.name] for c in places.countries.values())


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Holland", "NL"),
        ("Burma", "MM"),
        ("Ivory Coast", "CI"),
        ("the UK", "GB"),
        ("UAE", "AE"),
        ("Swaziland", "SZ"),
    ],
)
def test_other_names_of_countries(name: str, country: str) -> None:
    """Old, short and official names lead to the same country."""
    assert load_places().by_name[name.removeprefix("the ")][0].country == country
