"""Captions, links, end marks and contact lines."""

import pytest
from msgspec.structs import replace

from service.model import Block, Claim, Draft
from service.normalize.furniture import (
    take_end_furniture,
    take_end_marks,
    take_furniture,
    take_top_furniture,
)
from service.normalize.story import Story
from tests.factories import ORIGIN

_TEXT = "The council approved the budget on Monday, the speaker said."


def _story(*texts: str, url: str | None = None) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    urls = (Claim(value=url, evidence="header:url"),) if url else ()
    return Story(draft=Draft(origin=ORIGIN, format="text/plain", urls=urls), blocks=blocks)


@pytest.mark.parametrize(
    "line",
    [
        "BILDE: Vannet sto høyt.",
        "图为周一早上的大桥。",
        "Leia também: Cinco estradas",
        "Photo: Jane Doe/Example Agency",
        "The harbour at night. Photo: Example Images",
        "© Jane Doe/Example",
        "Also read: Five ways to save water",
        "Read more",
        "ADVERTISEMENT",
        "Lesen Sie auch: Fünf Tipps",
    ],
)
def test_furniture_within_the_text(line: str) -> None:
    """Captions and links go from between paragraphs, and their words are recorded."""
    story = take_furniture(_story(_TEXT, line, "It was late."))
    assert [block.text for block in story.blocks] == [_TEXT, "It was late."]
    assert any(entry.decision == f"removed: {line}" for entry in story.provenance)


@pytest.mark.parametrize(
    "line",
    [
        "The photo shows the harbour, she said.",
        "Related costs rose too.",
        "Read the law, he told them.",
        "[sic] is what it said.",
    ],
)
def test_text_with_such_words_stays(line: str) -> None:
    """Sentences that hold such words are text."""
    story = _story(_TEXT, line, "It was late.")
    assert take_furniture(story) is story


def test_blocks_of_a_page_are_left_to_its_markup() -> None:
    """An agency's blocks lose their captions; of a page it was decided where the markup is known."""
    stated = _story(_TEXT, "BILDE: Vannet sto høyt.", "It was late.")
    assert len(take_furniture(stated).blocks) == 2
    page = replace(stated, draft=replace(stated.draft, is_page=True))
    assert take_furniture(page) is page


def test_titles_below_a_bare_link_mark() -> None:
    """Below "Also read:" stand titles of other articles."""
    story = take_furniture(
        _story(_TEXT, "ALSO READ:", "Minister denies plan", "Harbour closed", "It was late.")
    )
    assert len(story.blocks) == 2
    story = take_furniture(
        _story(_TEXT, "More on the harbour:", "Minister denies plan to sell", "It was late in the city.")
    )
    assert [block.text for block in story.blocks] == [_TEXT, "It was late in the city."]


@pytest.mark.parametrize("line", ["ENDS", "-30-", "More follows", "(MORE)", "Ende"])
def test_end_marks(line: str) -> None:
    """Marks of the end leave the text."""
    kept = take_end_furniture(_story(_TEXT, line)).blocks
    assert [block.text for block in kept] == [_TEXT]


def test_end_mark_behind_the_last_sentence() -> None:
    """The mark goes, the sentence stays."""
    assert take_end_furniture(_story(_TEXT, f"{_TEXT} -ENDS-")).blocks[-1].text == _TEXT


def test_contact_block() -> None:
    """A bare "Contact:" takes the short lines below it along."""
    story = take_end_furniture(_story(_TEXT, "Contact:", "Jane Doe", "jane@example.org", "+1 212 555 0100"))
    assert [block.text for block in story.blocks] == [_TEXT]


def test_caption_and_its_replacement_text() -> None:
    """A short line that stands twice in a row is a caption; a paragraph that does is kept once."""
    story = take_furniture(_story(_TEXT, "The harbour at night", "The harbour at night", "It was late."))
    assert [block.text for block in story.blocks] == [_TEXT, "It was late."]
    assert len(take_furniture(_story(_TEXT, _TEXT, "It was late.")).blocks) == 2


def test_the_sites_own_name() -> None:
    """A line that only names the publication is no cross-head."""
    story = take_furniture(
        _story(_TEXT, "The Beacon Channel", "It was late.", url="https://thebeacon.example.org/")
    )
    assert len(story.blocks) == 3
    story = take_furniture(
        _story(_TEXT, "The Beacon Channel", "It was late.", url="https://www.thebeacon.com/1")
    )
    assert len(story.blocks) == 2


def test_note_in_square_brackets() -> None:
    """A note left in the text goes to the editors' note."""
    assert take_furniture(_story(_TEXT, "[BELOW: check this name]", _TEXT)).ed_notes == (
        "[BELOW: check this name]",
    )


def test_caption_above_the_text() -> None:
    """A caption may stand above the first paragraph."""
    assert len(take_top_furniture(_story("Photo: Jane Doe", _TEXT)).blocks) == 1


@pytest.mark.parametrize("line", ["ends", "CRO01 1113 APE4800 GEST03 MAE03", "MORE FOLLOWS"])
def test_marks_below_stated_blocks(line: str) -> None:
    """End marks and an agency's codes go where the format states the blocks too."""
    story = take_end_marks(_story("The port will close, the ministry said.", line))
    assert [block.text for block in story.blocks] == ["The port will close, the ministry said."]


@pytest.mark.parametrize("line", ["USA 3 Wales 1 Iran 0", "A4 M25 M1 A40 closed", "NATO EU UN IMF WHO"])
def test_other_capitals_below_stay(line: str) -> None:
    """Results, roads with words and acronyms are no codes."""
    assert len(take_end_marks(_story("The port will close, the ministry said.", line)).blocks) == 2
