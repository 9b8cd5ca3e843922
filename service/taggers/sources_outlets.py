"""Find the outlets that somebody spoke to, or that report: "told the BBC", "Reuters reported".

Their names are `service.taggers.sources_names`; what else is a source is `service.taggers.sources`.
"""

import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from service.taggers.document import Document
from service.taggers.segment import stands_alone
from service.taggers.sources_candidate import Candidate
from service.taggers.sources_names import outlet_matcher, outlet_named, outlets

_TOLD = re.compile(
    r"\b(?:told|tells|telling|interview with|spoke to|speaking to|"
    r"speaking with)\s(?:the\s)?(?:[a-z]+\s){0,3}?"
    r"([A-Z][\w’'.&-]{0,30}(?:\s[A-Z0-9][\w’'.&-]{0,30}){0,4})"
)
_TOLD_WORDS = (
    "told ", "tells ", "telling ", "interview with ", "spoke to ", "speaking to ", "speaking with ",
)  # fmt: skip
_TOLD_FINDER = AhoCorasick(_TOLD_WORDS, implementation=Implementation.DFA)
_MEDIA_WORD = re.compile(
    r"\b(?:News|Times|Post|Herald|Tribune|Journal|Guardian|Telegraph|Daily|Gazette|Observer|Chronicle|Star|"
    r"Standard|Press|"
    r"Radio|TV|Television|Media|Agency|Today|Magazine|Mail|Express|Independent|Globe|Mirror|Zeitung|Welle)\b"
)
_REPORTS_AFTER = re.compile(
    r"\s(?:news agency\s|newspaper\s|website\s)?(?:first\s|has\s|also\s|earlier\s)?"
    r"(?:report(?:s|ed)|quot(?:es|ed)|cited|citing|wrote|broadcast|published|said|says|found)\b"
)
_POLL_AFTER = re.compile(r"(?:/[\w ]{2,20})?\s(?:\w+\s)?(?:polls?|survey|analysis|report)\b")
_CREDITED = re.compile(
    r"\b(?:(?:reported|quoted|cited|carried|seen|obtained|published|report|reports) by|"
    r"(?:published|report) in|"
    r"interview with|zufolge|laut|selon|según)\s(?:the\s)?$"
)
_PUT_AFTER = re.compile(r"\s(?:put|has put|called) (?:it|him|her|them|this|that)\b")


def told_outlets(document: Document) -> Iterator[Candidate]:
    """Yield outlets to which somebody spoke: "told the BBC", "in an interview with Der Spiegel"."""
    body = document.body
    found = _TOLD_FINDER.find_matches_as_indexes(body, overlapping=True)
    for match in (_TOLD.match(body, at) for _, at, _ in found):
        if match is None:
            continue
        words = match.group(1).split()
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count]).rstrip(".’'")
            outlet = outlet_named(name)
            if outlet is not None or (count == len(words) and _MEDIA_WORD.search(name)):
                role = "agency" if outlet is not None and outlet.is_agency else "attributed"
                yield Candidate(match.start(1), match.start(1) + len(name), role, 80)
                break


def named_outlets(document: Document) -> Iterator[Candidate]:
    """Yield outlets that report or are quoted: "Reuters reported", "carried by the Guardian"."""
    body = document.body
    names, automaton = outlet_matcher()
    for index, start, end in automaton.find_matches_as_indexes(body, overlapping=False):
        if not stands_alone(body, start, end):
            continue
        if _POLL_AFTER.match(body, end):
            continue
        before = body[max(0, start - 30) : start]
        if _REPORTS_AFTER.match(body, end) or _CREDITED.search(before) or _PUT_AFTER.match(body, end):
            outlet = outlets()[names[index]]
            yield Candidate(start, end, "agency" if outlet.is_agency else "attributed", 85)
