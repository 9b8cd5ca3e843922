"""Find a byline that stands in front of the dateline in one paragraph: `By Jane Doe. BOSTON (Reuters) - …`.

Bylines on lines of their own are `service.normalize.byline_lines`. What makes such a beginning a byline is
that a dateline with its agency or date follows it at once.
"""

import re
from itertools import islice

from service.normalize.byline import Byline
from service.normalize.byline_lines import read_byline_line
from service.normalize.dateline import read_dateline
from service.normalize.publisher import site_of
from service.normalize.story import Credit, Story, decide, without_block

_DEPTH = 2  # blocks from the top
_WINDOW = 160  # characters in which the byline must end
_CANDIDATES = 6
_PART = re.compile(r"(?:\.\s+|\s+)(?=[A-ZÀ-Þ][A-ZÀ-Þ.’'-]{2,}[\s,(])")


def take_byline_lead(story: Story) -> Story:
    """Take the byline off the front of the first paragraph when a dateline follows it."""
    site = site_of(story.draft)
    for index, block in enumerate(story.blocks[:_DEPTH]):
        if block.kind == "paragraph" and len(block.text) >= _WINDOW / 2:
            ends = list(islice(_PART.finditer(block.text, 1, _WINDOW), _CANDIDATES))
            for match in reversed(ends):
                byline = _byline(block.text[: match.start()].strip(" .,"))
                if byline is not None and _is_dateline(block.text[match.end() :], site):
                    return _take(story, index, match, byline)
    return story


def _byline(head: str) -> Byline | None:
    byline = read_byline_line(head)
    if byline is None or byline.unknown or not byline.people:
        return None
    return byline if all(" " in name for name in byline.people) else None


def _is_dateline(text: str, site: str | None) -> bool:
    """Return whether a known place with its agency or date opens the text."""
    found = read_dateline(text, site)
    if found is None or not (found.parts.is_known_place or found.parts.has_region):
        return False
    return found.parts.agency_known or found.parts.date is not None


def _take(story: Story, index: int, match: re.Match[str], byline: Byline) -> Story:
    text = story.blocks[index].text
    credits = tuple(
        Credit(name=name, literal=literal, role="byline", confidence=90) for name, literal in byline.agencies
    )
    return decide(
        story, "by", "byline.before-dateline", 90, decision=f"printed: {text[: match.start()]}",
        people=byline.people, credits=(*story.credits, *credits),
        **without_block(story, index, text[match.end() :]),
    )  # fmt: skip
