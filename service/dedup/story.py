"""Stories: articles about the same event, grouped by what their headlines and leads name.

Copies and revisions belong to the story of the article they repeat. Other articles join a story by the
words of the headline and of the first `LEAD_WORDS` words of the body, without the commonest words:

- `headline/1`: they share at least `FEWEST` headline words, and these are `HEADLINE_SHARE` of the shorter
  headline; or
- `headline-in-lead/1`: most words of each headline stand in the other article's headline or lead.

In scripts without blanks between words each two neighbouring characters count as a word.

An article joins the story of the one earlier article that is most alike; ties go to the older. Where it
also agrees with articles of other stories, in nearly all headline words (`MERGE_FEWEST`, `MERGE_SHARE`),
it says that those stories are merged into its own (`merges`). Nothing that was published is rewritten: a
reader who wants the merged story takes the identifiers together, and later articles carry the one that
was kept. The rule is conservative: it rather leaves one event in two stories than two events in one.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from service.dedup.shingle import hash_64
from service.record import Fingerprint

FEWEST = 3
HEADLINE_SHARE = 0.7
MOST_SHARE = 0.75
LEAST_SHARE = 0.6
LEAD_FEWEST = 5
MERGE_FEWEST = 4
MERGE_SHARE = 0.8
LEAD_WORDS = 40
MOST_WORDS = 32
"""Words that are kept of a headline, and of a lead."""

Words = frozenset[int]

# Thai, Lao, Burmese, Khmer, kana and Chinese characters stand without blanks between words
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{3}")

# Words that stand in headlines and leads of any subject; shorter ones are passed over by their length.
_COMMON = frozenset(
    """
    about after again against all also amid among and another are because been before being between both
    but can could day despite does during each even every first for from get got had has have having her
    here his how into its just last live made make makes making many more most much must near new news next
    not now off one only other our out over photos report reports said says she should show shows since
    some such than that the their them then there these they this those through today two under until
    update updates upon very video want wants was watch week were what when where which while who why will
    with within without would year years you your
    aber auch beim dass das dem den der des die doch ein eine einem einen einer eines für gegen hat haben
    ist mehr mit nach nicht noch nur oder sich sind über und vom von vor war warum was wegen wenn werden
    wie wird wurde zum zur
    aux avec ces cette dans des elle est être été fait les leur leurs mais nos notre nous par pas plus pour
    que qui sans ses son sont sous sur tous tout une vers
    como con contra cuando del desde donde dos ella entre era esta este está fue han hasta las los más muy
    nos para pero por que qué ser sin sobre son tras una uno
    """.split()
)


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The telling words of an article, as 32-bit hashes."""

    headline: Words
    lead: Words


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """By which rule two articles are about one event, and how much of the headlines agrees (0–1)."""

    method: str
    share: float
    merges: bool


def subject_of(headline: list[str], body: list[str]) -> Subject:
    """Return the telling words of a headline and of the beginning of a body, both in folded words."""
    return Subject(headline=_telling(headline), lead=_telling(body[:LEAD_WORDS]))


def _telling(words: list[str]) -> Words:
    if _UNSPACED.search(" ".join(words)):
        words = [part for word in words for part in (_pairs(word) if _UNSPACED.search(word) else (word,))]
    hashes = [hashed for word in words if (hashed := _telling_hash(word)) is not None]
    return frozenset(hashes[:MOST_WORDS])


def _pairs(word: str) -> list[str]:
    """Return each two neighbouring characters of a clause in a script without blanks."""
    return [word[at : at + 2] for at in range(max(1, len(word) - 1))]


@lru_cache(maxsize=16_384)
def _telling_hash(word: str) -> int | None:
    return hash_64(word) >> 32 if _is_telling(word) else None


def _is_telling(word: str) -> bool:
    if word in _COMMON:
        return False
    return len(word) >= 3 or (len(word) == 2 and not word.isascii()) or (len(word) == 2 and word.isdigit())


def pack_words(words: Words) -> bytes:
    """Return the words in ascending order as little-endian 32-bit numbers."""
    return np.array(sorted(words), dtype="<u4").tobytes()


def unpack_words(data: bytes) -> Words:
    """Return what `pack_words` packed."""
    return frozenset(np.frombuffer(data, dtype="<u4").tolist())


def subject_in(fingerprint: Fingerprint) -> Subject:
    """Return the telling words that a fingerprint remembers."""
    return Subject(
        headline=unpack_words(fingerprint.headline_words), lead=unpack_words(fingerprint.lead_words)
    )


def signals(packed: bytes) -> npt.NDArray[np.uint64]:
    """Return packed words as sorted hashes for a posting table, spread over 64 bits."""
    spread = np.frombuffer(packed, dtype="<u4") * np.uint64(0x9E3779B97F4A7C15)
    spread.sort()
    return spread


def agreement(mine: Subject, theirs: Subject) -> Agreement | None:
    """Return how two articles agree on their event, or `None` where they do not."""
    if not mine.headline or not theirs.headline:
        return None
    shared = len(mine.headline & theirs.headline)
    share = shared / min(len(mine.headline), len(theirs.headline))
    if shared >= FEWEST and share >= HEADLINE_SHARE:
        both = shared / max(len(mine.headline), len(theirs.headline))
        merges = shared >= MERGE_FEWEST and both >= MERGE_SHARE
        return Agreement(method="headline/1", share=share, merges=merges)
    here = mine.headline & (theirs.headline | theirs.lead)
    there = theirs.headline & (mine.headline | mine.lead)
    shares = sorted((len(here) / len(mine.headline), len(there) / len(theirs.headline)))
    enough = len(here | there) >= LEAD_FEWEST and min(len(here), len(there)) >= 2
    if enough and shares[1] >= MOST_SHARE and shares[0] >= LEAST_SHARE:
        return Agreement(method="headline-in-lead/1", share=shares[0], merges=False)
    return None


def best(agreements: Iterable[tuple[int, Agreement]]) -> int | None:
    """Return the place of the strongest agreement; ties go to the first."""
    ranked = [(-found.share, found.method != "headline/1", place) for place, found in agreements]
    return min(ranked)[2] if ranked else None
