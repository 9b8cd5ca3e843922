"""Try a family of rules on blocks, one after another: what notices and furniture have in common."""

from collections.abc import Callable, Iterable

from service.normalize.story import Story

LONGEST = 600  # characters of a block that can be a notice; a longer one is a paragraph of the article

MOST_DECISIONS = 300  # on one article; beyond that it was made to be taken apart, and work must be bounded

Taker = Callable[[Story, int], Story]
"""Takes a block out of a story, or returns the same story when the block is none of its business."""


def from_top(story: Story, depth: int, takers: tuple[Taker, ...]) -> Story:
    """Try `takers` on the first `depth` blocks; after a block is taken, the next has its number."""
    index = 0
    while index < min(depth, len(story.blocks)):
        after = first_taken(story, index, takers)
        index += 1 if len(after.blocks) >= len(story.blocks) else 0
        story = after
    return story


def from_end(story: Story, depth: int, takers: tuple[Taker, ...]) -> Story:
    """Try `takers` on the last `depth` blocks, the last first."""
    return _each(story, range(len(story.blocks) - 1, max(len(story.blocks) - 1 - depth, -1), -1), takers)


def first_taken(story: Story, index: int, takers: tuple[Taker, ...]) -> Story:
    """Return the story after the first taker that takes block `index`; the last block left is never taken."""
    is_bounded = len(story.provenance) <= MOST_DECISIONS
    if len(story.blocks) < 2 or len(story.blocks[index].text) > LONGEST or not is_bounded:
        return story
    for taker in takers:
        after = taker(story, index)
        if after is not story:
            return after
    return story


def _each(story: Story, indexes: Iterable[int], takers: tuple[Taker, ...]) -> Story:
    for index in indexes:
        if index < len(story.blocks):
            story = first_taken(story, index, takers)
    return story
