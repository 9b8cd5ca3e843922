"""Find the author who is named only in a closing sentence, as in `The writer, Jane Doe, teaches economics`.

The sentence stays in the text, which it ends; bylines proper are `service.normalize.byline_lines`.
"""

import re

from service.normalize.byline import split_byline
from service.normalize.lines import is_name
from service.normalize.story import Story, decide

_LAST = 3  # blocks from the end
_LONGEST = 400  # characters of such a note
_TRADES = (
    "writer|author|columnist|journalist|essayist|novelist|historian|economist|political scientist|researcher|"
    "research fellow|fellow|lecturer|professor|analyst|lawyer|activist|commentator|editor|correspondent|"
    "contributor|consultant|ambassador"
)
_NAME = r"[^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*){1,3}"
_STATED = re.compile(
    rf"[*–—\s]*(?:the|this)\s+(?:writer|author|columnist)(?:\s+of\s+this\s+(?:article|piece|column))?,?\s+"
    rf"(?P<name>{_NAME}),?\s+(?:is|was|teaches|works|lives|writes|heads|leads|serves|has|can)\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    rf"[*–—\s]*(?P<name>(?:(?:Dr|Prof|Professor)\.?\s)?{_NAME})(?:,\s[\w\s.]{{2,30}},)?\s+(?:is|was)\s+"
    rf"(?:an?|the|our|[A-Z][\w’']+)\s+(?:[\w’'-]+\s){{0,5}}?(?:{_TRADES})\b"
)
# What a service writes above another paper's story: "(Jane DOE is a staff writer for the Daily.)".
_DISTRIBUTED = re.compile(
    rf"\((?P<name>{_NAME}) is an? (?:[\w-]+ ){{0,3}}(?:writer|reporter|columnist) (?:for|with)\b"
)
_TITLE = re.compile(r"(?:Dr|Prof|Professor)\.?\s+")


def find_author_note(story: Story) -> Story:
    """Take the name from a closing note about the author where no byline names anybody."""
    if story.people:
        return story
    stated = next((match["name"] for note in story.ed_notes if (match := _DISTRIBUTED.match(note))), None)
    if stated is not None and (people := split_byline(stated).people):
        return decide(story, "by", "byline.distribution-note", 80, people=people)
    if len(story.blocks) < _LAST:
        return story
    for index in range(len(story.blocks) - 1, len(story.blocks) - 1 - _LAST, -1):
        name = _named(story, index)
        if name is not None:
            return decide(
                story,
                "by",
                "byline.author-note",
                75,
                people=(name,),
                decision=f"printed: {story.blocks[index].text}",
            )
    return story


def _named(story: Story, index: int) -> str | None:
    """Return the author named in block `index`: called the author, or introduced there for the first time."""
    text = story.blocks[index].text
    if len(text) > _LONGEST or story.blocks[index].kind != "paragraph":
        return None
    stated = _STATED.match(text)
    match = stated or (_INTRODUCED.match(text) if index == len(story.blocks) - 1 else None)
    if match is None:
        return None
    name = _TITLE.sub("", match["name"])
    people = split_byline(name).people
    if not is_name(name) or people != (name,):
        return None
    surname = name.split()[-1]
    is_told_of = any(surname in block.text for block in story.blocks[:index])
    return name if stated is not None or not is_told_of else None
