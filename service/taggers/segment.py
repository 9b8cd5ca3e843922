"""Cut a stretch of text into sentences and words, by rules, keeping offsets.

Knows the abbreviations after which a full stop does not end a sentence, that a closing quotation mark
belongs to the sentence it closes, that a possessive `'s` and an elided article (`l'`) are words of
their own, and that `Moscow-based` is a name and a participle while `Al-Assad` is one name. Leaves
paragraphs to `service.normalize`, which made them.
"""

import re
from collections.abc import Iterator
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
_WORD_PATTERN = (
    r"[a-zA-ZÀ-ÖØ-öø-ÿ]{2,}(?![\w.'’\-‑])"  # most words by far, so that nothing else need be tried
    r"|(?:[^\W\d_]\.){2,}"  # U.S., p.m.
    r"|\d+(?:[.,:]\d+)*"
    r"|['’](?:s|ll|ve|re|d|m)\b"
    r"|(?:[%sldjmnstc]|[Qq]u)['’](?=[^\W\d_])"  # elision; no English word has this form
    r"|\w+(?:(?:(?!['’](?:s|ll|ve|re|d|m)\b)['’]|[\-‑])\w+)*"
    r"|[^\w\s]"
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

_END = re.compile(r"[.!?…]+[\"'”’»›)\]]*(?=\s|$)|[。！？]+[」』”]*")

# After these a full stop does not end the sentence when more follows.
_TITLES = frozenset(
    "mr mrs ms dr prof rev hon gen col lt maj capt sgt cpl sen rep gov pres st mt ft sr jr vs no nos "
    "inc corp ltd co bros dept est fig al approx jan feb mar apr jun jul aug sep sept oct nov dec "
    "hr fr bzw ca usw z.b d.h u.a e.g i.e cf adm cmdr supt insp mme mlle m sra dra".split()
)
# A named tuple made without its own constructor, which is most of the cost of a word.
_new_word = tuple.__new__
_LAST_WORD = re.compile(r"([\w.]+)\.$")


# Letters of scripts that do not show where a word ends: Thai, Lao, Han, Kana.
UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\U0010ffff]")


def is_unspaced(char: str) -> bool:
    """Say whether a letter is of a script that does not show where a word ends (Thai, Han, Kana)."""
    return UNSPACED.match(char) is not None


def words_of(text: str, start: int, end: int, language: str = "en") -> list[Word]:
    """Return the words and punctuation marks of `text[start:end]` with offsets into `text`."""
    pattern = _ROMANCE_WORD if language in _ELIDING else _WORD
    find = text.find
    found: list[Word] = []
    # Only white space lies between two matches, so that each stands where it is found next.
    for word in pattern.findall(text, start, end):
        begin = find(word, start)
        start = begin + len(word)
        if "-" in word and len(word) > 1 and word[0].isupper():
            found += _split_name_compound(word, begin)
        else:
            found.append(_new_word(Word, (begin, start, word)))
    return found


def _split_name_compound(word: str, start: int) -> Iterator[Word]:
    parts = _NAME_COMPOUND.fullmatch(word)
    for part in parts.groups() if parts else (word,):
        yield Word(start, start + len(part), part)
        start += len(part)


def sentences_of(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of `text[start:end]`; together they hold everything but outer white space."""
    begin = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, begin, match, end):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = text[match.end() : min(match.end() + 3, end)].lstrip()
    if following and following[0].islower():
        return False
    if match.group()[0] != ".":
        return True
    last = _LAST_WORD.search(text[max(begin, match.start() - 20) : match.start() + 1])
    if last is None or not following:
        return True
    word = last.group(1)
    is_initial = len(word) == 1 and word.isupper()
    is_acronym = "." in word and all(len(part) <= 1 for part in word.split("."))
    return not (is_initial or is_acronym or word.lower() in _TITLES)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence(start, end)
