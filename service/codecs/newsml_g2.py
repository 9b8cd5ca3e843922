"""NewsML-G2: items of news alone or in a message, one outcome for each.

Only text items are articles. Packages, concepts, planning and media items of a message are dead letters
of their own, so that nothing in it goes unmentioned. Source: https://iptc.org/std/NewsML-G2/guidelines/.
"""

import html
import re

import msgspec
from lxml import etree

from service.codecs.blocks import blocks_of, blocks_of_text
from service.codecs.json_text import claims, distinct
from service.codecs.markup import first_text, local_name, one_line, parse_xml, without_html_entities
from service.codecs.nitf import draft_of_nitf
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.model import Claim, DeadLetter, Draft, Reason

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ITEMS = frozenset("newsItem packageItem conceptItem knowledgeItem planningItem catalogItem".split())
_TEXT_CLASSES = frozenset({"", "text", "composite", "newsletter"})
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div|br|h[1-6]|li)(?: [^<>]{0,500})?/?>", re.IGNORECASE)
_CAPTION = frozenset({"caption", "language", "copyright", "usage"})
_IPTC_CODES = ("medtop:", "subj:", "iptcmt:", "http://cv.iptc.org/")


def decode_newsml_g2(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return one outcome for each item, in the message's order.

    Raises:
        Refused: unsafe_xml, malformed_xml, too_deep; no_items; oversize.
    """
    root = parse_xml(without_html_entities(reading.text), reading.payload.limits.depth)
    items = [root] if local_name(root) in _ITEMS else _items_of(root)
    if not items:
        raise Refused(Reason.NO_ITEMS, "a NewsML-G2 message without items")
    limit = reading.payload.limits.items
    if len(items) > limit:
        raise Refused(Reason.OVERSIZE, f"{len(items)} items; the limit is {limit}")
    return tuple(_outcome(reading, item, index) for index, item in enumerate(items))


def _items_of(message: etree._Element) -> list[etree._Element]:
    return [item for group in message.iterfind("{*}itemSet") for item in group if local_name(item) in _ITEMS]


def _outcome(reading: Reading, item: etree._Element, index: int) -> Draft | DeadLetter:
    name, kind = local_name(item), _class_of(item)
    if name != "newsItem" or kind not in _TEXT_CLASSES:
        detail = f"a {name} of class {kind} is no article" if kind else f"a {name} is no article"
        return reading.dead_letter(index, Reason.UNSUPPORTED_FORMAT, detail)
    draft = _described(_identified(_bodied(reading.draft(index), item), item), item)
    if not (draft.titles or draft.standfirsts or draft.blocks or has_content(draft.html or "")):
        return reading.dead_letter(index, Reason.EMPTY, "a news item without headline or text")
    return with_claims(draft, reading.payload.claims)


def _class_of(item: etree._Element) -> str:
    found = item.find("{*}itemMeta/{*}itemClass")
    code = "" if found is None else found.get("qcode") or found.get("uri") or ""
    return code.replace("/", ":").rpartition(":")[2]


def _bodied(draft: Draft, item: etree._Element) -> Draft:
    """Prefer inline XML, whose paragraphs are certain, to inline data."""
    for inline in item.iterfind("{*}contentSet/{*}inlineXML"):
        document = next((child for child in inline if local_name(child) == "nitf"), None)
        if document is not None:
            return draft_of_nitf(draft, document)
        blocks = blocks_of(inline)
        if blocks:
            return msgspec.structs.replace(draft, blocks=blocks)
    for inline in item.iterfind("{*}contentSet/{*}inlineData"):
        text = "".join(str(part) for part in inline.itertext())
        if has_content(text) and not inline.get("encoding"):
            return _from_data(draft, text, inline.get("contenttype") or "text/plain")
    return msgspec.structs.replace(draft, blocks=())


def _from_data(draft: Draft, text: str, media_type: str) -> Draft:
    """Take inline data as its type says; in plain text, tags that some agencies put around it go."""
    if not media_type.startswith("text/plain") and _TAG.search(text):
        return msgspec.structs.replace(draft, html=text)
    apart = _PARAGRAPH_TAG.sub("\n\n", text)
    return msgspec.structs.replace(draft, blocks=blocks_of_text(html.unescape(_TAG.sub("", apart))))


def _identified(draft: Draft, item: etree._Element) -> Draft:
    created = first_text(item, "{*}contentMeta/{*}contentCreated")
    first, version = (
        first_text(item, "{*}itemMeta/{*}firstCreated"),
        first_text(item, "{*}itemMeta/{*}versionCreated"),
    )
    changed = first_text(item, "{*}contentMeta/{*}contentModified")
    return msgspec.structs.replace(
        draft,
        guid=item.get("guid") or draft.guid,
        version=item.get("version") or draft.version,
        published=claims("newsml-g2:contentCreated", created)
        + claims("newsml-g2:firstCreated", first)
        + claims("newsml-g2:versionCreated", version),
        modified=claims("newsml-g2:contentModified", changed) + claims("newsml-g2:versionCreated", version),
        embargoed=claims("newsml-g2:embargoed", first_text(item, "{*}itemMeta/{*}embargoed")),
        languages=_languages(item),
        pub_status=_status(item),
        ed_note=_ed_note(item),
        slugline=first_text(item, "{*}contentMeta/{*}slugline") or None,
        copyright_notice=first_text(item, "{*}rightsInfo/{*}copyrightNotice") or None,
    )


def _described(draft: Draft, item: etree._Element) -> Draft:
    headlines = list(item.iterfind("{*}contentMeta/{*}headline"))
    main = [line for line in headlines if "sub" not in _role(line)]
    under = [line for line in headlines if "sub" in _role(line)]
    title = first_text(item, "{*}itemMeta/{*}title")
    described = [
        element
        for element in item.iterfind("{*}contentMeta/{*}description")
        if _role(element) not in _CAPTION
    ]
    return msgspec.structs.replace(
        draft,
        titles=distinct(_lines("headline", main) + _said("newsml-g2:title", title)) or draft.titles,
        standfirsts=distinct(_lines("description", described) + _lines("subHeadline", under)),
        bylines=_bylines(item) or draft.bylines,
        agencies=_agencies(item),
        sources=_sources(item),
        locations=_locations(item) or draft.locations,
        categories=_categories(item),
        urls=_urls(item),
    )


def _lines(name: str, elements: list[etree._Element]) -> tuple[Claim, ...]:
    return tuple(claim for element in elements for claim in _said(f"newsml-g2:{name}", one_line(element)))


def _role(element: etree._Element) -> str:
    return (element.get("role") or "").rpartition(":")[2].lower()


def _bylines(item: etree._Element) -> tuple[Claim, ...]:
    return _lines("by", list(item.iterfind("{*}contentMeta/{*}by")))


def _agencies(item: etree._Element) -> tuple[Claim, ...]:
    credit = first_text(item, "{*}contentMeta/{*}creditline")
    holders = [_name(holder) for holder in item.iterfind("{*}rightsInfo/{*}copyrightHolder")]
    sources = [_name(source) for source in item.iterfind("{*}contentMeta/{*}infoSource")]
    return distinct(
        _said("newsml-g2:creditline", credit)
        + claims("newsml-g2:infoSource", *sources)
        + claims("newsml-g2:copyrightHolder", *holders)
    )


def _sources(item: etree._Element) -> tuple[Claim, ...]:
    return claims("newsml-g2:provider", *(_name(found) for found in item.iterfind("{*}itemMeta/{*}provider")))


def _locations(item: etree._Element) -> tuple[Claim, ...]:
    """Read where it was written; some agencies put a time into the dateline, which is no place."""
    located = [_name(place) for place in item.iterfind("{*}contentMeta/{*}located")]
    line = first_text(item, "{*}contentMeta/{*}dateline")
    return distinct(
        claims("newsml-g2:located", *located)
        + (_said("newsml-g2:dateline", line) if not line[:1].isdigit() else ())
    )


def _categories(item: etree._Element) -> tuple[Claim, ...]:
    """Codes of the IPTC before names; other agencies' codes mean nothing outside."""
    subjects = list(item.iterfind("{*}contentMeta/{*}subject"))
    codes = [subject.get("qcode") or subject.get("uri") or "" for subject in subjects]
    keywords = [one_line(keyword) for keyword in item.iterfind("{*}contentMeta/{*}keyword")]
    return distinct(
        claims("newsml-g2:subject", *(code for code in codes if code.startswith(_IPTC_CODES)))
        + claims("newsml-g2:subject", *(_name(subject, with_code=False) for subject in subjects))
        + claims("newsml-g2:keyword", *keywords)
    )


def _urls(item: etree._Element) -> tuple[Claim, ...]:
    guid = item.get("guid") or ""
    return claims("newsml-g2:guid", guid) if guid.startswith(("http://", "https://")) else ()


def _languages(item: etree._Element) -> tuple[Claim, ...]:
    stated = [found.get("tag") or "" for found in item.iterfind("{*}contentMeta/{*}language")]
    return distinct(
        claims("newsml-g2:language", *stated) + claims("newsml-g2:xml:lang", item.get(_LANGUAGE) or "")
    )


def _status(item: etree._Element) -> str | None:
    found = item.find("{*}itemMeta/{*}pubStatus")
    code = "" if found is None else (found.get("qcode") or found.get("uri") or "")
    value = code.replace("/", ":").rpartition(":")[2]
    return value if value in {"usable", "withheld", "canceled"} else None


def _ed_note(item: etree._Element) -> str | None:
    notes = [one_line(note) for note in item.iterfind("{*}itemMeta/{*}edNote")]
    return "\n".join(dict.fromkeys(note for note in notes if note)) or None


def _name(element: etree._Element, *, with_code: bool = True) -> str:
    """Return the English name of a concept, else any, else its literal, else its code."""
    names = sorted(
        element.iterfind("{*}name"), key=lambda name: not (name.get(_LANGUAGE) or "en").startswith("en")
    )
    for name in names:
        if one_line(name):
            return one_line(name)
    code = (element.get("qcode") or "").rpartition(":")[2] if with_code else ""
    return (element.get("literal") or code).strip()


def _said(evidence: str, text: str) -> tuple[Claim, ...]:
    return claims(evidence, text) if has_content(text) else ()
