"""Find documents that say or show something: "a study by Harvard found", "trade data showed".

Speakers come from the quotations; a document's verb may stand far behind it, past who made it and when,
where no subject is sought. Also "citing court records".
"""

import re
from collections.abc import Iterator
from itertools import compress, count

from service.taggers.document import Document
from service.taggers.segment import Word
from service.taggers.sources_candidate import Candidate
from service.taggers.sources_names import DOCUMENTS

_SHOWS = frozenset(
    f"{verb}{ending}"
    for verb, endings in (
        ("show", " s ed"), ("find", " s"), ("found", ""), ("suggest", " s ed"), ("indicate", " s d"),
        ("reveal", " s ed"), ("estimate", " s d"), ("conclude", " s d"), ("note", " s d"), ("state", " s d"),
        ("say", " s"), ("said", ""), ("warn", " s ed"), ("report", " s ed"), ("describe", " s d"),
        ("list", " s ed"),
        ("cite", " s d"), ("claim", " s ed"), ("read", " s"), ("confirm", " s ed"), ("detail", " s ed"),
        ("allege", " s d"), ("argue", " s d"), ("predict", " s ed"), ("recommend", " s ed"),
        ("point", " s ed"),
        ("add", " s ed"), ("mention", " s ed"), ("blame", " s d"), ("identif", "ies ied"), ("hail", " s ed"),
    )
    for ending in (endings.split(" ") if endings else [""])
)  # fmt: skip
_BETWEEN = frozenset(
    "by from of in on for at into about with and the a an this last which that also first has have had only "
    "year week month published released issued conducted commissioned obtained seen made compiled carried "
    "out "
    "done prepared commissioned submitted filed posted presented their its his her new recent between among "
    "to as far".split()
)
_STOPS = frozenset('. ; : ? ! “ ” " ( ) — –'.split())
_OPENERS = frozenset(
    "the a an its their his her another this that these those some one two three new recent".split()
)
_BEFORE_VERB = frozenset({",", "which", "that", "also", "has", "have", "had", "first"})
_BEHIND_PARTICIPLE = frozenset("by in at on from near inside".split())
_PREPOSITIONS = frozenset(
    "in to of with after from for by at on under into about against between through".split()
)
_FURTHEST, _LONGEST_LEAD = 22, 7
_CITING = re.compile(r"\b(?:citing|quoting|according to|as (?:stated|reported|noted|quoted) (?:in|by))\s$")
_BY_AUTHOR = re.compile(
    r"\s(?:by|from|of)\s(?:the\s)?"
    r"[A-Z][\w’'.&-]{0,30}(?:\s(?:(?:of|for|and|the|on)\s){0,2}[A-Z][\w’'.&-]{0,30}){0,6}"
)
_DETERMINED = re.compile(r"\b(?:a|an|the|its|their|his|her)\s(?:[a-z]+\s){0,2}$")


def documents_in(document: Document) -> Iterator[Candidate]:
    """Yield documents with their author, and in English those whose verb follows and those that are cited."""
    words, is_english = document.words, document.language == "en"
    present = document.vocabulary & DOCUMENTS
    for index in compress(count(), map(present.__contains__, document.texts)) if present else ():
        if is_english:
            yield from _speaking(document, words, index)
        yield from _authored(document.body, words[index])


def _authored(body: str, noun: Word) -> Iterator[Candidate]:
    """Yield a document with its author: "a statement by the ministry of X"."""
    match = _BY_AUTHOR.match(body, noun.end)
    before = max(0, noun.start - 40)
    determined = _DETERMINED.search(body[before : noun.start]) if match else None
    if match is not None and determined is not None:
        yield Candidate(before + determined.start(), match.end(), "document", 75)


def _speaking(document: Document, words: tuple[Word, ...], noun: int) -> Iterator[Candidate]:
    start = _phrase_start(document.body, words, noun)
    if start is None:
        return
    before = words[start - 1].text.lower() if start else ""
    end = None if before in _PREPOSITIONS else _before_verb(words, noun)
    if end is not None:
        yield Candidate(words[start].start, words[end].end, "document", 75)
    elif _CITING.search(document.body[max(0, words[start].start - 16) : words[start].start]):
        yield Candidate(words[start].start, words[noun].end, "document", 80)


def _phrase_start(body: str, words: tuple[Word, ...], noun: int) -> int | None:
    """Return the first word of the phrase that ends with a noun, or nothing where a verb is more likely."""
    start = noun
    while start > 0 and noun - start < _LONGEST_LEAD:
        text = words[start - 1].text
        if text.lower() in _OPENERS:
            return start - 1
        is_part = text[:1].isupper() or text in {"’s", "'s", "’"} or text[:1].isdigit() or _is_modifier(text)
        if not is_part or body[words[start - 1].end : words[start].start] not in {"", " "}:
            break
        start -= 1
    if start == noun:
        # A bare plural: "polls show".
        return noun if words[noun].text.endswith("s") or words[noun].text == "data" else None
    return start


def _is_modifier(text: str) -> bool:
    """Say whether a lower-case word may stand between article and noun."""
    return text.isalpha() and text.islower() and text not in _BETWEEN and text not in _SHOWS and len(text) > 2


def _before_verb(words: tuple[Word, ...], noun: int) -> int | None:
    """Return the last word of the phrase before a verb by which a document speaks."""
    closes: int | None = None
    for index in range(noun + 1, min(noun + _FURTHEST, len(words))):
        text = words[index].text
        if text in _STOPS:
            return None
        if _speaks(words, index) and (
            closes is None or closes == index - 1 or words[index - 1].text == "also"
        ):
            if index == noun + 1 and words[noun].text.endswith("s") and text.endswith("s") and text != "says":
                return None  # "reports claims": two nouns
            last = index - 1
            while last > noun and words[last].text in _BEFORE_VERB:
                last -= 1
            return last if closes is None else noun
        if text == ",":
            if closes is not None or _opens_clause(words, index + 1):
                return None
            closes = next(
                (i for i in range(index + 1, min(index + 14, len(words))) if words[i].text == ","), 0
            )
        elif closes is None and not _goes_on(text):
            return None
    return None


def _goes_on(text: str) -> bool:
    return text.lower() in _BETWEEN or text[:1].isupper() or text[:1].isdigit() or "’" in text


def _speaks(words: tuple[Word, ...], index: int) -> bool:
    """Say whether a word is a document's verb and no participle: "found in a drawer" is one."""
    text = words[index].text
    if text not in _SHOWS:
        return False
    following = words[index + 1].text if index + 1 < len(words) else ""
    is_past = text.endswith("ed") or text == "found"
    return not (is_past and not text.startswith(("point", "add")) and following in _BEHIND_PARTICIPLE)


def _opens_clause(words: tuple[Word, ...], index: int) -> bool:
    """Say whether a clause of its own follows a comma: "in the letter, the minister said"."""
    text = words[index].text.lower() if index < len(words) else ""
    return text in _OPENERS | {"he", "she", "it", "they", "we", "i", "who", "but", "and"} or text == ""
