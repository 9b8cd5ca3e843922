"""The fixed mix of raw messages that the worker is measured with: wires, envelopes, copies, pages, feeds.

Articles are made of sentences drawn from real newswire, so that any number of them can be had and none is
another's copy; copies have a local lead in front, as papers print an agency's story. Web pages are real ones
as they are, of 500 kB at most; when there are more turns than pages they come again. Of 50 messages 28 are
plain text, 15 are envelopes of JSON, 5 are copies, one is a page and one a feed of five articles. The same
seed gives the same messages in the same order.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from html import escape
from itertools import count, cycle
from pathlib import Path
from typing import NamedTuple

from service.model import Headers
from tests.eval.score_dedup import worldwide

CHARS = 3000
FEED_ITEMS = 5
PAGES, LARGEST_PAGE = 60, 500_000
CYCLE = ("wire",) * 28 + ("envelope",) * 15 + ("copy",) * 5 + ("page", "feed")
COPIED_FROM = 8
"""How many articles back the original of a copy may lie."""
SENTENCES = re.compile(r"[^.!?\n]{40,300}[.!?]")
PLAIN: Headers = (("content-type", b"text/plain"),)


class Raw(NamedTuple):
    """A raw message, and how many articles are in it."""

    value: bytes
    headers: Headers
    articles: int = 1


class ComposedText(NamedTuple):
    """A headline, and paragraphs of three sentences."""

    headline: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        """As a wire has it."""
        return "\n\n".join((self.headline, *self.paragraphs))


class Composer:
    """Draws articles of about 3 KB from the sentences of real ones; the same ones each time."""

    def __init__(self, data: Path) -> None:
        self._sentences = sorted({found for text in worldwide(data) for found in SENTENCES.findall(text)})
        self._chance = random.Random(7)  # noqa: S311 - a repeatable draw, not a secret
        self._numbers = count()

    def draw(self) -> ComposedText:
        """Return one more article."""
        paragraphs, size = [], 0
        while size < CHARS:
            paragraphs.append(" ".join(one.strip() for one in self._chance.sample(self._sentences, 3)))
            size += len(paragraphs[-1])
        headline = self._chance.choice(self._sentences).strip()[:70].rstrip(".")
        return ComposedText(f"{headline} {next(self._numbers)}", paragraphs)

    def shuffled(self, kinds: tuple[str, ...]) -> list[str]:
        """Return the kinds in an order of chance."""
        return self._chance.sample(kinds, len(kinds))


def wires(data: Path) -> Iterator[Raw]:
    """Yield plain articles of 3 KB without end: what the budgets are stated for."""
    composer = Composer(data)
    while True:
        yield Raw(composer.draw().text.encode(), PLAIN)


def mixed(data: Path) -> Iterator[Raw]:
    """Yield the mix without end."""
    composer, pages = Composer(data), cycle(_pages(data))
    recent = [composer.draw() for _ in range(COPIED_FROM)]
    numbers = count()
    while True:
        for kind, number in zip(composer.shuffled(CYCLE), numbers, strict=False):
            match kind:
                case "page":
                    yield Raw(next(pages), (("content-type", b"text/html"),))
                case "feed":
                    yield _feed([composer.draw() for _ in range(FEED_ITEMS)], number)
                case "copy":
                    yield _copy(recent[number % COPIED_FROM], composer.draw())
                case _:
                    recent[number % COPIED_FROM] = article = composer.draw()
                    is_wire = kind == "wire"
                    yield Raw(article.text.encode(), PLAIN) if is_wire else _envelope(article, number)


def _envelope(article: ComposedText, number: int) -> Raw:
    envelope = {
        "id": f"bench-{number}",
        "url": f"https://news.example/{number}",
        "source": "news.example",
        "body": article.text,
    }
    return Raw(json.dumps(envelope).encode(), (("content-type", b"application/json"),))


def _copy(original: ComposedText, other: ComposedText) -> Raw:
    """Return the original with the lead of `other` in front, as a paper of another place prints it."""
    text = "\n\n".join((original.headline, other.paragraphs[0], *original.paragraphs))
    return Raw(text.encode(), (*PLAIN, ("source", b"local.example")))


def _feed(articles: list[ComposedText], number: int) -> Raw:
    items = "".join(
        f"<item><guid>bench-{number}-{place}</guid><title>{escape(article.headline)}</title>"
        f"<description>{escape(''.join(f'<p>{one}</p>' for one in article.paragraphs))}</description></item>"
        for place, article in enumerate(articles)
    )
    value = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return Raw(value.encode(), (("content-type", b"application/rss+xml"),), len(articles))


def _pages(data: Path) -> list[bytes]:
    files = sorted((data / "extract-fundus-testdata").rglob("*.html.gz"))
    pages = [gzip.decompress(file.read_bytes()) for file in files]
    return [page for page in pages if len(page) <= LARGEST_PAGE][:PAGES]
