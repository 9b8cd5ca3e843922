"""Build small valid nouns for tests; every argument has a default, so a test states only what matters."""

from service.codecs import decode
from service.model import DeadLetter, Limits, Message
from service.normalize import normalize_draft
from service.record import Article, Origin

ORIGIN = Origin(topic="articles.raw", partition=0, offset=7, item=0)


def make_message(value: bytes | None = b"Some text.", **headers: str) -> Message:
    """Return a raw message; keyword arguments become headers (`content_type` is `content-type`)."""
    pairs = tuple((name.replace("_", "-"), text.encode()) for name, text in headers.items())
    return Message(value=value, headers=pairs, origin=ORIGIN, timestamp_ms=1_700_000_000_000)


def make_article(text: str = "Prices rose on Monday, the ministry said.", **headers: str) -> Article:
    """Return the normalised article of a plain text, by the real decoder and normaliser."""
    headers.setdefault("content_type", "text/plain")
    (draft,) = decode(make_message(text.encode(), **headers), Limits())
    assert not isinstance(draft, DeadLetter), draft
    article = normalize_draft(draft)
    assert isinstance(article, Article), article
    return article
