"""The whole way from a message to drafts and dead letters."""

import json

import pytest

from service.codecs import decode, decoder
from service.codecs.formats import Format
from service.model import DeadLetter, Draft, Limits, Message, Reason, StageName
from tests.unit.codecs.cases import ORIGIN, draft, drafts, letter, outcomes, values

ENTITY = '<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><title>&a;</title></item></channel></rss>'
BAD = [
    (None, None, Reason.EMPTY),
    (b"", None, Reason.EMPTY),
    (b" \n\t ", "text/plain", Reason.EMPTY),
    (b"--- *** !!!", "text/plain", Reason.EMPTY),
    (b"\xff\xfe\x00", None, Reason.UNDECODABLE),
    (b"\xef\xbb\xbf\xff\xff", "text/plain", Reason.UNDECODABLE),
    (bytes(range(256)) * 4, None, Reason.UNDECODABLE),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png", Reason.UNSUPPORTED_FORMAT),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "text/plain", Reason.UNSUPPORTED_FORMAT),
    (b"%PDF-1.7 ...", "application/pdf", Reason.UNSUPPORTED_FORMAT),
    (b"just words", "audio/mpeg", Reason.UNSUPPORTED_FORMAT),
    (b'{"id": "a", "body": "cut', None, Reason.MALFORMED_JSON),
    (b"not json", "application/json", Reason.MALFORMED_JSON),
    (b'{"body": "\\ud800"}', None, Reason.MALFORMED_JSON),
    (b'{"body": NaN}', None, Reason.MALFORMED_JSON),
    (b"[" * 100_000, "application/json", Reason.TOO_DEEP),
    (b'{"a":' * 300 + b"1" + b"}" * 300, None, Reason.TOO_DEEP),
    (b"[1, 2]", "application/json", Reason.INVALID_ENVELOPE),
    (b'"text"', "application/json", Reason.INVALID_ENVELOPE),
    (b'{"what": "ever"}', None, Reason.INVALID_ENVELOPE),
    (b'{"id": "a"}', None, Reason.INVALID_ENVELOPE),
    (ENTITY.encode(), None, Reason.UNSAFE_XML),
    (ENTITY.encode(), "text/plain", Reason.UNSAFE_XML),
    (b"<rss><channel><item><title>cut", "application/rss+xml", Reason.MALFORMED_XML),
    (b"<nitf><body>", None, Reason.MALFORMED_XML),
    (b"no xml", "application/xml", Reason.MALFORMED_XML),
    (b'<?xml version="1.0"?><recipe>soup</recipe>', None, Reason.UNSUPPORTED_FORMAT),
    (b"<rss><channel><title>t</title></channel></rss>", None, Reason.NO_ITEMS),
    (b"a" * 300_000, "text/plain", Reason.OVERSIZE),
    (b"<p><img src='a'/></p>", "text/html", Reason.EMPTY),
]


@pytest.mark.parametrize(("value", "content_type", "reason"), BAD, ids=range(len(BAD)))
def test_bad_input_is_one_dead_letter_with_its_reason(
    value: bytes | None, content_type: str | None, reason: Reason
) -> None:
    """What cannot be read becomes one dead letter that says why, at the message's coordinates."""
    found = letter(value, content_type)

    assert found.reason == reason
    assert found.stage is StageName.NORMALIZE
    assert found.origin == ORIGIN
    assert found.detail


def test_a_message_over_the_limit_is_not_looked_at() -> None:
    """Size is checked before anything else."""
    message = Message(value=b"word " * 1000, origin=ORIGIN)

    (found,) = decode(message, Limits(message_bytes=4999))

    assert isinstance(found, DeadLetter)
    assert found.reason is Reason.OVERSIZE


def test_headers_are_claims_in_front_of_what_the_format_states() -> None:
    """Address, source and time of a raw message's headers reach the draft, most trusted first."""
    record = '{"uri": "http://a.example/1", "headline": "Rain", "versioncreated": "2024-01-01T00:00:00Z"}'

    found = draft(record, url="https://b.example/2", source="The Paper", published="2023-12-31")

    assert values(found.urls) == ["https://b.example/2", "http://a.example/1"]
    assert found.urls[0].evidence == "header:url"
    assert values(found.published)[:2] == ["2023-12-31", "2024-01-01T00:00:00Z"]
    assert values(found.sources) == ["The Paper"]
    assert found.received_ms == 7


def test_headers_that_are_not_utf8_are_noted_and_passed_over() -> None:
    """Bad bytes in a header cost that header and nothing else."""
    message = Message(value=b"Rain.", headers=(("URL", b"\xff"), ("Source", b"Paper")), origin=ORIGIN)

    (found,) = decode(message, Limits())

    assert isinstance(found, Draft)
    assert found.urls == ()
    assert values(found.sources) == ["Paper"]
    assert any(step.field == "url" and step.method == "header" for step in found.provenance)


def test_items_are_numbered_and_none_is_lost() -> None:
    """A feed of three items, one of them empty, has three outcomes in order."""
    feed = "<rss><channel><item><title>A</title></item><item/><item><title>C</title></item></channel></rss>"

    found = outcomes(feed)

    assert [item.origin.item for item in found] == [0, 1, 2]
    assert [type(item) for item in found] == [Draft, DeadLetter, Draft]


def test_an_envelope_is_opened_and_its_body_recognised() -> None:
    """The body is detected and decoded like any message, under the envelope's id."""
    feed = "<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>"

    found = drafts(json.dumps({"id": "e-1", "body": feed}))

    assert [item.input_id for item in found] == ["e-1", "e-1"]
    assert {item.format for item in found} == {"application/rss+xml"}


def test_the_id_of_a_broken_envelope_is_on_its_dead_letter() -> None:
    """The producer can find its message by the id even when another field is wrong."""
    assert letter('{"id": "e-2", "body": 12}').input_id == "e-2"
    assert letter('{"id": "e-3"}').input_id == "e-3"
    assert letter('{"id": "e-4", "content_type": "application/json", "body": "{"}').input_id == "e-4"
    assert letter('{"id": "e-5", "body": "  "}').input_id == "e-5"


def test_envelopes_in_envelopes_end() -> None:
    """Three may lie in one another; the fourth is too deep."""
    inner = "Some words."
    for _ in range(3):
        inner = json.dumps({"body": inner})

    assert draft(inner).text == "Some words."
    assert letter(json.dumps({"body": inner})).reason is Reason.TOO_DEEP


def test_a_defect_of_a_codec_is_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody foresaw is told as such and stops nothing."""

    def broken(_: object) -> tuple[Draft, ...]:
        raise ZeroDivisionError("a defect")

    monkeypatch.setitem(decoder.CODECS, Format.PLAIN, broken)

    found = letter("Some words.", "text/plain")

    assert found.reason is Reason.INTERNAL_ERROR
    assert found.detail == "ZeroDivisionError: a defect"
