"""The rules, in order: the first that fits decides what an article is to the articles before it.

0. The item has been judged before (same coordinates, same uri): the same verdict again.
1. `exact` or `revision` by identity: an article of the same work, or at the same address, is remembered.
   With the same text, headline and status as any of them it is `exact`; otherwise it is a `revision` of
   the newest one, and its version is one higher. Items of one message that share an address are not
   revisions of one another.
2. `exact` by content: the folded text is the same as an earlier article's. Of several, the oldest.
   Bodies shorter than `reading.SHORT` words also need the same headline, and those shorter than a
   shingle, empty ones among them, the same address.
3. `near`: of the candidates, the one with the highest true Jaccard index, if it reaches `NEAR`; or if it
   reaches `FLOOR` and this article's shingles lie almost wholly (`CONTAINED`) in the earlier one: a cut
   copy. Short bodies are never `near`. Of one publisher's articles that are less than half alike, one
   whose common part is only its tail repeats a footer or the background of a running story: no copy.
   It is `syndicated` instead when it holds almost all of the earlier article's text, is longer, comes
   from another publisher, and both credit the same news agency.
4. `new` otherwise.

Two articles are compared when they are in one language, when their event times (where both have one) lie
within the horizon, and when the other is not a later item of the same raw partition, which a replay can
meet. Nothing here changes the index.
"""

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

import msgspec

from service.dedup.event_time import event_ms
from service.dedup.index import Index
from service.dedup.reading import SHORT, Reading, primary, read
from service.dedup.shingle import (
    Hashes,
    digest,
    jaccard,
    pack,
    shared_count,
    shared_runs,
    unpack,
    word_spans,
)
from service.record import Article, Dedup, Fingerprint, Passage

NEAR = 0.25
FLOOR = 0.1
CONTAINED = 0.8
HALF = 0.5
CANDIDATES = 12
"""Earlier articles that are compared in full."""
IDENTITIES = 64
"""Earlier articles with the same work, address or text that are looked at, newest first."""
PASSAGES = 24
"""Shared passages that are named as evidence; the longest are kept."""
DIGITS = 6
_GAP = 8
"""Words between two shared runs that still count as one block."""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """How this article compares with one earlier article: true Jaccard, and this one's share in it."""

    earlier: Fingerprint
    shingles: Hashes
    jaccard: float
    containment: float


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    article: Article
    reading: Reading
    event_ms: int | None
    index: Index


def judge(article: Article, index: Index) -> tuple[Article, Fingerprint]:
    """Give the article its verdict; the fingerprint is what has to be remembered of it.

    Args:
        article: a normalised article, without `dedup`.
        index: the articles before it; it is read and not changed.

    Returns:
        The article with `dedup` and `version` set, and its fingerprint, to be given to `Index.add`.
    """
    own = index.own(article.origin, article.uri)
    if own is not None:
        return msgspec.structs.replace(article, dedup=own.dedup, version=own.version), own
    case = _Case(
        article=article, reading=read(article), event_ms=event_ms(article, index.horizon_ms), index=index
    )
    dedup, version = _same_identity(case) or _same_text(case) or _near_copy(case) or _new(case)
    judged = msgspec.structs.replace(article, dedup=dedup, version=version)
    return judged, _fingerprint(case, dedup, version)


def _same_identity(case: _Case) -> tuple[Dedup, str] | None:
    reading, article = case.reading, case.article
    by_work = list(_comparable(case, case.index.with_work(article.work)))
    by_url = []
    if reading.url_key is not None:
        found = _comparable(case, case.index.with_url(reading.url_key))
        by_url = [earlier for earlier in found if not _same_message(earlier, article)]
    for earlier in (*by_work, *by_url):
        if (earlier.content, earlier.edition) == (reading.content, reading.edition):
            rule = "work+content/1" if by_work else "url+content/1"
            return _exact(case, earlier, rule), earlier.version
    if by_work:
        return _revision(case, by_work[0], "work/1")
    return _revision(case, by_url[0], "url/1") if by_url else None


def _same_text(case: _Case) -> tuple[Dedup, str] | None:
    found = list(_comparable(case, case.index.with_content(case.reading.content)))
    return (_exact(case, found[-1], "content/1"), case.article.version) if found else None


def _near_copy(case: _Case) -> tuple[Dedup, str] | None:
    if case.reading.words < SHORT:
        return None
    found = _comparable(case, case.index.candidates(case.reading.shingles, CANDIDATES))
    likenesses = [likeness for earlier in found if _is_copy(case, likeness := _compare(case, earlier))]
    if not likenesses:
        return None
    best = max(likenesses, key=lambda likeness: (likeness.jaccard, likeness.containment))
    method = "shingle-jaccard/1" if best.jaccard >= NEAR else "shingle-containment/1"
    status = "syndicated" if _is_syndicated(case.reading, best) else "near"
    return _with_likeness(case, best, status, method), case.article.version


