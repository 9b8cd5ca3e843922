"""Find cross-heads: short lines without a sentence's end between paragraphs.

Runs of short lines are lists, tables or verse and stay in the body.
"""

import re

from msgspec.structs import replace

from service.model import Block
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.story import Story, decide

_LONGEST = 120  # characters
_LONG = 90  # characters from which a heading ends in a letter
_MANY_WORDS = 14
_MOST_WORDS = 18
_FEWEST_WORDS = 3  # of a paragraph that is one short sentence
_PARAGRAPH = 100  # characters from which a line is a paragraph whatever its end
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=[^\W\d_]|[\"“‘«„])")
_QUESTION_MARKER = re.compile(r"[QA]\d{0,2}[:.]\s|\d+[.)]\s")  # of an interview: text, not a heading
_QUOTES = '"“”„«»‹›'
_MOST_QUOTED_WORDS = 9  # of a heading that is a quotation


def find_crossheads(story: Story) -> Story:
    """Mark the blocks that are cross-heads; `assemble` makes them section headlines."""
    blocks = story.blocks
    first = int(story.dateline is not None)  # what stands behind a dateline is text
    found = {index for index in range(first, len(blocks) - 1) if _is_crosshead(blocks, index)}
    return _marked(story, found | _in_order(blocks), "crosshead.short-line", 85)


def find_capital_crossheads(story: Story) -> Story:
    """Mark the lines in capitals between paragraphs, where a format has no mark for a cross-head."""
    blocks = story.blocks
    found = {index for index in range(1, len(blocks) - 1) if _is_in_capitals(blocks, index)}
    return _marked(story, found, "crosshead.capitals", 85)


def _is_in_capitals(blocks: tuple[Block, ...], index: int) -> bool:
    text, following = blocks[index].text, blocks[index + 1]
    is_heading_like = is_heading(text, _LONGEST) or (_numbered(text) > 0 and len(text) <= _LONGEST)
    is_between = not blocks[index - 1].text.isupper() and not following.text.isupper()
    return (
        text.isupper()
        and is_heading_like
        and is_between
        and following.kind == "paragraph"
        and _is_text(following)
    )


def _in_order(blocks: tuple[Block, ...]) -> set[int]:
    """Return the headings that count: `1. …`, `2. …`, each above text; questions are an interview."""
    found: list[int] = []
    for index, block in enumerate(blocks[:-1]):
        is_next = _numbered(block.text) == len(found) + 1 and block.kind == "paragraph"
        if (
            is_next
            and len(block.text) <= _LONG
            and not ends_sentence(block.text)
            and _is_text(blocks[index + 1])
        ):
            found.append(index)
    return set(found) if len(found) > 1 else set()


def _numbered(text: str) -> int:
    """Return the number that a line begins with, as in `3. Tariffs rise`; 0 if none."""
    match = _NUMBER.match(text)
    return int(match[1]) if match is not None else 0


def _marked(story: Story, found: set[int], method: str, confidence: int) -> Story:
    if not found:
        return story
    marked = tuple(
        replace(block, kind="crosshead") if index in found else block
        for index, block in enumerate(story.blocks)
    )
    return decide(story, "sections", method, confidence, blocks=marked)


def _is_crosshead(blocks: tuple[Block, ...], index: int) -> bool:
    block = blocks[index]
    if block.kind != "paragraph" or not is_heading(block.text, _LONGEST) or _is_sentence(block.text):
        return False
    if _has_speech(block.text) or _QUESTION_MARKER.match(block.text):
        return False
    before_is_text = index == 0 or _is_text(blocks[index - 1]) or _announces(blocks[index - 1].text)
    return before_is_text and _is_text(blocks[index + 1])


def _is_sentence(text: str) -> bool:
    """Return whether a line of a heading's shape reads as text: it trails off, or is long and asks."""
    if len(text.split()) > _MOST_WORDS or text.endswith(("...", "…")):
        return True
    is_long = len(text) > _LONG or len(text.split()) > _MANY_WORDS
    return is_long and not text[-1].isalnum()


def _announces(text: str) -> bool:
    """Return whether a sentence ends with a colon: "Here is what we know:"."""
    return text.endswith(":") and len(text.split()) > _FEWEST_WORDS + 1 and not is_heading(text, _LONGEST)


def _is_text(block: Block) -> bool:
    return (
        block.kind == "list_item"
        or len(block.text) > _PARAGRAPH
        or (ends_sentence(block.text) and len(block.text.split()) >= _FEWEST_WORDS)
    )


def _has_speech(text: str) -> bool:
    """Return whether the line is what somebody says, or a quotation that ends elsewhere.

    A few words in quotation marks without a sentence's end inside them are a heading.
    """
    if sum(map(text.count, _QUOTES)) % 2:
        return True
    inner = text.strip(_QUOTES + " ")
    if text[-1] in _QUOTES and inner[-1:] in ".,!?…" and text[0] not in _QUOTES:
        return True
    is_whole = text[0] in _QUOTES and not any(quote in inner for quote in _QUOTES)
    return is_whole and (len(inner.split()) > _MOST_QUOTED_WORDS or inner[-1:] in ".,!?…")
