"""Lines above an article that are data."""

import pytest

from service.model import Block, Draft
from service.normalize.leading import leading_url, publication_lines
from service.normalize.story import Story
from tests.factories import ORIGIN


def _story(*texts: str) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks)


def test_leading_url_is_a_claim() -> None:
    """A first line that is an address becomes the last of the address claims."""
    story = leading_url(_story("https://example.org/a", "Text."))
    assert [claim.value for claim in story.draft.urls] == ["https://example.org/a"]
    assert [block.text for block in story.blocks] == ["Text."]


def test_address_within_text_stays() -> None:
    """An address that is part of a line is text."""
    story = _story("See https://example.org/a", "Text.")
    assert leading_url(story) is story


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Published: 17 October 2023, 10:15 GMT", "published", "17 October 2023, 10:15 GMT"),
        ("Last updated on 2023-10-17", "modified", "2023-10-17"),
        ("October 17, 2023", "published", "October 17, 2023"),
        ("Veröffentlicht am 17.10.2023 um 10:15 Uhr", "published", "17.10.2023 um 10:15 Uhr"),
    ],
)
def test_publication_lines(line: str, field: str, value: str) -> None:
    """Labelled dates and dates alone become claims."""
    story = publication_lines(_story("A headline", line, "Text."))
    assert [claim.value for claim in getattr(story.draft, field)] == [value]
    assert [block.text for block in story.blocks] == ["A headline", "Text."]


@pytest.mark.parametrize(
    "line", ["Published authors met on 17 October.", "Monday", "Date palms grew 10 per cent", "Text."]
)
def test_other_lines_stay(line: str) -> None:
    """A sentence with a date in it is text."""
    assert len(publication_lines(_story("A headline", line, "Text.")).blocks) == 3
