"""Find the names in an article: what the recogniser says, corrected by the known names.

The rest of the article's evidence is added in `service.taggers.entities_consistency`; who is meant is
decided in `service.taggers.linking`.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from service.taggers.document import Document
from service.taggers.entities_lexicon import GROUPS
from service.taggers.entities_model import Recognizer, load_recognizer
from service.taggers.entities_views import gazetteer_column, is_name_shape, views_of
from service.taggers.gazetteer import Hit, find_known
from service.taggers.places_gazetteer import load_places
from service.taggers.segment import Word

# Which recogniser serves a language; German writes every noun with a capital and has its own.
MODELS = {"en": "en", "de": "de"}
_DEFAULT_MODEL = "en"

# The recogniser must be this sure (0–1) of a name; lower finds more and errs more.
LEAST_CONFIDENCE = 0.4

_LONGEST = 400  # words of a sentence that are looked at; the rest is no sentence but a list or a table


class Found(NamedTuple):
    """One name in the body: offsets, type (PER, ORG, LOC, PRODUCT, EVENT), confidence 0–1, known name."""

    start: int
    end: int
    kind: str
    confidence: float
    hit: Hit | None = None


def find_names(document: Document) -> list[Found]:
    """Return the names in the body, in order, without overlap."""
    sentences = _sentence_words(document)
    hits = find_known(document.body)
    starts = sorted(word.start for words in sentences for word in words)
    whole = [hit for hit in hits if _at(starts, hit.start)]
    spans = _recognized(document, sentences, whole)
    return _merged(spans, whole, document)


def _at(starts: list[int], position: int) -> bool:
    at = bisect_left(starts, position)
    return at < len(starts) and starts[at] == position


def _sentence_words(document: Document) -> list[list[Word]]:
    words = document.words
    at = 0
    cut = []
    for sentence in document.sentences:
        while at < len(words) and words[at].start < sentence.start:
            at += 1
        first = at
        while at < len(words) and words[at].start < sentence.end:
            at += 1
        cut += [list(words[i : min(i + _LONGEST, at)]) for i in range(first, at, _LONGEST)]
    return cut


def _recognizer(document: Document) -> Recognizer:
    return load_recognizer(MODELS.get(document.language, _DEFAULT_MODEL))


def _recognized(document: Document, sentences: list[list[Word]], hits: list[Hit]) -> list[Found]:
    recognizer = _recognizer(document)
    columns = []
    at = 0
    for words in sentences:
        first = at
        while at < len(hits) and hits[at].start < words[-1].end:
            at += 1
        columns.append(gazetteer_column([word.start for word in words], hits[first:at]))
    views = views_of([[word.text for word in words] for words in sentences], columns, recognizer.ordinary)
    found = []
    for span in recognizer.decode(views):
        words = sentences[span.sentence][span.first : span.last]
        if span.confidence >= LEAST_CONFIDENCE:
            trimmed = _trimmed(words)
            if trimmed and not _is_adjective(trimmed):
                start = _with_article(sentences[span.sentence], trimmed[0], span.kind)
                found.append(Found(start, trimmed[-1].end, span.kind, span.confidence))
    return found


_TITLES = frozenset(
    "Mr Mrs Ms Miss Dr Prof Professor President Minister Sir Lady Judge Justice Senator Sen Rep Gov Governor Mayor General Gen Admiral Madam "
    "Colonel Col Captain Capt Lieutenant Lt Sergeant Sgt Major Chancellor Herr Frau Señor Señora Monsieur Madame Mme "
    "Ambassador Secretary Chairman Director Superintendent Inspector Chief Pope PM CM ex-President Ex-President ex-president "
    "Vice-President Sheikh Hon Hon. Honourable Rev Rev. Reverend Bishop Archbishop Father Imam Lord Dame Baroness Sgt Cpl Maj Adm "
    "Lt. Col. Gen. Sen. Rep. Gov. Mr. Mrs. Ms. Dr. Prof. The the . ’s 's".split()
)


def _trimmed(words: list[Word]) -> list[Word]:
    """Cut titles and marks from both ends of a name."""
    first, last = 0, len(words)
    while first < last - 1 and words[first].text in _TITLES:
        first += 1
    while last > first and not words[last - 1].text[-1].isalnum() and not words[last - 1].text.endswith("."):
        last -= 1
    if last - first == 1 and (
        words[first].text in _TITLES or not any(c.isalnum() for c in words[first].text)
    ):
        return []
    return words[first:last]


def _with_article(sentence: list[Word], first: Word, kind: str) -> int:
    """Return the start with a "The" that is a part of the name, as in papers' names inside a sentence."""
    at = sentence.index(first)
    if kind == "ORG" and at >= 2 and sentence[at - 1].text == "The" and sentence[at - 2].text[-1].isalnum():
        return sentence[at - 1].start
    return first.start


