"""Find a dateline that stands on a line of its own between headline and text.

`ANKARA`, `QNA/Doha`, `LEEDS, Tuesday`, `Kabul, Afghanistan | AFP | 5 July 2022 - 10:15 UTC`, or `AFP` with
`Khartoum` below it. A dateline before a paragraph's text is `service.normalize.dateline`.
"""

import re

from msgspec.structs import replace

from service.normalize.agencies import agency_name
from service.normalize.byline_lines import is_affiliation, read_byline_line
from service.normalize.dateline import PRINTED_TIME
from service.normalize.dateline_grammar import Parts, read_parts
from service.normalize.gazetteer import is_place
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.publisher import site_of
from service.normalize.story import Credit, Story, decide, without_block
from service.normalize.words import word_list
from service.record import Dateline

_DEPTH = 6  # blocks from the top
_LONGEST = 90  # characters of such a line
_LONGEST_ABOVE = 320  # characters of a standfirst
_PARAGRAPH = 120  # characters from which a line is a paragraph whatever its end
_HEADS = 4  # lines that may stand between the dateline and the text: bylines, mostly
_LIST = 40  # blocks below in which a second bare place makes the line a heading of a list
_UNDASHED = re.compile(
    r"(?P<places>[A-Z][A-Z’'. -]{3,30}(?:,\s[A-Z][A-Za-z.]{1,14})?)\s+"
    r"(?=(?:The|An?|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|At least|More than)\s[a-zA-Z\d])"
)
_KICKERS = word_list("kickers")
_TIME = re.compile(rf"{PRINTED_TIME.pattern}$", re.IGNORECASE)


def find_dateline_line(story: Story) -> Story:
    """Take a line that is wholly place, date and agency from above the text."""
    if story.dateline is not None:
        return story
    site = site_of(story.draft)
    for index, block in enumerate(story.blocks[:_DEPTH]):
        if len(block.text) > _LONGEST_ABOVE:
            break
        parts = _read(block.text, site) if block.kind == "paragraph" else None
        if parts is not None and _fits(story, index, parts):
            return _take(story, index, parts)
    return story


def find_undashed_dateline(story: Story) -> Story:
    """Take a known place in capitals that lost its dash before the text: `AUSTIN, Texas A court said …`.

    A word that opens a sentence must follow; a town in capitals that begins the sentence itself stays.
    """
    if story.dateline is not None or not story.blocks or story.blocks[0].kind != "paragraph":
        return story
    text = story.blocks[0].text
    match = _UNDASHED.match(text)
    parts = read_parts(match["places"], None) if match is not None else None
    if match is not None and not _KICKERS.isdisjoint(match["places"].casefold().split()):
        return story  # "POLICE The latest": villages have such names too
    if match is None or parts is None or not (parts.is_known_place and ends_sentence(text)):
        return story
    dateline = Dateline(raw=match["places"], place=parts.printed_place(match["places"]))
    changes = without_block(story, 0, text[match.end() :])
    return decide(story, "dateline", "dateline.undashed", 75, dateline=dateline, **changes)


def _read(text: str, site: str | None) -> Parts | None:
    if len(text) > _LONGEST:
        return None
    parts = read_parts(_TIME.sub("", text).strip(" .,:|–—-"), site)
    return parts if parts is not None and parts.places and parts.is_known_place else None


def _fits(story: Story, index: int, parts: Parts) -> bool:
    """Return whether the line may be a dateline: it says so itself, or what stands around it does."""
    if not _has_text_below(story, index) or not all(
        is_heading(block.text, _LONGEST_ABOVE) or read_byline_line(block.text) or ends_sentence(block.text)
        for block in story.blocks[:index]
    ):
        return False
    if parts.agency_known or parts.date is not None:
        return not (parts.agency_grouped and not parts.agency_known)
    if index == 0 or parts.agency is not None or len(parts.places) > 2:
        return False
    is_signed = _is_signature(story.blocks[index - 1].text)
    is_plain = parts.is_caps or (len(parts.places) == 2 and all(map(is_place, parts.places)))
    return (is_plain or is_signed) and not _is_list(story, index)


def _is_signature(text: str) -> bool:
    return agency_name(text) is not None or is_affiliation(text) or read_byline_line(text) is not None


def _has_text_below(story: Story, index: int) -> bool:
    for block in story.blocks[index + 1 : index + 1 + _HEADS]:
        if ends_sentence(block.text) or len(block.text) > _PARAGRAPH:
            return True
        if read_byline_line(block.text) is None:
            return False
    return False


def _is_list(story: Story, index: int) -> bool:
    """Return whether another place stands alone too, as the heads of a list of towns do."""
    others = story.blocks[:index] + story.blocks[index + 1 : index + _LIST]
    return any(len(block.text) <= _LONGEST and is_place(block.text) for block in others)


def _take(story: Story, index: int, parts: Parts) -> Story:
    text = story.blocks[index].text
    agency, credits = parts.agency, story.credits
    if agency is None and index > 0 and (known := agency_name(story.blocks[index - 1].text)) is not None:
        agency = story.blocks[index - 1].text
        story = replace(story, **without_block(story, index - 1))
        index -= 1
        credits = (*credits, Credit(name=known, literal=agency, role="dateline", confidence=90))
    elif agency is not None:
        name = agency_name(agency) or agency
        credits = (*credits, Credit(name=name, literal=agency, role="dateline", confidence=90))
    dateline = Dateline(raw=text, place=parts.printed_place(text), date=parts.date, agency=agency)
    changes = {**without_block(story, index), "head": index}
    return decide(story, "dateline", "dateline.own-line", 90, dateline=dateline, credits=credits, **changes)
