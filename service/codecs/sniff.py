"""Which format a text is in: what it shows itself against what was declared.

The declared type yields only to content that positively shows another format that we read; everything
that contradicts it is recorded. Magic numbers of binary formats are looked for before any decoding.
"""

import re
from collections.abc import Callable

import orjson

from service.codecs.formats import FAMILY_OF, Family, Format, declared_family, media_type
from service.codecs.markup import Prolog, read_prolog
from service.codecs.payload import STAGE, Payload, Refused
from service.model import Reason, Struct
from service.record import Provenance

# First bytes of formats that hold no article text; from their own specifications.
BINARY_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"ID3", "audio/mpeg"),
    (b"OggS\x00", "application/ogg"),
    (b"fLaC\x00", "audio/flac"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"\x7fELF", "application/x-executable"),
    (b"{\\rtf", "application/rtf"),
)
_CONTAINERS = ((b"RIFF", 8, b"WEBP", "image/webp"), (b"RIFF", 8, b"WAVE", "audio/wav"))

# Local names of first elements, in lower case.
XML_ROOTS = {
    "rss": Format.RSS,
    "rdf": Format.RSS,
    "channel": Format.RSS,
    "feed": Format.ATOM,
    "newsitem": Format.NEWSML_G2,
    "newsmessage": Format.NEWSML_G2,
    "packageitem": Format.NEWSML_G2,
    "conceptitem": Format.NEWSML_G2,
    "knowledgeitem": Format.NEWSML_G2,
    "planningitem": Format.NEWSML_G2,
    "catalogitem": Format.NEWSML_G2,
    "nitf": Format.NITF,
}
_FRAGMENT_ROOTS = frozenset(
    "a abbr article aside b blockquote body br caption center div em figure font footer form h1 h2 h3 h4 h5 "
    "h6 head header hr i iframe img li link main meta nav ol p pre section small span strong style table "
    "title tr u ul".split()
)
_BLANKS = "\ufeff \t\r\n"
_LOOK = 8 * 1024  # how far into the text a look goes
_WIRE = re.compile(r"^[\s\x00]{0,16}\x01[A-Za-z]{2,4}[ ]?\d{1,5}\s")
_ANPA = re.compile(r"^[\s\x00]{0,16}\x16{1,3}\x01")
_JSON_START = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\[\s*[\[{\"\]]|\]))")
_OPENING = re.compile(r"<([A-Za-z_][\w.:-]{0,80})(?:\s[^<>]{0,2000})?>\s{0,200}<")
_HTML_BLOCK = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|table|article|section|blockquote)\s*>|<br\s?/?>", re.I)


class Found(Struct, frozen=True, kw_only=True):
    """A format, what showed it, and whether that is strong enough to overrule a declared type."""

    format: Format
    method: str
    is_certain: bool


def binary_type(data: bytes) -> str | None:
    """Return the media type of a binary format by its first bytes, or `None`."""
    for start, name in BINARY_STARTS:
        if data.startswith(start):
            return name
    for start, at, inner, name in _CONTAINERS:
        if data.startswith(start) and data[at : at + len(inner)] == inner:
            return name
    return "video/mp4" if data[4:8] == b"ftyp" else None


def settle_format(payload: Payload, text: str) -> tuple[Format, Provenance]:
    """Decide the format of `text`, with the decision for the record.

    Raises:
        Refused: unsupported_format, when the declared type is one that holds no article text and the
            content shows nothing else.
    """
    found, declared = sniff(text), declared_family(payload.content_type)
    chosen = _choose(found, declared, text)
    if chosen is None:
        name = media_type(payload.content_type)[:100]
        raise Refused(Reason.UNSUPPORTED_FORMAT, f"{name} is not a format that holds article text")
    return chosen, _decision(chosen, found, payload)


def sniff(text: str) -> Found:
    """Return what the content itself shows; plain text when it shows nothing."""
    for sniffer in SNIFFERS:
        found = sniffer(text)
        if found is not None:
            return found
    return Found(format=Format.PLAIN, method="no-markup", is_certain=False)


def _wire(text: str) -> Found | None:
    if _ANPA.match(text):
        return Found(format=Format.ANPA, method="transmission-header", is_certain=True)
    if _WIRE.match(text):
        return Found(format=Format.IPTC7901, method="transmission-header", is_certain=True)
    return None


def _root_element(text: str) -> Found | None:
    if not text[:64].lstrip(_BLANKS).startswith("<"):
        return None
    prolog = read_prolog(text.lstrip(_BLANKS))
    root = prolog.root.lower()
    if root in XML_ROOTS:
        return Found(format=XML_ROOTS[root], method="root-element", is_certain=True)
    if prolog.declares_entities and prolog.doctype != "html":
        return Found(format=Format.XML, method="xml-prolog", is_certain=True)
    if root == "html" or prolog.doctype == "html":
        return Found(format=Format.HTML, method="root-element", is_certain=True)
    if root in _FRAGMENT_ROOTS and not prolog.has_declaration:
        return Found(format=Format.HTML, method="root-element", is_certain=False)
    return _other_xml(prolog)


def _other_xml(prolog: Prolog) -> Found | None:
    if prolog.has_declaration or prolog.doctype:
        return Found(format=Format.XML, method="xml-prolog", is_certain=False)
    return None


def _json(text: str) -> Found | None:
    """Objects and arrays only: a bare number or string is a text, not a message."""
    if text[:64].lstrip(_BLANKS)[:1] not in {"{", "["}:
        return None
    try:
        is_json = isinstance(orjson.loads(text.lstrip(_BLANKS)), dict | list)
    except (ValueError, RecursionError):
        is_json = False
    if is_json:
        return Found(format=Format.JSON, method="parses", is_certain=text.lstrip(_BLANKS).startswith("{"))
    looks_so = _JSON_START.match(text) is not None
    return Found(format=Format.JSON, method="first-characters", is_certain=False) if looks_so else None


def _html_tags(text: str) -> Found | None:
    if _HTML_BLOCK.search(text[:_LOOK]):
        return Found(format=Format.HTML, method="block-tags", is_certain=False)
    return None


def _bare_xml(text: str) -> Found | None:
    """Show XML without a declaration: one element, none of HTML, that holds others and all of the text."""
    stripped = text.strip(_BLANKS)
    match = _OPENING.match(stripped)
    if match is None or match[1].lower() in _FRAGMENT_ROOTS or not stripped.endswith(f"</{match[1]}>"):
        return None
    return Found(format=Format.XML, method="one-element", is_certain=False)


SNIFFERS: tuple[Callable[[str], Found | None], ...] = (_wire, _root_element, _json, _html_tags, _bare_xml)


def _choose(found: Found, declared: Family | None, text: str) -> Format | None:
    if declared is None:
        return found.format
    family = FAMILY_OF[found.format]
    if family == declared:
        return found.format
    if found.is_certain and not (
        declared is Family.PLAIN and family is Family.JSON and not _is_message(text)
    ):
        return found.format
    return _DEFAULT[declared]


# What a declared type means when the content shows nothing certain.
_DEFAULT: dict[Family, Format | None] = {
    Family.PLAIN: Format.PLAIN,
    Family.HTML: Format.HTML,
    Family.XML: Format.XML,
    Family.JSON: Format.JSON,
    Family.WIRE: Format.PLAIN,
    Family.UNSUPPORTED: None,
}


def _is_message(text: str) -> bool:
    """Whether JSON that was declared as plain text has one of our shapes, and is not quoted as text."""
    value = orjson.loads(text.lstrip(_BLANKS))
    keys = value.keys() if isinstance(value, dict) else set()
    return bool(keys & {"body", "body_base64", "items", "bodies", "body_text", "body_html", "body_xhtml"})


def _decision(chosen: Format, found: Found, payload: Payload) -> Provenance:
    declared = media_type(payload.content_type)[:100]
    agrees = not declared or declared_family(declared) in {None, FAMILY_OF[chosen]}
    method = found.method if chosen == found.format else f"declared:{payload.content_type_evidence}"
    note = str(chosen) if agrees else f"{chosen}, against the declared {declared}"
    return Provenance(stage=STAGE, method=method, field="format", decision=note)