def _new(case: _Case) -> tuple[Dedup, str]:
    story = f"urn:dateline:story:{digest(case.article.work)}"
    return Dedup(status="new", method="shingle-jaccard/1", story=story), case.article.version


def _exact(case: _Case, earlier: Fingerprint, method: str) -> Dedup:
    spans = word_spans(case.article.body)
    evidence = (Passage(start=int(spans[0, 0]), end=int(spans[-1, 1])),) if len(spans) else ()
    return Dedup(
        status="exact",
        of=earlier.uri,
        similarity=1.0,
        method=method,
        evidence=evidence,
        story=earlier.story,
    )


def _revision(case: _Case, earlier: Fingerprint, method: str) -> tuple[Dedup, str]:
    version = max(_number(earlier.version) + 1, _number(case.article.version))
    return _with_likeness(case, _compare(case, earlier), "revision", method), str(version)


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 1


def _with_likeness(case: _Case, likeness: Likeness, status: str, method: str) -> Dedup:
    return Dedup(
        status=status,
        of=likeness.earlier.uri,
        similarity=round(likeness.jaccard, DIGITS),
        containment=round(likeness.containment, DIGITS),
        method=method,
        evidence=_evidence(case, likeness.shingles),
        story=likeness.earlier.story,
    )


def _compare(case: _Case, earlier: Fingerprint) -> Likeness:
    mine, theirs = case.reading.shingles, unpack(earlier.shingles)
    shared = shared_count(mine, theirs)
    return Likeness(
        earlier=earlier,
        shingles=theirs,
        jaccard=jaccard(len(mine), len(theirs), shared),
        containment=shared / len(mine) if len(mine) else 0.0,
    )


def _is_copy(case: _Case, likeness: Likeness) -> bool:
    cut = likeness.jaccard >= FLOOR and likeness.containment >= CONTAINED
    if likeness.jaccard < NEAR and not cut:
        return False
    source = case.reading.source
    same_publisher = source is not None and source == likeness.earlier.source
    return not (same_publisher and likeness.jaccard < HALF and _only_tail(case.reading, likeness.shingles))


def _is_syndicated(reading: Reading, likeness: Likeness) -> bool:
    """Whether an agency's text stands, nearly whole, inside this longer article of another publisher."""
    earlier, theirs, mine = likeness.earlier, len(likeness.shingles), len(reading.shingles)
    if reading.source is None or earlier.source is None or reading.source == earlier.source:
        return False
    if set(reading.agencies).isdisjoint(earlier.agencies):
        return False
    return mine > theirs and likeness.containment * mine >= CONTAINED * theirs


def _only_tail(reading: Reading, theirs: Hashes) -> bool:
    """Whether all that is shared is one block at this text's end, and less than half of it."""
    runs = shared_runs(reading.in_order, theirs, reading.words)
    if not runs:
        return False
    reaches_end = runs[-1][1] >= reading.words - _GAP
    is_one_block = all(after[0] - before[1] <= _GAP for before, after in pairwise(runs))
    return reaches_end and is_one_block and runs[0][0] > reading.words * HALF


def _evidence(case: _Case, theirs: Hashes) -> tuple[Passage, ...]:
    runs = shared_runs(case.reading.in_order, theirs, case.reading.words)
    longest = sorted(runs, key=lambda run: run[0] - run[1])[:PASSAGES]
    spans = word_spans(case.article.body)
    return tuple(
        Passage(start=int(spans[first, 0]), end=int(spans[last, 1])) for first, last in sorted(longest)
    )


def _comparable(case: _Case, found: Iterable[Fingerprint]) -> Iterator[Fingerprint]:
    return (earlier for earlier in islice(found, IDENTITIES) if _is_comparable(case, earlier))


def _is_comparable(case: _Case, earlier: Fingerprint) -> bool:
    if primary(earlier.language) != case.reading.language:
        return False
    if _apart_ms(case.event_ms, earlier.event_ms) > case.index.horizon_ms:
        return False
    mine, theirs = case.article.origin, earlier.origin
    if (mine.topic, mine.partition) != (theirs.topic, theirs.partition):
        return True
    return (theirs.offset, theirs.item) < (mine.offset, mine.item)


def _apart_ms(left: int | None, right: int | None) -> int:
    return 0 if left is None or right is None else abs(left - right)


def _same_message(earlier: Fingerprint, article: Article) -> bool:
    mine, theirs = article.origin, earlier.origin
    return (mine.topic, mine.partition, mine.offset) == (theirs.topic, theirs.partition, theirs.offset)


def _fingerprint(case: _Case, dedup: Dedup, version: str) -> Fingerprint:
    article, reading = case.article, case.reading
    return Fingerprint(
        uri=article.uri,
        work=article.work,
        url_key=reading.url_key,
        content=reading.content,
        edition=reading.edition,
        source=reading.source,
        agencies=reading.agencies,
        shingles=pack(reading.shingles),
        language=article.language,
        event_ms=case.event_ms,
        origin=article.origin,
        story=dedup.story or "",
        dedup=dedup,
        version=version,
    )
