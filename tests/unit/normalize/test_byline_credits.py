"""Credits below a text."""

import pytest

from service.model import Block, Draft
from service.normalize.byline_credits import take_credits
from service.normalize.story import Story
from tests.factories import ORIGIN

_PARAGRAPH = "The council approved the budget on Monday after a long debate about tariffs, the speaker said."


def _story(*texts: str) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks)


def test_reporters_credit_at_the_end() -> None:
    """A credit "(Reporting by …)" gives the names where there is no byline, and leaves the body."""
    story = take_credits(_story(_PARAGRAPH, "(Reporting by Jane Doe in London; Editing by John Smith)"))
    assert story.people == ("Jane Doe",)
    assert len(story.blocks) == 1


def test_credit_behind_the_last_sentence() -> None:
    """The sentence before the credit stays."""
    story = take_credits(_story(f"{_PARAGRAPH} (Reporting by Jane Doe; Editing by John Smith)"))
    assert story.people == ("Jane Doe",)
    assert story.blocks[0].text == _PARAGRAPH


@pytest.mark.parametrize(
    "line",
    [
        "Muhabir: Jane Doe",
        "Reported by Jane Doe",
        "(This article was compiled from reports by Jane Doe.)",
        "Reportero: Jane Doe",
    ],
)
def test_reporter_is_the_author_where_no_byline_names_one(line: str) -> None:
    """A credit in other words and languages names the author too."""
    story = take_credits(_story(_PARAGRAPH, line))
    assert story.people == ("Jane Doe",)
    assert [block.text for block in story.blocks] == [_PARAGRAPH]


@pytest.mark.parametrize(
    ("line", "method"),
    [
        ("Edited by Jane Doe", "byline.edited"),
        ("Editing by Jane Doe and John Roe", "byline.edited"),
        ("Associated Press writer Jane Doe in Madison contributed to this report.", "byline.contributed"),
        ("This report by The Canadian Press was first published July 5, 2022.", "byline.first-published"),
    ],
)
def test_editors_and_helpers_are_no_authors(line: str, method: str) -> None:
    """The line leaves the body, is kept word for word, and names nobody as author."""
    story = take_credits(_story(_PARAGRAPH, line))
    assert story.people == ()
    assert [block.text for block in story.blocks] == [_PARAGRAPH]
    assert (story.provenance[-1].method, story.provenance[-1].decision) == (method, f"removed: {line}")


@pytest.mark.parametrize(
    "line",
    [
        "The report was edited by a committee of nine.",
        "He contributed to the fund. It paid for the school.",
        "Edited by 12 volunteers",
        "Reporting by the ministry ended in May.",
    ],
)
def test_sentences_stay(line: str) -> None:
    """Sentences that hold such words are text."""
    assert len(take_credits(_story(_PARAGRAPH, line)).blocks) == 2
