"""Fingerprints by a stated generator: of the sizes of real articles, with phrases that recur everywhere.

Each takes the shingle hashes of one real article after the other and hashes them anew with the article's
number, so that they occur once. `IN_USE` of its shingles are then phrases that others use too, drawn from
`POOL` of all shingles of the real articles, the commonest first by Zipf's law: at a million articles the
rarest of them is in about fifty, and the commonest in nearly all. Headline words are drawn as they occur at
the beginnings of real articles. What is judged against them is real text, so every tenth of its phrases
and nearly every word of its headline is in use: more than in the 890 real articles, where one shingle
in a hundred occurs twice, but that share grows by half with each doubling of their number.
"""

from collections.abc import Iterator

import msgspec
import numpy as np

from service.codecs.record import encode_fingerprint
from service.dedup import Index, judge
from service.dedup.folding import words_of
from service.dedup.shingle import Hashes, distinct, pack, unpack
from service.dedup.story import subject_of
from service.record import Fingerprint
from tests.articles import plain_article

HORIZON_MS = 72 * 3_600_000
POOL = 0.1
IN_USE = 0.05
HEADLINE_WORDS = 8
HEADLINE_CHARACTERS = 60


def encoded(size: int, known: list[str], others: list[str]) -> Iterator[bytes]:
    """Yield `size` encoded fingerprints: generated ones, and at the end the real `known` articles."""
    real = [_judged(number, text) for number, text in enumerate(known)]
    phrases = _pool([*real, *(_judged(number, text) for number, text in enumerate(others))])
    words = np.array(
        [word for text in (*known, *others) for word in _headline_words(text)], dtype=np.uint32
    )  # each as often as it occurs
    chance = np.random.default_rng(1)
    for number in range(size - len(real)):
        yield encode_fingerprint(_generated(real[number % len(real)], number, phrases, words, chance))
    yield from map(encode_fingerprint, real[-size:])


def headline_of(text: str) -> str:
    """Return what stands for the headline of a text that has none."""
    return text[:HEADLINE_CHARACTERS]


def _judged(number: int, text: str) -> Fingerprint:
    return judge(plain_article(number, text, headline=headline_of(text)), Index(HORIZON_MS, 1))[1]


def _headline_words(text: str) -> list[int]:
    return sorted(subject_of(words_of(headline_of(text)), []).headline)


def _pool(real: list[Fingerprint]) -> Hashes:
    """Return the phrases in use, in an order of their own."""
    hashes = distinct(np.concatenate([unpack(one.shingles) for one in real]))
    chosen = hashes[hashes % np.uint64(10_000) < np.uint64(10_000 * POOL)]
    return np.random.default_rng(2).permutation(chosen)


def _generated(
    model: Fingerprint, number: int, phrases: Hashes, words: np.ndarray, chance: np.random.Generator
) -> Fingerprint:
    hashes = (unpack(model.shingles) ^ np.uint64(number * 2 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    hashes ^= hashes >> np.uint64(29)
    count = round(len(hashes) * IN_USE)
    ranks = (len(phrases) ** chance.random(count)).astype(np.intp)  # Zipf: as many in each octave of ranks
    hashes[chance.integers(0, len(hashes), count)] = phrases[ranks - 1]
    name = f"{number:032x}"
    return msgspec.structs.replace(
        model,
        uri=f"urn:dateline:article:{name}",
        work=f"urn:dateline:work:{name}",
        url_key=f"https://example.com/{number}",
        content=name,
        edition=name,
        headline_key=name,
        headline_words=np.unique(chance.choice(words, HEADLINE_WORDS)).astype("<u4").tobytes(),
        shingles=pack(hashes),
        event_ms=1_700_000_000_000 + number,
        origin=msgspec.structs.replace(model.origin, partition=1, offset=number),
        story=f"urn:dateline:story:{name}",
    )
