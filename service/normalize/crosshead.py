"""Find cross-heads: short lines without a sentence's end between paragraphs.

Runs of short lines are lists, tables or verse and stay in the body.
"""

import re

from msgspec.structs import replace

from service.model import Block
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.story import Story, decide

_LONGEST = 90  # characters
_MOST_WORDS = 14
_FEWEST_WORDS = 3  # of a paragraph that is one short sentence
_PARAGRAPH = 100  # characters from which a line is a paragraph whatever its end


_QUESTION_MARKER = re.compile(r"[QA]\d{0,2}[:.]\s|\d+[.)]\s")  # of an interview: text, not a heading


def find_crossheads(story: Story) -> Story:
    """Mark the blocks that are cross-heads; `assemble` makes them section headlines."""
    blocks = story.blocks
    found = {index for index in range(len(blocks) - 1) if _is_crosshead(blocks, index)}
    if not found:
        return story
    marked = tuple(
        replace(block, kind="crosshead") if index in found else block for index, block in enumerate(blocks)
    )
    return decide(story, "sections", "crosshead.short-line", 85, blocks=marked)


def _is_crosshead(blocks: tuple[Block, ...], index: int) -> bool:
    block = blocks[index]
    if (
        block.kind != "paragraph"
        or not is_heading(block.text, _LONGEST)
        or len(block.text.split()) > _MOST_WORDS
    ):
        return False
    if _has_speech(block.text) or _QUESTION_MARKER.match(block.text):
        return False
    before_is_text = index == 0 or _is_text(blocks[index - 1])
    return before_is_text and _is_text(blocks[index + 1])


def _is_text(block: Block) -> bool:
    return (
        block.kind == "list_item"
        or len(block.text) > _PARAGRAPH
        or (ends_sentence(block.text) and len(block.text.split()) >= _FEWEST_WORDS)
    )


def _has_speech(text: str) -> bool:
    """Return whether the line is a quotation, or one that begins in it and ends elsewhere."""
    return text[0] in '"“«„' or text.count("“") != text.count("”") or text.count('"') % 2 == 1
