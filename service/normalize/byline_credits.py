"""Take the credits below a text: who reported it, who edited it, who helped.

`(Reporting by X in London; editing by Y)`, `Muhabir: X`, `Edited by Y`, `Z contributed to this report.`
Reporters become authors where no byline names any; editors and helpers never do. Bylines above the text
are `service.normalize.byline_lines`.
"""

import re

from service.normalize.agencies import agency_name
from service.normalize.byline import split_byline
from service.normalize.lines import ends_sentence
from service.normalize.story import Credit, Story, decide, without_block

_BOTTOM = 5  # blocks from the end in which a credit may stand
_MOST = 3
_LONGEST_LINE = 300
_REPORTED = re.compile(
    r"\(?\s*(?P<cue>(?:additional\s+)?(?:reporting|writing|compiled|written|reported|report|reporters?|reportage|"
    r"texte?|bericht|reporte|redacción|rédaction|muhabir|penulis|reportero|"
    r"this (?:article|story|report) was (?:compiled|written|reported) from reports)\s*(?:and writing\s*)?"
    r"(?:by\b|von\b|par\b|por\b|:))\s*(?P<names>[^;.()]{3,200})(?P<rest>[;.].{0,300})?\)?\s*$",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\(?\s*(?:edit(?:ed|ing)|translat(?:ed|ion)|produced|redigiert|edición|editing dan redaksi|editör|"
    r"editor)\s*"
    r"(?:by\b|von\b|par\b|por\b|:)\s*(?P<names>[^;.()\d]{3,120})[.)]*\s*$",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"[-–—_*(\s]*(?:[^.!?]|(?<=\b[A-Z])\.|(?<=\bU\.S)\.){5,240}\bcontributed "
    r"(?:to (?:this|the) (?:report|story|article)|(?:additional )?(?:reporting|research)|from [A-Z]).{0,120}$"
)
_FIRST_PUBLISHED = re.compile(
    r"[-–—_*(\s]*this (?:report|story|article|content)\b.{0,80}\b(?:was|first)\s+(?:first|originally)?\s*"
    r"(?:published|appeared)\b.{0,120}$",
    re.IGNORECASE,
)


def take_credits(story: Story) -> Story:
    """Take credits from the last blocks, the last one first."""
    for _ in range(_MOST):
        last = len(story.blocks) - 1
        indexes = range(last, max(last - _BOTTOM, -1), -1)
        after = next((found for index in indexes if (found := _credit_at(story, index)) is not story), story)
        if after is story:
            break
        story = after
    return story


def _credit_at(story: Story, index: int) -> Story:
    reported = _reported(story, index)
    if reported is not story or index == 0 or len(story.blocks[index].text) > _LONGEST_LINE:
        return reported
    text = story.blocks[index].text
    edited = _EDITED.match(text)
    if edited is not None and split_byline(edited["names"]).people:
        return _remove(story, index, "byline.edited")
    if _HELPED.match(text):
        return _remove(story, index, "byline.contributed")
    return _remove(story, index, "byline.first-published") if _FIRST_PUBLISHED.match(text) else story


def _reported(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    start = max(text.rfind("("), 0) if text.rstrip(".").endswith(")") else 0
    match = _REPORTED.match(text, start)
    if match is None or (index == 0 and start == 0) or (start > 0 and not ends_sentence(text[:start])):
        return story
    byline = split_byline(match["names"])
    is_named = all(literal[:1].isupper() or agency_name(literal) for _, literal in byline.agencies)
    if byline.unknown or not is_named or not (byline.people or byline.agencies):
        return story
    credits = tuple(
        Credit(name=name, literal=literal, role="byline", confidence=85) for name, literal in byline.agencies
    )
    changes = without_block(story, index, text[:start].rstrip())
    return decide(
        story, "by", "byline.credit", 85, decision=f"removed: {text[start:]}",
        people=story.people or byline.people, credits=(*story.credits, *credits), **changes,
    )  # fmt: skip


def _remove(story: Story, index: int, method: str) -> Story:
    decision = f"removed: {story.blocks[index].text}"
    return decide(story, "body", method, 85, decision=decision, **without_block(story, index))