def _is_adjective(words: list[Word]) -> bool:
    """Whether the span is only a nationality ("Russian", "Russians"), which names nothing by itself."""
    text = " ".join(word.text for word in words)
    return text in load_places().demonyms or text in GROUPS


def _merged(spans: list[Found], hits: list[Hit], document: Document) -> list[Found]:
    """Let known names correct the recogniser where they say more than it does."""
    ordinary = _recognizer(document).ordinary
    result: list[Found] = []
    taken = [False] * len(spans)
    span_starts = [span.start for span in spans]
    for hit in hits:
        first = max(0, bisect_left(span_starts, hit.start) - 1)
        touching = [
            i for i in range(first, len(spans)) if spans[i].start < hit.end and spans[i].end > hit.start
        ]
        found = _decided(hit, [spans[i] for i in touching], document, ordinary)
        if found is not None:
            result.append(found)
            for i in touching:
                taken[i] = True
    result += [span for span, used in zip(spans, taken, strict=True) if not used]
    return _without_overlap(result)


def _decided(
    hit: Hit, touching: list[Found], document: Document, ordinary: frozenset[str]
) -> Found | None:
    """Return what a known name and the spans it touches come to; None leaves the spans as they are."""
    wider = [s for s in touching if s.end - s.start > hit.end - hit.start]
    if wider:
        return None
    same = next((s for s in touching if (s.start, s.end) == (hit.start, hit.end)), None)
    if hit.kind == "LOC":
        if same is not None:
            kind = "LOC" if _is_rather_place(hit, same, document) else same.kind
            return Found(hit.start, hit.end, kind, same.confidence, hit)
        if touching or _continues(document.body, hit) or _is_money(document.body, hit.end):
            return None
        if document.body[hit.start : hit.end].lower() in ordinary:
            return None
        return Found(hit.start, hit.end, "LOC", 0.6, hit)
    agrees = same is not None and same.kind == hit.kind
    return Found(hit.start, hit.end, hit.kind, 0.95 if agrees else 0.75, hit)


_MONEY = re.compile(r"\s?(?:\$|\d|(?:dollars?|rupees?|pounds?|pesos?|shillings?|francs?|riyals?|dinars?|rand|baht|won|yuan)\b)")


def _is_money(body: str, end: int) -> bool:
    """Whether the place only says whose money it is: US$4, the Singapore dollar."""
    return _MONEY.match(body, end) is not None


def _is_rather_place(hit: Hit, span: Found, document: Document) -> bool:
    """Whether the well-known place wins over a person or organisation of the same name.

    A family name that is also a town's is the person only when the article names somebody so in full.
    """
    name = document.body[hit.start : hit.end]
    if span.kind == "LOC":
        return True
    if span.kind == "ORG":
        return name in _BUILDINGS
    return re.search(rf"[A-Z][\w.]+ {re.escape(name)}\b", document.body) is None


# Seats of power, which stand for who sits in them; `service.taggers.places_metonyms` says when.
_BUILDINGS = frozenset({"White House", "Kremlin", "Downing Street", "Westminster", "Capitol Hill"})


def _continues(body: str, hit: Hit) -> bool:
    """Whether a capitalised word follows or goes before at once, so that the place is a part of a longer name."""
    following = body[hit.end : hit.end + 2]
    before = body[max(0, hit.start - 24) : hit.start]
    last = before.split(" ")[-2:] if before.endswith(" ") else []
    precedes = (
        bool(last) and bool(last[0]) and is_name_shape(last[0]) and last[0].istitle() and before[:1] != ""
    )
    inside = len(last) == 2 and before.count(" ") > 1 and not before.rstrip()[:1].isupper()
    return (len(following) == 2 and following[0] == " " and following[1].isupper()) or (precedes and inside)


def _without_overlap(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
