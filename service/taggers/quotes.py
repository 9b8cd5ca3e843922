"""Tag quotations: direct, indirect and mixed, each with its cue and its speaker.

A direct quotation is what stands between the marks, without them; an indirect one is the reported
clause; a quoted fragment inside a reported clause is `mixed`, besides the clause. Words in marks that
nobody is said to have said (titles, scare quotes) are no quotations. How marks pair, how a sentence
attributes and who a speaker is, is in the sibling modules.
"""

import bisect
from collections.abc import Iterator
from itertools import compress, count
from typing import NamedTuple

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.quotes_abroad import attributions_abroad
from service.taggers.quotes_clauses import Attribution, attributions
from service.taggers.quotes_cues import attributing_words, cues, tails
from service.taggers.quotes_fragments import is_full, is_nothing_but, word_count
from service.taggers.quotes_german import is_reported_mood
from service.taggers.quotes_marks import Quoted, quoted_in, signature
from service.taggers.quotes_speakers import Speakers
from service.taggers.quotes_units import Unit
from service.tags import Quote, Speaker

NAME, VERSION = "quotes", "1"
CREATOR = f"{NAME}/{VERSION}"
_LONGEST_UNIT_WORDS = 400
_SHORTEST_UNATTRIBUTED_WORDS = 5
_FURTHEST_CUE = 90
_SURE_SPEECH = 75  # of an attribution whose speaker goes on after it
# A paragraph that starts beyond this, and marks beyond those, are read no further.
_LONGEST_BODY, _MOST_QUOTED = 200_000, 300


class _Said(NamedTuple):
    """A quotation before its speaker is resolved."""

    start: int
    end: int
    kind: str
    by: Attribution | None
    confidence: int


