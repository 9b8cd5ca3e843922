"""IPTC 7901: the agencies' line format, framed by control characters.

    SOH header line · slug · STX heading lines, the last one ends with "=" · text · ETX day and time · EOT

Source: IPTC Recommendation 7901 (1979); the heading's habits are those of European agencies.
"""

import re

import msgspec

from service.codecs.blocks import blocks_of_text
from service.codecs.json_text import claims
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.codecs.wire import byline_of, timestamp
from service.model import Claim, DeadLetter, Draft, Reason

_HEADER = re.compile(
    r"^[\s\x00]*\x01(?P<service>[A-Za-z]{2,4} ?\d{1,5})[ \t]+(?P<priority>\d)[ \t]+"
    r"(?P<category>[A-Za-z]{1,3})"
    r"(?:[ \t]+(?P<words>\d{1,6}))?(?P<rest>[^\r\n\x02]*)"
)
_AGENCY = re.compile(r"([A-Za-z][A-Za-z\-]+)[ \t]+\d{1,5}[ \t]*$")
_DATE_TIME = re.compile(
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s*(?:GMT|UTC|Z)?\s*(?P<month>[A-Za-zäé]{3,9})\s+(?P<year>\d{2,4})"
)
# A heading line before the headline that says what kind of message this is.
_STATUS = re.compile(r"^\(?[A-Z0-9][A-Z0-9 .:-]{1,30}\)?$|^\([^()]{2,40}\)$")
# Where the text ends and notes to editors begin.
_NOTEBOOK = re.compile(
    r"^(?:#{1,2} .{0,60}(?:notebook|notizblock|notes?|contacts?|kontakte)\b.{0,40}|(?:\* ?){3,})$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING_LINES = 8


def decode_iptc7901(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return the message as one article.

    Raises:
        Refused: empty without headline or text.
    """
    head, _, rest = reading.text.partition("\x02")
    content, _, tail = rest.partition("\x03")
    heading, text = _parted(content)
    draft = _headed(reading.draft(), heading)
    draft = _bodied(_stamped(draft, head, tail), text)
    if not (draft.titles or draft.blocks):
        raise Refused(Reason.EMPTY, "a wire message without headline or text")
    return (with_claims(draft, reading.payload.claims),)


def _parted(content: str) -> tuple[list[str], str]:
    """Part the heading, which ends with a line ending in "=" or else with a blank line, from the text."""
    lines = content.splitlines()
    ends = [at for at, line in enumerate(lines[:_HEADING_LINES]) if line.rstrip().endswith("=")]
    blanks = [at for at, line in enumerate(lines[:_HEADING_LINES]) if not line.strip() and at]
    end = (ends[:1] or [at - 1 for at in blanks[:1]] or [-1])[0]
    heading = [line.strip().rstrip("=").strip() for line in lines[: end + 1]]
    return [line for line in heading if line], "\n".join(lines[end + 1 :])


def _headed(draft: Draft, heading: list[str]) -> Draft:
    """Tell the heading's lines apart: status, headline, byline."""
    status: list[str] = []
    while len(heading) > 1 and _STATUS.match(heading[0]):
        status.append(heading[0].strip("()"))
        heading = heading[1:]
    byline = byline_of(heading[-1]) if len(heading) > 1 else ""
    title = " ".join(heading[:-1] if byline else heading)
    return msgspec.structs.replace(
        draft,
        titles=claims("iptc7901:headline", title) if has_content(title) else (),
        bylines=claims("iptc7901:byline", byline),
        ed_note=" ".join(status) or None,
    )


def _stamped(draft: Draft, head: str, tail: str) -> Draft:
    """Read the header and the time; a number comes round again, so only both together are an identity."""
    header = _HEADER.match(head)
    slug = " ".join(head[header.end() :].split()) if header else ""
    sent = timestamp(_DATE_TIME.search(tail[:200]))
    agency = _AGENCY.search(header["rest"].rstrip()) if header else None
    return msgspec.structs.replace(
        draft,
        agencies=claims("iptc7901:source", agency[1]) if agency else (),
        guid=" ".join(f"{header['service']} {header['rest']} {sent}".split()) if header and sent else None,
        published=claims("iptc7901:date-time", sent),
        slugline=slug.strip("/ ") or None,
        titles=draft.titles or _title_in_slug(slug),
    )


def _title_in_slug(slug: str) -> tuple[Claim, ...]:
    """Read a headline behind the keywords; some agencies have it there instead of above the text."""
    keywords, _, title = slug.partition(":")
    is_title = " " not in keywords.strip() and len(title.split()) >= 3
    return claims("iptc7901:slug", title) if is_title else ()


def _bodied(draft: Draft, text: str) -> Draft:
    """Cut the notes to editors off; the sign-off after them stays the last paragraph."""
    notebook = _NOTEBOOK.search(text)
    if notebook is None:
        return msgspec.structs.replace(draft, blocks=blocks_of_text(text))
    blocks, notes = blocks_of_text(text[: notebook.start()]), blocks_of_text(text[notebook.start() :])
    is_signed = bool(notes) and re.fullmatch(r"[a-z]{2,4}(?: [a-z]{2,4}){1,6}", notes[-1].text) is not None
    note = "\n".join(block.text for block in notes)
    return msgspec.structs.replace(
        draft,
        blocks=blocks + (notes[-1:] if is_signed else ()),
        ed_note="\n".join(part for part in (draft.ed_note, note) if part),
    )
