r"""Folding: the words of a text as they are compared, so that case and lookalike letters hide nothing.

A word is a match of `\w+` in the lower-cased text. Words are folded one by one (compatibility forms,
case, letters of other scripts that look Latin), which can only make words equal that a reader sees as
equal. The folded words are kept as UTF-8 bytes with one blank between them, for that is the form in which
`service.dedup.shingle` hashes all of them at once.

Nearly every text is folded character by character on the whole text, each distinct character looked up
once. Where characters act on their neighbours (combining marks, parts of Korean syllables), its words are
normalised one by one; both ways give the same words.
"""

import re
import unicodedata
from functools import lru_cache

import numpy as np

_WORD = re.compile(r"\w+")
_ASCII = bytes(range(128))
_BLANK = 0x20
_FOLDED_BYTES = bytes(
    ord(chr(code).lower()) if _WORD.match(chr(code)) else _BLANK for code in range(128)
) + bytes(range(128, 256))
_SYLLABLE_PARTS = range(0x1100, 0x1200)  # conjoining jamo, which compose with the one before

# Lower-case letters of other scripts that cannot be told from a Latin letter in common typefaces, by
# the Latin letter. Folding them in Russian or Greek text too is harmless: both sides are folded alike.
_LOOKALIKES = {
    "a": "аɑα", "b": "ьЬ", "c": "сϲⅽ", "d": "ԁⅾ", "e": "еҽ", "g": "ɡց", "h": "һհ", "i": "іıι", "j": "јϳ",
    "k": "κк", "l": "ӏⅼ", "m": "ⅿ", "n": "ոп", "o": "оοօ", "p": "рρ", "q": "ԛ", "r": "г", "s": "ѕ",
    "t": "тτ", "u": "υս", "v": "νѵⅴ", "w": "ԝѡ", "x": "хχⅹ", "y": "уүγ", "z": "ᴢ",
}  # fmt: skip
_FOLD = str.maketrans({odd: latin for latin, odds in _LOOKALIKES.items() for odd in odds})


def fold(text: str) -> bytes:
    """Return the folded words of `text` in order, in UTF-8, one blank between them."""
    if not text.isascii():
        data = text.encode("utf-8", "surrogatepass")
        for character in sorted(set(data.translate(None, _ASCII).decode("utf-8", "surrogatepass"))):
            folded = _fold_character(character)
            if folded is None:
                return " ".join(_folded_one_by_one(text)).encode("utf-8", "surrogatepass")
            if folded != character:
                text = text.replace(character, folded)
    return _without_gaps(text.encode("utf-8", "surrogatepass").translate(_FOLDED_BYTES))


def words_of(text: str) -> list[str]:
    """Return the folded words of `text` in order."""
    return split(fold(text))


def split(folded: bytes) -> list[str]:
    """Return the words in what `fold` returned."""
    return folded.decode("utf-8", "surrogatepass").split(" ") if folded else []


@lru_cache(maxsize=4096)
def fold_word(word: str) -> str:
    """Fold compatibility forms, case and lookalike letters; accents stay, they tell words apart."""
    if word.isascii():
        return word
    # some forms come apart into several words ("ﷺ"), which stay one
    return unicodedata.normalize("NFKC", word).casefold().translate(_FOLD).replace(" ", "") or word


@lru_cache(maxsize=16_384)
def _fold_character(character: str) -> str | None:
    """Return what stands for a character wherever it is, a blank if it belongs to no word.

    `None` where that cannot be said of it alone.
    """
    lowered = character.lower()
    parts = [_WORD.match(part) is not None for part in lowered]
    if not any(parts):
        return " "
    folded = fold_word(lowered)
    is_plain = all(parts) and all(_WORD.match(part) and not _acts_on_neighbours(part) for part in folded)
    is_final = all(fold_word(part) == part for part in folded)
    return folded if is_plain and is_final and not _acts_on_neighbours(lowered[0]) else None


def _acts_on_neighbours(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or ord(character) in _SYLLABLE_PARTS


def _folded_one_by_one(text: str) -> list[str]:
    return [fold_word(word) for word in _WORD.findall(text.lower())]


def _without_gaps(data: bytes) -> bytes:
    """Return `data` with one blank for several, and none at its ends."""
    codes = np.frombuffer(data, dtype=np.uint8)
    kept = codes != _BLANK
    kept[1:] |= kept[:-1].copy()  # the first blank after a word
    whole: bytes = codes[kept].tobytes()
    return whole.removesuffix(b" ")
