"""Records and fingerprints ↔ bytes: JSON by orjson, shapes checked by msgspec on the way in.

The same record always gives the same bytes: fields in the order of `service.record`, no spaces.
Unknown fields are passed over on reading, so that a newer writer and an older reader can share a
topic during a rolling upgrade.
"""

import msgspec
import orjson

from service.record import Article, Fingerprint

# Faster than by way of orjson; rebuilding state is a million of these.
_FINGERPRINT = msgspec.json.Decoder(Fingerprint)


class InvalidRecord(ValueError):
    """Bytes on an inner topic that are not a record of ours; the message says why."""


def encode_article(article: Article) -> bytes:
    """Return the record's JSON."""
    return orjson.dumps(msgspec.to_builtins(article))


def decode_article(data: bytes | None) -> Article:
    """Read a record.

    Raises:
        InvalidRecord: not JSON, or a field is missing or of another type.
    """
    try:
        return msgspec.convert(orjson.loads(data or b""), Article)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(str(error)) from error


def encode_fingerprint(fingerprint: Fingerprint) -> bytes:
    """Return the fingerprint's JSON; the packed shingles stand in it as base64."""
    return orjson.dumps(msgspec.to_builtins(fingerprint))


def decode_fingerprint(data: bytes) -> Fingerprint:
    """Read a fingerprint.

    Raises:
        InvalidRecord: not JSON, or a field is missing or of another type.
    """
    try:
        return _FINGERPRINT.decode(data)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(str(error)) from error
