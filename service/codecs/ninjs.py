"""ninjs 1, 2 and 3: news items in JSON, as the IPTC specifies them.

Version 1 has one member for each form of a text (`body_text`, `body_html`, `headline`, `byline`) and
names in lower case; versions 2 and 3 have lists of objects with roles (`bodies`, `headlines`) and camel
case. Producers mix them, so every name is read in every version. Also read is the dialect with `guid`
for `uri` that editorial systems write. Source: https://www.iptc.org/std/ninjs/.
"""

import msgspec

from service.codecs.json_text import JsonObject, claims, distinct, objects_of, strings_of, text_of
from service.codecs.markup import inline_text
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.model import Claim, DeadLetter, Draft, Reason

_LISTS = frozenset({"bodies", "headlines", "descriptions"})
_OPEN = ("body_", "headline_", "description_")  # version 1 allows any name that begins so
_NOT_TEXT = frozenset({"picture", "audio", "video", "graphic", "animation", "event", "planning", "component"})
_HTML_TYPES = ("text/html", "application/xhtml+xml", "html", "xhtml")
_CAPTION_ROLES = frozenset({"caption", "drol:caption", "alt", "trivia"})


def is_ninjs(record: JsonObject) -> bool:
    """Whether the object is a news item: it says so, or has a `uri` as all must, or a `guid` and texts."""
    standard = record.get("standard")
    if isinstance(standard, dict) and standard.get("name") == "ninjs":
        return True
    if isinstance(record.get("uri"), str):
        return True
    has_texts = not _LISTS.isdisjoint(record) or any(name.startswith(_OPEN) for name in record)
    return has_texts and isinstance(record.get("guid"), str)


def decode_ninjs(reading: Reading, record: JsonObject) -> tuple[Draft | DeadLetter, ...]:
    """Return the item as one article.

    Raises:
        Refused: unsupported_format for pictures, events and the like; empty without any text.
    """
    kind = text_of(record, "type")
    if kind in _NOT_TEXT:
        raise Refused(Reason.UNSUPPORTED_FORMAT, f"a ninjs item of type {kind} is no article")
    draft = _described(_identified(_bodied(reading.draft(), record), record), record)
    has_body = any(has_content(text or "") for text in (draft.text, draft.html))
    if not has_body and not draft.titles and not draft.standfirsts:
        raise Refused(Reason.EMPTY, "a ninjs item without headline, description or body")
    return (with_claims(draft, reading.payload.claims),)


def _bodied(draft: Draft, record: JsonObject) -> Draft:
    """Prefer marked-up bodies, whose paragraphs are certain, to plain ones."""
    marked = _bodies(record, is_markup=True) + _named(record, "body_xhtml", "body_html")
    plain = _bodies(record, is_markup=False) + _named(
        record, "body_text", "body_main", *_others(record, "body_")
    )
    if marked:
        return msgspec.structs.replace(draft, html=marked[0])
    return (
        msgspec.structs.replace(draft, text=plain[0]) if plain else msgspec.structs.replace(draft, blocks=())
    )


def _bodies(record: JsonObject, *, is_markup: bool) -> list[str]:
    return [
        text_of(body, "value")
        for body in objects_of(record, "bodies")
        if (text_of(body, "contentType", "contenttype") in _HTML_TYPES) == is_markup
        and has_content(text_of(body, "value"))
    ]


def _named(record: JsonObject, *names: str) -> list[str]:
    return [text for name in names if has_content(text := text_of(record, name))]


def _others(record: JsonObject, prefix: str) -> list[str]:
    """Return the members that version 1 allows besides those it names; NITF in JSON is not read."""
    return sorted(name for name in record if name.startswith(prefix) and not name.endswith("nitf"))


