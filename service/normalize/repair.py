"""Text repair: mojibake, entities and Unicode, so that every later step sees one kind of text.

`repair_text` is idempotent and never touches good text: curly quotes, dashes and the joiners that
Persian, Indic scripts and emoji need stay as they are. Line breaks survive, since the structure rules
need them; what paragraphs are is decided in `service.normalize.paragraphs`.
"""

import html
import re
import unicodedata

import ftfy
from ftfy.chardata import UTF8_CLUES
from msgspec.structs import replace

from service.model import Block, Claim, Draft

# Rounds until nothing changes any more: a repair can uncover another (`&amp;nbsp;`). Text that is
# still changing after as many rounds was made to do so, and is taken as it is.
_ROUNDS = 8

# A character that starts a UTF-8 sequence read in a wrong one-byte encoding, followed by one that
# continues it. ftfy's whole analysis costs .4 ms per 3 KB, this search .03 ms, and without a match
# ftfy has nothing to repair (checked against its own cases).
_FIRST = "".join(
    dict.fromkeys(
        UTF8_CLUES["utf8_first_of_2"] + UTF8_CLUES["utf8_first_of_3"] + UTF8_CLUES["utf8_first_of_4"]
    )
)
_SUSPECT = re.compile(
    f"[{re.escape(_FIRST)}][{UTF8_CLUES['utf8_continuation']}]"
    "|[\x80-\x9f]"  # C1 controls: Windows-1252 read as Latin-1
    "|[√◊─-╬](?=[^\\s\\d])|(?<=\\S)�|‚[ÄÅ]"  # Mac Roman and DOS code pages
)
_GOOD_SPACE = re.compile(f"(?<![{re.escape(_FIRST)}])\xa0")
# Every character that such a sequence starts with, as the pattern above has them.
_SUSPECT_STARTS = frozenset(
    (*_FIRST, *map(chr, range(0x80, 0xA0)), *map(chr, range(ord("─"), ord("╬") + 1)), *"√◊�‚")
)
_ASCII = bytes(range(128))
# Characters that normalising leaves alone, whatever stands beside them: letters and signs below the
# combining marks, dashes, quotation marks, the euro sign.
_NORMAL = re.compile("[\x80-\u02ff\u2010-\u2027\u20ac]*")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Letters by Unicode's classes that are not wanted all the same; everything else unwanted is unprintable.
_UNWANTED_LETTERS = ("ﬀ", "ﬁ", "ﬂ", "ﬃ", "ﬄ", "ﬅ", "ﬆ", "\u034f", "\u115f", "\u1160", "\u3164", "\uffa0")
_LINE_END = re.compile("\r\n?|\x0b|\x85|\u2028")
_PAGE_END = re.compile("[\x0c\u2029]")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]")
# Zero-width joiner and non-joiner mean something between letters of scripts that shape, and in emoji.
_JOINER = re.compile(
    "(?<![\u0600-\u1cff\u200c\u200d\ufe0f\u2190-\u2bff\U0001f000-\U0001faff])[\u200c\u200d]+"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


def repair_text(text: str) -> str:
    """Return `text` without mojibake, entities and invisible characters, in NFC.

    The result is a fixed point: repairing it again changes nothing.
    """
    text = text.replace("\r\n", "\n")  # the usual reason for a second round
    for _ in range(_ROUNDS):
        repaired = _clean(_without_entities(_without_mojibake(text)))
        if repaired == text:
            break
        text = repaired
    return text


def repair_draft(draft: Draft) -> Draft:
    """Repair every text of the draft that a reader would see; `html` has become blocks before."""
    return replace(
        draft,
        text=None if draft.text is None else repair_text(draft.text),
        blocks=None if draft.blocks is None else tuple(map(_block, draft.blocks)),
        titles=_claims(draft.titles),
        standfirsts=_claims(draft.standfirsts),
        bylines=_claims(draft.bylines),
        agencies=_claims(draft.agencies),
        sources=_claims(draft.sources),
        locations=_claims(draft.locations),
        categories=_claims(draft.categories),
        ed_note=_line(draft.ed_note),
        slugline=_line(draft.slugline),
        copyright_notice=_line(draft.copyright_notice),
    )


def _without_mojibake(text: str) -> str:
    if text.isascii() or _SUSPECT_STARTS.isdisjoint(_beyond_ascii(text)) or _SUSPECT.search(text) is None:
        return text
    # Line by line: a text pasted together from several sources is damaged in some places only.
    lines = text.split("\n")
    return "\n".join(_repaired(line) if _SUSPECT.search(line) else line for line in lines)


def _repaired(line: str) -> str:
    """Return the line repaired; a no-break space that is none of the damage must not stand in its way.

    Cleaning takes away such spaces, but also what damaged letters are made of: after it, it is too late, and
    the `í` of García, read as `Ã` and a soft hyphen, has lost the second.
    """
    repaired = ftfy.fix_encoding(line)
    if repaired != line or "\xa0" not in line:
        return repaired
    plain = _GOOD_SPACE.sub(" ", line)
    repaired = ftfy.fix_encoding(plain)
    return line if repaired == plain else repaired


def _without_entities(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def _clean(text: str) -> str:
    if (not text.isascii() and any(map(text.__contains__, _UNWANTED_LETTERS))) or not text.replace(
        "\n", ""
    ).isprintable():
        text = _PAGE_END.sub("\n\n", _LINE_END.sub("\n", text))
        text = _JOINER.sub("", _SPACE.sub(" ", text))
        text = _SURROGATE.sub("�", _INVISIBLE.sub("", text))
        text = _LIGATURE.sub(lambda match: _LIGATURES[match.group()], text)
    if text.isascii() or _NORMAL.fullmatch(_beyond_ascii(text)):
        return text
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _beyond_ascii(text: str) -> str:
    """Return the characters that are not ASCII: few in most texts, so that looking at them costs little."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def _line(text: str | None) -> str | None:
    return None if text is None else " ".join(repair_text(text).split()) or None


def _claims(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(
        Claim(value=line, evidence=claim.evidence)
        for claim in claims
        if (line := _line(claim.value)) is not None
    )


def _block(block: Block) -> Block:
    return Block(kind=block.kind, text=_line(block.text) or "")