def tag_quotes(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the quotations of the body."""
    said = sorted(dict.fromkeys(_said(document)), key=lambda s: (s.start, s.end, s.kind))
    if not said:
        return tags
    speakers = Speakers(document, tags)
    return msgspec.structs.replace(tags, quotes=tuple(_quote(document, speakers, item) for item in said))


def _quote(document: Document, speakers: Speakers, said: _Said) -> Quote:
    body, by = document.body, said.by
    speaker: Speaker | None = speakers.speaker(by.speaker) if by is not None else None
    cue = by.cue if by is not None and by.cue[0] < by.cue[1] else None
    return Quote(
        text=body[said.start : said.end],
        kind=said.kind,
        speaker=speaker,
        cue=None if cue is None else body[cue[0] : cue[1]],
        cue_start=None if cue is None else cue[0],
        cue_end=None if cue is None else cue[1],
        start=said.start,
        end=said.end,
        confidence=said.confidence,
        creator=CREATOR,
    )


def units_of(document: Document) -> Iterator[tuple[int, list[Quoted], list[Unit]]]:
    """Yield (paragraph number, its quoted stretches, its sentences), no sentence cut inside marks.

    Sentences without a quotation and without a word that attributes are left out: they say nothing here.
    """
    sentences, words = document.sentences, _Words(document)
    at_sentence = 0
    for number, (start, end) in enumerate(document.paragraphs):
        if start > _LONGEST_BODY:
            return
        quoted = quoted_in(document.body, start, min(end, start + _LONGEST_BODY))[:_MOST_QUOTED]
        units = []
        while at_sentence < len(sentences) and sentences[at_sentence].start < end:
            until = sentences[at_sentence].end
            if until > start + _LONGEST_BODY:
                return
            at_sentence += 1
            while (
                quoted
                and at_sentence < len(sentences)
                and sentences[at_sentence].start < end
                and _goes_on(document.body, until, quoted)
            ):
                until = sentences[at_sentence].end
                at_sentence += 1
            unit = words.unit_until(until, quoted)
            if unit is not None:
                units.append(unit)
        yield number, quoted, units


class _Words:
    """The words of a document, cut into units from the first to the last."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts = document.starts
        present = attributing_words(document.language) & document.vocabulary
        self._cues = list(compress(count(), map(present.__contains__, document.texts)))
        self._at = self._at_cue = 0

    def unit_until(self, until: int, quoted: list[Quoted]) -> Unit | None:
        """Return the words up to offset `until` if they may say anything, and go on behind them."""
        first, last = self._at, bisect.bisect_left(self._starts, until, self._at)
        cue, next_cue = self._at_cue, bisect.bisect_left(self._cues, last, self._at_cue)
        self._at, self._at_cue = last, next_cue
        if not first < last <= first + _LONGEST_UNIT_WORDS:
            return None
        begin = self._starts[first]
        if cue == next_cue and not (
            quoted and any(begin <= stretch.outer_start < until for stretch in quoted)
        ):
            return None
        words = self._document.words[first:last]
        lower = tuple(map(str.lower, self._document.texts[first:last]))
        inside = self._inside(first, last, quoted)
        return Unit(self._document.body, words, lower, inside, self._document.language)

    def _inside(self, first: int, last: int, quoted: list[Quoted]) -> tuple[bool, ...]:
        """Return for each of the words whether it stands in quotation marks."""
        if not quoted:
            return (False,) * (last - first)
        inside = [False] * (last - first)
        for stretch in quoted:
            if stretch.outer_end > self._starts[first] and stretch.outer_start < self._starts[last - 1]:
                begin = bisect.bisect_left(self._starts, stretch.start, first, last)
                end = bisect.bisect_left(self._starts, stretch.outer_end, first, last)
                inside[begin - first : end - first] = [True] * (end - begin)
        return tuple(inside)


def _goes_on(body: str, until: int, quoted: list[Quoted]) -> bool:
    """Say whether a sentence's end is none: inside marks, or "…?” Trump asked"."""
    for stretch in quoted:
        if stretch.outer_start < until < stretch.outer_end:
            return True
        if until == stretch.outer_end and body[stretch.end - 1] in "?!…":
            following = body[until : until + 60].split(maxsplit=5)[:5]
            return any(word.strip(".,").lower() in cues("en") for word in following[:4])
    return False


def _said(document: Document) -> Iterator[_Said]:
    """Yield what is said; a speaker goes on over paragraphs that end or are nothing but a quotation."""
    body = document.body
    carried: Attribution | None = None
    carried_at, is_speaking = -2, False
    for number, quoted, units in units_of(document):
        last: Attribution | None = None
        is_whole = is_nothing_but(quoted, document.paragraphs[number])
        is_open = carried_at == number - 1 and (is_speaking or is_whole)
        for unit in units:
            found = attributions(unit) if unit.language == "en" else attributions_abroad(unit)
            mine = [q for q in quoted if unit.words[0].start <= q.outer_start < unit.end] if quoted else []
            for stretch in mine:
                by = _attribution_of(body, stretch, found)
                if by is None and is_full(body, stretch):
                    by = _signed(body, stretch, document.paragraphs[number][1]) or last
                    by = by or (carried if is_open and stretch is quoted[0] else None)
                    yield from _carried(body, stretch, by)
                elif by is not None:
                    yield _quoted_part(body, stretch, by)
                    if is_full(body, stretch) and by.speaker is not None:
                        last = by
            if found:
                yield from _reported(body, found, mine)
                last = _nearest_speech(found, last)
            elif not mine and last is not None and is_reported_mood(unit):
                yield _Said(unit.words[0].start, unit.end, "indirect", _unsaid(last, unit), 60)
        if last is None and is_open and is_whole:
            last = carried
        if last is not None and (quoted or _announces(units, last)):
            carried, carried_at = last, number
            is_speaking = not quoted or _ends_in_quote(body, quoted, document.paragraphs[number])


def _signed(body: str, stretch: Quoted, end: int) -> Attribution | None:
    """Return who signs a quotation behind it: "“Never again.” — Ann Lee"."""
    name = signature(body, stretch, end)
    return None if name is None else Attribution(name, (name[0], name[0]), None, "", _SURE_SPEECH)


def _unsaid(by: Attribution, unit: Unit) -> Attribution:
    """Return the attribution of a sentence that goes on with what was said, without a cue of its own."""
    start = unit.words[0].start
    return by._replace(cue=(start, start))


def _announces(units: list[Unit], last: Attribution) -> bool:
    """Say whether a paragraph ends with "Caddell continued:"."""
    return bool(units) and units[-1].words[-1].text == ":" and last.cue[0] >= units[-1].words[0].start


def _nearest_speech(found: list[Attribution], last: Attribution | None) -> Attribution | None:
    """Keep who spoke last, for a quotation that stands alone after it."""
    return next((a for a in reversed(found) if a.confidence >= _SURE_SPEECH and a.speaker is not None), last)


def _ends_in_quote(body: str, quoted: list[Quoted], paragraph: tuple[int, int]) -> bool:
    return body[quoted[-1].outer_end : paragraph[1]].strip(" .") == ""


def _attribution_of(body: str, stretch: Quoted, found: list[Attribution]) -> Attribution | None:
    """Return the attribution of a quoted stretch: one whose content holds it, or one beside it."""
    holding = [
        a
        for a in found
        if a.content and a.content[0] <= stretch.start and a.content[1] >= min(stretch.end, stretch.outer_end)
    ]
    if holding:
        return min(holding, key=lambda a: (a.content[1] - a.content[0]) if a.content else 0)
    beside = [(_distance(body, stretch, a), a) for a in found if a.confidence >= 50]
    near = [(distance, a) for distance, a in beside if distance is not None]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _distance(body: str, stretch: Quoted, by: Attribution) -> int | None:
    start = min(by.cue[0], by.speaker[0] if by.speaker else by.cue[0])
    end = max(by.cue[1], by.speaker[1] if by.speaker else by.cue[1])
    if start >= stretch.outer_end:
        gap = body[stretch.outer_end : start]
    elif end <= stretch.outer_start:
        gap = body[end : stretch.outer_start]
    else:
        return None
    return len(gap) if len(gap) <= (_FURTHEST_CUE if by.confidence >= 80 else 3) else None


def _carried(body: str, stretch: Quoted, by: Attribution | None) -> Iterator[_Said]:
    words = word_count(body[stretch.start : stretch.end])
    if by is not None:
        yield _Said(stretch.start, stretch.end, "direct", by, 65)
    elif words >= _SHORTEST_UNATTRIBUTED_WORDS:
        yield _Said(stretch.start, stretch.end, "direct", None, 40)


def _quoted_part(body: str, stretch: Quoted, by: Attribution) -> _Said:
    is_whole = (
        by.content is not None and by.content[0] >= stretch.outer_start and by.content[1] <= stretch.outer_end
    )
    starts_whole = by.content is not None and by.content[0] == stretch.outer_start
    kind = (
        "direct" if is_full(body, stretch) or (is_whole and starts_whole and by.confidence >= 80) else "mixed"
    )
    return _Said(
        stretch.start, stretch.end, kind, by, min(95, by.confidence + (10 if kind == "direct" else 0))
    )


def _reported(body: str, found: list[Attribution], quoted: list[Quoted]) -> Iterator[_Said]:
    """Yield the reported clauses, those that are nothing but a quotation left out."""
    for by in found:
        if by.content is None:
            continue
        start, end = by.content
        if any(q.outer_start <= start and end <= q.outer_end for q in quoted):
            continue
        yield _Said(start, end, "indirect", by, by.confidence)


def _load() -> tuple[object, ...]:
    return cues("en"), tails()


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_quotes, load=_load)
