r"""Words, folding and 5-word shingles of a body, and the passages that two bodies share.

The similarity that the record publishes is the Jaccard index of the sets of 5-word shingles, where a
word is a match of `\w+` in the lower-cased body. Shingles are represented by 64-bit hashes: for two
bodies of 1,000 words the chance that any two different shingles share a hash is below 10⁻¹², so the
published figure is exact for all practical purposes. Words are folded one by one before they are hashed
(compatibility forms, case, letters of other scripts that look Latin), which can only make words equal
that a reader sees as equal. What is compared with what is decided in `service.dedup.verdict`.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

WIDTH = 5
"""Words in a shingle."""

Hashes = npt.NDArray[np.uint64]
Spans = npt.NDArray[np.intp]

_WORD = re.compile(r"\w+")
_TYPOGRAPHY = "‘’“”–—…\u00a0"  # what most often makes English text not ASCII; none of it belongs to a word
_ASCII_WORD = np.array([_WORD.match(chr(code)) is not None for code in range(128)], dtype=np.int8)
_ASCII_MARKS = "".join(chr(code) for code in range(128) if not _WORD.match(chr(code)))
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII_GAPS = {code: " " for code in range(128) if not _WORD.match(chr(code))}
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2^64 / golden ratio, odd (Knuth's multiplicative hashing)
_INVERSE = pow(_MULTIPLIER, -1, 2**64)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)  # finaliser constants of MurmurHash3 (public domain)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)
_SPACE = 0x20

# Lower-case letters of other scripts that cannot be told from a Latin letter in common typefaces, by
# the Latin letter. Folding them in Russian or Greek text too is harmless: both sides are folded alike.
_LOOKALIKES = {
    "a": "аɑα", "b": "ьЬ", "c": "сϲⅽ", "d": "ԁⅾ", "e": "еҽ", "g": "ɡց", "h": "һհ", "i": "іıι", "j": "јϳ",
    "k": "κк", "l": "ӏⅼ", "m": "ⅿ", "n": "ոп", "o": "оοօ", "p": "рρ", "q": "ԛ", "r": "г", "s": "ѕ",
    "t": "тτ", "u": "υս", "v": "νѵⅴ", "w": "ԝѡ", "x": "хχⅹ", "y": "уүγ", "z": "ᴢ",
}  # fmt: skip
_FOLD = str.maketrans({odd: latin for latin, odds in _LOOKALIKES.items() for odd in odds})


def words_of(text: str) -> list[str]:
    """Return the folded words of `text` in order."""
    text = text.lower()
    for mark in _TYPOGRAPHY:
        text = text.replace(mark, " ")
    if text.isascii():  # the same words as by the expression, four times as fast
        return text.translate(_ASCII_GAPS).split()
    for mark in _ASCII_MARKS:
        text = text.replace(mark, " ")
    for character in set("".join(_NOT_ASCII.findall(text))):
        if not _WORD.match(character):
            text = text.replace(character, " ")
    return [word if word.isascii() else fold_word(word) for word in text.split()]


@lru_cache(maxsize=4096)
def fold_word(word: str) -> str:
    """Fold compatibility forms, case and lookalike letters; accents stay, they tell words apart."""
    if word.isascii():
        return word
    # some forms come apart into several words ("ﷺ"), which stay one
    return unicodedata.normalize("NFKC", word).casefold().translate(_FOLD).replace(" ", "") or word


def hash_64(text: str) -> int:
    """Return a 64-bit hash (XXH3) that is the same in every process."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))


def digest(*parts: str) -> str:
    """Return a 128-bit hash (hex) of `parts`, which are kept apart."""
    return xxhash.xxh3_128_hexdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def shingle_hashes(words: Sequence[str]) -> Hashes:
    """Return the hash of each shingle in order of its first word.

    A text of fewer than five words has one shingle, made of all of them; a text without words has none.
    """
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = word_hashes(words)
    width = min(WIDTH, len(words))
    count = len(words) - width + 1
    total = np.full(count, width, dtype=np.uint64)
    for position in range(width):
        total += hashes[position : position + count] * _PLACES[position]
    return _mix(total)


