"""Find the names in an article: what the recogniser says, corrected by the known names.

The rest of the article's evidence is added in `service.taggers.entities_consistency`; who is meant is
decided in `service.taggers.linking`.
"""

import functools
import re
from bisect import bisect_left
from typing import NamedTuple

from service.taggers.document import Document
from service.taggers.entities_model import Recognizer, Span, load_recognizer
from service.taggers.entities_trimming import names_nothing, parted, start_with_article, trimmed_name
from service.taggers.entities_views import gazetteer_column, is_name_shape, views_of
from service.taggers.gazetteer import Hit, find_known
from service.taggers.places_gazetteer import load_places
from service.taggers.segment import Word

# Which recogniser serves a language; German writes every noun with a capital and has its own.
MODELS = {"de": "de", "fr": "romance", "es": "romance", "it": "romance", "pt": "romance"}
_DEFAULT_MODEL = "en"

# The recogniser must be this sure (0–1) of a name; lower finds more and errs more.
LEAST_CONFIDENCE = 0.4

_LONGEST = 400  # words of a sentence that are looked at; the rest is no sentence but a list or a table


class Found(NamedTuple):
    """One name in the body: offsets, type (PER, ORG, LOC, PRODUCT, EVENT), confidence 0–1, known name.

    `kinds` are the recogniser's probabilities of PER, ORG and LOC, where it found the name.
    """

    start: int
    end: int
    kind: str
    confidence: float
    hit: Hit | None = None
    kinds: tuple[float, float, float] | None = None


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
        if span.confidence >= LEAST_CONFIDENCE:
            found += _names_in(sentences[span.sentence], span)
    return found


def _names_in(sentence: list[Word], span: Span) -> list[Found]:
    """Return the name or, for "High Court Judge Eric Banda", the names in a span."""
    names = []
    for words, kind in parted(sentence[span.first : span.last], span.kind):
        name = trimmed_name(words)
        if name and not names_nothing(name):
            start = start_with_article(sentence, name[0], kind)
            kinds = span.kinds if kind == span.kind else None
            names += _apart(name, Found(start, name[-1].end, kind, span.confidence, None, kinds))
    return names


def _apart(words: list[Word], found: Found) -> list[Found]:
    """Part "Ukraine-Russia" into its two places."""
    first, hyphen, second = words[0].text.partition("-")
    by_name = load_places().by_name
    if len(words) > 1 or not hyphen or words[0].text in by_name or not {first, second} <= by_name.keys():
        return [found]
    middle = found.start + len(first)
    one = found._replace(end=middle, kind="LOC", kinds=None)
    return [one, found._replace(start=middle + 1, kind="LOC", kinds=None)]


def _merged(spans: list[Found], hits: list[Hit], document: Document) -> list[Found]:
    """Let known names correct the recogniser where they say more than it does."""
    ordinary = _recognizer(document).ordinary
    result: list[Found] = []
    replaced: set[int] = set()
    at = 0
    for hit in hits:
        while at < len(spans) and spans[at].end <= hit.start:
            at += 1
        last = at
        while last < len(spans) and spans[last].start < hit.end:
            last += 1
        found = _decided(hit, spans[at:last], document, ordinary)
        if found is not None:
            result.append(found)
            replaced.update(range(at, last))
    result += [span for i, span in enumerate(spans) if i not in replaced]
    return _without_overlap(result)


_TIED = re.compile(r"\s(?:for|in|to|and|on)\s")  # "Tomahawks for Ukraine" is no name


def _decided(hit: Hit, touching: list[Found], document: Document, ordinary: frozenset[str]) -> Found | None:
    """Return what a known name and the spans it touches come to; None leaves the spans as they are."""
    wider = [s for s in touching if s.end - s.start > hit.end - hit.start]
    if wider and not (hit.kind == "PRODUCT" and _TIED.match(document.body, hit.end)):
        return None
    same = next((s for s in touching if (s.start, s.end) == (hit.start, hit.end)), None)
    if hit.kind == "LOC":
        if same is not None:
            kind = "LOC" if _is_rather_place(hit, same, document) else same.kind
            return Found(hit.start, hit.end, kind, same.confidence, hit, same.kinds)
        if touching and all(s.kind == "LOC" and hit.start <= s.start and s.end <= hit.end for s in touching):
            return Found(
                hit.start, hit.end, "LOC", touching[0].confidence, hit
            )  # Va. and Calif. with their stop
        if touching or _continues(document.body, hit) or _is_money(document.body, hit.end):
            return None
        name = document.body[hit.start : hit.end]
        if name.lower() in ordinary or name in load_places().demonyms:
            return None
        return Found(hit.start, hit.end, "LOC", 0.6, hit)
    agrees = same is not None and same.kind == hit.kind
    return Found(hit.start, hit.end, hit.kind, 0.95 if agrees else 0.75, hit)


_MONEY = re.compile(
    r"\s?(?:\$|\d|(?:dollars?|rupees?|pounds?|pesos?|shillings?|francs?|riyals?|dinars?|rand|baht|won|"
    r"yuan)\b)"
)


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
    return not _is_family_name(document.body, name)


@functools.lru_cache(maxsize=16)
def _is_family_name(body: str, name: str) -> bool:
    """Whether a capitalised word goes before `name` somewhere, as in "Denzel Washington"."""
    return re.search(rf"[A-Z][\w.]+ {re.escape(name)}\b", body) is not None


# Seats of power, which stand for who sits in them; `service.taggers.places_metonyms` says when.
_BUILDINGS = frozenset({"White House", "Kremlin", "Downing Street", "Westminster", "Capitol Hill"})


def _continues(body: str, hit: Hit) -> bool:
    """Whether a capitalised word stands right beside it: the place is a part of a longer name."""
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
