"""Dead letters: the headers on the topic, the way back, and the JSON."""

import base64

import orjson
import pytest

from service import __version__
from service.codecs.dead_letter import (
    FIRST_HEADER,
    REPLAY_COUNT,
    InvalidDeadLetter,
    dead_letter_headers,
    encode_dead_letter,
    read_dead_letter,
)
from service.model import DeadLetter, Headers, Message, Reason, StageName
from service.record import Origin

ORIGIN = Origin(topic="articles.raw", partition=3, offset=41, item=0)


def _message(headers: Headers = (), value: bytes | None = b"\xff\xfe\x00") -> Message:
    return Message(value=value, key=b"k\xff", headers=headers, origin=ORIGIN, timestamp_ms=5)


def _letter(detail: str = "no such charset") -> DeadLetter:
    return DeadLetter(
        reason=Reason.UNDECODABLE,
        stage=StageName.NORMALIZE,
        detail=detail,
        origin=Origin(topic="articles.raw", partition=3, offset=41, item=2),
        input_id="a-1",
        content_type="text/plain",
    )


def _consumed(letter: DeadLetter, message: Message) -> Message:
    return Message(
        value=message.value,
        key=message.key,
        headers=dead_letter_headers(letter, message),
        origin=Origin(topic="articles.dead-letter", partition=0, offset=9, item=0),
    )


def test_headers_keep_the_original_ones_first() -> None:
    """The original headers stay untouched and in their order in front of the error block."""
    original: Headers = (("content-type", b"text/plain"), ("x", b"\xff"), ("x", b"2"))

    headers = dead_letter_headers(_letter(), _message(original))

    assert headers[:3] == original
    assert headers[3] == (FIRST_HEADER, b"articles.raw")


def test_headers_carry_the_names_of_kafka_connect_and_ours() -> None:
    """Operators can filter by Connect's names and by our reason, stage and version."""
    headers = dict(dead_letter_headers(_letter(), _message()))

    assert headers["__connect.errors.partition"] == b"3"
    assert headers["__connect.errors.offset"] == b"41"
    assert headers["__connect.errors.exception.message"] == b"no such charset"
    assert headers["reason"] == b"undecodable"
    assert headers["stage"] == b"normalize"
    assert headers["processing_version"] == __version__.encode()
    assert headers["original_item"] == b"2"


@pytest.mark.parametrize("value", [b"\xff\xfe\x00", b"", None])
def test_reading_back_gives_what_was_written(value: bytes | None) -> None:
    """A consumed record yields the same dead letter and the same message."""
    message = _message((("content-type", b"text/plain"), ("reason", b"theirs")), value)

    kept = read_dead_letter(_consumed(_letter(), message))

    assert kept.dead_letter == _letter()
    assert kept.message == message
    assert (kept.version, kept.retry_count) == (__version__, 0)


def test_a_dead_letter_of_a_dead_letter_keeps_the_first_block_as_original_headers() -> None:
    """Only the last block is ours, so failing twice loses nothing."""
    once = _consumed(_letter("first"), _message())

    kept = read_dead_letter(_consumed(_letter("second"), once))

    assert kept.dead_letter.detail == "second"
    assert kept.message.headers == once.headers


def test_replays_are_counted_from_the_replayed_message() -> None:
    """The retry count is what the replay wrote on the message; anything unreadable counts as none."""
    replayed = _message(((REPLAY_COUNT, b"2"),))
    odd = _message(((REPLAY_COUNT, b"many"),))

    assert read_dead_letter(_consumed(_letter(), replayed)).retry_count == 2
    assert read_dead_letter(_consumed(_letter(), odd)).retry_count == 0


@pytest.mark.parametrize("dropped", [FIRST_HEADER, "reason", "original_item", "retry_count"])
def test_a_record_without_our_headers_is_refused_with_the_missing_name(dropped: str) -> None:
    """A foreign record on the topic is named as such instead of crashing the reader."""
    record = _consumed(_letter(), _message())
    headers = tuple(pair for pair in record.headers if pair[0] != dropped)

    with pytest.raises(InvalidDeadLetter, match=dropped):
        read_dead_letter(Message(value=b"", headers=headers, origin=ORIGIN))


def test_an_unknown_reason_is_refused() -> None:
    """The set of reasons is closed on reading too."""
    headers = tuple(
        (name, b"bored" if name == "reason" else value)
        for name, value in dead_letter_headers(_letter(), _message())
    )

    with pytest.raises(InvalidDeadLetter, match="bored"):
        read_dead_letter(Message(value=b"", headers=headers, origin=ORIGIN))


def test_json_has_exactly_the_published_fields() -> None:
    """The JSON holds the reason, the coordinates and the original bytes, whatever they are."""
    message = _message((("a", b"1"), ("a", b"2"), ("b", b"\xff"), ("c", "é".encode())))

    shown = orjson.loads(encode_dead_letter(_letter(), message))

    assert list(shown) == [
        "reason",
        "stage",
        "detail",
        "version",
        "origin",
        "content_type",
        "key_base64",
        "headers",
        "body_base64",
    ]
    assert shown["origin"] == {"topic": "articles.raw", "partition": 3, "offset": 41, "item": 2, "id": "a-1"}
    assert base64.b64decode(shown["body_base64"]) == message.value
    assert base64.b64decode(shown["key_base64"]) == message.key
    assert shown["headers"] == {"a": ["1", "2"], "b": {"base64": "/w=="}, "c": "é"}


def test_json_survives_lone_surrogates_and_absent_bytes() -> None:
    """Nothing that can stand in a detail or a value keeps the letter from being written."""
    shown = orjson.loads(encode_dead_letter(_letter("bad \ud800 detail"), _message(value=None)))

    assert shown["detail"] == "bad ? detail"
    assert shown["body_base64"] is None
