"""What travels from the consumer to a lane: the records of one partition that one fetch returned.

A chunk carries the session in which its partition was opened and its number in it. Faust may drop,
repeat or delay chunks around a rebalance; by these two numbers a lane takes each chunk exactly once
and in order, whatever happened on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from service.model import Message
from service.record import Origin


class SourcePartition(NamedTuple):
    """A topic's partition; equal to Faust's and aiokafka's own named tuples of the same fields."""

    topic: str
    partition: int


class Record(Protocol):
    """What is read of an aiokafka `ConsumerRecord`."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""

    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970 UTC; negative if there is none."""

    @property
    def key(self) -> bytes | None:
        """Its key."""

    @property
    def value(self) -> bytes | None:
        """Its value; `None` is a tombstone."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]:
        """Its headers; a value may be missing."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive records of one partition.

    Attributes:
        source: the partition.
        session: which opening of the partition it was fetched in.
        sequence: its number in that session, from 0 without gaps.
        records: in the order of their offsets, never empty.
        position: the offset to go on from; it lies behind control records that follow the last record.
    """

    source: SourcePartition
    session: int
    sequence: int
    records: tuple[Record, ...]
    position: int

    @property
    def size(self) -> int:
        """Bytes of all keys and values."""
        return sum(len(record.value or b"") + len(record.key or b"") for record in self.records)


def to_message(source: SourcePartition, record: Record) -> Message:
    """Return the record as the pure rooms see it."""
    return Message(
        value=record.value,
        key=record.key,
        headers=tuple(record.headers),
        origin=Origin(topic=source.topic, partition=source.partition, offset=record.offset, item=0),
        timestamp_ms=record.timestamp if record.timestamp >= 0 else None,
    )