def word_hashes(words: Sequence[str]) -> Hashes:
    """Return a 64-bit hash of each word; all are computed at once, ten times as fast as one by one.

    A word's hash is a polynomial over its UTF-8 bytes, each replaced by a random-looking number, made even
    by a finaliser. That the text is hashed where it stands is undone by the inverse of the multiplier.
    """
    data = np.frombuffer(" ".join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    starts = np.concatenate([[0], np.flatnonzero(data == _SPACE) + 1])
    powers, inverses = _powers(1 << len(data).bit_length())
    sums = np.add.reduceat(_BYTES[data] * powers[: len(data)], starts)
    return _mix(sums * inverses[starts])


@cache
def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the multiplier and of its inverse modulo 2^64; `length` is a power of two."""
    both = []
    for base in (_MULTIPLIER, _INVERSE):
        powers = np.full(length, base, dtype=np.uint64)
        powers[0] = 1
        both.append(np.multiply.accumulate(powers))
    return both[0], both[1]


def _mix(values: Hashes) -> Hashes:
    values = (values ^ (values >> _SHIFT)) * _MIX_1
    values = (values ^ (values >> _SHIFT)) * _MIX_2
    return values ^ (values >> _SHIFT)


_BYTES = _mix(np.arange(1, 257, dtype=np.uint64))
_BYTES[_SPACE] = 0  # between words
_PLACES = _mix(np.arange(1_000, 1_000 + WIDTH, dtype=np.uint64)) | np.uint64(1)  # by place in the shingle


def distinct(hashes: Hashes) -> Hashes:
    """Return the sorted set of the hashes; for a thousand of them twice as fast as `numpy.unique`."""
    ordered = np.sort(hashes)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def smallest(hashes: Hashes, count: int) -> Hashes:
    """Return the `count` smallest of the set of the hashes, sorted; quicker than sorting all of them."""
    if len(hashes) <= 4 * count:
        return distinct(hashes)[:count]
    found = distinct(np.partition(hashes, 2 * count)[: 2 * count])
    return found[:count] if len(found) >= count else distinct(hashes)[:count]


def pack(hashes: Hashes) -> bytes:
    """Return sorted unique hashes as little-endian bytes."""
    return hashes.astype("<u8").tobytes()


def unpack(data: bytes) -> Hashes:
    """Return what `pack` packed."""
    return np.frombuffer(data, dtype="<u8").astype(np.uint64, copy=False)


def shared_count(left: Hashes, right: Hashes) -> int:
    """Return the size of the intersection of two sorted sets of hashes."""
    merged = np.concatenate([left, right])
    merged.sort()  # two sorted runs: quicker than a search for each
    return int(np.count_nonzero(merged[1:] == merged[:-1]))


def jaccard(left: int, right: int, shared: int) -> float:
    """Return the Jaccard index of two sets of the given sizes; two empty sets are alike by nothing: 0."""
    union = left + right - shared
    return shared / union if union else 0.0


def word_spans(text: str) -> Spans:
    """Return (start, end) of each word, as offsets into `text`, in the order of `words_of`.

    Returns:
        Shape (words, 2), in code points, end exclusive.
    """
    lowered = text.lower()
    codes = np.frombuffer(lowered.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    edges = np.flatnonzero(np.diff(_is_word(codes), prepend=0, append=0)).reshape(-1, 2)
    if len(lowered) == len(text):
        return edges
    origin = np.repeat(np.arange(len(text)), [len(char.lower()) for char in text])  # "İ" lowers to two
    return np.stack([origin[edges[:, 0]], origin[edges[:, 1] - 1] + 1], axis=1)


def _is_word(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int8]:
    """Return 1 for each code point that belongs to a word, else 0."""
    flags = _ASCII_WORD[np.minimum(codes, 127)]
    others = codes > 127
    if others.any():
        kinds, inverse = np.unique(codes[others], return_inverse=True)
        flags[others] = np.array([_WORD.match(chr(kind)) is not None for kind in kinds], dtype=np.int8)[
            inverse
        ]
    return flags


def shared_runs(in_order: Hashes, other: Hashes, words: int) -> list[tuple[int, int]]:
    """Return the runs of words (first, last) that are covered by shingles also in the set `other`.

    Args:
        in_order: this text's shingle hashes in order, as from `shingle_hashes`.
        other: the other text's sorted set of hashes.
        words: how many words this text has.
    """
    if not len(other):
        return []
    width = min(WIDTH, words)
    nearest = np.minimum(np.searchsorted(other, in_order), len(other) - 1)
    places = np.flatnonzero(other[nearest] == in_order)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > width)
    firsts = places[np.concatenate([[0], breaks + 1])]
    lasts = places[np.concatenate([breaks, [len(places) - 1]])] + width - 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
