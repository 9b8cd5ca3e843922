"""Where a publisher is at home, and what that says about the places it names."""

import msgspec
import pytest

from service.record import Source
from service.taggers.document import Tags, document_of
from service.taggers.entities import tag_entities
from service.taggers.places import tag_places
from service.taggers.places_publisher import home_of
from tests.eval.documents import plain_article


@pytest.mark.parametrize(
    ("source", "town"),
    [
        (Source(name="Houston Chronicle"), "Houston"),
        (Source(name="The Cincinnati Enquirer"), "Cincinnati"),
        (Source(domain="chicagotribune.com"), "Chicago"),
        (Source(domain="omaha.com"), "Omaha"),
        (Source(name="The Paris News"), None),  # of which Paris?
        (Source(name="Reading"), None),
        (Source(name="Reuters", domain="reuters.com"), None),
        (Source(name="The Post", domain="thepost.example"), None),
        (Source(), None),
        (None, None),
    ],
)
def test_home(source: Source | None, town: str | None) -> None:
    """A town by the name's or the domain's beginning, if there is but one it can be."""
    home = home_of(source)

    assert (home.name if home else None) == town


@pytest.mark.parametrize(
    ("name", "state"), [("Cincinnati Enquirer", "US-OH"), ("Omaha World-Herald", "US-NE")]
)
def test_a_local_paper_names_what_lies_near(name: str, state: str) -> None:
    """The same sentence of two papers is about two towns; alone, about the largest."""
    article = plain_article(
        "Fire destroyed a barn in Lebanon Township near Springfield on Monday, police said."
    )
    article = msgspec.structs.replace(article, source=Source(name=name))
    document = document_of(article)
    tags = tag_places(document, tag_entities(document, Tags()))

    (springfield,) = [place for place in tags.places if place.name == "Springfield"]
    assert springfield.iso_3166_2 == state
