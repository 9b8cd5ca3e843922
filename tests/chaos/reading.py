"""Kafka records as the rules see them: which raw message each was made of, and digests of its bytes."""

from collections.abc import Mapping
from typing import Any

import orjson

from service.codecs.dead_letter import InvalidDeadLetter, read_dead_letter
from service.model import Message, Topics
from service.record import Origin
from tests.chaos.history import Place, Role, Seen, digest


def roles_of(topics: Topics, routed: tuple[str, ...]) -> dict[str, Role]:
    """Return what each output topic holds."""
    return {
        topics.normalized: Role.NORMALIZED,
        topics.fingerprints: Role.FINGERPRINTS,
        topics.enriched: Role.ENRICHED,
        topics.duplicates: Role.DUPLICATES,
        topics.dead_letter: Role.DEAD_LETTERS,
        **dict.fromkeys(routed, Role.ROUTED),
    }


def see(record: Any, role: Role) -> Seen:
    """Return what a consumed record says; one that cannot be read has no source."""
    if role is Role.DEAD_LETTERS:
        return _see_dead_letter(record)
    source, plain, status = _parsed(record.value)
    return Seen(
        role=role,
        topic=record.topic,
        place=Place(record.partition, record.offset),
        source=source,
        digest=digest(record.value),
        plain=plain,
        status=status,
        key=record.key,
    )


def _see_dead_letter(record: Any) -> Seen:
    message = Message(
        value=record.value,
        key=record.key,
        headers=tuple((name, value or b"") for name, value in record.headers),
        origin=Origin(topic=record.topic, partition=record.partition, offset=record.offset, item=0),
    )
    source, reason = None, None
    try:
        letter = read_dead_letter(message).dead_letter
    except InvalidDeadLetter:
        pass
    else:
        reason = letter.reason.value
        # A later stage names its own source, whose record names the raw message.
        is_raw = letter.stage == "normalize"
        source = Place(letter.origin.partition, letter.origin.offset) if is_raw else _parsed(record.value)[0]
    return Seen(
        role=Role.DEAD_LETTERS,
        topic=record.topic,
        place=Place(record.partition, record.offset),
        source=source,
        digest=digest(record.value),
        key=record.key,
        reason=reason,
    )


def _parsed(value: bytes | None) -> tuple[Place | None, str, str | None]:
    """Return the raw message's place, the digest without `dedup`, and the verdict."""
    try:
        record = orjson.loads(value or b"")
        origin = record["origin"]
        place = Place(origin["partition"], origin["offset"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None, "", None
    dedup: Mapping[str, Any] = record.pop("dedup", None) or {}
    return place, digest(orjson.dumps(record)), dedup.get("status")
