r"""5-word shingles of a body as hashes, and the passages that two bodies share.

The similarity that the record publishes is the Jaccard index of the sets of 5-word shingles, where a
word is a match of `\w+` in the lower-cased body, folded (`service.dedup.folding`). Shingles are
represented by 64-bit hashes: for two bodies of 1,000 words the chance that any two different shingles
share a hash is below 10⁻¹², so the published figure is exact for all practical purposes. What is compared
with what is decided in `service.dedup.verdict`.
"""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import xxhash

WIDTH = 5
"""Words in a shingle."""

Hashes = npt.NDArray[np.uint64]
Spans = npt.NDArray[np.intp]

_WORD = re.compile(r"\w+")
_ASCII_WORD = np.array([_WORD.match(chr(code)) is not None for code in range(128)], dtype=np.bool_)
_DOTTED_I = "İ"  # the one letter that is two, a letter and a mark between words, in lower case
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2^64 / golden ratio, odd (Knuth's multiplicative hashing)
_INVERSE = pow(_MULTIPLIER, -1, 2**64)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)  # finaliser constants of MurmurHash3 (public domain)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)
_SPACE = 0x20


def hash_64(text: str) -> int:
    """Return a 64-bit hash (XXH3) that is the same in every process."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))


def digest(*parts: str | bytes) -> str:
    """Return a 128-bit hash (hex) of `parts`, which are kept apart; text counts as its UTF-8 bytes."""
    data = [part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts]
    return xxhash.xxh3_128_hexdigest(b"\x1f".join(data))


def shingle_hashes(words: Sequence[str]) -> Hashes:
    """Return the hash of each shingle in order of its first word; see `shingles_of`."""
    return shingles_of(word_hashes(" ".join(words).encode("utf-8", "surrogatepass")))


def shingles_of(hashes: Hashes) -> Hashes:
    """Return the hash of each shingle, given the hash of each word.

    A text of fewer than five words has one shingle, made of all of them; a text without words has none.
    """
    if not len(hashes):
        return hashes
    width = min(WIDTH, len(hashes))
    windows: Hashes = np.ndarray((len(hashes) - width + 1, width), np.uint64, hashes, 0, (8, 8))
    total = windows @ _PLACES[:width]
    total += np.uint64(width)
    return _mix(total)


def word_hashes(folded: bytes) -> Hashes:
    """Return a 64-bit hash of each word in what `folding.fold` returned, all of them computed at once.

    A word's hash is a polynomial over its UTF-8 bytes, each replaced by a random-looking number, made even
    by a finaliser. That the text is hashed where it stands is undone by the inverse of the multiplier.
    """
    if not folded:
        return np.empty(0, dtype=np.uint64)
    data = np.frombuffer(folded, dtype=np.uint8)
    powers, inverses = _powers(1 << len(data).bit_length())
    blanks = np.flatnonzero(data == _SPACE)
    terms = _BYTES.take(data)
    terms *= powers[: len(data)]
    sums = np.add.accumulate(terms)  # a blank adds nothing, so up to one is up to the end of a word
    hashes = np.append(sums[blanks], sums[-1])
    hashes[1:] -= sums[blanks]
    hashes[1:] *= inverses[blanks + 1]
    hashes[0] *= inverses[0]
    return _mix(hashes)


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
    """Finalise in place."""
    values ^= values >> _SHIFT
    values *= _MIX_1
    values ^= values >> _SHIFT
    values *= _MIX_2
    values ^= values >> _SHIFT
    return values


_BYTES = _mix(np.arange(1, 257, dtype=np.uint64))
_BYTES[_SPACE] = 0  # between words
_PLACES = _mix(np.arange(1_000, 1_000 + WIDTH, dtype=np.uint64)) | np.uint64(1)  # by place in the shingle


def distinct(hashes: Hashes) -> Hashes:
    """Return the sorted set of the hashes; for a thousand of them twice as fast as `numpy.unique`."""
    ordered = np.sort(hashes)
    if not len(ordered):
        return ordered
    first = np.empty(len(ordered), dtype=np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def smallest(hashes: Hashes, count: int) -> Hashes:
    """Return the `count` smallest of the set of the hashes, sorted; quicker than sorting all of them."""
    if len(hashes) > 4 * count:  # look first where so many are to be expected, twice over
        found = hashes[hashes < np.uint64(2 * count * 2**64 // len(hashes))]
        found.sort()
        first = found[:count]
        if len(first) == count and not np.count_nonzero(first[1:] == first[:-1]):
            return first
    return distinct(hashes)[:count]


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
    """Return (start, end) of each word, as offsets into `text`, in the order of `folding.words_of`.

    Returns:
        Shape (words, 2), in code points, end exclusive.
    """
    if _DOTTED_I not in text:
        return _edges(text)
    edges = _edges(text.lower())
    origin = np.repeat(np.arange(len(text)), [len(char.lower()) for char in text])
    return np.stack([origin[edges[:, 0]], origin[edges[:, 1] - 1] + 1], axis=1)


def _edges(text: str) -> Spans:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    flags = np.zeros(len(codes) + 2, dtype=np.bool_)  # with one that is no word's at each end
    inside = flags[1:-1]
    np.take(_ASCII_WORD, codes, mode="clip", out=inside)
    others = np.flatnonzero(codes > 127)
    if len(others):
        kinds, inverse = np.unique(codes[others], return_inverse=True)
        words = np.array([_WORD.match(chr(kind)) is not None for kind in kinds.tolist()], dtype=np.bool_)
        inside[others] = words[inverse]
    return np.flatnonzero(flags[1:] != flags[:-1]).reshape(-1, 2)


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
    nearest = np.minimum(other.searchsorted(in_order), len(other) - 1)
    places = np.flatnonzero(other[nearest] == in_order)
    if not len(places):
        return []
    breaks = np.flatnonzero(places[1:] - places[:-1] > width)
    firsts = places[np.concatenate([[0], breaks + 1])]
    lasts = places[np.concatenate([breaks, [len(places) - 1]])] + width - 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
