"""ninjs 1, 2 and 3 to drafts."""

import json

import pytest

from service.model import Draft, Reason
from tests.unit.codecs.cases import draft, letter, values


def _draft(**fields: object) -> Draft:
    return draft(json.dumps({"uri": "urn:x:1", **fields}))


VERSION_3 = {
    "standard": {"name": "ninjs", "version": "3.0"},
    "uri": "https://n.example/1",
    "type": "text",
    "version": 4,
    "versionCreated": "2026-11-18T10:00:00Z",
    "contentCreated": "2026-11-18T09:40:00Z",
    "embargoedUntil": "2026-11-18T12:00:00Z",
    "language": "en-GB",
    "pubStatus": "usable",
    "by": "Oleg Marchenko",
    "located": "Odesa",
    "headlines": [{"role": "short", "value": "Grain up"}, {"role": "main", "value": "Grain exports rise"}],
    "descriptions": [{"role": "caption", "value": "A ship"}, {"value": "Ships carried more."}],
    "bodies": [
        {"contentType": "text/plain", "value": "ODESA - Grain."},
        {"contentType": "text/html", "value": "<p>ODESA - Grain.</p>"},
    ],
    "subjects": [{"name": "agriculture", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000209"}],
    "infoSources": [{"name": "Meridian"}],
    "copyrightHolder": "Meridian",
    "edNote": "Adds <b>figures</b>",
}


def test_version_3() -> None:
    """Lists with roles: the main headline, the marked-up body, the description that is no caption."""
    found = draft(json.dumps(VERSION_3))

    assert found.format == "application/vnd.iptc.ninjs+json"
    assert found.html == "<p>ODESA - Grain.</p>"
    assert values(found.titles) == ["Grain exports rise", "Grain up"]
    assert values(found.standfirsts) == ["Ships carried more."]
    assert values(found.bylines) == ["Oleg Marchenko"]
    assert values(found.published) == ["2026-11-18T09:40:00Z", "2026-11-18T10:00:00Z"]
    assert values(found.modified) == ["2026-11-18T10:00:00Z"]
    assert values(found.embargoed) == ["2026-11-18T12:00:00Z"]
    assert values(found.urls) == ["https://n.example/1"]
    assert values(found.locations) == ["Odesa"]
    assert values(found.sources) == ["Meridian"]
    assert values(found.agencies) == ["Meridian"]
    assert values(found.categories)[0].endswith("20000209")
    assert (found.version, found.pub_status, found.ed_note) == ("4", "usable", "Adds figures")


def test_version_1() -> None:
    """Lower-case names with one member for each form of a text."""
    found = _draft(
        headline="Rain",
        byline="Peter and Jane",
        body_text="It rains.",
        description_text="Much rain.",
        versioncreated="2017-08-24T04:38:34+0000",
        pubstatus="canceled",
        subject=[{"code": "01000000", "name": "arts"}],
        source="AAP",
    )

    assert (found.text, found.guid, found.pub_status) == ("It rains.", "urn:x:1", "canceled")
    assert values(found.titles) == ["Rain"]
    assert values(found.standfirsts) == ["Much rain."]
    assert values(found.bylines) == ["Peter and Jane"]
    assert values(found.categories) == ["01000000", "arts"]
    assert values(found.sources) == ["AAP"]


@pytest.mark.parametrize(
    ("fields", "text", "html"),
    [
        ({"body_text": "T", "body_html": "<p>H</p>"}, None, "<p>H</p>"),
        ({"body_text": "T", "body_xhtml": "<p>X</p>", "body_html": "<p>H</p>"}, None, "<p>X</p>"),
        ({"body_main": "M"}, "M", None),
        ({"body_other": "O"}, "O", None),
        ({"bodies": [{"value": "V"}]}, "V", None),
        ({"bodies": {"value": "V"}}, "V", None),
        ({"bodies": [{"contentType": "text/html", "value": "--"}], "body_text": "T"}, "T", None),
    ],
)
def test_bodies_in_all_their_forms(fields: dict[str, object], text: str | None, html: str | None) -> None:
    """Markup before plain text; version 1 allows any name that begins with `body_`."""
    found = _draft(headline="A", **fields)

    assert (found.text, found.html) == (text, html)


def test_a_headline_alone_is_an_article_with_an_empty_body() -> None:
    """Nothing is refused only because its text is still to come."""
    assert _draft(headline="Flash").blocks == ()


def test_the_dialect_with_a_guid() -> None:
    """Editorial systems write `guid` for `uri`, and authors as objects."""
    found = draft(json.dumps({"guid": "g-1", "body_html": "<p>Text.</p>", "authors": [{"name": "John"}]}))

    assert found.guid == "g-1"
    assert values(found.bylines) == ["John"]


@pytest.mark.parametrize("kind", ["picture", "video", "event", "planning"])
def test_items_of_other_types_are_no_articles(kind: str) -> None:
    """A picture with a headline is a picture."""
    assert letter(json.dumps({"uri": "a", "type": kind, "headline": "B"})).reason is Reason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize(
    "fields", [{}, {"headline": 5}, {"bodies": "x"}, {"bodies": [[1]]}, {"body_text": "…"}]
)
def test_items_without_text_are_empty(fields: dict[str, object]) -> None:
    """Wrong types of optional members count as absent."""
    assert letter(json.dumps({"uri": "a", **fields})).reason is Reason.EMPTY
