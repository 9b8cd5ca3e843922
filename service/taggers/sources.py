"""Tag sources: to whom the article attributes what it says.

Speakers of reporting verbs and of "according to", outlets that somebody told something, documents that
say or show something, and people who stay unnamed. Agencies from the byline come from
`service.normalize` and stay first. Quotations themselves are `service.taggers.quotes`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.quotes_cues import SPEECH, TELL, cues
from service.taggers.quotes_grammar import grammar_of
from service.taggers.quotes_speakers import Speakers
from service.taggers.sources_names import (
    head_of,
    is_document,
    is_unnamed,
    outlet_matcher,
    outlet_named,
    outlets,
    proper_name,
)
from service.tags import InfoSource, Quote

NAME, VERSION = "sources", "1"
CREATOR = f"{NAME}/{VERSION}"
_LONGEST_NAME = 120
_LONGEST_UNNAMED = 25  # words
# What documents do that is no speech: "a study found", "polls show".
_DOCUMENT_CUES = frozenset(
    "show find suggest indicate reveal estimate conclude note describe detail list cite call see project "
    "claim read point raise warn".split()
)
# Verbs of speech that interpret rather than report: their subjects are no sources of the article.
_INTERPRETING = frozenset(
    "signal underline underscore hint promise vow pledge swear speculate project contend stress rule "
    "order demand propose protest charge plead brag boast gripe volunteer counsel assess indicate deny "
    "tout forecast".split()
)
_PRONOUNS = frozenset(
    "i you we he she it they who which that this these those some many others one nobody everyone someone "
    "er sie es wir ich das dies il elle ils elles on nous je "
    "él ella ellos ellas lui lei loro ele ela hij zij он она они".split()
)


_RELATIVE = re.compile(r",?\s(?:which|who|whose|where|that)\s|,\s(?:qui|que|der|die|das)\s(?=[a-zà-ÿ])")


class _Candidate(NamedTuple):
    start: int
    end: int
    role: str
    confidence: int


def tag_sources(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the sources: those already there first, then by first appearance."""
    given = tags.info_sources or document.article.info_sources
    speakers = Speakers(document, tags)
    found: dict[str, InfoSource] = {}
    for candidate in sorted(set(_candidates(document, tags))):
        source = _source(document, speakers, candidate)
        if source is not None:
            found.setdefault(_key(source), source)
    return msgspec.structs.replace(tags, info_sources=(*given, *_without_parts(found)))


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


def _candidates(document: Document, tags: Tags) -> Iterator[_Candidate]:
    for quote in tags.quotes:
        if quote.speaker is None or quote.speaker.start is None or quote.speaker.end is None:
            continue
        if _is_reporting(quote, document.language) or _is_shown(quote):
            confidence = 90 if quote.cue and quote.cue.lower().startswith("accord") else 80
            yield _Candidate(quote.speaker.start, quote.speaker.end, "attributed", confidence)
    yield from _told(document)
    yield from _named_outlets(document)
    yield from _statements(document)


def _is_shown(quote: Quote) -> bool:
    """Say whether a document shows it: "polls in Florida show that …"."""
    if quote.speaker is None or not is_document(quote.speaker.surface):
        return False
    table = cues("en")
    words = (quote.cue or "").lower().split()
    return any(word in table and table[word].lemma in _DOCUMENT_CUES for word in words)


def _is_reporting(quote: Quote, language: str) -> bool:
    words = (quote.cue or "").lower().split()
    grammar = grammar_of(language)
    if words[:1] == ["according"]:
        return True
    if grammar is not None and words[:1] and words[0] in grammar.according | grammar.fronted:
        return True
    table = cues(language)
    return any(
        word in table and table[word].kinds & {SPEECH, TELL} and table[word].lemma not in _INTERPRETING
        for word in words
    )


_TOLD = re.compile(
    r"\b(?:told|tells|telling|interview with|spoke to|speaking to|"
    r"speaking with)\s(?:the\s)?(?:[a-z]+\s){0,3}?"
    r"([A-Z][\w’'.&-]{0,30}(?:\s[A-Z0-9][\w’'.&-]{0,30}){0,4})"
)
_TOLD_WORDS = (
    "told ", "tells ", "telling ", "interview with ", "spoke to ", "speaking to ", "speaking with ",
)  # fmt: skip
_MEDIA_WORD = re.compile(
    r"\b(?:News|Times|Post|Herald|Tribune|Journal|Guardian|Telegraph|Daily|Gazette|Observer|Chronicle|Star|"
    r"Standard|Press|"
    r"Radio|TV|Television|Media|Agency|Today|Magazine|Mail|Express|Independent|Globe|Mirror|Zeitung|Welle)\b"
)


def _all_of(body: str, words: tuple[str, ...]) -> list[int]:
    """Return where any of the words stands, in order."""
    found = []
    for word in words:
        at = body.find(word)
        while at >= 0:
            found.append(at)
            at = body.find(word, at + 1)
    return sorted(found)


