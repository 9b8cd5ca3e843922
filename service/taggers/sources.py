"""Tag sources: to whom the article attributes what it says.

Speakers of reporting verbs and of "according to", outlets that somebody told something, documents that
say or show something, and people who stay unnamed. Agencies from the byline come from
`service.normalize` and stay first. Quotations themselves are `service.taggers.quotes`.
"""

import re
from collections.abc import Iterator

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.quotes_speakers import Named, Speakers
from service.taggers.sources_abroad import without_preface
from service.taggers.sources_candidate import Candidate
from service.taggers.sources_documents import documents_in
from service.taggers.sources_names import (
    head_of,
    is_document,
    is_unnamed,
    outlet_named,
    outlets,
    proper_name,
)
from service.taggers.sources_naming import joined, name_in_apposition, person_before, person_meant
from service.taggers.sources_outlets import named_outlets, told_outlets
from service.taggers.sources_shape import is_noun_phrase, is_stated, tidied
from service.tags import InfoSource, Quote

NAME, VERSION = "sources", "2"
CREATOR = f"{NAME}/{VERSION}"
_LONGEST_NAME = 120
_LONGEST_UNNAMED = 25  # words
_PRONOUNS = frozenset(
    "i you we he she it they who which that this these those some many others one nobody everyone someone "
    "er sie es wir ich das dies il elle ils elles on nous je ce cela lo eso esto "
    "él ella ellos ellas lui lei loro ele ela hij zij он она они".split()
)
_RELATIVE = re.compile(r",?\s(?:which|who|whose|where|that)\s|,\s(?:qui|que|der|die|das)\s(?=[a-zà-ÿ])")
_CLAUSE = re.compile(r",?\s(?:that|he|she|they|it|we|there|[“\"‘])\b|,?\s[“\"‘]|:")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?”\"\n])\s*$")


