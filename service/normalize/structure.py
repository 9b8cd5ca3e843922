"""The structure of an article: every rule, in order, for plain text and for blocks.

The order matters: each rule may rely on what those before it have taken out. Adding a rule family is
one file and one line here.
"""

from service.model import Block, Draft
from service.normalize.author_note import find_author_note
from service.normalize.byline_credits import take_credits
from service.normalize.byline_lead import take_byline_lead
from service.normalize.byline_lines import find_bylines
from service.normalize.crosshead import find_capital_crossheads, find_crossheads
from service.normalize.dateline import find_dateline
from service.normalize.dateline_line import find_dateline_line, find_undashed_dateline
from service.normalize.furniture import (
    take_end_furniture,
    take_end_marks,
    take_furniture,
    take_top_furniture,
)
from service.normalize.headline import find_headline
from service.normalize.labels import take_labels
from service.normalize.leading import leading_url, publication_lines
from service.normalize.notices import (
    take_block_notices,
    take_corrections,
    take_end_notices,
    take_title_notices,
    take_top_notices,
)
from service.normalize.paragraphs import blocks_of
from service.normalize.shortcodes import take_shortcodes
from service.normalize.signature import take_signature
from service.normalize.signoff import find_signoff
from service.normalize.standfirst import drop_repeated_standfirst, find_standfirst
from service.normalize.story import Rule, Story

# Text that says nothing about its structure: all of it is to be found.
TEXT_RULES: tuple[Rule, ...] = (
    leading_url,
    take_shortcodes,
    take_labels,
    take_title_notices,
    take_block_notices,
    take_top_notices,
    take_end_marks,
    take_end_notices,
    take_end_furniture,
    take_top_furniture,
    publication_lines,
    take_byline_lead,
    find_dateline,
    find_dateline_line,
    find_undashed_dateline,
    find_bylines,
    take_credits,
    find_author_note,
    find_headline,
    find_standfirst,
    take_signature,
    find_signoff,
    take_furniture,
    take_corrections,
    find_capital_crossheads,
    find_crossheads,
    drop_repeated_standfirst,
)

# Blocks whose format tells headline, paragraphs and cross-heads: what may still stand inside them.
BLOCK_RULES: tuple[Rule, ...] = (
    take_shortcodes,
    take_title_notices,
    take_block_notices,
    take_end_marks,
    find_headline,
    find_dateline,
    find_bylines,
    take_credits,
    find_standfirst,
    find_signoff,
    take_furniture,
    find_capital_crossheads,
    drop_repeated_standfirst,
)


def find_structure(draft: Draft) -> Story:
    """Return the article's parts.

    Args:
        draft: repaired; `html` has become `blocks`.
    """
    if draft.text is not None:
        story, rules = Story(draft=draft, blocks=blocks_of(draft.text)), TEXT_RULES
    else:
        blocks = tuple(block for block in draft.blocks or () if block.text)
        story, rules = Story(draft=draft, blocks=_trimmed(blocks)), BLOCK_RULES
    found = story
    for rule in rules:
        found = rule(found)
    return found if _has_text(found) else story


def _has_text(story: Story) -> bool:
    """Return whether anything is left that the record can hold as its text."""
    claims = (story.headline, story.standfirst)
    texts = (*(block.text for block in story.blocks), *(claim.value for claim in claims if claim))
    return any(char.isalnum() for text in texts for char in text)


def _trimmed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.text.strip())
