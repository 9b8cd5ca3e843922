"""The identifiers of an article: deterministic, so that the same input is the same article anywhere.

BLAKE2b is used because it is cryptographic, in the standard library and fast; 128 bits make a chance
collision among all the world's news beyond expectation.
"""

import hashlib
import re
from urllib.parse import urlsplit

from msgspec.structs import replace

from service.model import Draft, Struct
from service.record import AltId, Article, Origin, Url

_BYTES = 16
_WORK, _ARTICLE = "urn:dateline:work:", "urn:dateline:article:"
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:\S")


class Identity(Struct, frozen=True, kw_only=True):
    """The article's `uri` and its other identifiers."""

    uri: str
    alt_ids: tuple[AltId, ...]


def identify_article(draft: Draft, url: Url | None, content: str) -> Identity:
    """Return the identifiers.

    `work` is a hash of what the input is: the envelope's id, else the feed's guid, else the canonical
    URL, else where the message lies. It stays over revisions. `uri` adds the normalised content, so two
    different inputs never share one. An id or a message holds several items, so their number goes in; a
    guid or an address names one article wherever a feed lists it, so there it would change the work with
    every new item above. What a message repeats is told apart by `numbered`.

    Args:
        draft: the input.
        url: its address, if it has one.
        content: all text of the article that was normalised.
    """
    key = _input_key(draft, url)
    content_hash = _hash("content", content)
    work = _hash("work", *key)
    alternatives = (
        ("input", draft.input_id),
        ("guid", draft.guid),
        ("url", url.canonical if url else None),
        ("work", f"{_WORK}{work}"),
        ("content", content_hash),
    )
    return Identity(
        uri=f"{_ARTICLE}{_hash('article', *key, content)}",
        alt_ids=tuple(AltId(role=role, value=value) for role, value in alternatives if value),
    )


def numbered(article: Article, repetition: int) -> Article:
    """Return an item whose identity an earlier item of its message has, with identifiers of its own.

    Args:
        article: the item.
        repetition: how many items of the message before it are the same work; 0 changes nothing.
    """
    if not repetition:
        return article
    work = f"{_WORK}{_hash('work', article.work, str(repetition))}"
    return replace(
        article,
        uri=f"{_ARTICLE}{_hash('article', article.uri, str(repetition))}",
        alt_ids=tuple(replace(alt, value=work) if alt.role == "work" else alt for alt in article.alt_ids),
    )


def _input_key(draft: Draft, url: Url | None) -> tuple[str, ...]:
    item = str(draft.origin.item)
    if draft.input_id:
        return "input", draft.input_id, item
    if draft.guid:
        return "guid", *_guid(draft.guid, url)
    if url is not None and not url.is_homepage:  # a home page is the address of many articles
        return "url", url.canonical
    return "origin", *_coordinates(draft.origin), item


def _guid(guid: str, url: Url | None) -> tuple[str, ...]:
    """Return a guid that is unique among all feeds: one that is no URI ("1274") counts with its site."""
    if _URI.match(guid) or url is None:
        return (guid,)
    return guid, urlsplit(url.canonical).hostname or ""


def _coordinates(origin: Origin) -> tuple[str, str, str]:
    return origin.topic, str(origin.partition), str(origin.offset)


def _hash(*parts: str) -> str:
    """Return the hash of the parts; their lengths go in too, so that no two lists run together."""
    digest = hashlib.blake2b(digest_size=_BYTES)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
