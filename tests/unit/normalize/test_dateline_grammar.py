"""The grammar of datelines."""

import pytest

from service.normalize.dateline_grammar import is_place_shaped, is_site, read_parts


def test_parts_in_usual_order() -> None:
    """Town, region, date and agency in brackets are told apart."""
    parts = read_parts("LA CROSSE, Wis., Oct 17 (AP)", None)
    assert parts is not None
    assert parts.places == ("LA CROSSE", "Wis.")
    assert (parts.date, parts.agency) == ("Oct 17", "AP")
    assert parts.agency_known
    assert parts.agency_grouped
    assert parts.is_caps


def test_unknown_agency_in_brackets() -> None:
    """What stands in brackets may be an agency that no table knows."""
    parts = read_parts("DENVER (KXYZ)", None)
    assert parts is not None
    assert (parts.agency, parts.agency_known) == ("KXYZ", False)


def test_agency_between_slashes_and_date_in_brackets() -> None:
    """Slashes are brackets too, and brackets may hold the date."""
    slashed = read_parts("Ulaanbaatar /MONTSAME/", None)
    dated = read_parts("SINGAPORE (May 6, 2021)", None)
    assert slashed is not None
    assert (slashed.places, slashed.agency) == (("Ulaanbaatar",), "MONTSAME")
    assert dated is not None
    assert (dated.date, dated.agency) == ("May 6, 2021", None)


def test_the_site_itself_is_an_agency() -> None:
    """A paper that puts its own name where an agency's stands is known by its domain."""
    parts = read_parts("EXAMPLE TODAY TRAVEL", "exampletoday")
    assert parts is not None
    assert (parts.places, parts.agency) == ((), "EXAMPLE TODAY TRAVEL")


@pytest.mark.parametrize(
    "prefix",
    ["Jane went home and never came back", "AMMAN — Dong", "the house", "A (b) (c) (d)", "London, Room 101"],
)
def test_other_words_are_not_read(prefix: str) -> None:
    """Anything that is no place, date or agency makes the whole prefix none."""
    assert read_parts(prefix, None) is None


def test_place_shapes() -> None:
    """Several places may be joined by slash, ampersand or "and"."""
    assert is_place_shaped("JERUSALEM/GAZA")
    assert is_place_shaped("Kampala & Kayunga")
    assert not is_place_shaped("Section 31")
    assert not is_place_shaped("By Jane Doe London")


@pytest.mark.parametrize(
    ("text", "site", "same"),
    [
        ("The Beacon", "thebeacon", True),
        ("Beacon Channel", "beacon", True),
        ("Bea", "beacon", False),
        ("x", None, False),
    ],
)
def test_is_site(text: str, site: str | None, *, same: bool) -> None:
    """The site's name may have an article or a channel's name, but not be a few letters."""
    assert is_site(text, site) is same
