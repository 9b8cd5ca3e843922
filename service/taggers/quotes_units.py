"""One sentence as its words, those in quotation marks known, and the closed word lists of English verbs.

What is said by whom in it is `service.taggers.quotes_clauses`.
"""

import bisect
from typing import NamedTuple

from service.taggers.segment import Word

Stretch = tuple[int, int]


class Unit(NamedTuple):
    """One sentence: its words, the same in lower case, and which of them stand in quotation marks."""

    body: str
    words: tuple[Word, ...]
    lower: tuple[str, ...]
    quoted: tuple[bool, ...]
    language: str

    @property
    def end(self) -> int:
        """Offset after the sentence's last word."""
        return self.words[-1].end


BE = frozenset("is was were are be been being am".split())


_MODALS = frozenset(
    "will would could should may might must can cannot shall did does do didn’t didn't doesn’t doesn't "
    "don’t don't won’t won't wouldn’t wouldn't couldn’t couldn't can’t can't".split()
)


_HAVE = frozenset("has have had hasn’t hasn't haven’t haven't hadn’t hadn't having".split())


AUXILIARIES = BE | _MODALS | _HAVE


_ADVERBS = frozenset(
    "also later then never even still already just often again now once long ever always since soon "
    "further first simply not both too reportedly all thus twice".split()
)


PREPOSITIONS = frozenset(
    "in on at of for to by with from as about against into over after before during under through between "
    "among without within upon toward towards despite".split()
)


_NOT_LY = frozenset(
    "family only early daily weekly monthly supply apply italy july ally rally reply assembly".split()
)


def text_at(unit: Unit, index: int) -> str:
    """Return the word at `index` in lower case; an empty string outside the sentence."""
    lower = unit.lower
    return lower[index] if 0 <= index < len(lower) else ""


def word_from(unit: Unit, offset: int) -> int:
    """Return the first word that begins at `offset` or behind it; the number of words when none does."""
    return bisect.bisect_left(unit.words, (offset,))  # words sort by their offsets


def is_adverb(text: str) -> bool:
    """Say whether a word may stand inside a verb group without changing it."""
    return text in _ADVERBS or (len(text) > 4 and text.endswith("ly") and text not in _NOT_LY)


def opens_quote(unit: Unit, index: int) -> bool:
    """Say whether the word at `index` is a mark that opens a quotation."""
    return (
        text_at(unit, index) in {"“", '"', "'", "„", "«", "‘", "`"}
        and index + 1 < len(unit.words)
        and unit.quoted[index + 1]
    )


def trimmed(unit: Unit, start: int, end: int) -> Stretch | None:
    """Return offsets of words from `start` to `end` without outer punctuation; `None` if none is left."""
    while start < end and unit.words[start].text in {",", ":", ";", "—", "–", "-", "."}:
        start += 1
    while end > start and unit.words[end - 1].text in {",", ".", ":", ";", "—", "–", "-", "―", "?", "!"}:
        end -= 1
    return (unit.words[start].start, unit.words[end - 1].end) if end > start else None
