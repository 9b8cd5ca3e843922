"""What a stage decided, as Kafka records: pure, and bounded in size.

Wall-clock times travel in headers only, so that the same input gives the same record bytes. A record
that is too large to be produced becomes a dead letter (`oversize`), and a dead letter that is too large
keeps everything but its value, whose length stands in a header: the original stays readable on its own
topic at the coordinates in the headers. So no message can stop a partition by its size.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import assert_never

import msgspec

from service import __version__
from service.codecs.dead_letter import OMITTED_VALUE, dead_letter_headers
from service.codecs.record import InvalidRecord, decode_article, encode_article, encode_fingerprint
from service.dedup.index import origin_key
from service.model import DeadLetter, Headers, Message, Outcome, Publish, Reason, Remember, StageName, Topics
from service.telemetry.trace_context import passed_on
from service.telemetry.tracing import Trace

ARTICLE_SCHEMA = b"enriched-article.v1"
FINGERPRINT_SCHEMA = b"fingerprint.v1"
JSON = b"application/json"
RECEIVED_AT = "received_at"
PROCESSED_AT = "processed_at"
MOMENTS, LONGEST_MOMENT = 1024, 40  # how many are kept in words, and bytes of one
RECORD_OVERHEAD = 1024  # bytes of framing around key, value and headers, generously


class Reduction(IntEnum):
    """How much of a message's outcomes is left out because the broker refused its size."""

    NONE = 0
    DEAD_LETTERS = 1  # records become dead letters
    HEADERS = 2  # dead letters lose their value


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """One record to produce.

    Attributes:
        partition: set where the place matters; otherwise the key decides.
    """

    topic: str
    partition: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def size(self) -> int:
        """Bytes on the wire, estimated from above."""
        headers = sum(len(name) + len(value or b"") + 10 for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers + RECORD_OVERHEAD


@dataclass(frozen=True, slots=True)
class Stamp:
    """The wall clock of one batch, read by the caller: milliseconds since 1970 UTC."""

    now_ms: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """Outcomes as they are carried out, and their records."""

    outcomes: tuple[Outcome, ...]
    records: list[OutputRecord]


class OutcomeRecords:
    """Turns the outcomes of one stage into records.

    Args:
        topics: where fingerprints and dead letters go.
        stage: for dead letters that arise here.
        max_bytes: the largest record that may be produced.
    """

    def __init__(self, *, topics: Topics, stage: StageName, max_bytes: int) -> None:
        self._topics = topics
        self._stage = stage
        self._max_bytes = max_bytes

    def encode(
        self,
        message: Message,
        outcomes: Sequence[Outcome],
        stamp: Stamp,
        reduction: Reduction = Reduction.NONE,
        *,
        trace: Trace | None = None,
    ) -> Encoded:
        """Return the records in the order of the outcomes, and what the outcomes have become.

        What is published goes on with `trace`; a dead letter keeps its sender's headers, which a replay
        sends again. The values of dead letters of one message together stay below `max_bytes`: a feed of
        thousands of failing items is kept once, not thousands of times.
        """
        final: list[Outcome] = []
        records: list[OutputRecord] = []
        room = self._max_bytes if reduction < Reduction.HEADERS else 0
        headers = article_headers(message, self._stage, stamp, trace)
        for outcome in outcomes:
            match outcome:
                case Publish():
                    found = self._published(message, outcome, headers, reduction)
                case Remember():
                    found = outcome, (self._remembered(message, outcome),)
                case DeadLetter():
                    found = outcome, ()
                case _:
                    assert_never(outcome)
            kept, made = found
            if isinstance(kept, DeadLetter):
                kept = self._named(message, kept)
                letter = self._dead_letter(message, kept, room)
                room -= len(letter.value or b"")
                made = (letter,)
            final.append(kept)
            records.extend(made)
        return Encoded(tuple(final), records)

    def _published(
        self, message: Message, outcome: Publish, headers: Headers, reduction: Reduction
    ) -> tuple[Outcome, tuple[OutputRecord, ...]]:
        try:
            value = encode_article(outcome.article)
        except (TypeError, ValueError, RecursionError) as error:
            detail = f"{type(error).__name__}: {error}"[:500]
            return self._refused(message, outcome, Reason.INTERNAL_ERROR, detail), ()
        if outcome.routing:
            headers = (*headers, ("routing_version", outcome.routing.encode()))
        made = tuple(OutputRecord(topic, None, outcome.key, value, headers) for topic in outcome.topics)
        if reduction > Reduction.NONE or made[0].size > self._max_bytes:
            detail = f"the record would be {made[0].size} bytes, more than may be produced"
            return self._refused(message, outcome, Reason.OVERSIZE, detail), ()
        return outcome, made

    def _refused(self, message: Message, outcome: Publish, reason: Reason, detail: str) -> DeadLetter:
        origin = msgspec.structs.replace(message.origin, item=outcome.article.origin.item)
        uri = outcome.article.uri
        return DeadLetter(reason=reason, stage=self._stage, detail=detail, origin=origin, uri=uri)

    def _named(self, message: Message, letter: DeadLetter) -> DeadLetter:
        """Return the letter with the article's uri, if the message is a record of an earlier stage.

        A message that once took too long is not opened again, whatever it was that took so long.
        """
        if letter.uri or self._stage is StageName.NORMALIZE or letter.reason is Reason.TIMEOUT:
            return letter
        try:
            return msgspec.structs.replace(letter, uri=decode_article(message.value).uri)
        except InvalidRecord:
            return letter

    def _remembered(self, message: Message, outcome: Remember) -> OutputRecord:
        fingerprint = outcome.fingerprint
        return OutputRecord(
            self._topics.fingerprints,
            message.origin.partition,
            origin_key(fingerprint.origin).encode(),
            encode_fingerprint(fingerprint),
            (("content-type", JSON), ("schema", FINGERPRINT_SCHEMA)),
        )

    def _dead_letter(self, message: Message, letter: DeadLetter, room: int) -> OutputRecord:
        headers = dead_letter_headers(letter, message)
        value, partition = message.value, None
        if value is not None and len(value) > room:
            headers = (*headers, (OMITTED_VALUE, str(len(value)).encode()))
            value = b""
        if message.key is None:
            partition = message.origin.partition  # spreads them without chance; see `place`
            value = b"" if value is None else value  # a record needs a key or a value
        return OutputRecord(self._topics.dead_letter, partition, message.key, value, headers)


def article_headers(message: Message, stage: StageName, stamp: Stamp, trace: Trace | None = None) -> Headers:
    """Return the headers of a published record: what it is, who made it, when it came and went, its trace."""
    headers: Headers = (
        ("content-type", JSON),
        ("schema", ARTICLE_SCHEMA),
        ("processing_version", __version__.encode()),
        (RECEIVED_AT, _utc(received_ms(message, stage), stamp)),
        (PROCESSED_AT, _utc(stamp.now_ms, stamp)),
    )
    return headers + (passed_on(message.headers) if trace is None else trace.headers)


def received_ms(message: Message, stage: StageName) -> int | None:
    """Return when the raw message reached Kafka: its timestamp, which later stages have as a header.

    On a raw message the header would be the producer's word, so it is not read there.
    """
    if stage is StageName.NORMALIZE:
        return message.timestamp_ms
    stated = next((value for name, value in message.headers if name == RECEIVED_AT), None)
    found = None if stated is None or len(stated) > LONGEST_MOMENT else _milliseconds(stated)
    return message.timestamp_ms if found is None else found


# Asked twice for each message, and many messages of a batch say the same.
@lru_cache(maxsize=MOMENTS)
def _milliseconds(stated: bytes) -> int | None:
    """Return the moment that a header states; `None` if it states none."""
    try:
        return int(datetime.datetime.fromisoformat(stated.decode()).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _utc(milliseconds: int | None, stamp: Stamp) -> bytes:
    """Return RFC 3339; a timestamp outside the calendar (a producer may write any number) is now."""
    try:
        return _rfc3339(milliseconds or stamp.now_ms)
    except (ValueError, OverflowError, OSError):
        return _rfc3339(stamp.now_ms)


@lru_cache(maxsize=MOMENTS)
def _rfc3339(milliseconds: int) -> bytes:
    moment = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()
