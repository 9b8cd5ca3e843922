"""Find the sign-off: initials, agency or desk that signs the last lines, as a field and not as text."""

import re

from msgspec.structs import replace

from service.normalize.agencies import agency_name, names_body
from service.normalize.dateline_grammar import is_site
from service.normalize.line_labels import SOURCES, label_end
from service.normalize.lines import ends_sentence, is_name
from service.normalize.printed_dates import find_printed_date
from service.normalize.publisher import site_of
from service.normalize.story import Credit, Story, decide, without_block

_MOST = 5
_PARAGRAPH = 40  # characters from which a line is text
_INITIALS = re.compile(r"[A-Z]{1,4}(?:[/.&-][A-Za-z]{1,5})*\.?|[a-z]{2,3}(?:[/-][a-zA-Z]{1,5})*")
_AGENCY_INITIALS = re.compile(r"([A-Za-z]{2,8})[/-][A-Za-z]{1,5}(?:/[A-Za-z]{1,5})?")
_SLASHED = re.compile(r"([A-Z]{2,8}) [a-z]{1,4}(?:/[a-z]{0,4}){1,2}")
_INITIALS_LINE = re.compile(r"[a-z]{1,4}(?:[-/.][a-z]{1,4}){1,5}")
_DESK_LINE = re.compile(r"[A-Za-z]{2,4}(?:\s[A-Za-z\d]{2,5}){1,6}")  # an agency's codes for its desks
_BRACKETED = re.compile(r"\s*[(\[]\s*(?:©\s*)?([^()\[\]]{1,60})[)\]]\s*\.?$")
_DASHED = re.compile(
    r"\s*(?:[-–—]{1,3}|//?)\s*([^\W\d_][^-–—/.!?;:]{0,40}(?:\.[a-z]{2,6}|\.\s\d{1,2})?)[.\s-]*$"
)
_MOST_WORDS = 4  # of a paper's name
_MARKS = " ()[].-–—/*©="
_TRAILING = re.compile(r"\s+(?P<name>[^\W\d_]{2,12})(?:\s[A-Z]{2,4}){0,5}$")
_CAPITALS = re.compile(r"[A-Z]{2,4}(?:[ /][A-Z]{2,4}){0,4}")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?[\w-]{3,40}(?:\.[\w-]{2,20}){1,3}/?", re.IGNORECASE)
_WITH = re.compile(
    r"(?:with|from|by|via|mit|avec|con|com)?\s*(?:additional\s+|agency\s+)?(?:inputs?|reports?|reporting|material|files?|Material)?\s*"
    r"(?:from|by|von|de|der|of)?\s*(?:the\s+)?(.+?)(?:\s+(?:inputs?|reports?))?",
    re.IGNORECASE,
)


def find_signoff(story: Story) -> Story:
    """Take the sign-offs from the end, the last one first."""
    for _ in range(_MOST):
        after = _own_line(story)
        after = after if after is not story else _in_paragraph(story)
        if after is story:
            break
        story = after
    return story


def _own_line(story: Story) -> Story:
    """Take a last block that is nothing but a sign-off."""
    if len(story.blocks) < 2 or len(story.blocks[-1].text) > 80:
        return story
    text = story.blocks[-1].text
    if (sourced := _source_line(story)) is not story:
        return sourced
    if _INITIALS_LINE.fullmatch(text) or (_DESK_LINE.fullmatch(text) and agency_name(text.split()[0])):
        return _take(story, text, "", "signoff.initials-line", 85)
    if _CAPITALS.fullmatch(text) and _follows_text(story):
        return _take(story, text, "", "signoff.initials", 80)
    bare = text.strip(_MARKS)
    has_mark = text[:1] in "([-–—/*="
    if is_name(text, 4) and _stands_alone(story):
        return _take(story, text, "", "signoff.last-name", 70)
    if is_agency_initials(text):
        return _take(story, bare, "", "signoff.agency-initials", 88)
    is_medium = text[:1] in "-–—" and is_name(bare, 4) and names_body(bare)
    if not (_is_credit(bare, story) or is_medium or (has_mark and _INITIALS.fullmatch(bare))):
        return story
    return _take(story, bare, "", "signoff.own-line", 90)


def is_agency_initials(text: str) -> bool:
    """Return whether the line is an agency with initials: `AFP/ab`, `AAP be/`."""
    if len(text) > _PARAGRAPH:
        return False
    signed = _AGENCY_INITIALS.fullmatch(text.strip(_MARKS)) or _SLASHED.fullmatch(text)
    return signed is not None and agency_name(signed[1]) is not None


