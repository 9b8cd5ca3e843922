"""What is fuzzed: any bytes under any declared type, through decoding and normalising, and its laws.

The laws: at least one outcome, no exception, no defect kept as one, and no more time than a bound. Memory is
bounded by the fuzzer (`tests.fuzz.__main__`).
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from service.model import DeadLetter, Limits, Message, Publish, Reason, Topics
from service.pipeline import normalize
from service.record import Origin

ROOT = Path(__file__).parents[2]
SLOW = 2.0  # seconds of CPU time for one message
MAX_SEED = 20_000  # bytes
ORIGIN = Origin(topic="articles.raw", partition=0, offset=0, item=0)
RECEIVED_MS = 1_760_000_000_000

# The first byte of an input chooses among these; the rest is the message's value.
TYPES: tuple[str | None, ...] = (
    None,
    "text/plain",
    "text/html",
    "application/json",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/ninjs+json",
    "application/nitf+xml",
    "application/vnd.iptc.g2.newsitem+xml",
    "text/vnd.iptc.7901",
    "text/vnd.anpa.1312",
    "text/html; charset=utf-16",
    "text/plain; charset=shift_jis",
    "application/xml; charset=iso-8859-1",
)
WORDS: tuple[bytes, ...] = (
    b"<html>", b"<body>", b"<p>", b"</p>", b"<h1>", b"<title>", b"<time datetime=", b"<article>", b"<table>",
    b'<script type="application/ld+json">', b"</script>", b'{"@type": "NewsArticle", "headline": ', b"<meta ",
    b'property="og:title" content="', b"<rss>", b"<channel>", b"<item>", b"<entry>", b"<content:encoded>",
    b"<![CDATA[", b"]]>", b"<!DOCTYPE ", b"<!ENTITY x ", b"&x;", b"&#x", b"&nbsp;", b"<newsItem>",
    b"<inlineData>", b"<nitf>", b"<body.content>", b"<hl1>", b"<byline>", b'"body": ', b'"body_base64": "',
    b'"items": [', b'"uri": ', b'"headline": ', b'"content_html": ', b"\xef\xbb\xbf", b"\xff\xfe", b"\x00",
    b"\x01\x02", b"\x16\x16\x01", b"By Jane Doe", b"LISBON (Reuters) - ", b"\r\n\r\n", b"(Reporting by ",
    b"https://xn--", b"2024-02-30T25:61", b"\xe2\x80\xae", b"\xcc\x81", b"charset=", b"<?xml encoding='",
)  # fmt: skip


class LawBroken(AssertionError):
    """An input broke one of the laws."""


def run(data: bytes, *, is_warm: bool = True) -> None:
    """Put one input through decoding and normalising.

    Args:
        data: the type's number, then the message's value.
        is_warm: whether modules and tables are loaded already, so that time counts.

    Raises:
        LawBroken: no outcome, a defect, or too much time.
    """
    declared = TYPES[data[0] % len(TYPES)] if data else None
    headers = (("content-type", declared.encode()),) if declared else ()
    message = Message(value=data[1:], headers=headers, origin=ORIGIN, timestamp_ms=RECEIVED_MS)
    started = time.process_time()
    outcomes = normalize(message, topics=Topics(), limits=Limits())
    seconds = time.process_time() - started
    if is_warm and seconds > SLOW:
        raise LawBroken(f"{seconds:.1f} s of CPU time for {len(data)} bytes")
    if not outcomes:
        raise LawBroken("no outcome")
    for outcome in outcomes:
        _check(outcome)


def _check(outcome: object) -> None:
    if isinstance(outcome, DeadLetter):
        if outcome.reason is Reason.INTERNAL_ERROR:
            raise LawBroken(outcome.detail)
        return
    if not isinstance(outcome, Publish):
        raise LawBroken(f"neither article nor dead letter: {type(outcome).__name__}")
    article = outcome.article
    for section in article.sections:
        for paragraph in section.paragraphs:
            if article.body[paragraph.start : paragraph.end] != paragraph.text:
                raise LawBroken("a paragraph's offsets do not give its text")


def seeds() -> Iterator[bytes]:
    """Yield the samples that come with the service and the golden pages, with each fitting type."""
    files = [*sorted((ROOT / "service" / "samples").rglob("*")), *sorted((ROOT / "tests/golden").rglob("*"))]
    for path in files:
        if path.is_file() and path.suffix in {".txt", ".html", ".xml", ".json", ".jsonl", ".tst", ".rss"}:
            content = path.read_bytes()[:MAX_SEED]
            yield b"\x00" + content


def mutated(seed: bytes, number: int) -> bytes:
    """Return a seed with a few bytes changed, cut out, repeated or replaced by words of the formats."""
    chance = random.Random(number)  # noqa: S311 - the same inputs in every run
    data = bytearray(seed[: chance.choice((200, 2_000, MAX_SEED))])
    data[:1] = bytes([chance.randrange(len(TYPES))])
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(1, max(2, len(data)))
        end = min(len(data), at + chance.choice((1, 4, 40, 400)))
        match chance.randrange(5):
            case 0:
                data[at:end] = b""
            case 1:
                data[at:at] = chance.choice(WORDS)
            case 2:
                data[at:end] = data[at:end] * chance.choice((2, 20))
            case 3:
                data[at:at] = bytes(chance.randrange(256) for _ in range(4))
            case _:
                data[at:end] = chance.choice(WORDS)
    return bytes(data)
