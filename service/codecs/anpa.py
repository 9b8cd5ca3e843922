"""ANPA 1312: the American wire format, framed by control characters.

    SYN SYN SOH service and number · priority and category, keyword, date · STX ^header lines< ·
    tab-indented paragraphs · ETX source and time · EOT

A header line begins with a caret and ends with "<" or, in the byline, "=". Source: ANPA 1312 (1979) as
North American agencies use it.
"""

import re

import msgspec

from service.codecs.blocks import blocks_of_text
from service.codecs.json_text import claims
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.codecs.wire import byline_of, timestamp
from service.model import Block, Claim, DeadLetter, Draft, Reason

_SERVICE = re.compile(r"\x01(?P<service>[A-Za-z]?\d{2,5})")
_STAMP = re.compile(
    r"(?P<agency>[A-Z]{2,6})-[A-Z]{2}-(?P<month>\d{2})-(?P<day>\d{2})-(?P<year>\d{2})"
    r"\s+(?P<hour>\d{2})(?P<minute>\d{2})"
)
_WORDS = re.compile(r",\s*\d{1,5}\s*$")  # the word count behind the slug
_NOTES = re.compile(
    r"^(?:eds|editors?|editor'?s? note|ap (?:photo|video|graphic)|with|note)\b", re.IGNORECASE
)
_RULE = re.compile(r"^_{2,}$")
_FRAME = re.compile(r"END|[A-Z]{2,6}-[A-Z]{2}-\d{2}-\d{2}-\d{2}\s+\d{4}GMT")  # marks of the transmission
_LINE_END = re.compile(r"<$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STANDFIRST_CHARACTERS = 140  # a header line longer than a headline can be


def decode_anpa(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return the message as one article.

    Raises:
        Refused: empty without headline or text.
    """
    head, _, rest = reading.text.partition("\x02")
    content, _, tail = rest.partition("\x03")
    lines = [_CONTROL.sub(" ", line).rstrip() for line in content.replace("\r", "").split("\n")]
    headers = [line for line in lines if line.lstrip().startswith("^")]
    text = _LINE_END.sub("", "\n".join(line for line in lines if not line.lstrip().startswith("^")))
    draft = _bodied(_headed(reading.draft(), headers), headers, text)
    draft = _stamped(draft, head, tail)
    if not (draft.titles or draft.blocks):
        raise Refused(Reason.EMPTY, "a wire message without headline or text")
    return (with_claims(draft, reading.payload.claims),)


def _headed(draft: Draft, headers: list[str]) -> Draft:
    """Tell the header lines apart: slug, headline, notes, bylines, summary."""
    parts = [part for line in headers for part in _header_parts(line)]
    slug = next((text for text, _ in parts if not text.startswith("*")), "")
    rest = [(text, end) for text, end in parts if text != slug and not text.startswith("*")]
    rest = [(text, end) for text, end in rest if _FRAME.fullmatch(text) is None]
    bylines = _bylines(rest)
    notes = [text for text, _ in rest if _NOTES.match(text)]
    plain = [text for text, end in rest if end == "<" and text not in bylines and text not in notes]
    title = next((text for text in plain if len(text) <= _STANDFIRST_CHARACTERS), "")
    summary = next((text for text in plain if len(text) > _STANDFIRST_CHARACTERS), "")
    return msgspec.structs.replace(
        draft,
        slugline=_WORDS.sub("", slug) or None,
        titles=_said("anpa:headline", title),
        standfirsts=_said("anpa:summary", summary),
        bylines=claims("anpa:byline", *(byline_of(text) or text for text in bylines)),
        ed_note=" ".join(notes) or None,
    )


def _bylines(parts: list[tuple[str, str]]) -> list[str]:
    """Return the bylines from the first line on that begins like one; above it stand remarks."""
    signed = [text for text, end in parts if end == "=" or byline_of(text)]
    first = next((index for index, text in enumerate(signed) if byline_of(text)), 0)
    return signed[first:]


def _header_parts(line: str) -> list[tuple[str, str]]:
    """Cut a line such as `*9006< ^Slug,176<` into texts with the sign that ended each."""
    found = []
    for part in line.split("^"):
        text = part.strip()
        end = text[-1:] if text.endswith(("<", "=")) else ""
        if text.rstrip("<=").strip():
            found.append((_characters(text.rstrip("<=").strip()), end))
    return found


def _bodied(draft: Draft, headers: list[str], text: str) -> Draft:
    """Read the paragraphs; a list of headlines has them in header lines without an end sign."""
    blocks = [block for block in blocks_of_text(_indented_apart(text)) if not _RULE.match(block.text)]
    if not blocks:
        lines = [part for line in headers for part, end in _header_parts(line) if not end]
        blocks = [Block(kind="list_item", text=line) for line in lines if has_content(line)]
    readable = (msgspec.structs.replace(block, text=_characters(block.text)) for block in blocks)
    return msgspec.structs.replace(draft, blocks=tuple(readable))


def _indented_apart(text: str) -> str:
    return re.sub(r"\n(?=[ ]*\t| {3,}\S)", "\n\n", text)


def _stamped(draft: Draft, head: str, tail: str) -> Draft:
    service, stamp = _SERVICE.search(head), _STAMP.search(tail[:200])
    number = service["service"] if service else ""
    return msgspec.structs.replace(
        draft,
        guid=f"{number} {stamp[0]}" if number and stamp else None,
        agencies=claims("anpa:source", stamp["agency"]) if stamp else (),
        published=claims("anpa:date-time", timestamp(stamp)),
    )


def _characters(text: str) -> str:
    """Write the signs that the format's small character set lacks: quotation marks and the dash."""
    quoted = text.replace("``", "“").replace("''", "”").replace("`", "‘")
    return quoted.replace(" _ ", " — ")


def _said(evidence: str, text: str) -> tuple[Claim, ...]:
    return claims(evidence, text) if has_content(text) else ()