def _identified(draft: Draft, record: JsonObject) -> Draft:
    uri = text_of(record, "uri", "guid", "id")
    version = record.get("version")
    addresses = [text for text in (uri, text_of(record, "url")) if text.startswith(("http://", "https://"))]
    return msgspec.structs.replace(
        draft,
        guid=uri or None,
        version=str(version) if isinstance(version, str | int) and not isinstance(version, bool) else None,
        urls=claims("ninjs:uri", *addresses[:1]) + _links(record),
        published=claims("ninjs:contentCreated", text_of(record, "contentCreated", "contentcreated"))
        + claims("ninjs:firstCreated", text_of(record, "firstCreated", "firstcreated"))
        + claims("ninjs:versionCreated", text_of(record, "versionCreated", "versioncreated")),
        modified=claims("ninjs:versionCreated", text_of(record, "versionCreated", "versioncreated")),
        embargoed=claims("ninjs:embargoed", text_of(record, "embargoedUntil", "embargoeduntil", "embargoed")),
        languages=claims("ninjs:language", text_of(record, "language")),
        pub_status=_status(text_of(record, "pubStatus", "pubstatus")),
    )


def _described(draft: Draft, record: JsonObject) -> Draft:
    return msgspec.structs.replace(
        draft,
        titles=_titles(record),
        standfirsts=_standfirsts(record),
        bylines=claims("ninjs:by", text_of(record, "by", "byline")) or _authors(record),
        locations=claims("ninjs:located", text_of(record, "located")),
        sources=_sources(record),
        agencies=claims("ninjs:copyrightHolder", text_of(record, "copyrightHolder", "copyrightholder")),
        categories=_categories(record),
        ed_note=_flat(text_of(record, "edNote", "ednote")),
        slugline=_flat(text_of(record, "slugline")),
        copyright_notice=_flat(text_of(record, "copyrightNotice", "copyrightnotice")),
    )


def _titles(record: JsonObject) -> tuple[Claim, ...]:
    headlines = objects_of(record, "headlines")
    main = [text_of(line, "value") for line in headlines if text_of(line, "role") in {"", "main", "headline"}]
    others = [text_of(line, "value") for line in headlines]
    single = _named(record, "headline", "headline_main", *_others(record, "headline_"))
    return distinct(
        _inline("ninjs:headline", [*main, *others, *single])
        + _inline("ninjs:title", [text_of(record, "title")])
    )


def _standfirsts(record: JsonObject) -> tuple[Claim, ...]:
    descriptions = [
        text_of(description, "value")
        for description in objects_of(record, "descriptions")
        if text_of(description, "role").lower() not in _CAPTION_ROLES
    ]
    single = _named(record, "description_text", "description_html", *_others(record, "description_"))[:1]
    return distinct(_inline("ninjs:description", [*descriptions, *single]))


def _authors(record: JsonObject) -> tuple[Claim, ...]:
    return claims("ninjs:authors", *(text_of(author, "name") for author in objects_of(record, "authors")))


def _sources(record: JsonObject) -> tuple[Claim, ...]:
    providers = [
        text_of(source, "name", "literal")
        for name in ("infoSources", "infosource")
        for source in objects_of(record, name)
    ]
    return distinct(
        claims("ninjs:source", text_of(record, "source", "provider"))
        + claims("ninjs:infoSources", *providers)
    )


def _categories(record: JsonObject) -> tuple[Claim, ...]:
    """Codes before names: a code says exactly which concept is meant."""
    subjects = [*objects_of(record, "subjects"), *objects_of(record, "subject")]
    found = claims("ninjs:subjects", *(text_of(subject, "uri", "code", "qcode") for subject in subjects))
    found += claims("ninjs:subjects", *(text_of(subject, "name", "literal") for subject in subjects))
    return distinct(found + claims("ninjs:keywords", *strings_of(record, "keywords")))


def _links(record: JsonObject) -> tuple[Claim, ...]:
    found = [
        text_of(rendition, "href")
        for rendition in objects_of(record, "renditions")
        if text_of(rendition, "contentType", "mimetype") in _HTML_TYPES
    ]
    return claims("ninjs:renditions", *found)


def _inline(evidence: str, values: list[str]) -> tuple[Claim, ...]:
    return claims(evidence, *(inline_text(value) for value in values if has_content(value)))


def _status(value: str) -> str | None:
    known = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}
    return known.get(value.removeprefix("stat:").lower())


def _flat(value: str) -> str | None:
    return inline_text(value) or None
