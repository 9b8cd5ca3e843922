"""dpa digitalwires to drafts."""

import json

from service.model import Reason
from tests.unit.codecs.cases import draft, letter, values

ENTRY = {
    "format": "digitalwires@0.9.1",
    "urn": "urn:newsml:a.example:1",
    "version": 2,
    "version_created": "2025-01-28T09:18:34+01:00",
    "pubstatus": "usable",
    "language": "de",
    "kicker": "Intelligenz",
    "headline": "Schock aus China",
    "teaser": "Ein Modell ist günstig.",
    "byline": "Von Andrea Muster, dpa",
    "dateline": "New York (dpa) - ",
    "article_html": '<section class="main"><p>Ein Chatbot.</p></section>',
    "infobox_html": "<section><p>Links</p></section>",
    "creditline": "dpa",
    "ednotes": [{"ednote": "dpa abc"}],
    "categories": [
        {"type": "dnltype:dpasubject", "name": "Feuer", "qcode": "medtop:20000150"},
        {"type": "dnltype:provider", "name": "dpa"},
        {"type": "dnltype:desk", "name": "vm"},
    ],
}


def test_an_entry() -> None:
    """The article's own text is the body; boxes and notes are not."""
    found = draft(json.dumps(ENTRY))

    assert found.html == '<section class="main"><p>Ein Chatbot.</p></section>'
    assert values(found.titles) == ["Schock aus China"]
    assert values(found.standfirsts) == ["Ein Modell ist günstig."]
    assert values(found.bylines) == ["Von Andrea Muster, dpa"]
    assert values(found.locations) == ["New York"]
    assert values(found.agencies) == ["dpa"]
    assert values(found.sources) == ["dpa"]
    assert values(found.categories) == ["medtop:20000150", "Feuer"]
    assert (found.guid, found.version, found.ed_note) == ("urn:newsml:a.example:1", "2", "dpa abc")
    assert found.slugline == "Intelligenz"


def test_an_entry_without_text_is_an_article_by_its_headline_or_empty() -> None:
    """A headline is enough; nothing is not."""
    assert draft(json.dumps({**ENTRY, "article_html": None})).blocks == ()
    assert letter(json.dumps({"format": "digitalwires@1", "article_html": "<p/>"})).reason is Reason.EMPTY
