"""Shortcodes of content systems inside paragraphs."""

import pytest

from service.model import Block, Draft
from service.normalize.shortcodes import take_shortcodes
from service.normalize.story import Story
from tests.factories import ORIGIN


def _left(*texts: str) -> list[str]:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    story = take_shortcodes(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))
    return [block.text for block in story.blocks]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[dropcap]M[/dropcap]ay began with rain.", ["May began with rain."]),
        ('[caption id="a_1" width="300"]The bridge.[/caption] It rained.', ["It rained."]),
        ('[gallery ids="1,2,3"]', []),
        ("[vc_row][vc_column_text]It rained.[/vc_column_text][/vc_row]", ["It rained."]),
        ("[embed]https://example.com/film[/embed]", []),
    ],
)
def test_shortcodes_go_and_the_text_they_enclose_stays(text: str, left: list[str]) -> None:
    """What a pair encloses is text, but for pictures and films with their captions."""
    assert _left("The first paragraph.", text) == ["The first paragraph.", *left]


@pytest.mark.parametrize(
    "text",
    [
        "“We [the council] agreed,” she said.",
        "[sic]",
        "See [1] and [2].",
        "[GRAPHIC MISSING]",
        "a[i] = b[/i]",
    ],
)
def test_brackets_of_people_stay(text: str) -> None:
    """Notes, references and additions to a quotation are no instructions."""
    assert _left("The first paragraph.", text) == ["The first paragraph.", text]


def test_the_only_paragraph_is_never_taken() -> None:
    """A text that is one shortcode keeps it: there is nothing else to publish."""
    assert _left('[gallery ids="1"]') == ['[gallery ids="1"]']
