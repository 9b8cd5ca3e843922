"""NITF: the IPTC's older XML for one text article. Source: https://iptc.org/std/NITF/3.6/."""

import msgspec
from lxml import etree

from service.codecs.blocks import blocks_of
from service.codecs.json_text import claims, distinct
from service.codecs.markup import first_text, one_line, parse_xml, without_html_entities
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.model import Block, Claim, DeadLetter, Draft, Reason

_STANDFIRST_WORDS = 4  # a shorter second headline is a slug or a kicker
_STATUS = {"usable": "usable", "embargoed": "withheld", "withheld": "withheld", "canceled": "canceled"}


def decode_nitf(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return the document as one article.

    Raises:
        Refused: unsafe_xml, malformed_xml, too_deep; empty without headline or text.
    """
    root = parse_xml(without_html_entities(reading.text), reading.payload.limits.depth)
    draft = draft_of_nitf(reading.draft(), root)
    if not (draft.titles or draft.blocks):
        raise Refused(Reason.EMPTY, "an NITF document without headline or text")
    return (with_claims(draft, reading.payload.claims),)


def draft_of_nitf(draft: Draft, root: etree._Element) -> Draft:
    """Read the document under `root`, which may be embedded in another format."""
    return _described(_identified(draft, root), root)


def blocks_of_nitf(root: etree._Element) -> tuple[Block, ...]:
    """Return the blocks of the article's text."""
    content = root.find(".//{*}body.content")
    return blocks_of(content) if content is not None else ()


def _identified(draft: Draft, root: etree._Element) -> Draft:
    issued, release = _attribute(root, "date.issue", "norm"), _attribute(root, "date.release", "norm")
    language = root.get("baselang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return msgspec.structs.replace(
        draft,
        guid=_attribute(root, "doc-id", "id-string") or None,
        version=_attribute(root, "du-key", "version") or None,
        published=claims("nitf:date.issue", issued)
        + claims("nitf:date.publication", _attribute(root, "pubdata", "date.publication"))
        + claims("nitf:story.date", _attribute(root, "story.date", "norm")),
        embargoed=claims("nitf:date.release", release if release[:1].isdigit() and release != issued else ""),
        languages=claims("nitf:baselang", language),
        pub_status=_STATUS.get(_attribute(root, "docdata", "management-status")),
        ed_note=_attribute(root, "ed-msg", "info") or None,
        slugline=_attribute(root, "du-key", "key") or None,
        copyright_notice=_copyright(root),
    )


def _described(draft: Draft, root: etree._Element) -> Draft:
    headline = first_text(root, ".//{*}hedline/{*}hl1") or first_text(root, ".//{*}hedline/{*}hl2")
    title = first_text(root, ".//{*}head/{*}title")
    return msgspec.structs.replace(
        draft,
        blocks=blocks_of_nitf(root),
        titles=distinct(_said("nitf:hl1", headline) + _said("nitf:title", title)),
        standfirsts=_standfirsts(root, headline),
        bylines=_bylines(root),
        agencies=_agencies(root),
        sources=claims("nitf:regsrc", _attribute(root, "doc-id", "regsrc")),
        locations=_locations(root),
        categories=_categories(root),
    )


def _standfirsts(root: etree._Element, headline: str) -> tuple[Claim, ...]:
    found = [("nitf:abstract", one_line(element)) for element in root.iterfind(".//{*}body.head/{*}abstract")]
    for second in root.iterfind(".//{*}hedline/{*}hl2"):
        text = one_line(second)
        if len(text.split()) >= _STANDFIRST_WORDS:
            found.append(("nitf:hl2", text))
    return distinct(claim for evidence, text in found if text != headline for claim in _said(evidence, text))


def _bylines(root: etree._Element) -> tuple[Claim, ...]:
    """Read each byline without the title of the writer, which is not part of the name."""
    found = []
    for byline in root.iterfind(".//{*}byline"):
        titles = {one_line(title) for title in byline.iterfind(".//{*}byttl")}
        parts = [" ".join(str(part).split()) for part in byline.itertext()]
        found.append(" ".join(part for part in parts if part and part not in titles))
    return distinct(claim for text in found for claim in _said("nitf:byline", text))


def _agencies(root: etree._Element) -> tuple[Claim, ...]:
    distributors = [one_line(element) for element in root.iterfind(".//{*}distributor")]
    holder = _attribute(root, "doc.copyright", "holder")
    return distinct(claims("nitf:distributor", *distributors) + claims("nitf:doc.copyright", holder))


def _locations(root: etree._Element) -> tuple[Claim, ...]:
    """Read the dateline's place; the place of the event may be another one and comes after it."""
    line = root.find(".//{*}dateline")
    place = "" if line is None else first_text(line, "{*}location") or (line.text or "")
    event = root.find(".//{*}evloc")
    names = ("city", "county-dist", "state-prov") if event is not None else ()
    parts = [] if event is None else [event.get(name) or "" for name in names]
    happened = next((part for part in parts if part.strip()), "")
    return distinct(_said("nitf:dateline", place) + _said("nitf:evloc", happened))


def _categories(root: etree._Element) -> tuple[Claim, ...]:
    subjects = list(root.iterfind(".//{*}tobject.subject"))
    codes = [subject.get("tobject.subject.refnum") or "" for subject in subjects]
    ranks = ("tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
    names = [
        next((subject.get(rank) or "" for rank in ranks if subject.get(rank)), "") for subject in subjects
    ]
    keywords = [keyword.get("key") or "" for keyword in root.iterfind(".//{*}key-list/{*}keyword")]
    return distinct(
        claims("nitf:tobject.subject.refnum", *(f"subj:{code}" for code in codes if code.isdigit()))
        + claims("nitf:tobject.subject", *names)
        + claims("nitf:keyword", *keywords)
    )


def _copyright(root: etree._Element) -> str | None:
    holder, year = _attribute(root, "doc.copyright", "holder"), _attribute(root, "doc.copyright", "year")
    return " ".join(part for part in ("©", year, holder) if part) if holder else None


def _attribute(root: etree._Element, name: str, attribute: str) -> str:
    """Return the attribute of the first such element that has one."""
    for element in root.iter(f"{{*}}{name}"):
        value = element.get(attribute)
        if value and value.strip():
            return " ".join(value.split())
    return ""


def _said(evidence: str, text: str) -> tuple[Claim, ...]:
    return claims(evidence, text) if has_content(text) else ()
