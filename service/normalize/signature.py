"""Take what a correspondent's mail program left below the text: name, post, employer, telephone.

Such lines stand below a sign-off (`AAP be/`), or begin with the name of the byline. The sign-off itself
is `service.normalize.signoff`; contact lines at the very end are `service.normalize.furniture`.
"""

from service.normalize.byline_lines import is_affiliation
from service.normalize.lines import ends_sentence, is_name
from service.normalize.signoff import is_agency_initials
from service.normalize.story import Story, remove

_MOST = 6  # lines of a signature
_LONGEST = 80  # characters of one


def take_signature(story: Story) -> Story:
    """Remove the lines below the sign-off, or from the author's own name on, that only say who wrote."""
    first = _first_line(story)
    while first is not None and len(story.blocks) > first:
        story = remove(story, len(story.blocks) - 1, "furniture.signature", 80)
    return story


def _first_line(story: Story) -> int | None:
    """Return the block that the signature begins with, or `None`."""
    blocks = story.blocks
    for index in range(len(blocks) - 1, max(len(blocks) - 1 - _MOST, 1), -1):
        text = blocks[index].text
        if len(text) > _LONGEST or ends_sentence(text) or blocks[index].kind != "paragraph":
            return None
        is_below = is_agency_initials(blocks[index - 1].text)
        if is_below and any(_says_who(block.text) for block in blocks[index:]):
            return index
        if text in story.people and any(is_affiliation(block.text) for block in blocks[index + 1 :]):
            return index
    return None


def _says_who(text: str) -> bool:
    return is_name(text, 4) or is_affiliation(text)
