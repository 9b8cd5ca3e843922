"""Trying rules on blocks in order."""

from service.model import Block, Draft
from service.normalize.scan import LONGEST, first_taken, from_end, from_top
from service.normalize.story import Story, remove
from tests.factories import ORIGIN


def _story(*texts: str) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks)


def _take_x(story: Story, index: int) -> Story:
    return remove(story, index, "test.x", 50) if story.blocks[index].text.startswith("x") else story


def _texts(story: Story) -> list[str]:
    return [block.text for block in story.blocks]


def test_from_top_sees_the_block_that_moves_up() -> None:
    """After a block is taken, the next one is not skipped."""
    assert _texts(from_top(_story("x1", "x2", "a", "x3"), 8, (_take_x,))) == ["a"]
    assert _texts(from_top(_story("a", "b", "x"), 2, (_take_x,))) == ["a", "b", "x"]


def test_from_end_reaches_its_depth_only() -> None:
    """Blocks further from the end are left."""
    assert _texts(from_end(_story("x1", "a", "b", "x2"), 2, (_take_x,))) == ["x1", "a", "b"]


def test_the_last_block_and_long_ones_are_never_taken() -> None:
    """An article keeps a block, and a long paragraph is no notice."""
    assert _texts(first_taken(_story("x"), 0, (_take_x,))) == ["x"]
    long = "x" * (LONGEST + 1)
    assert _texts(first_taken(_story(long, "a"), 0, (_take_x,))) == [long, "a"]


def test_removal_is_recorded() -> None:
    """A removed text can be read in the provenance."""
    story = from_end(_story("a", "x1"), 8, (_take_x,))
    assert [entry.decision for entry in story.provenance] == ["removed: x1"]