def _source_line(story: Story) -> Story:
    """Take a line that says where the text is from: `Quelle: dpa`, `来源：新华社`."""
    text = story.blocks[-1].text
    start = label_end(text, SOURCES)
    name = text[start or 0 :].strip(_MARKS)
    is_named = agency_name(name) or is_site(name, site_of(story.draft)) or is_name(name, _MOST_WORDS)
    if start is None or not (is_named or _SITE.fullmatch(name)):
        return story
    story = _take(story, name, "", "signoff.source", 85)
    if story.credits and story.credits[-1].literal == name:
        return story
    credit = Credit(name=name, literal=name, role="signoff", confidence=80)
    return replace(story, credits=(*story.credits, credit))


def _stands_alone(story: Story) -> bool:
    """Return whether the last block follows a paragraph, and so is no entry of a list."""
    previous = story.blocks[-2].text
    return ends_sentence(previous) and len(previous.split()) > 3 and story.blocks[-1].kind == "paragraph"


def _follows_text(story: Story) -> bool:
    """Return whether the last block stands below a paragraph or below other initials."""
    previous = story.blocks[-2].text
    return story.blocks[-1].kind == "paragraph" and (
        len(previous) > _PARAGRAPH or _stands_alone(story) or _CAPITALS.fullmatch(previous) is not None
    )


def _in_paragraph(story: Story) -> Story:
    """Take a sign-off that follows the last sentence of the last block."""
    if not story.blocks:
        return story
    text = story.blocks[-1].text
    for pattern, method in ((_BRACKETED, "signoff.bracketed"), (_DASHED, "signoff.dashed")):
        match = pattern.search(text, max(len(text) - 70, 0))
        if match is None or match.start() == 0 or not _ends(text[: match.start()]):
            continue
        name = _without_date(match.group(1).strip())
        is_initials = method == "signoff.bracketed" and _INITIALS.fullmatch(name)
        is_site_name = method == "signoff.bracketed" and _SITE.fullmatch(name)
        is_body = len(name.split()) <= _MOST_WORDS and names_body(name)
        is_writer = method == "signoff.dashed" and bool(story.signoffs) and is_name(name)
        if _is_credit(name, story) or is_initials or is_site_name or is_body or is_writer:
            return _take(story, name, text[: match.start()].rstrip(), method, 92)
    return _trailing(story, text)


def _trailing(story: Story, text: str) -> Story:
    """Take an agency's name, with initials perhaps, that follows the last sentence: `… alert. PTI JD MR`."""
    match = _TRAILING.search(text, max(len(text) - 40, 0))
    if match is None or agency_name(match["name"]) is None or not _ends(text[: match.start()]):
        return story
    return _take(story, match.group().strip(), text[: match.start()], "signoff.trailing-agency", 90)


def _without_date(name: str) -> str:
    """Drop the date of the paper that is credited: `LA PRENSA, Jul. 25`."""
    span = find_printed_date(name)
    return name[: span[0]].rstrip(" ,") if span is not None and span[0] > 0 else name


def _ends(text: str) -> bool:
    """Return whether the text before a sign-off ends a sentence, another sign-off in between perhaps."""
    before = _BRACKETED.search(text, max(len(text) - 70, 0))
    return ends_sentence(text) or (before is not None and ends_sentence(text[: before.start()]))


def _is_credit(text: str, story: Story) -> bool:
    """Return whether `text` names an agency or this publisher, perhaps with "with inputs from"."""
    is_own = story.dateline is not None and text == story.dateline.agency
    if is_own or agency_name(text) or is_site(text, site_of(story.draft)):
        return True
    match = _WITH.fullmatch(text)
    if match is None:
        return False
    names = [name.strip() for name in re.split(r"[,/&]|\band\b|\bund\b", match.group(1)) if name.strip()]
    return bool(names) and all(agency_name(name) or name.casefold() in _OTHERS for name in names)


_OTHERS = frozenset("agencies agency wire wires agenturen agencias agences staff desk news".split())


def _take(story: Story, name: str, rest: str, method: str, confidence: int) -> Story:
    known = agency_name(name) or agency_name(name.split(maxsplit=1)[0])
    credits = story.credits
    if known is not None:
        credits = (*credits, Credit(name=known, literal=name, role="signoff", confidence=confidence))
    changes = without_block(story, len(story.blocks) - 1, rest)
    return decide(
        story, "signoff", method, confidence, signoffs=(name, *story.signoffs), credits=credits, **changes
    )
