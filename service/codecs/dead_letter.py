"""Dead letters ↔ bytes: Kafka headers on the topic, one JSON object anywhere else.

On the topic a dead letter is the original key, value and headers, followed by one block of headers
that says where it came from and why it failed: the names Kafka Connect gives to errors (KIP-298), then
our own. The block always starts with the same header and stands last, so the original headers can be
told apart even when one of them has the name of one of ours. Who writes the topic is
`service.worker`; who lists and replays it is `service.cli.dlq`.
"""

import base64
from collections.abc import Mapping

import msgspec
import orjson

from service import __version__
from service.model import DeadLetter, Headers, Message, Reason, StageName, Struct
from service.record import Origin
from service.tags import Part

CONNECT = "__connect.errors."
FIRST_HEADER = f"{CONNECT}topic"
REPLAY_OF = "dateline-replay-of"  # on a replayed message: coordinates of the message that failed before
REPLAY_COUNT = "dateline-replay-count"  # on a replayed message: how often it was put back
OMITTED_VALUE = "omitted_value_bytes"  # on a dead letter: size of a value that was too large to be kept


class InvalidDeadLetter(ValueError):
    """A record that carries no readable block of our headers; the message says what is missing."""


class LetterOrigin(Part, frozen=True, kw_only=True):
    """Where the failed item lies, with the envelope's id when that could be read."""

    topic: str
    partition: int
    offset: int
    item: int
    id: str | None = None


HeaderValue = str | dict[str, str]


class LetterRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON shape of one failed item; every field is present, `null` where nothing is known.

    A value in `headers` is text when its bytes are UTF-8, else `{"base64": …}`; a name that repeats has
    a list of values.
    """

    reason: Reason
    stage: StageName
    detail: str
    version: str
    origin: LetterOrigin
    content_type: str | None
    key_base64: str | None
    headers: dict[str, HeaderValue | list[HeaderValue]]
    body_base64: str | None


class KeptLetter(Struct, frozen=True, kw_only=True):
    """A dead letter as read back from its topic.

    Attributes:
        dead_letter: reason, stage, detail and coordinates.
        message: the message that failed, as it was.
        version: the version that gave up on it.
        retry_count: how often it had been replayed before.
        omitted_bytes: size of the value when it was too large to be kept here; it is still where the
            coordinates say, as long as that topic keeps it.
    """

    dead_letter: DeadLetter
    message: Message
    version: str
    retry_count: int
    omitted_bytes: int | None = None


def dead_letter_headers(dead_letter: DeadLetter, message: Message) -> Headers:
    """Return the headers of the dead letter's record: those of `message`, then why it failed.

    The work is divided by partition, so Connect's `task.id` is the partition's number.
    """
    origin = dead_letter.origin
    ours = {
        FIRST_HEADER: origin.topic,
        f"{CONNECT}partition": str(origin.partition),
        f"{CONNECT}offset": str(origin.offset),
        f"{CONNECT}connector.name": "dateline",
        f"{CONNECT}task.id": str(origin.partition),
        f"{CONNECT}stage": dead_letter.stage,
        f"{CONNECT}class.name": f"service.pipeline.{dead_letter.stage}",
        f"{CONNECT}exception.class.name": dead_letter.reason,
        f"{CONNECT}exception.message": dead_letter.detail,
        "original_partition": str(origin.partition),
        "original_offset": str(origin.offset),
        "original_item": str(origin.item),
        "original_timestamp": None if message.timestamp_ms is None else str(message.timestamp_ms),
        "reason": dead_letter.reason,
        "stage": dead_letter.stage,
        "input_id": dead_letter.input_id,
        "content_type": dead_letter.content_type,
        "processing_version": __version__,
        "retry_count": str(_retry_count(message.headers)),
    }
    block = tuple((name, _utf8(value)) for name, value in ours.items() if value is not None)
    return message.headers + block


def read_dead_letter(message: Message) -> KeptLetter:
    """Take a record of the dead-letter topic apart again.

    Args:
        message: the record as it was consumed; its origin is where the dead letter itself lies.

    Raises:
        InvalidDeadLetter: the block of headers is absent or not readable.
    """
    original, ours = _split(message.headers)
    try:
        origin = Origin(
            topic=ours[FIRST_HEADER],
            partition=int(ours[f"{CONNECT}partition"]),
            offset=int(ours[f"{CONNECT}offset"]),
            item=int(ours["original_item"]),
        )
        dead_letter = DeadLetter(
            reason=Reason(ours["reason"]),
            stage=StageName(ours["stage"]),
            detail=ours[f"{CONNECT}exception.message"],
            origin=origin,
            input_id=ours.get("input_id"),
            content_type=ours.get("content_type"),
        )
        stamp = ours.get("original_timestamp")
        return KeptLetter(
            dead_letter=dead_letter,
            message=Message(
                value=message.value,
                key=message.key,
                headers=original,
                origin=msgspec.structs.replace(origin, item=0),
                timestamp_ms=None if stamp is None else int(stamp),
            ),
            version=ours["processing_version"],
            retry_count=int(ours["retry_count"]),
            omitted_bytes=int(ours[OMITTED_VALUE]) if OMITTED_VALUE in ours else None,
        )
    except KeyError as error:
        raise InvalidDeadLetter(f"header {error.args[0]} is missing") from error
    except ValueError as error:
        raise InvalidDeadLetter(str(error)) from error


def letter_record(dead_letter: DeadLetter, message: Message, version: str = __version__) -> LetterRecord:
    """Return the failed item in the shape of its JSON."""
    origin = dead_letter.origin
    return LetterRecord(
        reason=dead_letter.reason,
        stage=dead_letter.stage,
        detail=_clean(dead_letter.detail),
        version=version,
        origin=LetterOrigin(
            topic=origin.topic,
            partition=origin.partition,
            offset=origin.offset,
            item=origin.item,
            id=None if dead_letter.input_id is None else _clean(dead_letter.input_id),
        ),
        content_type=None if dead_letter.content_type is None else _clean(dead_letter.content_type),
        key_base64=_base64(message.key),
        headers=_headers_object(message.headers),
        body_base64=_base64(message.value),
    )


def encode_dead_letter(dead_letter: DeadLetter, message: Message, version: str = __version__) -> bytes:
    """Return the failed item's JSON, without a line's end."""
    return orjson.dumps(msgspec.to_builtins(letter_record(dead_letter, message, version)))


def _split(headers: Headers) -> tuple[Headers, Mapping[str, str]]:
    starts = [index for index, (name, _) in enumerate(headers) if name == FIRST_HEADER]
    if not starts:
        raise InvalidDeadLetter(f"header {FIRST_HEADER} is missing")
    block = headers[starts[-1] :]
    return headers[: starts[-1]], {name: (value or b"").decode("utf-8", "replace") for name, value in block}


def _retry_count(headers: Headers) -> int:
    counts = [value for name, value in headers if name == REPLAY_COUNT and value and value.isdigit()]
    return int(counts[-1][:9]) if counts else 0


def _headers_object(headers: Headers) -> dict[str, HeaderValue | list[HeaderValue]]:
    values: dict[str, list[HeaderValue]] = {}  # null and nothing look alike here; on the topic they differ
    for name, value in headers:
        values.setdefault(_clean(name), []).append(_header_value(value or b""))
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}


def _header_value(value: bytes) -> HeaderValue:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
