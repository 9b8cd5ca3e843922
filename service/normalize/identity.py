"""The identifiers of an article: deterministic, so that the same input is the same article anywhere.

BLAKE2b is used because it is cryptographic, in the standard library and fast; 128 bits make a chance
collision among all the world's news beyond expectation.
"""

import hashlib

from service.model import Draft, Struct
from service.record import AltId, Origin, Url

_BYTES = 16


class Identity(Struct, frozen=True, kw_only=True):
    """The article's `uri` and its other identifiers."""

    uri: str
    alt_ids: tuple[AltId, ...]


def identify_article(draft: Draft, url: Url | None, content: str) -> Identity:
    """Return the identifiers.

    `work` is a hash of what the input is: the envelope's id, else the feed's guid, else the canonical
    URL, else where the message lies, plus the item's number. It stays over revisions. `uri` adds the
    normalised content, so two different inputs never share one.

    Args:
        draft: the input.
        url: its address, if it has one.
        content: all text of the article that was normalised.
    """
    item = str(draft.origin.item)
    key = _input_key(draft, url)
    content_hash = _hash("content", content)
    work = _hash("work", *key, item)
    alternatives = (
        ("input", draft.input_id),
        ("guid", draft.guid),
        ("url", url.canonical if url else None),
        ("work", f"urn:dateline:work:{work}"),
        ("content", content_hash),
    )
    return Identity(
        uri=f"urn:dateline:article:{_hash('article', *key, item, content)}",
        alt_ids=tuple(AltId(role=role, value=value) for role, value in alternatives if value),
    )


def _input_key(draft: Draft, url: Url | None) -> tuple[str, ...]:
    if draft.input_id:
        return "input", draft.input_id
    if draft.guid:
        return "guid", draft.guid
    if url is not None:
        return "url", url.canonical
    return "origin", *_coordinates(draft.origin)


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