def _told(document: Document) -> Iterator[_Candidate]:
    """Yield outlets to which somebody spoke: "told the BBC", "in an interview with Der Spiegel"."""
    body = document.body
    for match in (_TOLD.match(body, at) for at in _all_of(body, _TOLD_WORDS)):
        if match is None:
            continue
        words = match.group(1).split()
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count]).rstrip(".’'")
            outlet = outlet_named(name)
            if outlet is not None or (count == len(words) and _MEDIA_WORD.search(name)):
                role = "agency" if outlet is not None and outlet.is_agency else "attributed"
                yield _Candidate(match.start(1), match.start(1) + len(name), role, 80)
                break


_REPORTS_AFTER = re.compile(
    r"\s(?:news agency\s|newspaper\s|website\s)?(?:first\s|has\s|also\s|earlier\s)?"
    r"(?:report(?:s|ed)|quot(?:es|ed)|cited|citing|wrote|broadcast|published|said|says)\b"
)
_POLL_AFTER = re.compile(r"(?:/[\w ]{2,20})?\s(?:\w+\s)?(?:polls?|survey|analysis|report)\b")
_CREDITED = re.compile(
    r"\b(?:(?:reported|quoted|cited|carried|seen|obtained|published|report|reports) by|"
    r"(?:published|report) in|"
    r"interview with|zufolge|laut|selon|según)\s(?:the\s)?$"
)


def _named_outlets(document: Document) -> Iterator[_Candidate]:
    """Yield outlets that report or are quoted: "Reuters reported", "carried by the Guardian"."""
    body = document.body
    names, automaton = outlet_matcher()
    for index, start, end in automaton.find_matches_as_indexes(body, overlapping=False):
        if (start and body[start - 1].isalnum()) or body[end : end + 1].isalnum():
            continue
        if _POLL_AFTER.match(body, end):
            continue
        if _REPORTS_AFTER.match(body, end) or _CREDITED.search(body[max(0, start - 30) : start]):
            outlet = outlets()[names[index]]
            yield _Candidate(start, end, "agency" if outlet.is_agency else "attributed", 85)


_DOCUMENT_NOUN = re.compile(
    r"\b(?:statement|report|study|survey|poll|memo|letter|document|press release|news release|communiqué"
    r"|analysis|audit|indictment|bulletin)\s(?:by|from|of)\s(?:the\s)?"
    r"[A-Z][\w’'.&-]{0,30}(?:\s(?:(?:of|for|and|the|on)\s){0,2}[A-Z][\w’'.&-]{0,30}){0,6}"
)
_DETERMINED = re.compile(r"\b(?:a|an|the|its|their|his|her)\s(?:[a-z]+\s){0,2}$")


def _statements(document: Document) -> Iterator[_Candidate]:
    """Yield documents with their author: "a statement by the ministry of X"."""
    for match in _DOCUMENT_NOUN.finditer(document.body):
        before = max(0, match.start() - 40)
        determined = _DETERMINED.search(document.body[before : match.start()])
        if determined is not None:
            yield _Candidate(before + determined.start(), match.end(), "document", 75)


def _source(document: Document, speakers: Speakers, candidate: _Candidate) -> InfoSource | None:
    surface = _RELATIVE.split(document.body[candidate.start : candidate.end], maxsplit=1)[0].rstrip(", ")
    lower = surface.lower()
    if not surface or lower in _PRONOUNS or len(surface) < 2:
        return None
    outlet = outlet_named(surface)
    is_nameless = outlet is None and is_unnamed(surface)
    head = len(head_of(surface)) if not is_nameless else 0
    entity = speakers.entity((candidate.start, candidate.start + head)) if head else None
    role = candidate.role
    if outlet is not None and outlet.is_agency:
        role = "agency"
    elif role == "attributed" and outlet is None and is_document(surface):
        role = "document"
    if is_nameless and role != "document":
        name, named = (surface if len(surface.split()) <= _LONGEST_UNNAMED else None), False
    else:
        name, named = _name(surface, role, outlet.name if outlet else None, entity.name if entity else None)
    if name is None:
        return None
    return InfoSource(
        name=name[:_LONGEST_NAME],
        role=role,
        uri=entity.uri if entity is not None and role != "document" else None,
        literal=surface if surface != name else None,
        named=named,
        start=candidate.start,
        end=candidate.start + len(surface),
        confidence=candidate.confidence,
        creator=CREATOR,
    )


def _name(surface: str, role: str, outlet: str | None, entity: str | None) -> tuple[str | None, bool]:
    if outlet is not None:
        return outlet, True
    proper = proper_name(surface)
    if role == "document":
        return surface, proper is not None or any(word[0].isupper() for word in surface.split()[1:])
    if entity is not None:
        return entity, True
    if proper is not None:
        return proper, True
    return (surface, False) if len(surface.split()) <= _LONGEST_UNNAMED else (None, False)


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_sources, load=outlets)
