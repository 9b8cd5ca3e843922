"""Cut a stretch of text into sentences and words, by rules, keeping offsets.

Knows the abbreviations after which a full stop does not end a sentence, that a closing quotation mark
belongs to the sentence it closes, that a possessive `'s` and an elided article (`l'`) are words of
their own, and that `Moscow-based` is a name and a participle while `Al-Assad` is one name. Leaves
paragraphs to `service.normalize`, which made them.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, repeat
from operator import add, sub
from typing import NamedTuple


class Sentence(NamedTuple):
    """Offsets of one sentence in the body."""

    start: int
    end: int


class Word(NamedTuple):
    """One word or punctuation mark and its offsets in the body."""

    start: int
    end: int
    text: str


# A word may hold inner apostrophes, hyphens, full stops between single letters (U.S.) and digits' marks.
# The white space before it is matched too: a third faster than looking for where the next word begins.
_WORD_PATTERN = (
    r"\s*+(?:"
    r"[a-zA-ZÀ-ÖØ-öø-ÿ]{2,}(?![\w.'’\-‑])"  # most words by far, so that nothing else need be tried
    r"|(?:[^\W\d_]\.){2,}"  # U.S., p.m.
    r"|\d+(?:[.,:]\d+)*"
    r"|['’](?:s|ll|ve|re|d|m)\b"
    r"|(?:[%sldjmnstc]|[Qq]u)['’](?=[^\W\d_])"  # elision; no English word has this form
    r"|\w+(?:(?:(?!['’](?:s|ll|ve|re|d|m)\b)['’]|[\-‑])\w+)*"
    r"|[^\w\s])"
)
_WORD = re.compile(_WORD_PATTERN % "")
# With a capital the elision is one only where the language has it: L'Allemagne, but D'Souza and L'Oréal.
_ROMANCE_WORD = re.compile(_WORD_PATTERN % "LDJMNSTC")
_ELIDING = frozenset({"fr", "it", "ca"})

# A name with a participle or a like word hung on it: the name ends at the hyphen. `Chih-ming` is one name.
_NAME_COMPOUND = re.compile(
    r"([^\W\d_][\w.'’\-]*?)([\-‑])"
    r"([a-z]+ed|led|run|born|held|made|built|bound|wide|style|era|area|speaking|majority|friendly|only|first|to|like"
    r"|bashing|watchers?|level|type|based|specific|free|born|affiliated|ally|region)"
)

# It begins with one set of characters, so that the search skips to the next of them.
_END = re.compile(r"[.!?…。！？](?:(?<=[.!?…])[.!?…]*[\"'”’»›)\]]*(?=\s|$)|(?<=[。！？])[。！？]*[」』”]*)")

# After these a full stop does not end the sentence when more follows.
_TITLES = frozenset(
    "mr mrs ms dr prof rev hon gen col lt maj capt sgt cpl sen rep gov pres st mt ft sr jr vs no nos "
    "inc corp ltd co bros dept est fig al approx jan feb mar apr jun jul aug sep sept oct nov dec "
    "hr fr bzw ca usw z.b d.h u.a e.g i.e cf adm cmdr supt insp mme mlle m sra dra".split()
)
# A named tuple made without its own constructor, which is most of the cost of a word.
_new = tuple.__new__
_LAST_WORD = re.compile(r"([\w.]+)\.$")


# Letters of scripts that do not show where a word ends: Thai, Lao, Han, Kana.
UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\U0010ffff]")


def is_unspaced(char: str) -> bool:
    """Say whether a letter is of a script that does not show where a word ends (Thai, Han, Kana)."""
    return UNSPACED.match(char) is not None


def words_of(text: str, start: int, end: int, language: str = "en") -> list[Word]:
    """Return the words and punctuation marks of `text[start:end]` with offsets into `text`."""
    return as_words(*cut(text, start, end, language))


def as_words(starts: Sequence[int], texts: Sequence[str]) -> list[Word]:
    """Return the words with these offsets and texts."""
    ends = map(add, starts, map(len, texts))
    return list(map(_new, repeat(Word), zip(starts, ends, texts, strict=True)))


def cut(text: str, start: int, end: int, language: str) -> tuple[list[int], list[str]]:
    """Return the offsets and the texts of the words and punctuation marks of `text[start:end]`."""
    while end > start and text[end - 1].isspace():
        end -= 1
    pattern = _ROMANCE_WORD if language in _ELIDING else _WORD
    found = pattern.findall(text, start, end)
    texts = list(map(str.lstrip, found))
    ends = accumulate(map(len, found), initial=start)
    next(ends)
    starts = list(map(sub, ends, map(len, texts)))
    hyphened = []  # found in the text, where they are few, and not by asking every word
    at = text.find("-", start, end)
    while at >= 0:
        word = bisect_right(starts, at) - 1
        hyphened.append(word)
        at = text.find("-", starts[word] + len(texts[word]), end)
    _split_name_compounds(starts, texts, hyphened)
    return starts, texts


def _split_name_compounds(starts: list[int], texts: list[str], hyphened: Sequence[int]) -> None:
    """Put the parts of names with a word hung on them in the place of the whole."""
    for at in reversed(hyphened):
        if not texts[at][0].isupper():
            continue
        parts = _NAME_COMPOUND.fullmatch(texts[at])
        if parts is not None:
            name, hyphen, _ = texts[at : at + 1] = parts.groups()
            start = starts[at]
            starts[at : at + 1] = start, start + len(name), start + len(name) + len(hyphen)


def sentences_of(text: str, start: int, end: int) -> list[Sentence]:
    """Return the sentences of `text[start:end]`; together they hold everything but outer white space."""
    found: list[Sentence] = []
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, start, match, end):
            _add_trimmed(found, text, start, match.end())
            start = match.end()
    _add_trimmed(found, text, start, end)
    return found


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    at, stop = match.span()
    following = text[stop : min(stop + 3, end)].lstrip()
    if following and following[0].islower():
        return False
    if not following or text[at] != ".":
        return True
    before = text[max(begin, at - 20) : at]
    word = before[before.rfind(" ") + 1 :]
    if not word.isalnum():
        last = _LAST_WORD.search(f"{before}.")
        if last is None:
            return True
        word = last.group(1)
    is_initial = len(word) == 1 and word.isupper()
    is_acronym = "." in word and all(len(part) <= 1 for part in word.split("."))
    return not (is_initial or is_acronym or word.lower() in _TITLES)


def _add_trimmed(found: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(_new(Sentence, (start, end)))


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether no letter or digit stands right before or behind a stretch of the text."""
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
