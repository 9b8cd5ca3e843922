"""The headline of a plain text."""

from service.model import Block, Claim, Draft
from service.normalize.headline import find_headline
from service.normalize.story import Story
from service.record import Dateline
from tests.factories import ORIGIN

_TEXT = "The council approved the budget on Monday, the speaker said."


def _story(*texts: str, titles: tuple[Claim, ...] = (), head: int = 0) -> Story:
    draft = Draft(origin=ORIGIN, format="text/plain", titles=titles)
    return Story(draft=draft, blocks=tuple(Block(kind="paragraph", text=text) for text in texts), head=head)


def _headline(story: Story) -> str | None:
    found = find_headline(story).headline
    return found.value if found else None


def test_first_line_with_the_shape_of_a_headline() -> None:
    """An unended first line above running text is the headline."""
    assert _headline(_story("Council passes budget", _TEXT)) == "Council passes budget"


def test_first_line_that_is_a_sentence() -> None:
    """A full stop makes a paragraph, unless a dateline below tells that it stands above the text."""
    assert _headline(_story("The budget is passed.", _TEXT)) is None
    assert _headline(_story("The budget is passed.", _TEXT, head=1)) == "The budget is passed."


def test_one_paragraph_has_no_headline() -> None:
    """A text of one line is the body, whatever its shape."""
    assert _headline(_story("Council passes budget")) is None


def test_first_paragraph_after_a_dateline_is_no_headline() -> None:
    """Where the dateline opened the first block, that block is the body's first."""
    story = _story("Council passes budget", _TEXT)
    dated = Story(draft=story.draft, blocks=story.blocks, dateline=Dateline(raw="LONDON –", place="LONDON"))
    assert _headline(dated) is None


def test_declared_title_wins_and_its_repetition_goes() -> None:
    """A title that the format states is the headline; a first block that repeats it is no paragraph."""
    story = find_headline(
        _story(
            "COUNCIL PASSES BUDGET",
            _TEXT,
            titles=(Claim(value="Council passes budget", evidence="rss:title"),),
        )
    )
    assert story.headline == Claim(value="Council passes budget", evidence="rss:title")
    assert [block.text for block in story.blocks] == [_TEXT]


def test_keyword_line_is_the_slugline() -> None:
    """An agency's keyword line above a headline is no headline."""
    story = find_headline(_story("Exampleland/council/budget/", "Council passes budget", _TEXT))
    assert story.slugline == "Exampleland/council/budget"
    assert story.headline is not None
    assert story.headline.value == "Council passes budget"
