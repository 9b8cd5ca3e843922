"""Records of the inner topics: read strictly, refused with the reason."""

import orjson
import pytest

from service.codecs.record import (
    InvalidRecord,
    decode_article,
    decode_fingerprint,
    encode_article,
    encode_fingerprint,
)
from service.record import Dedup, Fingerprint, Origin
from tests.factories import make_article

FINGERPRINT = Fingerprint(
    uri="urn:a",
    work="urn:w",
    content="c",
    shingles=b"\x00\xff",
    language="en",
    origin=Origin(topic="t", partition=0, offset=1, item=0),
    story="urn:s",
    dedup=Dedup(status="new"),
    version="1",
)


def test_a_fingerprint_comes_back_as_it_was() -> None:
    """Packed bytes survive as base64."""
    assert decode_fingerprint(encode_fingerprint(FINGERPRINT)) == FINGERPRINT


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 5000])
def test_bytes_that_are_no_record_are_refused(data: bytes) -> None:
    """The reader of an inner topic never sees another exception."""
    with pytest.raises(InvalidRecord):
        decode_article(data)
    with pytest.raises(InvalidRecord):
        decode_fingerprint(data)


def test_a_tombstone_is_no_article() -> None:
    """A null value on an inner topic is refused like any other foreign record."""
    with pytest.raises(InvalidRecord):
        decode_article(None)


def test_records_of_a_later_version_are_read() -> None:
    """Fields that this version does not know are passed over, at every depth."""
    article, fingerprint = make_article(), FINGERPRINT
    later_article = orjson.loads(encode_article(article))
    later_article["origin"]["tomorrow"] = later_article["tomorrow"] = {"deep": [1]}
    later_fingerprint = orjson.loads(encode_fingerprint(fingerprint))
    later_fingerprint["origin"]["tomorrow"] = later_fingerprint["tomorrow"] = {"deep": [1]}

    assert decode_article(orjson.dumps(later_article)) == article
    assert decode_fingerprint(orjson.dumps(later_fingerprint)) == fingerprint
