"""Take the lines above an article that are data: its address, and when it was published.

They become claims of the draft, after those that the input's format states.
"""

import re

from msgspec.structs import replace

from service.model import Claim
from service.normalize.lines import is_url
from service.normalize.printed_dates import find_printed_date, is_printed_date
from service.normalize.story import Story, decide, without_block

_TOP = 6  # blocks from the top
_LONGEST = 120
_PUBLISHED = re.compile(
    r"(?:first\s+|date\s+)?(?:published|posted|publication date|date|issued|veröffentlicht|"
    r"erschienen|publié|paru|publicado|pubblicato|gepubliceerd|stand)(?:\s+(?:on|at|am|le|el|il))?\b\s*:?\s*(?=.*\d)",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"(?:last\s+)?(?:updated|modified|edited|aktualisiert|mis à jour|actualizado|aggiornato|bijgewerkt)"
    r"(?:\s+(?:on|at|am|le|el|il))?\b\s*:?\s*(?=.*\d)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[\s,|·•–—-]*(?:(?:at|um|à)\s+)?(?<![\d.])\d{1,2}[:.h]\d\d(?![.\d])(?::\d\d)?\s*"
    r"(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,5}\)?|[+-]\d\d:?\d\d|Uhr)?[\s,]*",
    re.IGNORECASE,
)


def leading_url(story: Story) -> Story:
    """Take a first line that is only an address as the article's `url`."""
    if len(story.blocks) < 2 or not is_url(story.blocks[0].text):
        return story
    claim = Claim(value=story.blocks[0].text, evidence="text:first-line")
    draft = replace(story.draft, urls=(*story.draft.urls, claim))
    decision = f"printed: {claim.value}"
    return decide(
        story, "url", "url.first-line", 95, decision=decision, draft=draft, **without_block(story, 0)
    )


def publication_lines(story: Story) -> Story:
    """Take lines such as "Published: 5 July 2022, 10:15" from above the body."""
    index = 0
    while index < min(_TOP, len(story.blocks) - 1):
        text = story.blocks[index].text
        field = _dated_field(text)
        if field is None:
            index += 1
            continue
        claim = Claim(value=_value(text), evidence=f"text:{field}-line")
        draft = replace(story.draft, **{field: (*getattr(story.draft, field), claim)})
        story = decide(
            story,
            "dates",
            f"leading.{field}-line",
            85,
            decision=f"printed: {text}",
            draft=draft,
            **without_block(story, index),
        )
    return story


def _dated_field(text: str) -> str | None:
    if len(text) > _LONGEST or not any(char.isdigit() for char in text):
        return None
    for pattern, field in ((_PUBLISHED, "published"), (_MODIFIED, "modified")):
        match = pattern.match(text)
        if match is not None and _is_moment(text[match.end() :]):
            return field
    return "published" if _is_moment(text) and find_printed_date(text) is not None else None


def _value(text: str) -> str:
    for pattern in (_PUBLISHED, _MODIFIED):
        text = pattern.sub("", text, count=1)
    return text.strip(" |")


def _is_moment(text: str) -> bool:
    """Return whether the text is a printed date, with a time perhaps, and nothing else."""
    rest = _TIME.sub(" ", text, count=1).strip(" ,.|·•–—-")
    return rest == "" or (is_printed_date(rest) and any(char.isdigit() for char in rest))
