"""Outcomes as Kafka records."""

import datetime

import pytest

from service.codecs.dead_letter import OMITTED_VALUE
from service.model import DeadLetter, Message, Outcome, Publish, Reason, StageName, Topics
from service.record import Origin
from service.worker.outcomes import (
    OutcomeRecords,
    OutputRecord,
    Reduction,
    Stamp,
    article_headers,
    received_ms,
)
from tests.integration.simple_stages import make_simple_article

TOPICS = Topics()
STAMP = Stamp(1_700_000_000_500)


def message(value: bytes = b"one two", *headers: tuple[str, bytes], timestamp_ms: int | None = 1) -> Message:
    """Return a message of partition 2."""
    origin = Origin(topic=TOPICS.raw, partition=2, offset=9, item=0)
    return Message(value=value, headers=headers, origin=origin, timestamp_ms=timestamp_ms)


def encoder(stage: StageName = StageName.NORMALIZE, max_bytes: int = 100_000) -> OutcomeRecords:
    """Return an encoder for small records."""
    return OutcomeRecords(topics=TOPICS, stage=stage, max_bytes=max_bytes)


def letter(item: int = 0) -> DeadLetter:
    """Return a dead letter for an item."""
    origin = Origin(topic=TOPICS.raw, partition=2, offset=9, item=item)
    return DeadLetter(reason=Reason.EMPTY, stage=StageName.NORMALIZE, detail="empty", origin=origin)


def test_received_at_of_a_raw_message_is_its_timestamp() -> None:
    """A producer's own header of that name is not believed."""
    claimed = message(b"x", ("received_at", b"1999-01-01T00:00:00Z"), timestamp_ms=1_700_000_000_000)
    assert received_ms(claimed, StageName.NORMALIZE) == 1_700_000_000_000


def test_received_at_travels_through_later_stages() -> None:
    """The time of the raw message is kept, whatever the timestamps of inner topics say."""
    inner = message(b"x", ("received_at", b"2023-11-14T22:13:20.125Z"), timestamp_ms=5)
    assert received_ms(inner, StageName.TAG) == 1_700_000_000_125


@pytest.mark.parametrize("value", [b"", b"yesterday", b"\xff", b"99999-01-01T00:00:00Z"])
def test_unreadable_received_at_falls_back(value: bytes) -> None:
    """A header that is no time does no harm."""
    assert received_ms(message(b"x", ("received_at", value), timestamp_ms=5), StageName.TAG) == 5


@pytest.mark.parametrize("timestamp_ms", [2**62, -(2**62), 10**17, None])
def test_impossible_timestamp_becomes_now(timestamp_ms: int | None) -> None:
    """A producer may write any number as the timestamp of its message."""
    headers = dict(article_headers(message(timestamp_ms=timestamp_ms), StageName.NORMALIZE, STAMP))
    assert headers["received_at"] == headers["processed_at"] == b"2023-11-14T22:13:20.500Z"


def test_header_times_are_rfc_3339() -> None:
    """They can be read back as UTC."""
    headers = dict(article_headers(message(timestamp_ms=1_700_000_000_000), StageName.TAG, STAMP))
    assert datetime.datetime.fromisoformat((headers["received_at"] or b"").decode()).tzinfo == datetime.UTC


def test_record_bytes_do_not_depend_on_the_clock() -> None:
    """Only headers carry wall-clock time."""
    outcomes = [Publish(topics=("t",), key=b"k", article=make_simple_article(message(), "one"))]
    early = encoder().encode(message(), outcomes, Stamp(1)).records
    late = encoder().encode(message(), outcomes, Stamp(2_000_000_000_000)).records
    assert [record.value for record in early] == [record.value for record in late]


def test_oversize_record_becomes_a_dead_letter_for_its_item() -> None:
    """The outcome itself changes too, so that counts tell what happened."""
    article = make_simple_article(message(), "word " * 1000)
    outcomes: list[Outcome] = [Publish(topics=("t", "u"), key=b"k", article=article)]
    encoded = encoder(max_bytes=3000).encode(message(), outcomes, STAMP)
    (outcome,), (record,) = encoded.outcomes, encoded.records
    assert isinstance(outcome, DeadLetter)
    assert outcome.reason is Reason.OVERSIZE
    assert (record.topic, record.value) == (TOPICS.dead_letter, b"one two")


def test_dead_letters_of_one_message_share_a_budget() -> None:
    """A feed of many failing items is kept whole only as often as the limit allows."""
    big = message(b"x" * 400)
    records = encoder(max_bytes=1000).encode(big, [letter(item) for item in range(5)], STAMP).records
    assert [len(record.value or b"") for record in records] == [400, 400, 0, 0, 0]
    assert dict(records[2].headers)[OMITTED_VALUE] == b"400"
    assert [dict(record.headers)["original_item"] for record in records] == [b"0", b"1", b"2", b"3", b"4"]


def test_reduction_to_headers_leaves_the_value_out() -> None:
    """After the broker refused even the dead letter, coordinates remain."""
    encoded = encoder().encode(message(b"large"), [letter()], STAMP, Reduction.HEADERS)
    assert encoded.records[0].value == b""


def test_dead_letter_without_key_goes_to_the_partition_of_its_message() -> None:
    """Without a key the place is chosen by where it came from, not by chance."""
    (record,) = encoder().encode(message(), [letter()], STAMP).records
    assert record.partition == 2


def test_size_is_estimated_from_above() -> None:
    """The estimate is never below what is sent."""
    record = OutputRecord("t", None, b"key", b"value", (("name", b"x" * 100),))
    assert record.size > 3 + 5 + 4 + 100


@pytest.mark.parametrize(("version", "expected"), [("", []), ("0123456789ab", [b"0123456789ab"])])
def test_record_says_which_rules_chose_its_topics(version: str, expected: list[bytes]) -> None:
    """The version of the routing table travels beside the record, not in it, on all its topics."""
    published = Publish(
        topics=("a", "b"), key=b"k", article=make_simple_article(message(), "one"), routing=version
    )
    records = encoder(StageName.TAG).encode(message(), [published], STAMP).records

    for record in records:
        assert [value for name, value in record.headers if name == "routing_version"] == expected
    assert len(records) == 2
