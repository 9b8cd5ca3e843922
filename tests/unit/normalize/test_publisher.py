"""The publisher and its country."""

import pytest

from service.model import Claim, Draft
from service.normalize.publisher import country_of_domain, publisher_of
from service.normalize.url import canonicalize
from tests.factories import ORIGIN


@pytest.mark.parametrize(
    ("domain", "country"),
    [
        ("example.co.uk", "GB"),
        ("example.de", "DE"),
        ("example.com", None),
        ("example.tv", None),
        ("example.eu", None),
        ("example.xx", None),
    ],
)
def test_country_of_domain(domain: str, country: str | None) -> None:
    """A country-code domain is evidence unless it is sold to everyone."""
    assert country_of_domain(domain) == country


def test_publisher() -> None:
    """Name, domain and feed are kept; the country has its rule in the provenance."""
    draft = Draft(
        origin=ORIGIN,
        format="text/plain",
        sources=(Claim(value="Example", evidence="header:source"),),
        feed_uri="f",
    )
    source, notes = publisher_of(draft, canonicalize("https://www.example.co.za/a"))
    assert source is not None
    assert (source.name, source.domain, source.country, source.feed_uri) == (
        "Example",
        "example.co.za",
        "ZA",
        "f",
    )
    assert [note.field for note in notes] == ["source.country"]


def test_nothing_known_gives_no_source() -> None:
    """Without name, address and feed there is no publisher."""
    assert publisher_of(Draft(origin=ORIGIN, format="text/plain"), None) == (None, ())
