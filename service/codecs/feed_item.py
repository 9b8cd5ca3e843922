"""One item of a feed, as feedparser read it → one draft.

Content is preferred to summary as the body. A summary beside a content that is clearly longer, and that
does not merely begin like it, is the standfirst.
"""

import msgspec
from feedparser import FeedParserDict

from service.codecs.blocks import blocks_of_text
from service.codecs.json_text import claims, distinct
from service.codecs.markup import inline_text, visible_text
from service.codecs.payload import Reading, has_content
from service.model import Block, Claim, DeadLetter, Draft, Reason
from service.record import Provenance

_ELLIPSES = "….[]() "
_ADDRESSES = ("http://", "https://")


def draft_of_item(
    reading: Reading, feed: FeedParserDict, entry: FeedParserDict, index: int, note: Provenance
) -> Draft | DeadLetter:
    """Return the item's draft, or a dead letter if it has neither title nor summary nor content.

    A content that is a picture and nothing else is one: such an article has an empty body.
    """
    kind = "atom" if reading.format.startswith("application/atom") else "rss"
    draft = reading.draft(index)
    draft = msgspec.structs.replace(draft, provenance=(*draft.provenance, note))
    draft = _placed(_dated(_bodied(draft, entry, kind), entry, kind, reading), feed, entry, reading)
    if not (draft.titles or draft.standfirsts or draft.html or draft.blocks or _states_anything(entry)):
        return reading.dead_letter(index, Reason.EMPTY, "a feed item without title, summary or content")
    return draft


def _states_anything(entry: FeedParserDict) -> bool:
    """Return whether any element that holds an item's text is there and not blank."""
    contents = [str(part.get("value") or "") for part in dict.get(entry, "content", [])]
    return any(text.strip() for text in (_text(entry, "title"), _text(entry, "summary"), *contents))


def _bodied(draft: Draft, entry: FeedParserDict, kind: str) -> Draft:
    title = inline_text(_text(entry, "title"))
    content, content_type = _content(entry)
    summary, summary_type = _text(entry, "summary"), _type(entry, "summary_detail")
    standfirst = ""
    if content and summary and _is_standfirst(summary, content):
        standfirst = inline_text(summary)
    body, body_type = (content, content_type) if content else (summary, summary_type)
    html, blocks = _body(body, body_type)
    return msgspec.structs.replace(
        draft,
        html=html,
        blocks=blocks,
        titles=claims(f"{kind}:title", title) if has_content(title) else (),
        standfirsts=claims(f"{kind}:summary", standfirst) if has_content(standfirst) else (),
    )


def _body(body: str, media_type: str) -> tuple[str | None, tuple[Block, ...] | None]:
    if media_type == "text/plain" or not ("<" in body or "&" in body):
        return None, blocks_of_text(body)
    return (body, None) if has_content(visible_text(body)) else (None, ())


def _content(entry: FeedParserDict) -> tuple[str, str]:
    """Return the longest of the item's contents that is text, with its type."""
    contents = [
        (str(part.get("value") or ""), str(part.get("type") or "").lower())
        for part in dict.get(entry, "content", [])
    ]
    texts = [part for part in contents if _is_text(part[1]) and has_content(visible_text(part[0]))]
    return max(texts, key=lambda part: len(part[0]), default=("", ""))


def _is_text(media_type: str) -> bool:
    return media_type in {"", "application/xhtml+xml"} or media_type.startswith("text/")


def _is_standfirst(summary: str, content: str) -> bool:
    """Whether the summary adds to a full content, and is not its beginning cut short."""
    short, full = inline_text(summary), inline_text(content)
    return len(full) > 2 * len(short) and not full.startswith(short.rstrip(_ELLIPSES))


