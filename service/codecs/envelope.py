"""The JSON envelope: `{id, content_type, url, source, published, language, body | body_base64}`.

Opening it gives a new payload around the body, which is then recognised and decoded like any other.
"""

import base64
import binascii

import msgspec

from service.codecs.json_text import JsonObject
from service.codecs.payload import STAGE, Claims, Payload, Refused
from service.model import Claim, Reason
from service.record import Provenance

TEXT_FIELDS = ("id", "content_type", "url", "source", "published", "language", "body", "body_base64")
BODY_FIELDS = frozenset({"body", "body_base64"})


def is_envelope(record: JsonObject) -> bool:
    """Whether the object carries a body; anything else in it is optional."""
    return not BODY_FIELDS.isdisjoint(record)


def envelope_id(record: JsonObject) -> str | None:
    """Return the id if it can be read, whatever else is wrong with the envelope."""
    value = record.get("id")
    return value if isinstance(value, str) and value.strip() else None


def open_envelope(record: JsonObject, outer: Payload) -> Payload:
    """Return the payload inside.

    The envelope's own claims stand before those of the headers, which were made about the message.

    Raises:
        Refused: invalid_envelope, when a field has the wrong type or there is not exactly one body;
            empty, when the body is.
    """
    for name in TEXT_FIELDS:
        if not isinstance(record.get(name), str | None):
            raise Refused(Reason.INVALID_ENVELOPE, f"{name} must be a string")
    body, encoded = record.get("body"), record.get("body_base64")
    if (body is None) == (encoded is None):
        raise Refused(Reason.INVALID_ENVELOPE, "exactly one of body and body_base64 must be given")
    declared = _text(record, "content_type")
    inner = msgspec.structs.replace(
        outer,
        data=_decoded(encoded) if isinstance(encoded, str) else b"",
        text=body if isinstance(body, str) else None,
        content_type=declared,
        content_type_evidence="envelope:content_type" if declared else None,
        claims=_claims(record, outer.claims),
        provenance=(
            *outer.provenance,
            Provenance(stage=STAGE, method="envelope", field="format", decision="opened"),
        ),
    )
    if not (inner.data or (inner.text or "").strip()):
        raise Refused(Reason.EMPTY, "the body is empty")
    return inner


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(Reason.INVALID_ENVELOPE, f"body_base64 is not base64: {error}") from error


def _claims(record: JsonObject, outer: Claims) -> Claims:
    return Claims(
        urls=_claim(record, "url") + outer.urls,
        published=_claim(record, "published") + outer.published,
        sources=_claim(record, "source") + outer.sources,
        languages=_claim(record, "language") + outer.languages,
    )


def _claim(record: JsonObject, name: str) -> tuple[Claim, ...]:
    value = _text(record, name)
    return (Claim(value=value, evidence=f"envelope:{name}"),) if value else ()


def _text(record: JsonObject, name: str) -> str | None:
    value = record.get(name)
    return value.strip() or None if isinstance(value, str) else None
