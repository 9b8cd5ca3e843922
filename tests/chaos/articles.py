"""Raw messages whose right outcome is known beforehand: a function of seed and number, nothing else.

Short articles in four languages, each a random walk over common words, so that no two share a passage by
chance; exact and near copies of some; revisions; and messages that cannot be read. They are interleaved
and given their raw partition here, so that every message's offset is known before it is sent.

A group of copies is either pinned (all members in one raw partition: the first one is the original, in
every run) or spread (any one of them may come first). Near copies differ from one another in two words
at most, so whichever comes first, the others are its copies.
"""

import random
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec
import orjson

from service.model import Headers, Reason
from tests.chaos.words import WORDS

PARTITIONS = 4
WINDOW = 1_500
"""How many messages may lie between two members of one group."""
SENTENCES, LENGTH = 4, 8
MEMBERS = (2, 2, 3, 4)
"""Sizes of groups, by chance."""
FIRST_MS = 1_767_225_600_000
"""Kafka timestamp of the first message: a fixed one, since it stands in the records."""
SPACING_MS = 5


class Kind(StrEnum):
    """What a message is, and with that what must become of it."""

    UNIQUE = "unique"
    COPY = "copy"  # of its group exactly one is the original
    REVISION = "revision"  # the same envelope id with new text: every one of them is enriched
    INVALID = "invalid"


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """One raw message.

    Attributes:
        offset: in its raw partition.
        language: of the article; `None` for a message that cannot be read.
        group: members share it; `None` for a message of its own.
        rank: how many members of the group come before it.
        is_pinned: all members of the group lie in one raw partition.
        reason: of an invalid message.
        at_ms: Kafka timestamp, milliseconds after the first message's.
    """

    number: int
    partition: int
    offset: int
    kind: Kind
    value: bytes
    id: str
    language: str | None = None
    group: int | None = None
    rank: int = 0
    is_pinned: bool = True
    reason: Reason | None = None
    headers: Headers = ()
    at_ms: int = 0


class _Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """A message before its place is known."""

    position: float
    partition: int
    kind: Kind
    value: bytes
    id: str
    language: str | None = None
    group: int | None = None
    is_pinned: bool = True
    reason: Reason | None = None
    headers: Headers = ()


def make_inputs(seed: int, count: int) -> tuple[Input, ...]:
    """Return `count` messages in the order in which they are to be sent."""
    random_ = random.Random(f"articles {seed}")  # noqa: S311 - chance that can be repeated
    sketches: list[_Sketch] = []
    position = 0.0
    while len(sketches) < count:
        sketches += _next_sketches(random_, len(sketches), position)
        position += 1
    sketches.sort(key=lambda sketch: sketch.position)
    return tuple(_placed(sketches[:count]))


def _next_sketches(random_: random.Random, number: int, position: float) -> list[_Sketch]:
    """Return one message, or the members of one group."""
    kind = random_.choices(
        ("unique", "exact", "near", "revision", "invalid"), weights=(74, 6, 6, 3, 11), k=1
    )[0]
    if kind == "unique":
        body = _text(_words(random_, language := _language(random_)))
        return [_article(random_, number, position, body, language)]
    if kind == "invalid":
        return [_invalid(random_, number, position)]
    return _group(random_, kind, number, position)


def _article(random_: random.Random, number: int, position: float, body: str, language: str) -> _Sketch:
    return _Sketch(
        position=position,
        partition=random_.randrange(PARTITIONS),
        kind=Kind.UNIQUE,
        value=_envelope(f"c{number}", body, language),
        id=f"c{number}",
        language=language,
    )


def _group(random_: random.Random, kind: str, number: int, position: float) -> list[_Sketch]:
    language = _language(random_)
    words = _words(random_, language)
    is_pinned = kind == "revision" or random_.random() < 0.6
    home = random_.randrange(PARTITIONS)
    # Each member has a place of its own that is edited, so no two of them are equal by chance.
    places = random_.sample(range(LENGTH, len(words) - LENGTH), max(MEMBERS))
    members = []
    for member in range(random_.choice(MEMBERS)):
        id_ = f"c{number}" if kind == "revision" else f"c{number + member}"
        edited = _edited(random_, words, language, places[member]) if kind != "exact" and member else words
        members.append(
            _Sketch(
                position=position + (random_.random() * WINDOW if member else 0.0),
                partition=home if is_pinned else random_.randrange(PARTITIONS),
                kind=Kind.REVISION if kind == "revision" else Kind.COPY,
                value=_envelope(id_, _text(edited), language),
                id=id_,
                language=language,
                group=number,
                is_pinned=is_pinned,
            )
        )
    return members


def _invalid(random_: random.Random, number: int, position: float) -> _Sketch:
    """Return a message that cannot be read; its number stands in it where its form allows that."""
    good = _envelope(f"c{number}", _text(_words(random_, "en")), "en")
    value, reason, headers = random_.choice(
        (
            (b"\xef\xbb\xbf" + f"c{number} ".encode() + b"\xc3\x28\xff", Reason.UNDECODABLE, ()),
            (
                good[: -random_.randrange(2, 60)],
                Reason.MALFORMED_JSON,
                (("content-type", b"application/json"),),
            ),
            (b"", Reason.EMPTY, ()),
            (f"-- * -- {'.' * (number % 7)}".encode(), Reason.EMPTY, ()),
        )
    )
    return _Sketch(
        position=position,
        partition=random_.randrange(PARTITIONS),
        kind=Kind.INVALID,
        value=value,
        id=f"c{number}",
        reason=reason,
        headers=headers,
    )


def _placed(sketches: Sequence[_Sketch]) -> Iterator[Input]:
    offsets = [0] * PARTITIONS
    ranks: dict[int, int] = {}
    for number, sketch in enumerate(sketches):
        offset, offsets[sketch.partition] = offsets[sketch.partition], offsets[sketch.partition] + 1
        rank = 0
        if sketch.group is not None:
            rank, ranks[sketch.group] = ranks.get(sketch.group, 0), ranks.get(sketch.group, 0) + 1
        yield Input(
            number=number,
            partition=sketch.partition,
            offset=offset,
            kind=sketch.kind,
            value=sketch.value,
            id=sketch.id,
            language=sketch.language,
            group=sketch.group,
            rank=rank,
            is_pinned=sketch.is_pinned,
            reason=sketch.reason,
            headers=sketch.headers,
            at_ms=number * SPACING_MS,
        )


def _language(random_: random.Random) -> str:
    return random_.choice(tuple(WORDS))


def _words(random_: random.Random, language: str) -> list[str]:
    return random_.choices(WORDS[language], k=SENTENCES * LENGTH)


def _edited(random_: random.Random, words: Sequence[str], language: str, place: int) -> list[str]:
    """Return the words with the one at `place` exchanged, which is not in the first or last sentence."""
    edited = list(words)
    edited[place] = random_.choice([word for word in WORDS[language] if word != words[place]])
    return edited


def _text(words: Sequence[str]) -> str:
    sentences = [" ".join(words[start : start + LENGTH]) for start in range(0, len(words), LENGTH)]
    written = [f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences]
    half = len(written) // 2
    return "\n\n".join((" ".join(written[:half]), " ".join(written[half:])))


def _envelope(id_: str, body: str, language: str) -> bytes:
    return orjson.dumps({"id": id_, "content_type": "text/plain", "language": language, "body": body})