def _dated(draft: Draft, entry: FeedParserDict, kind: str, reading: Reading) -> Draft:
    """Read the times; what feedparser gives as `updated` is `dc:date` in RSS, when the item appeared.

    Atom demands `updated` only, which is then the best there is for when the item appeared, too.
    """
    published = claims(f"{kind}:{'published' if kind == 'atom' else 'pubDate'}", _text(entry, "published"))
    updated = claims(f"{kind}:{'updated' if kind == 'atom' else 'dc:date'}", _text(entry, "updated"))
    created = claims(f"{kind}:created", _text(entry, "created"))
    return msgspec.structs.replace(
        draft,
        published=distinct(published + created + updated + reading.payload.claims.published)
        if kind == "rss" or not (published or created)
        else published + created + reading.payload.claims.published,
        modified=updated if kind == "atom" or published else (),
    )


def _placed(draft: Draft, feed: FeedParserDict, entry: FeedParserDict, reading: Reading) -> Draft:
    kind, around = ("atom" if "atom" in reading.format else "rss"), reading.payload.claims
    guid = _text(entry, "id")
    return msgspec.structs.replace(
        draft,
        guid=guid or None,
        urls=_urls(entry, guid, kind),
        bylines=_bylines(entry, kind) or claims(f"{kind}:feed.author", _text(feed, "author")),
        sources=around.sources + _sources(feed, entry, kind),
        languages=_languages(feed, entry, kind) + around.languages,
        categories=_categories(entry, kind),
        feed_uri=_feed_uri(feed, around.urls),
        copyright_notice=inline_text(_text(entry, "rights") or _text(feed, "rights")) or None,
    )


def _urls(entry: FeedParserDict, guid: str, kind: str) -> tuple[Claim, ...]:
    links = [link for link in dict.get(entry, "links", []) if link.get("rel", "alternate") == "alternate"]
    found = claims(f"{kind}:link", _text(entry, "link"))
    found += claims(f"{kind}:link", *(str(link.get("href") or "") for link in links))
    if guid.startswith(("http://", "https://")):
        found += claims(f"{kind}:guid", guid)
    return distinct(claim for claim in found if claim.value.startswith(_ADDRESSES))


def _bylines(entry: FeedParserDict, kind: str) -> tuple[Claim, ...]:
    names = [str(author.get("name") or "") for author in dict.get(entry, "authors", [])]
    return distinct(claims(f"{kind}:author", *names)) or claims(f"{kind}:author", _text(entry, "author"))


def _sources(feed: FeedParserDict, entry: FeedParserDict, kind: str) -> tuple[Claim, ...]:
    origin = dict.get(entry, "source") or {}
    found = claims(f"{kind}:source", inline_text(str(origin.get("title") or "")))
    found += claims(f"{kind}:dc:publisher", _text(entry, "publisher"))
    return found + claims(f"{kind}:feed.title", inline_text(_text(feed, "title")))


def _languages(feed: FeedParserDict, entry: FeedParserDict, kind: str) -> tuple[Claim, ...]:
    details = [dict.get(entry, name) or {} for name in ("title_detail", "summary_detail")]
    own = [str(part.get("language") or "") for part in [*dict.get(entry, "content", []), *details]]
    return distinct(
        claims(f"{kind}:language", _text(entry, "language"), *own)
        + claims(f"{kind}:feed.language", _text(feed, "language"))
    )


def _categories(entry: FeedParserDict, kind: str) -> tuple[Claim, ...]:
    tags = dict.get(entry, "tags", [])
    names = [str(tag.get("label") or tag.get("term") or "") for tag in tags]
    return distinct(claims(f"{kind}:category", *names))


def _feed_uri(feed: FeedParserDict, urls: tuple[Claim, ...]) -> str | None:
    own = [str(link.get("href") or "") for link in dict.get(feed, "links", []) if link.get("rel") == "self"]
    return next((href for href in [*(claim.value for claim in urls), *own] if href), None)


def _text(entry: FeedParserDict, name: str) -> str:
    """Read a member as it was parsed, past feedparser's look-ups under other names."""
    value = dict.get(entry, name)
    return value.strip() if isinstance(value, str) else ""


def _type(entry: FeedParserDict, name: str) -> str:
    return str((dict.get(entry, name) or {}).get("type") or "").lower()
