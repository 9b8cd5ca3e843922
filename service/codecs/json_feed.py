"""JSON Feed 1.0 and 1.1: a feed whose items are articles. Source: https://www.jsonfeed.org/version/1.1/."""

import msgspec

from service.codecs.blocks import blocks_of_text
from service.codecs.json_text import JsonObject, claims, distinct, objects_of, strings_of, text_of
from service.codecs.markup import inline_text
from service.codecs.payload import Reading, Refused, has_content
from service.model import Claim, DeadLetter, Draft, Reason

_VERSION = "jsonfeed.org/version/"


def is_json_feed(record: JsonObject) -> bool:
    """Whether the object is a feed: it names the version, or has items and what only a feed has."""
    if _VERSION in text_of(record, "version"):
        return True
    return isinstance(record.get("items"), list) and not {"home_page_url", "feed_url"}.isdisjoint(record)


def decode_json_feed(reading: Reading, record: JsonObject) -> tuple[Draft | DeadLetter, ...]:
    """Return one outcome for each item, in the feed's order.

    Raises:
        Refused: no_items, or oversize when there are more than the limit.
    """
    items = record.get("items")
    if not isinstance(items, list) or not items:
        raise Refused(Reason.NO_ITEMS, "a JSON Feed without items")
    limit = reading.payload.limits.items
    if len(items) > limit:
        raise Refused(Reason.OVERSIZE, f"{len(items)} items; the limit is {limit}")
    return tuple(_outcome(reading, record, item, index) for index, item in enumerate(items))


def _outcome(reading: Reading, feed: JsonObject, item: object, index: int) -> Draft | DeadLetter:
    if not isinstance(item, dict):
        return reading.dead_letter(index, Reason.INVALID_ENVELOPE, "a feed item that is no object")
    draft = _described(_bodied(reading.draft(index), item), item)
    has_body = any(has_content(text or "") for text in (draft.html, draft.text)) or draft.blocks
    if not (draft.titles or draft.standfirsts or has_body):
        return reading.dead_letter(index, Reason.EMPTY, "a feed item without title, summary or content")
    return _placed(draft, feed, item, reading)


def _bodied(draft: Draft, item: JsonObject) -> Draft:
    markup = text_of(item, "content_html")
    if has_content(markup):
        return msgspec.structs.replace(draft, html=markup)
    text = text_of(item, "content_text") or text_of(item, "summary")
    return msgspec.structs.replace(draft, blocks=blocks_of_text(text))


def _described(draft: Draft, item: JsonObject) -> Draft:
    has_content_member = has_content(text_of(item, "content_html", "content_text"))
    summary = text_of(item, "summary") if has_content_member else ""
    return msgspec.structs.replace(
        draft,
        titles=claims("json-feed:title", inline_text(text_of(item, "title"))),
        standfirsts=claims("json-feed:summary", inline_text(summary)),
        published=claims("json-feed:date_published", text_of(item, "date_published")),
        modified=claims("json-feed:date_modified", text_of(item, "date_modified")),
        categories=claims("json-feed:tags", *strings_of(item, "tags")),
    )


def _placed(draft: Draft, feed: JsonObject, item: JsonObject, reading: Reading) -> Draft:
    around = reading.payload.claims
    name = item.get("id")
    return msgspec.structs.replace(
        draft,
        guid=str(name) if isinstance(name, str | int) and str(name).strip() else None,
        urls=distinct(_addresses(item)),
        bylines=_authors("json-feed:item.authors", item) or _authors("json-feed:authors", feed),
        sources=around.sources + claims("json-feed:feed.title", text_of(feed, "title")),
        languages=claims("json-feed:item.language", text_of(item, "language"))
        + claims("json-feed:language", text_of(feed, "language"))
        + around.languages,
        published=draft.published + around.published,
        feed_uri=text_of(feed, "feed_url") or next((claim.value for claim in around.urls), None),
    )


def _addresses(item: JsonObject) -> tuple[Claim, ...]:
    found = claims("json-feed:url", text_of(item, "url")) + claims(
        "json-feed:external_url", text_of(item, "external_url")
    )
    guid = text_of(item, "id")
    return found if found or not guid.startswith(("http://", "https://")) else claims("json-feed:id", guid)


def _authors(evidence: str, record: JsonObject) -> tuple[Claim, ...]:
    people = [*objects_of(record, "authors"), *objects_of(record, "author")]
    return distinct(claims(evidence, *(text_of(person, "name") for person in people)))
