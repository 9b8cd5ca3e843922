"""Find the headline of a plain text: its first line, when that line is one.

A text of one paragraph has no headline. Lines that are no headline (address, embargo, byline) have
been taken out by the rules before this one.
"""

import re

from service.model import Claim
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.story import Story, decide, without_block

_LONGEST = 180  # characters
_LONGEST_ABOVE_DATELINE = 220
_PARAGRAPH = 120  # characters from which a line is taken for a paragraph even without a full stop
_SLUG = re.compile(r"[^\W_][\w. -]{0,30}(?:/[\w. -]{1,30}){1,5}/?|[a-z0-9]+(?:-[a-z0-9]+){1,6}")


def find_headline(story: Story) -> Story:
    """Take the first block as the headline when it has the shape of one and text follows."""
    story = _slugline(story)
    title = _stated(story)
    if title is not None:
        return _declared(story, title)
    if len(story.blocks) < 2 or story.blocks[0].kind != "paragraph":
        return story
    if story.dateline is not None and story.head == 0:
        return story  # the dateline opened the first block, which therefore is the body's first
    first = story.blocks[0].text
    claim = Claim(value=first, evidence="text:first-line")
    is_short = len(first) <= (_PARAGRAPH if ends_sentence(first) else _LONGEST_ABOVE_DATELINE)
    if story.head > 0 and (story.dateline is not None or is_short) and len(first) <= _LONGEST_ABOVE_DATELINE:
        method = "headline.above-dateline" if story.dateline is not None else "headline.above-byline"
        return decide(story, "headlines", method, 95, headline=claim, **without_block(story, 0))
    if is_heading(first, _LONGEST) and _has_paragraph(story, 1):
        return decide(
            story, "headlines", "headline.first-line", 88, headline=claim, **without_block(story, 0)
        )
    return story


def _stated(story: Story) -> Claim | None:
    """Return the title that the input states; a mail's subject only when the copy has no headline."""
    titles = story.draft.titles
    strong = next((title for title in titles if not title.evidence.startswith("mail:")), None)
    if strong is not None or not titles or _prints_one(story):
        return strong
    return titles[0]


def _prints_one(story: Story) -> bool:
    """Return whether the copy has a headline of its own above its dateline, byline or first paragraph."""
    if len(story.blocks) < 2 or story.blocks[0].kind != "paragraph":
        return False
    return story.head > 0 or (is_heading(story.blocks[0].text, _LONGEST) and _has_paragraph(story, 1))


def _has_paragraph(story: Story, start: int) -> bool:
    """Return whether anything from block `start` on reads like running text."""
    return any(
        ends_sentence(block.text) or len(block.text) > _PARAGRAPH or block.kind == "list_item"
        for block in story.blocks[start:]
    )


def _declared(story: Story, title: Claim) -> Story:
    """Use the declared title, and drop the first block when it only repeats it."""
    story = decide(story, "headlines", f"headline.{title.evidence}", 95, headline=title)
    for index, block in enumerate(story.blocks[:2]):
        if len(story.blocks) > 1 and _key(block.text) == _key(title.value):
            return decide(story, "body", "headline.repeated", 99, **without_block(story, index))
    return story


def _slugline(story: Story) -> Story:
    """Take an agency's keyword line (`Switzerland/migration/UN/`) above a headline."""
    blocks = story.blocks
    if (
        story.slugline
        or len(blocks) < 3
        or not _SLUG.fullmatch(blocks[0].text)
        or not is_heading(blocks[1].text, _LONGEST)
    ):
        return story
    slug = blocks[0].text.strip("/ ")
    return decide(story, "slugline", "slugline.keywords", 80, slugline=slug, **without_block(story, 0))


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
