"""Bytes → text: byte-order mark, declared charset, UTF-8, and only then detection.

Every decision is returned with its evidence. Detection is `service.codecs.charset`, what the text means
`service.codecs.sniff`; repair of text that somebody else decoded wrongly is `service.normalize`.
"""

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from service.codecs.charset import guess_charset
from service.codecs.payload import STAGE, Refused
from service.model import Reason, Struct
from service.record import Provenance

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROL_SHARE = 0.02  # of C0 controls that no text format uses; random bytes have a tenth
LETTER_SHARE = 0.5  # of characters that are no space; news text has above .9, tables .6
# Tab, line ends, form feed, and the transmission controls of IPTC 7901 and ANPA 1312.
_CONTROLS = re.compile(rb"[\x00\x05-\x08\x0e-\x10\x12\x14\x15\x17-\x1b\x1e]")
# Agencies' transmissions use most controls on purpose, in tables above all.
_TRANSMISSION = re.compile(rb"^\s{0,16}\x16{0,3}\x01[A-Za-z]{0,4} ?\d{1,5}")
_SINGLE_BYTE = re.compile(r"^(?:cp125\d|iso8859-\d+|mac-\w+|koi8-\w|cp874|cp437|cp850)$")
# Python knows codecs under charset labels that are no text encodings or that hide characters.
_REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})


class Decoded(Struct, frozen=True, kw_only=True):
    """Text, and the decisions that led to it."""

    text: str
    provenance: tuple[Provenance, ...]


def decode_text(data: bytes, content_type: str | None) -> Decoded:
    """Decode `data`, trying the evidence in the order of its strength.

    Args:
        data: the bytes of one document.
        content_type: the declared media type, whose `charset` parameter counts.

    Raises:
        Refused: undecodable, when a byte-order mark is contradicted or the bytes are no text.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    notes: list[Provenance] = []
    unmarked = _wide_without_mark(data) or _escapes(data)
    if unmarked is not None:
        return _decided(*unmarked, notes, confidence=90)
    if _is_binary(data):
        raise Refused(Reason.UNDECODABLE, "binary data")
    for name, evidence in _declared(data, content_type):
        text = _strictly(data, name)
        if text is not None and not _is_utf8_after_all(data, name):
            return _decided(text, f"declared:{evidence}", name, notes)
        notes.append(_note(f"declared:{evidence}", f"{name}: contradicted by the bytes"))
    text = _strictly(data, "utf-8")
    if text is not None:
        return _decided(text, "utf-8", "utf-8", notes)
    return _detected(data, notes)


def _marked(data: bytes, name: str) -> Decoded:
    text = _strictly(data, name)
    if text is None:
        raise Refused(Reason.UNDECODABLE, f"the byte-order mark says {name}, but the bytes are not")
    return _decided(text, "byte-order-mark", name, [])


def _declared(data: bytes, content_type: str | None) -> list[tuple[str, str]]:
    named = (
        (http_content_type_encoding(content_type), "header"),
        (html_body_declared_encoding(data[:4096]), "document"),
    )
    return [(name, evidence) for name, evidence in named if name and _is_usable(name)]


def _is_usable(name: str) -> bool:
    if name.replace("-", "_") in _REFUSED or name.startswith(("utf-16", "utf-32")):
        return False  # the declaration was itself readable as ASCII, so it cannot be true without a mark
    return codecs.lookup(name)._is_text_encoding


def _is_utf8_after_all(data: bytes, name: str) -> bool:
    """Whether a single-byte charset was declared for bytes that only UTF-8 explains.

    Any bytes decode under a single-byte charset, so that it succeeds proves nothing; accented text that
    happens to be valid UTF-8 is unheard of.
    """
    return bool(_SINGLE_BYTE.match(name)) and not data.isascii() and _strictly(data, "utf-8") is not None


def _detected(data: bytes, notes: list[Provenance]) -> Decoded:
    mended = _nearly_utf8(data)
    if mended is not None:
        return _decided(mended, "utf-8-with-errors", "utf-8", notes, confidence=80)
    guess = guess_charset(data)
    text = None if guess is None else _strictly(data, guess[0])
    if guess is None or text is None or not _reads_like_text(text):
        raise Refused(Reason.UNDECODABLE, "no character encoding explains the bytes")
    name, method, confidence = guess
    return _decided(text, f"detected:{method}", name, notes, confidence=confidence)


def _wide_without_mark(data: bytes) -> tuple[str, str, str] | None:
    """Recognise UTF-32 and UTF-16 without a mark by where zero bytes stand, as in Latin-script text."""
    sample = data[: 4 * 1024]
    for width, lowest, name in (
        (4, 0, "utf-32-le"),
        (4, 3, "utf-32-be"),
        (2, 0, "utf-16-le"),
        (2, 1, "utf-16-be"),
    ):
        lanes = [sample[lane::width] for lane in range(width)]
        zeros = [lane.count(0) / max(1, len(lane)) for lane in lanes]
        if zeros.pop(lowest) < 0.05 and min(zeros) > 0.7:
            text = _strictly(data, name)
            if text is not None:
                return text, "zero-bytes", name
    return None


def _escapes(data: bytes) -> tuple[str, str, str] | None:
    """Recognise ISO 2022, which is ASCII with escape sequences and so passes for UTF-8."""
    for escapes, name in (((b"\x1b$B", b"\x1b$@"), "iso2022_jp"), ((b"\x1b$)C",), "iso2022_kr")):
        if any(escape in data for escape in escapes):
            text = _strictly(data, name)
            if text is not None:
                return text, "escape-sequences", name
    return None


def _nearly_utf8(data: bytes) -> str | None:
    """Accept UTF-8 with a few broken characters, or with one that was cut at the end."""
    text = data.decode("utf-8", "replace")
    if any(_strictly(data[:-cut], "utf-8") for cut in (1, 2, 3)) and not data[:-3].isascii():
        return text
    errors = text.count("�") - data.count("�".encode())
    wide = len(data) - len(data.decode("utf-8", "ignore"))  # roughly the bytes inside wide characters
    return text if wide - errors >= 20 * errors else None


def _is_binary(data: bytes) -> bool:
    sample = data[: 64 * 1024]
    if _TRANSMISSION.match(sample):
        return False
    return len(_CONTROLS.findall(sample)) > 2 + CONTROL_SHARE * len(sample)


def _reads_like_text(text: str) -> bool:
    """Whether a guessed charset gives mostly letters and digits, and none of the controls it could."""
    sample = [character for character in text[: 64 * 1024] if not character.isspace()]
    controls = sum("\x80" <= character <= "\x9f" for character in sample)
    letters = sum(character.isalnum() for character in sample)
    return controls <= CONTROL_SHARE * len(sample) and letters >= LETTER_SHARE * len(sample)


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _decided(text: str, method: str, name: str, notes: list[Provenance], *, confidence: int = 100) -> Decoded:
    decision = _note(method, name, confidence)
    return Decoded(text=text, provenance=(*notes, decision))


def _note(method: str, decision: str, confidence: int | None = None) -> Provenance:
    return Provenance(stage=STAGE, method=method, field="charset", decision=decision, confidence=confidence)
