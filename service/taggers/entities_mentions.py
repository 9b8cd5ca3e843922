"""Find the names in an article: what the recogniser says, corrected by the known names.

The rest of the article's evidence is added in `service.taggers.entities_consistency`; who is meant is
decided in `service.taggers.linking`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from service.taggers.document import Document
from service.taggers.entities_columns import columns_of, gazetteer_column
from service.taggers.entities_confidence import share_right
from service.taggers.entities_features import is_name_shape
from service.taggers.entities_model import Recognizer, Span, load_recognizer
from service.taggers.entities_trimming import parts_of, start_with_article
from service.taggers.gazetteer import Hit, find_known
from service.taggers.places_gazetteer import load_places

# Which recogniser serves a language; German writes every noun with a capital and has its own.
MODELS = {"de": "de", "fr": "romance", "es": "romance", "it": "romance", "pt": "romance"}
_DEFAULT_MODEL = "en"

# A name is kept when it is at least this probable; lower finds more and errs more. Exact F1 is highest
# near half of itself.
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
    if not document.words:
        return []
    hits = [hit for hit in find_known(document.body) if _at(document.starts, hit.start)]
    return _merged(_recognized(document, hits), hits, document)


def _at(starts: Sequence[int], position: int) -> bool:
    at = bisect_left(starts, position)
    return at < len(starts) and starts[at] == position


def _lengths(document: Document) -> list[int]:
    """Return the number of words of each sentence; one that is too long counts as several."""
    starts = document.starts
    ends = [bisect_left(starts, sentence.end) for sentence in document.sentences]
    lengths = []
    at = 0
    for end in (*ends, len(starts)):
        while end - at > _LONGEST:
            lengths.append(_LONGEST)
            at += _LONGEST
        if end > at:
            lengths.append(end - at)
            at = end
    return lengths


def recognizer_of(document: Document) -> Recognizer:
    """Return the recogniser that serves the language of an article."""
    return load_recognizer(MODELS.get(document.language, _DEFAULT_MODEL))


def _recognized(document: Document, hits: list[Hit]) -> list[Found]:
    recognizer = recognizer_of(document)
    recognizer.refresh()
    columns = columns_of(
        document.texts,
        _lengths(document),
        gazetteer_column(document.starts, hits),
        recognizer.forms,
    )
    return [name for span in recognizer.decode(columns) for name in _names_in(document, span)]


def _names_in(document: Document, span: Span) -> list[Found]:
    """Return the name or, for "High Court Judge Eric Banda", the names in a span."""
    words = document.words
    texts = document.texts[span.first : span.last]
    names: list[Found] = []
    for first, last, kind in parts_of(texts, span.kind):
        start = start_with_article(words, span.first + first, kind)
        end = words[span.first + last - 1].end
        if kind == "LOC" and _is_money(document.body, end):
            continue
        kinds = span.kinds if kind == span.kind else None
        found = Found(start, end, kind, span.confidence, None, kinds)
        names += _apart(texts[first], found) if last - first == 1 and "-" in texts[first] else (found,)
    return names


def _apart(word: str, found: Found) -> list[Found]:
    """Part "Ukraine-Russia" into its two places."""
    first, _, second = word.partition("-")
    by_name = load_places().by_name
    if word in by_name or first not in by_name or second not in by_name:
        return [found]
    middle = found.start + len(first)
    one = found._replace(end=middle, kind="LOC", kinds=None)
    return [one, found._replace(start=middle + 1, kind="LOC", kinds=None)]


def _merged(spans: list[Found], hits: list[Hit], document: Document) -> list[Found]:
    """Let known names correct the recogniser where they say more than it does."""
    ordinary = recognizer_of(document).ordinary
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
    result += [_weighed(span, is_known=False) for i, span in enumerate(spans) if i not in replaced]
    body = document.body
    return [
        found
        for found in _without_overlap(result)
        if found.confidence >= LEAST_CONFIDENCE
        and not (body[found.start : found.end] in _WORDS and _is_opening_word(body, found.start, found.end))
    ]


def _weighed(span: Found, *, is_known: bool) -> Found:
    """Give what the recogniser found the confidence that its score has earned."""
    start, end, kind, score, hit, kinds = span
    return Found(start, end, kind, share_right(kind, score, is_known=is_known), hit, kinds)


_TIED = re.compile(r"\s(?:for|in|to|and|on)\s")  # "Tomahawks for Ukraine" is no name


def _decided(hit: Hit, touching: list[Found], document: Document, ordinary: frozenset[str]) -> Found | None:
    """Return what a known name and the spans it touches come to; None leaves the spans as they are."""
    same = None
    for span in touching:
        if span.start == hit.start and span.end == hit.end:
            same = span
        elif span.end - span.start > hit.end - hit.start and not (
            hit.kind == "PRODUCT" and _TIED.match(document.body, hit.end)
        ):
            return None
    if hit.kind == "LOC":
        if same is not None:
            kind = "LOC" if _is_rather_place(hit, same, document) else same.kind
            return _weighed(same._replace(kind=kind, hit=hit), is_known=True)
        if touching and all(s.kind == "LOC" and hit.start <= s.start and s.end <= hit.end for s in touching):
            # Va. and Calif. with their stop
            return _weighed(Found(hit.start, hit.end, "LOC", touching[0].confidence, hit), is_known=True)
        if touching or _continues(document.body, hit) or _is_money(document.body, hit.end):
            return None
        name = document.body[hit.start : hit.end]
        if name.lower() in ordinary or name in load_places().demonyms:
            return None
        return Found(hit.start, hit.end, "LOC", 0.6, hit)
    name = document.body[hit.start : hit.end]
    if same is None and " " not in name and _is_ordinary(document.body, hit, ordinary):
        return None
    if hit.kind == "PER" and hit.entity is None and _is_rather_a_place(document.body, hit, same):
        return None
    agrees = same is not None and same.kind == hit.kind
    return Found(hit.start, hit.end, hit.kind, 0.95 if agrees else 0.75, hit)


# Companies and papers whose names are words, and what follows when the company is meant.
_WORDS = frozenset(
    "Apple Amazon Shell Orange Target Gap Meta Oracle Alphabet Visa Caterpillar Total Chase Sprint "
    "Subway Dove "
    "Nation Mirror Star Guardian Independent Sun Telegraph Vale Delta Continental Corona Canon Ford".split()
)
_ACTS = re.compile(
    r"['’,:;.)]|\s(?:(?:said|says|will|has|had|is|was|did|does|would|could|may|might|can|must|also|"
    r"and|or|on|in|to|"
    r"then|now|plans|wants|hopes|expects|makes|made|sells|sold|bought|won|lost)\b|\w+ed\b|[A-Z(])"
)


_OPENING = re.compile(r"(?:^|[.!?:\n][\"'”’»)]*\s*|[\"“„«])$")


def _opens(body: str, start: int) -> bool:
    """Whether a sentence or a quotation begins here."""
    return _OPENING.search(body[max(0, start - 4) : start]) is not None


def _is_opening_word(body: str, start: int, end: int) -> bool:
    """Whether one of `_WORDS` rather opens a sentence: "Apple growers lost a third of the crop"."""
    return _opens(body, start) and _ACTS.match(body, end) is None


def _is_ordinary(body: str, hit: Hit, ordinary: frozenset[str]) -> bool:
    """Whether a lone known name, which the recogniser passed over, opens a sentence as a common word."""
    return body[hit.start : hit.end].lower() in ordinary and _opens(body, hit.start)


_PLACED = re.compile(r"(?:\b(?:in|at|from|near|across|County|Co)\.?\s)$")


def _is_rather_a_place(body: str, hit: Hit, span: Found | None) -> bool:
    """Whether a bare family name stands where places do: "in Kerry", "County Kerry"."""
    if span is not None and span.kind != "PER":
        return True
    return span is None and _PLACED.search(body[max(0, hit.start - 8) : hit.start]) is not None


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


_GIVEN_BEFORE = re.compile(r"[A-Z][\w.]+ $")


def _is_family_name(body: str, name: str) -> bool:
    """Whether a capitalised word goes before `name` somewhere, as in "Denzel Washington"."""
    at = body.find(f" {name}")
    while at >= 0:
        end = at + 1 + len(name)
        is_whole = end == len(body) or not (body[end].isalnum() or body[end] == "_")
        if is_whole and _GIVEN_BEFORE.search(body, max(0, at - 30), at + 1):
            return True
        at = body.find(f" {name}", end)
    return False


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
    for item in sorted(found, key=_START):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
        elif item.start == kept[-1].start and item.end > kept[-1].end:
            kept[-1] = item
    return kept


_START = itemgetter(0)
