"""Assemble the article: body, sections with offsets, identifiers, and every field with its evidence.

The body is the paragraphs joined by blank lines; a paragraph's offsets are code points into it.
Nothing is interpreted here that a rule before has not decided.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import SequenceMatcher

from msgspec.structs import replace

from service import __version__
from service.model import Block, Claim, DeadLetter, Draft, Reason, StageName
from service.normalize.agencies import agency_name, fold_name
from service.normalize.dateline_grammar import located, read_parts
from service.normalize.dates import resolve_dates
from service.normalize.identity import identify_article
from service.normalize.language import identify
from service.normalize.publisher import publisher_of
from service.normalize.story import CREATOR, RULESET_VERSION, Credit, Story
from service.normalize.url import canonicalize
from service.record import Article, Paragraph, Provenance, Section, Standard, Text, Url
from service.tags import InfoSource

SCHEMA_VERSION = "1"
STANDARD = Standard(name="ninjs", version="3.1", schema="http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json")
PLAIN = "text/plain"
_FEEDS = ("rss+xml", "atom+xml", "feed+json")  # whose items may have a picture or a link only
_SEPARATOR = "\n\n"
# What stands around a copyright holder's name.
_RIGHTS = re.compile(r"\(c\)|©|\bcopyright\b|\b(?:19|20)\d\d\b|\ball rights reserved\b", re.IGNORECASE)
_ALIKE = 0.8  # of two spellings of a place
_SAMPLE = 4_000  # characters of the text that the language is told from


def assemble_article(story: Story) -> Article | DeadLetter:
    """Build the record, or refuse an input in which there is no letter and no digit."""
    body, sections = lay_out(story.blocks)
    content = _content(story, body)
    if not any(char.isalnum() for char in content) and not story.draft.format.endswith(_FEEDS):
        return _empty(story.draft)
    draft = story.draft
    url, url_note = _url(draft.urls)
    dates = resolve_dates(_with_sane_time(draft), story.dateline.date if story.dateline else None)
    language, lang = identify(content[:_SAMPLE], draft.languages)
    identity = identify_article(draft, url, content)
    source, source_notes = publisher_of(draft, url)
    return Article(
        uri=identity.uri,
        standard=STANDARD,
        schema_version=SCHEMA_VERSION,
        processing_version=__version__,
        ruleset_version=RULESET_VERSION,
        type="text",
        representation_type="full",
        version=_version(draft.version),
        pub_status=draft.pub_status or "usable",
        alt_ids=identity.alt_ids,
        version_created=dates.version_created,
        content_created=dates.content_created,
        embargoed_until=dates.embargoed_until,
        received_at=_rfc3339(draft.received_ms),
        dates=dates.dates,
        language=language,
        lang=lang,
        slugline=draft.slugline or story.slugline,
        headlines=_texts(story.headline, "main"),
        descriptions=_texts(_standfirst(story, body), "standfirst"),
        by=", ".join(story.people) or None,
        located=_located(story),
        dateline=story.dateline,
        bodies=(_text(body, None),),
        sections=sections,
        signoff=", ".join(story.signoffs) or None,
        ed_note="\n".join(filter(None, (draft.ed_note, *story.ed_notes))) or None,
        corrections=story.corrections,
        url=url,
        source=source,
        copyright_notice=draft.copyright_notice or story.copyright_notice,
        info_sources=_info_sources(story),
        provenance=(*draft.provenance, *story.provenance, *url_note, *source_notes),
        origin=draft.origin,
    )


def lay_out(blocks: tuple[Block, ...]) -> tuple[str, tuple[Section, ...]]:
    """Return the body and its sections; a cross-head opens a section and is no part of the body."""
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[Paragraph] = []
    offset = 0
    for block in blocks:
        if block.kind == "crosshead":
            sections += _section(heading, paragraphs)
            heading, paragraphs = block.text, []
            continue
        end = offset + len(block.text)
        kind = block.kind if block.kind != "paragraph" else None
        paragraphs.append(Paragraph(text=block.text, start=offset, end=end, kind=kind))
        offset = end + len(_SEPARATOR)
    sections += _section(heading, paragraphs)
    texts = (paragraph.text for section in sections for paragraph in section.paragraphs)
    return _SEPARATOR.join(texts), tuple(sections)


def _section(heading: str | None, paragraphs: list[Paragraph]) -> Iterator[Section]:
    if heading is not None or paragraphs:
        yield Section(headline=heading, paragraphs=tuple(paragraphs))


def _version(stated: str | None) -> str:
    """Return the number of the version that the format states ("04" is 4), or 1."""
    digits = (stated or "").strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 10
    return str(max(int(digits), 1)) if is_number else "1"


def _standfirst(story: Story, body: str) -> Claim | None:
    """Return the standfirst, unless it is the whole body: a summary that is all there is."""
    claim = story.standfirst or next(iter(story.draft.standfirsts), None)
    return None if claim is None or claim.value.strip() == body.strip() else claim


def _located(story: Story) -> str | None:
    """Return where the article is from: what the format states, else the place of its dateline.

    A stated place that has nothing of a printed dateline is the desk's, not the article's.
    """
    printed = story.dateline.place if story.dateline else None
    for claim in story.draft.locations:
        parts = read_parts(claim.value.strip(" -–—:"), None)
        is_dateline = parts is not None and parts.places and (parts.date or parts.agency)
        stated = located(", ".join(parts.places) if parts is not None and is_dateline else claim.value)
        return stated if printed is None or _is_same_place(stated, printed) else located(printed)
    return located(printed) if printed else None


def _is_same_place(stated: str, printed: str) -> bool:
    """Return whether two names of a place share a longer word, or nearly: `Grossetto`, `GROSSETO`."""
    ours, theirs = (
        [word for word in re.findall(r"\w+", fold_name(name)) if len(word) > 2] for name in (stated, printed)
    )
    return any(SequenceMatcher(None, one, other).ratio() > _ALIKE for one in ours for other in theirs[:4])


def _texts(claim: Claim | None, role: str) -> tuple[Text, ...]:
    return (_text(claim.value, role),) if claim is not None else ()


def _text(value: str, role: str | None) -> Text:
    if role is not None:
        return Text(role=role, content_type=PLAIN, value=value)
    return Text(content_type=PLAIN, char_count=len(value), word_count=len(value.split()), value=value)


def _content(story: Story, body: str) -> str:
    claim = story.standfirst or next(iter(story.draft.standfirsts), None)
    return (
        _SEPARATOR.join(part.value for part in (story.headline, claim) if part is not None)
        + _SEPARATOR
        + body
    )


def _url(claims: tuple[Claim, ...]) -> tuple[Url | None, tuple[Provenance, ...]]:
    for claim in claims:
        url = canonicalize(claim.value)
        if url is not None:
            return url, (_note("url", f"url.{claim.evidence}", None),)
    return None, ()


def _note(field: str, method: str, confidence: int | None) -> Provenance:
    return Provenance(
        stage="normalize", method=method, version=RULESET_VERSION, field=field, confidence=confidence
    )


def _info_sources(story: Story) -> tuple[InfoSource, ...]:
    """Return the credited agencies, each once, the surest first mention kept."""
    sources: dict[str, InfoSource] = {}
    for credit in (*_claimed_agencies(story), *story.credits):
        literal = credit.literal if credit.literal != credit.name else None
        source = InfoSource(
            name=credit.name,
            role="agency",
            literal=literal,
            named=True,
            confidence=credit.confidence,
            creator=CREATOR,
        )
        kept = sources.get(credit.name)
        if kept is None or kept.confidence < credit.confidence:
            sources[credit.name] = replace(source, literal=literal or (kept.literal if kept else None))
    return tuple(sources.values())


def _claimed_agencies(story: Story) -> Iterator[Credit]:
    for claim in story.draft.agencies:
        name = _RIGHTS.sub(" ", claim.value).strip(" .,;")
        if name:
            yield Credit(name=agency_name(name) or name, literal=claim.value, role="stated", confidence=95)


def _with_sane_time(draft: Draft) -> Draft:
    """Return the draft without a time of receipt that lies beyond the calendar."""
    return draft if _rfc3339(draft.received_ms) else replace(draft, received_ms=None)


def _rfc3339(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _empty(draft: Draft) -> DeadLetter:
    return DeadLetter(
        reason=Reason.EMPTY,
        stage=StageName.NORMALIZE,
        detail="no letter and no digit in the text",
        origin=draft.origin,
        input_id=draft.input_id,
        content_type=draft.format,
    )
