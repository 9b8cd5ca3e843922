"""A message → drafts and dead letters: one for each item, whatever the bytes are.

The steps are: size, envelope or mail, encoding, format, codec.
Each codec is one file; `CODECS` is the whole list.
"""

from collections.abc import Callable

import msgspec

from service.codecs.anpa import decode_anpa
from service.codecs.dpa_digitalwires import decode_digitalwires, is_digitalwires
from service.codecs.encoding import decode_text
from service.codecs.envelope import BODY_FIELDS, TEXT_FIELDS, envelope_id, is_envelope, open_envelope
from service.codecs.feed import decode_feed
from service.codecs.formats import Format
from service.codecs.html import decode_html
from service.codecs.iptc7901 import decode_iptc7901
from service.codecs.json_feed import decode_json_feed, is_json_feed
from service.codecs.json_text import JsonObject, parse_json
from service.codecs.mail import is_mail, open_mail
from service.codecs.markup import local_name, parse_xml
from service.codecs.newsml_g2 import decode_newsml_g2
from service.codecs.ninjs import decode_ninjs, is_ninjs
from service.codecs.nitf import decode_nitf
from service.codecs.payload import STAGE, Payload, Reading, Refused, dead_letter, payload_of
from service.codecs.plain import decode_plain
from service.codecs.sniff import binary_type, settle_format
from service.model import DeadLetter, Draft, Limits, Message, Reason
from service.record import Provenance

Item = Draft | DeadLetter
ENVELOPES = 3  # how many may lie in one another


def decode(message: Message, limits: Limits) -> tuple[Item, ...]:
    """Read a raw message; never raises.

    Args:
        message: bytes as they came, and their headers.
        limits: bounds on size, items and depth.

    Returns:
        One draft or dead letter for each item, numbered by `origin.item`; exactly one dead letter when
        the message as a whole cannot be read.
    """
    payload = payload_of(message, limits)
    size = len(message.value or b"")
    if size > limits.message_bytes:
        detail = f"{size} bytes; the limit is {limits.message_bytes}"
        return (dead_letter(payload, Reason.OVERSIZE, detail),)
    try:
        return _decode(payload, ENVELOPES)
    except _RefusedInside as refusal:
        found = refusal.content_type
        return (dead_letter(refusal.payload, refusal.reason, refusal.detail, content_type=found),)
    except Exception as error:
        return (dead_letter(payload, Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}"),)


class _RefusedInside(Refused):
    """A refusal with the innermost payload, whose id and type belong on the dead letter."""

    def __init__(self, refusal: Refused, payload: Payload, content_type: str | None = None) -> None:
        super().__init__(refusal.reason, refusal.detail)
        self.payload = payload
        self.content_type = content_type


def _decode(payload: Payload, envelopes_left: int) -> tuple[Item, ...]:
    reading: Reading | None = None
    try:
        if envelopes_left and is_mail(payload):
            return _decode(open_mail(payload), envelopes_left - 1)
        reading = _read(payload)
        if reading.format != Format.JSON:
            return CODECS[Format(reading.format)](reading)
        record = _json_object(reading)
        if not is_envelope(record):
            return _decode_json(reading, record)
    except _RefusedInside:
        raise
    except Refused as refusal:
        raise _RefusedInside(refusal, payload, reading.format if reading else None) from refusal
    named = msgspec.structs.replace(payload, input_id=envelope_id(record) or payload.input_id)
    try:
        if not envelopes_left:
            raise Refused(Reason.TOO_DEEP, f"more than {ENVELOPES} envelopes in one another")
        inner = open_envelope(record, named)
    except Refused as refusal:
        raise _RefusedInside(refusal, named) from refusal
    return _decode(inner, envelopes_left - 1)


def _read(payload: Payload) -> Reading:
    """Settle text and format."""
    provenance = payload.provenance
    if payload.text is None:
        if not payload.data.strip():
            raise Refused(Reason.EMPTY, "no bytes")
        binary = binary_type(payload.data)
        if binary is not None:
            raise Refused(Reason.UNSUPPORTED_FORMAT, f"the bytes are {binary}")
        decoded = decode_text(payload.data, payload.content_type)
        text, provenance = decoded.text, provenance + decoded.provenance
    else:
        text = payload.text
    if not text.strip():
        raise Refused(Reason.EMPTY, "nothing but white space")
    found, decision = settle_format(payload, text)
    if found == Format.JSON and any(step.confidence not in {None, 100} for step in provenance):
        raise Refused(Reason.MALFORMED_JSON, "JSON is UTF-8 (RFC 8259), and these bytes are not")
    return Reading(payload=payload, text=text, format=found, provenance=(*provenance, decision))


def _decode_xml(reading: Reading) -> tuple[Item, ...]:
    """XML of a vocabulary that is none of ours; parsed all the same, to say what is wrong with it."""
    root = parse_xml(reading.text, reading.payload.limits.depth)
    name = local_name(root)[:80]
    raise Refused(Reason.UNSUPPORTED_FORMAT, f"XML with the root {name} is no format that we read")


def _json_object(reading: Reading) -> JsonObject:
    value = parse_json(reading.text, reading.payload.limits.depth)
    if not isinstance(value, dict):
        raise Refused(Reason.INVALID_ENVELOPE, f"JSON, but no object: {type(value).__name__}")
    return value


def _decode_json(reading: Reading, record: JsonObject) -> tuple[Item, ...]:
    """Choose among the shapes of JSON; the envelope has been told apart before."""
    for is_shape, found, codec in SHAPES:
        if is_shape(record):
            decision = Provenance(stage=STAGE, method="members", field="format", decision=found)
            provenance = (*reading.provenance, decision)
            return codec(msgspec.structs.replace(reading, format=found, provenance=provenance), record)
    named = msgspec.structs.replace(reading.payload, input_id=envelope_id(record) or reading.payload.input_id)
    missing = not (set(TEXT_FIELDS) - BODY_FIELDS).isdisjoint(record)
    detail = "an envelope without a body" if missing else "a JSON object of no shape that we read"
    raise _RefusedInside(Refused(Reason.INVALID_ENVELOPE, detail), named, reading.format)


SHAPES: tuple[
    tuple[Callable[[JsonObject], bool], Format, Callable[[Reading, JsonObject], tuple[Item, ...]]], ...
] = (
    (is_json_feed, Format.JSON_FEED, decode_json_feed),
    (is_digitalwires, Format.DIGITALWIRES, decode_digitalwires),
    (is_ninjs, Format.NINJS, decode_ninjs),
)
CODECS: dict[Format, Callable[[Reading], tuple[Item, ...]]] = {
    Format.PLAIN: decode_plain,
    Format.HTML: decode_html,
    Format.RSS: decode_feed,
    Format.ATOM: decode_feed,
    Format.NEWSML_G2: decode_newsml_g2,
    Format.NITF: decode_nitf,
    Format.IPTC7901: decode_iptc7901,
    Format.ANPA: decode_anpa,
    Format.XML: _decode_xml,
}
