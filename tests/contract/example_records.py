"""Write schemas/examples anew: what the stages make of these inputs today.

    python -m tests.contract.example_records

The examples of `raw` are written by hand; everything else is made here by the stages' own functions: of two
of them, of a revision and two copies of the first, and of two messages that fail. `test_examples.py` holds
the files to that.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import orjson

from service.codecs.dead_letter import encode_dead_letter
from service.codecs.record import encode_article, encode_fingerprint
from service.dedup import Index
from service.model import DeadLetter, Headers, Limits, Message, Outcome, Publish, Remember, Topics
from service.pipeline import deduplicate, normalize, tag
from service.record import Article, Fingerprint, Origin
from service.routing import load_routes

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
TOPICS = Topics()
HORIZON_MS = 72 * 3_600_000
Kind = TypeVar("Kind")


def example_records() -> Iterator[tuple[str, bytes]]:
    """Yield the path of each example that is made, under `schemas/examples`, and its value on the topic."""
    ferry, tram = _raw("plain-text"), _raw("web-page")
    wire = _normalized(_message(ferry, 3, 120417, "2026-03-03T09:16:02Z"))
    page = _normalized(_message(tram, 6, 88012, "2026-03-04T17:41:30Z"))
    later = _normalized(_message(_corrected(ferry), 3, 120533, "2026-03-03T10:02:47Z"))
    near = _normalized(_message(_near(ferry), 3, 120790, "2026-03-03T13:04:11Z"))
    exact = _normalized(_message(_exact(ferry), 3, 120801, "2026-03-03T13:22:00Z"))
    judge = partial(_judged, Index(horizon_ms=HORIZON_MS, max_articles=1_000))
    (new, new_print), (revision, _), (near, near_print), (exact, _) = map(judge, (wire, later, near, exact))
    articles = {
        "normalized/v1/wire-copy": wire,
        "normalized/v1/web-page": page,
        "unique/v1/new": new,
        "unique/v1/revision": revision,
        "duplicates/v1/near": near,
        "duplicates/v1/exact": exact,
        "enriched/v1/wire-copy": _tagged(new),
        "enriched/v1/web-page": _tagged(judge(page)[0]),
    }
    yield from ((name, encode_article(article)) for name, article in articles.items())
    yield "fingerprints/v1/new", encode_fingerprint(new_print)
    yield "fingerprints/v1/near", encode_fingerprint(near_print)
    yield "dead-letter/v1/truncated-json", _letter(_truncated())
    yield "dead-letter/v1/feed-without-items", _letter(_feed_without_items())


def file_content(value: bytes) -> bytes:
    """Return a value as it stands in its file: indented, with a line's end."""
    return orjson.dumps(orjson.loads(value), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _raw(name: str) -> dict[str, str]:
    envelope: dict[str, str] = orjson.loads((EXAMPLES / "raw" / "v1" / f"{name}.json").read_bytes())
    return envelope


def _corrected(ferry: dict[str, str]) -> dict[str, str]:
    """The desk sends its text again under the same id."""
    body = ferry["body"].replace("after storm", "after storm (corrected)")
    return ferry | {"body": body.replace("Two of the five", "Three of the six")}


def _near(ferry: dict[str, str]) -> dict[str, str]:
    """A paper takes most of the text and puts a paragraph of its own before it."""
    _, first, second, *_ = ferry["body"].split("\n\n")
    own = "Passengers on the northern coast could breathe a sigh of relief this week."
    body = "\n\n".join(["Islands back within reach", own, first.partition(" - ")[2], second])
    return {
        "content_type": "text/plain",
        "url": "https://coastgazette.example/ferries",
        "source": "Coast Gazette",
        "published": "2026-03-03T13:00:00Z",
        "body": body,
    }


def _exact(ferry: dict[str, str]) -> dict[str, str]:
    """Another one prints it word for word under its own headline, in capitals."""
    _, first, second, third, _ = ferry["body"].split("\n\n")
    body = "\n\n".join(part.upper() for part in (first.partition(" - ")[2], second, third))
    return {
        "content_type": "text/plain",
        "url": "https://islandpost.example/2026/ferries",
        "source": "Island Post",
        "published": "2026-03-03T12:00:00Z",
        "language": "en",
        "body": f"Ferries sail again\n\n{body}",
    }


def _truncated() -> Message:
    value = b'{"id": "desk-4712", "body": "Cut o'
    return _at(2, 5512, value=value, key=b"k", headers=(("content-type", b"application/json"),))


def _feed_without_items() -> Message:
    feed = '<rss version="2.0"><channel><title>Quiet</title></channel></rss>'
    envelope = {"id": "poll-91", "content_type": "application/rss+xml", "body": feed}
    headers: Headers = (("url", b"https://quiet.example/rss"), ("x-trace", b"\xff\x00"))
    return _at(2, 5620, value=orjson.dumps(envelope), headers=headers)


def _message(envelope: dict[str, str], partition: int, offset: int, received: str) -> Message:
    moment = round(datetime.fromisoformat(received).timestamp() * 1000)
    return _at(partition, offset, value=orjson.dumps(envelope), timestamp_ms=moment)


def _at(partition: int, offset: int, **fields: Any) -> Message:
    origin = Origin(topic=TOPICS.raw, partition=partition, offset=offset, item=0)
    return Message(origin=origin, **fields)


def _normalized(message: Message) -> Article:
    return _only(Publish, normalize(message, topics=TOPICS, limits=Limits())).article


def _judged(index: Index, article: Article) -> tuple[Article, Fingerprint]:
    outcomes = deduplicate(_inner(article), topics=TOPICS, index=index)
    fingerprint = _only(Remember, outcomes).fingerprint
    index.add(fingerprint)
    return _only(Publish, outcomes).article, fingerprint


def _tagged(article: Article) -> Article:
    return _only(Publish, tag(_inner(article), topics=TOPICS, routes=load_routes())).article


def _inner(article: Article) -> Message:
    return Message(value=encode_article(article), origin=article.origin)


def _letter(message: Message) -> bytes:
    letter = _only(DeadLetter, normalize(message, topics=TOPICS, limits=Limits()))
    return encode_dead_letter(letter, message)


def _only(kind: type[Kind], outcomes: tuple[Outcome, ...]) -> Kind:
    (found,) = [outcome for outcome in outcomes if isinstance(outcome, kind)]
    return found


if __name__ == "__main__":
    for name, value in example_records():
        (EXAMPLES / f"{name}.json").write_bytes(file_content(value))
