"""dpa digitalwires: the JSON of the German press agency and of agencies it distributes.

Source: https://github.com/dpa-newslab/dpa-digitalwires-to-newsmlg2 (format and fields).
"""

import msgspec

from service.codecs.json_text import JsonObject, claims, distinct, objects_of, text_of
from service.codecs.markup import inline_text, visible_text
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.model import Claim, DeadLetter, Draft, Reason

_SUBJECTS = frozenset({"dnltype:dpasubject", "dnltype:keyword"})
_STATUS = frozenset({"usable", "withheld", "canceled"})


def is_digitalwires(record: JsonObject) -> bool:
    """Whether the object names this format, whatever its version."""
    return text_of(record, "format").startswith("digitalwires@")


def decode_digitalwires(reading: Reading, record: JsonObject) -> tuple[Draft | DeadLetter, ...]:
    """Return the entry as one article; info boxes, link lists and notes to editors are not its text.

    Raises:
        Refused: empty without headline or text.
    """
    markup = text_of(record, "article_html")
    has_body = has_content(visible_text(markup))
    draft = _described(_identified(reading.draft(), record), record)
    draft = msgspec.structs.replace(draft, html=markup if has_body else None, blocks=None if has_body else ())
    if not (has_body or draft.titles or draft.standfirsts):
        raise Refused(Reason.EMPTY, "a digitalwires entry without headline or text")
    return (with_claims(draft, reading.payload.claims),)


def _identified(draft: Draft, record: JsonObject) -> Draft:
    version, status = record.get("version"), text_of(record, "pubstatus")
    created = claims("digitalwires:version_created", text_of(record, "version_created"))
    return msgspec.structs.replace(
        draft,
        guid=text_of(record, "urn") or None,
        version=str(version) if isinstance(version, int) else None,
        published=claims("digitalwires:content_created", text_of(record, "content_created")) + created,
        modified=created,
        embargoed=claims("digitalwires:embargoed", text_of(record, "embargoed")),
        languages=claims("digitalwires:language", text_of(record, "language")),
        pub_status=status if status in _STATUS else None,
        copyright_notice=text_of(record, "copyrightnotice") or None,
        ed_note="\n".join(text_of(note, "ednote") for note in objects_of(record, "ednotes")).strip() or None,
    )


def _described(draft: Draft, record: JsonObject) -> Draft:
    place, _, _ = text_of(record, "dateline").partition("(")
    return msgspec.structs.replace(
        draft,
        titles=_inline("headline", record),
        standfirsts=distinct(_inline("teaser", record) + _inline("subhead", record)),
        bylines=_inline("byline", record),
        agencies=_inline("creditline", record),
        sources=claims("digitalwires:provider", *_named(record, {"dnltype:provider"}, "name")),
        locations=claims("digitalwires:dateline", place.strip(" -–,")),
        slugline=inline_text(text_of(record, "kicker")) or None,
        categories=distinct(
            claims("digitalwires:categories", *_named(record, _SUBJECTS, "qcode"))
            + claims("digitalwires:categories", *_named(record, _SUBJECTS, "name"))
        ),
    )


def _named(record: JsonObject, types: set[str] | frozenset[str], member: str) -> list[str]:
    found = [part for part in objects_of(record, "categories") if text_of(part, "type") in types]
    return [text_of(part, member) for part in found]


def _inline(name: str, record: JsonObject) -> tuple[Claim, ...]:
    text = inline_text(text_of(record, name))
    return claims(f"digitalwires:{name}", text) if has_content(text) else ()
