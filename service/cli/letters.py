"""Read the dead-letter topic from the command line, and choose among the letters.

What a letter looks like in headers and JSON is `service.codecs.dead_letter`; putting messages back is
`service.cli.replay`.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import msgspec
import orjson
from aiokafka import ConsumerRecord

from service.cli.reading import read_topics
from service.codecs.dead_letter import InvalidDeadLetter, KeptLetter, read_dead_letter
from service.connection import Brokers
from service.model import Headers, Message, Reason, StageName
from service.record import Origin

ENVELOPE_BYTES = 1024 * 1024  # a larger body is not opened only to see who sent it
_AGO = re.compile(r"^(\d{1,6})(s|m|h|d)$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_COORDINATES = re.compile(r"^(\d{1,9}):(\d{1,18})$")


class InvalidMoment(ValueError):
    """A time that cannot be read; the message says how one looks."""


class FoundLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter and where it lies on the dead-letter topic.

    Attributes:
        partition: of the dead-letter topic.
        offset: in that partition.
        failed_ms: when it was written there, milliseconds since 1970 UTC.
    """

    partition: int
    offset: int
    failed_ms: int
    kept: KeptLetter

    @property
    def coordinates(self) -> str:
        """How a person names it: `partition:offset`."""
        return f"{self.partition}:{self.offset}"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which letters are meant; everything that is set must hold."""

    reasons: frozenset[Reason] = frozenset()
    stage: StageName | None = None
    source: str = ""
    since_ms: int | None = None
    until_ms: int | None = None
    coordinates: frozenset[tuple[int, int]] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is set."""
        return self == Choice()

    def holds(self, letter: FoundLetter) -> bool:
        """Whether the letter is meant."""
        failed = letter.kept.dead_letter
        return (
            (not self.reasons or failed.reason in self.reasons)
            and (self.stage is None or failed.stage == self.stage)
            and (self.since_ms is None or letter.failed_ms >= self.since_ms)
            and (self.until_ms is None or letter.failed_ms < self.until_ms)
            and (not self.coordinates or (letter.partition, letter.offset) in self.coordinates)
            and self.source.casefold() in source_of(letter.kept.message).casefold()
        )


def parse_moment(text: str, now: datetime) -> int:
    """Return milliseconds since 1970 for an ISO 8601 time (UTC unless it says otherwise) or `2h` ago.

    Raises:
        InvalidMoment: it is neither.
    """
    ago = _AGO.match(text.strip())
    try:
        if ago is not None:
            moment = now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        else:
            moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        example = "2026-03-01T12:00, 2026-03-01 or 90m, 2h, 3d ago"
        raise InvalidMoment(f"{text!r} is no time; write {example}") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def parse_coordinates(text: str) -> tuple[int, int]:
    """Return partition and offset of `partition:offset`.

    Raises:
        ValueError: it is something else.
    """
    match = _COORDINATES.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not partition:offset, as `dateline dlq list` shows them")
    return int(match[1]), int(match[2])


async def read_letters(
    brokers: Brokers, topic: str, choice: Choice
) -> AsyncGenerator[FoundLetter | ConsumerRecord, None]:
    """Yield the chosen letters in the order of the topic, and records that are no letters as they are."""
    async with aclosing(read_topics(brokers, [topic], from_beginning=True, follow=False)) as records:
        async for record in records:
            found = found_letter(record)
            if found is None:
                yield record
            elif choice.holds(found):
                yield found


def found_letter(record: ConsumerRecord) -> FoundLetter | None:
    """Read one record of the topic; `None` when somebody else wrote it."""
    try:
        kept = read_dead_letter(message_of(record))
    except InvalidDeadLetter:
        return None
    return FoundLetter(
        partition=record.partition, offset=record.offset, failed_ms=record.timestamp, kept=kept
    )


def message_of(record: ConsumerRecord) -> Message:
    """Return a consumed record as a message."""
    headers: Headers = tuple(record.headers)
    return Message(
        value=record.value,
        key=record.key,
        headers=headers,
        origin=Origin(topic=record.topic, partition=record.partition, offset=record.offset, item=0),
        timestamp_ms=record.timestamp,
    )


def source_of(message: Message) -> str:
    """Return who sent it, as far as that can be read: header, envelope, else the address's host."""
    headers = {name.lower(): (value or b"").decode("utf-8", "replace") for name, value in message.headers}
    envelope = _envelope(message.value) if not headers.get("source") else {}
    stated = headers.get("source") or envelope.get("source") or ""
    if isinstance(stated, str) and stated.strip():
        return stated.strip()
    address = headers.get("url") or envelope.get("url") or ""
    return _host(address) if isinstance(address, str) else ""


def _envelope(value: bytes | None) -> dict[str, object]:
    if value is None or len(value) > ENVELOPE_BYTES or value.lstrip()[:1] != b"{":
        return {}
    try:
        record = orjson.loads(value)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
