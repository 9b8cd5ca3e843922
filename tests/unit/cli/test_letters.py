"""Choosing among dead letters: by time, reason, source and place."""

from datetime import UTC, datetime

import pytest
from aiokafka import ConsumerRecord

from service.cli.letters import (
    Choice,
    FoundLetter,
    InvalidMoment,
    found_letter,
    parse_coordinates,
    parse_moment,
    source_of,
)
from service.codecs.dead_letter import dead_letter_headers
from service.model import DeadLetter, Headers, Message, Reason, StageName
from service.record import Origin

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ORIGIN = Origin(topic="articles.raw", partition=2, offset=8, item=0)


def _record(
    headers: Headers = (), value: bytes | None = b"\xff", *, is_letter: bool = True
) -> ConsumerRecord[bytes, bytes]:
    message = Message(value=value, headers=headers, origin=ORIGIN)
    letter = DeadLetter(
        reason=Reason.UNDECODABLE, stage=StageName.NORMALIZE, detail="no charset", origin=ORIGIN
    )
    return ConsumerRecord(
        topic="articles.dead-letter",
        partition=1,
        offset=40,
        timestamp=1_000,
        timestamp_type=0,
        key=b"k",
        value=value,
        checksum=None,
        serialized_key_size=1,
        serialized_value_size=1,
        headers=dead_letter_headers(letter, message) if is_letter else headers,
    )


def _found(headers: Headers = (), value: bytes | None = b"\xff") -> FoundLetter:
    found = found_letter(_record(headers, value))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2026-11-23T11:00", 1_795_431_600_000),
        ("2026-11-23T12:00+01:00", 1_795_431_600_000),
        ("2026-11-23", 1_795_392_000_000),
        ("60m", 1_795_431_600_000),
        ("3600s", 1_795_431_600_000),
        ("12h", 1_795_392_000_000),
        ("1d", 1_795_348_800_000),
    ],
)
def test_moments_are_times_or_ago(text: str, milliseconds: int) -> None:
    """A time without a zone is UTC, like everything else here."""
    assert parse_moment(text, NOW) == milliseconds


@pytest.mark.parametrize("text", ["yesterday", "", "2h30", "2026-13-01", "999999d"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    """The message says how a time looks."""
    with pytest.raises(InvalidMoment, match="3d ago"):
        parse_moment(text, NOW)


def test_coordinates_are_what_the_list_shows() -> None:
    """`partition:offset` and nothing else."""
    assert parse_coordinates(_found().coordinates) == (1, 40)
    with pytest.raises(ValueError, match="partition:offset"):
        parse_coordinates("1-40")


@pytest.mark.parametrize(
    ("choice", "holds"),
    [
        (Choice(), True),
        (Choice(reasons=frozenset({Reason.UNDECODABLE, Reason.EMPTY})), True),
        (Choice(reasons=frozenset({Reason.EMPTY})), False),
        (Choice(stage=StageName.TAG), False),
        (Choice(since_ms=1_000, until_ms=1_001), True),
        (Choice(until_ms=1_000), False),
        (Choice(since_ms=1_001), False),
        (Choice(source="REUT"), True),
        (Choice(source="dpa"), False),
        (Choice(coordinates=frozenset({(1, 40)})), True),
        (Choice(coordinates=frozenset({(1, 41)})), False),
    ],
)
def test_everything_that_is_set_must_hold(choice: Choice, holds: bool) -> None:
    """Reasons, stage, time (end exclusive), part of the source's name, place."""
    assert choice.holds(_found((("source", b"Reuters"),))) is holds
    assert choice.is_everything == (choice == Choice())


@pytest.mark.parametrize(
    ("headers", "value", "source"),
    [
        ((("Source", b" Paper "),), b"", "Paper"),
        ((), b' {"source": "Envelope", "body": 3}', "Envelope"),
        ((), b'{"url": "https://www.a.example/x", "body": 3}', "www.a.example"),
        ((("url", b"https://b.example:8080/x"),), b"{", "b.example"),
        ((("url", b"http://[bad"),), b"[1]", ""),
        ((), b'{"source": 5}', ""),
        ((), None, ""),
        ((("source", b"\xff"),), b"", "\ufffd"),
    ],
)
def test_the_source_is_read_wherever_it_stands(headers: Headers, value: bytes | None, source: str) -> None:
    """Header before envelope before address; broken ones are no source."""
    assert source_of(Message(value=value, headers=headers, origin=ORIGIN)) == source


def test_records_of_others_are_no_letters() -> None:
    """What lacks our headers is told apart instead of breaking the list."""
    assert found_letter(_record((("a", b"b"),), is_letter=False)) is None
