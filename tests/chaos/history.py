"""What a run is judged by: the inputs that were sent and everything that a reader of the topics saw.

Plain values, so that the rules in `tests.chaos.checks` can be tested with histories that never happened.
A record's bytes are kept as digests only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from service.model import Reason
from tests.chaos.articles import Input


class Place(NamedTuple):
    """Partition and offset."""

    partition: int
    offset: int


class Role(StrEnum):
    """What a topic holds."""

    NORMALIZED = "normalized"
    FINGERPRINTS = "fingerprints"
    ENRICHED = "enriched"
    DUPLICATES = "duplicates"
    DEAD_LETTERS = "dead-letter"
    ROUTED = "routed"


FINAL = (Role.ENRICHED, Role.DUPLICATES, Role.DEAD_LETTERS)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One committed record of an output topic.

    Attributes:
        topic: its name.
        place: where it lies.
        source: the raw message it was made of; `None` if the record does not say.
        digest: of the value's bytes.
        plain: of the bytes that the record would have without `dedup`; of no use for dead letters.
        status: of `dedup`.
        key: the record's key.
        reason: of a dead letter.
    """

    role: Role
    topic: str
    place: Place
    source: Place | None
    digest: str = ""
    plain: str = ""
    status: str | None = None
    key: bytes | None = None
    reason: str | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What must become of one input.

    Attributes:
        language: of the article; `None` for a message that cannot be read.
        status: of `dedup` in an undisturbed run.
        normalized: digest of the normalised record.
        published: digest of the record on `enriched` or `duplicates` in an undisturbed run.
        plain_enriched: digest it would have as an original, without `dedup`.
        plain_duplicate: digest it would have as a copy, without `dedup`.
        routes: topics on which it stands besides, if it is enriched.
        reason: of the dead letter.
    """

    input: Input
    value_digest: str
    language: str | None = None
    status: str | None = None
    normalized: str = ""
    published: str = ""
    plain_enriched: str = ""
    plain_duplicate: str = ""
    routes: tuple[str, ...] = ()
    reason: Reason | None = None

    @property
    def source(self) -> Place:
        """Where the raw message lies."""
        return Place(self.input.partition, self.input.offset)


class End(msgspec.Struct, frozen=True, kw_only=True):
    """Where a partition ended after the run, for readers of everything and of what is committed."""

    topic: str
    partition: int
    high_watermark: int
    last_stable: int


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What a group had committed after the run, and the last message behind which it should be."""

    group: str
    topic: str
    partition: int
    committed: int | None
    last_message: int | None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run.

    Attributes:
        expected: by raw place.
        seen: the final reading of all output topics, in the order of their offsets.
        live: digests of what a reader that followed the run saw, by topic and place.
        ends: of all partitions of all topics.
        progress: of the consumer groups.
    """

    expected: Mapping[Place, Expected]
    seen: Sequence[Seen]
    live: Mapping[tuple[str, Place], str] = {}
    ends: Sequence[End] = ()
    progress: Sequence[Progress] = ()

    def of(self, *roles: Role) -> list[Seen]:
        """Return the records on topics of these roles."""
        return [seen for seen in self.seen if seen.role in roles]


def digest(data: bytes | None) -> str:
    """Return a short digest of bytes; absent bytes are like empty ones."""
    return hashlib.blake2b(data or b"", digest_size=12).hexdigest()
