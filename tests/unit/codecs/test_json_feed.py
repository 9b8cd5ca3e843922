"""JSON Feed: items as articles."""

import json

from service.codecs import decode
from service.model import DeadLetter, Limits, Message, Reason
from tests.unit.codecs.cases import ORIGIN, drafts, letter, outcomes, values

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Island Ledger",
    "feed_url": "https://i.example/feed.json",
    "language": "en",
    "authors": [{"name": "Desk"}],
    "items": [
        {
            "id": "31",
            "url": "https://i.example/cable",
            "title": "Cable <i>laid</i>",
            "content_html": "<p>A cable reached Tonga.</p>",
            "summary": "Second one.",
            "date_published": "2026-11-14T02:00:00+13:00",
            "authors": [{"name": "Sela Tupou"}],
            "tags": ["sea", 3],
        },
        {"id": 32, "content_text": "First.\n\nSecond.", "external_url": "https://j.example/x"},
        {"id": "33", "title": "Only a title"},
    ],
}


def test_items_become_drafts_with_the_feeds_own_claims() -> None:
    """Item before feed in every field; content before summary as the body."""
    first, second, third = drafts(json.dumps(FEED))

    assert first.html == "<p>A cable reached Tonga.</p>"
    assert values(first.titles) == ["Cable laid"]
    assert values(first.standfirsts) == ["Second one."]
    assert values(first.bylines) == ["Sela Tupou"]
    assert values(first.categories) == ["sea"]
    assert values(first.languages) == ["en"]
    assert first.feed_uri == "https://i.example/feed.json"
    assert second.blocks is not None
    assert [block.text for block in second.blocks] == ["First.", "Second."]
    assert (second.guid, values(second.urls), values(second.bylines)) == (
        "32",
        ["https://j.example/x"],
        ["Desk"],
    )
    assert third.blocks == ()


def test_items_that_say_nothing_are_dead_letters_of_their_own() -> None:
    """An empty item and one that is no object do not take the others with them."""
    found = outcomes(json.dumps({**FEED, "items": [{"title": "A"}, {}, 5]}))

    assert [item.reason for item in found if isinstance(item, DeadLetter)] == [
        Reason.EMPTY,
        Reason.INVALID_ENVELOPE,
    ]


def test_a_feed_without_items_and_one_with_too_many() -> None:
    """Both are one dead letter."""
    many = json.dumps({**FEED, "items": [{"title": "A"}] * 11}).encode()
    (found,) = decode(Message(value=many, origin=ORIGIN), Limits(items=10))

    assert letter(json.dumps({**FEED, "items": []})).reason is Reason.NO_ITEMS
    assert isinstance(found, DeadLetter)
    assert found.reason is Reason.OVERSIZE