def tag_sources(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the sources: those already there first, then by first appearance."""
    given = tags.info_sources or document.article.info_sources
    speakers = Speakers(document, tags)
    found: dict[str, InfoSource] = {}
    for candidate in _undoubled(set(_candidates(document, tags))):
        for source in _sources(document, speakers, candidate):
            found.setdefault(_key(source), source)
    return msgspec.structs.replace(tags, info_sources=(*given, *_without_parts(found)))


def _undoubled(candidates: set[Candidate]) -> list[Candidate]:
    """Return candidates in order, none that lies in another of which it is only the end or a part.

    "A study by Harvard" is a document although Harvard is the subject found; but a document inside the
    phrase of a speaker ("the study's author") is none of its own.
    """
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end, c.role == "document", -c.confidence)):
        last = kept[-1] if kept else None
        if last is not None and candidate.start < last.end and "document" in {candidate.role, last.role}:
            continue
        kept.append(candidate)
    return kept


def _key(source: InfoSource) -> str:
    return source.uri or source.name.lower()


def _without_parts(found: dict[str, InfoSource]) -> list[InfoSource]:
    """Drop a person named by the surname only when the whole name is there too."""
    named = [source for source in found.values() if source.named]
    return [
        source
        for source in found.values()
        if not (
            source.named
            and source.uri is None
            and any(other is not source and f" {other.name}".endswith(f" {source.name}") for other in named)
        )
    ]


def _candidates(document: Document, tags: Tags) -> Iterator[Candidate]:
    for quote in tags.quotes:
        speaker = quote.speaker
        if speaker is None or speaker.start is None or speaker.end is None:
            continue
        if speaker.surface.lower() in _PRONOUNS:
            continue
        if not quote.cue:  # a signature, or a speaker who goes on
            yield Candidate(speaker.start, speaker.end, "attributed", 70)
        elif is_stated(quote.cue, quote.kind, document.language, is_clause=_is_clause(document.body, quote)):
            yield Candidate(speaker.start, speaker.end, "attributed", _sure(quote), quote.cue_start)
    yield from told_outlets(document)
    yield from named_outlets(document)
    yield from documents_in(document)


def _is_clause(body: str, quote: Quote) -> bool:
    """Say whether a clause follows the cue: "that", a pronoun, or marks; or what is said stands before it."""
    if quote.cue_end is None or quote.start < quote.cue_end or quote.kind != "indirect":
        return True
    if quote.speaker is not None and is_document(quote.speaker.surface):
        return True
    return _CLAUSE.match(body, quote.cue_end) is not None


def _sure(quote: Quote) -> int:
    if quote.cue is not None and quote.cue.lower().startswith("accord"):
        return 90
    return 65 if quote.confidence <= 60 else 80


def _sources(document: Document, speakers: Speakers, candidate: Candidate) -> Iterator[InfoSource]:
    """Yield the sources of a candidate: more than one where names are joined."""
    names = joined(document.body, speakers, candidate.start, candidate.end)
    for one in names:
        yield _of_entity(document.body, one, candidate)
    if not names:
        source = _source(document, speakers, candidate)
        if source is not None:
            yield source


def _of_entity(body: str, named: Named, candidate: Candidate) -> InfoSource:
    surface = body[named.start : named.end]
    return InfoSource(
        name=named.name[:_LONGEST_NAME],
        role="attributed",
        uri=named.uri,
        literal=surface if surface != named.name else None,
        named=True,
        start=named.start,
        end=named.end,
        confidence=candidate.confidence,
        creator=CREATOR,
    )


def _source(document: Document, speakers: Speakers, candidate: Candidate) -> InfoSource | None:
    body, start = document.body, candidate.start
    surface = _RELATIVE.split(body[start : candidate.end], maxsplit=1)[0].rstrip(", ")
    if document.language == "en":
        cut, surface = tidied(surface)
    else:
        cut, surface = without_preface(surface, document.language)
    start += cut
    if len(surface) < 2 or surface.lower() in _PRONOUNS:
        return None
    before = person_before(body, speakers, start, start + len(surface), candidate.cue)
    if before is not None:
        start, surface = before.start, body[before.start : start + len(surface)]
    return _described(document, speakers, candidate, start, surface)


def _described(
    document: Document, speakers: Speakers, candidate: Candidate, start: int, surface: str
) -> InfoSource | None:
    outlet = outlet_named(surface)
    end = start + len(surface)
    opens = _SENTENCE_OPENS.search(document.body[max(0, start - 3) : start]) is not None
    entity = None if outlet else _entity(document, speakers, start, end, surface)
    role = candidate.role
    if outlet is not None and outlet.is_agency:
        role = "agency"
    elif role == "attributed" and outlet is None and is_document(surface):
        role = "document"
    if outlet is not None:
        name: str | None = outlet.name
        is_named = True
    elif role == "document":
        name, is_named = surface, any(word[0].isupper() for word in surface.split()[1:])
    elif entity is not None:
        name, is_named = entity.name, True
    else:
        name, is_named = _name(surface, document.language, opens_sentence=opens)
    if name is None or (document.language == "en" and not is_named and not is_noun_phrase(surface)):
        return None
    return InfoSource(
        name=name[:_LONGEST_NAME],
        role=role,
        uri=entity.uri if entity is not None and role != "document" else None,
        literal=surface if surface != name else None,
        named=is_named,
        start=start,
        end=end,
        confidence=candidate.confidence,
        creator=CREATOR,
    )


def _entity(document: Document, speakers: Speakers, start: int, end: int, surface: str) -> Named | None:
    """Return the person or body that the phrase is about."""
    person = person_meant(document.body, speakers, start, end)
    if person is not None or is_unnamed(surface):
        return person
    return speakers.entity((start, start + len(head_of(surface))))


def _name(surface: str, language: str, *, opens_sentence: bool) -> tuple[str | None, bool]:
    """Return the name of a phrase in which no entity was found, and whether it is one."""
    apposed = name_in_apposition(surface)
    if apposed is not None:
        return apposed, True
    proper = None if is_unnamed(surface, opens_sentence=opens_sentence) else proper_name(surface)
    if proper is not None and (language != "de" or " " in proper):  # German nouns have capitals
        return proper, True
    return (surface, False) if len(surface.split()) <= _LONGEST_UNNAMED else (None, False)


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_sources, load=outlets)
