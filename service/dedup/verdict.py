"""The rules, in order: the first that fits decides what an article is to the articles before it.

0. The item has been judged before (same coordinates, same uri): the same verdict again.
1. `exact` or `revision` by identity: an article of the same work, or at the same address, is remembered.
   With the same text, headline and status as any of them it is `exact`; otherwise it is a `revision` of
   the newest one, and its version is one higher. Items of one message that share an address are not
   revisions of one another.
2. `revision` by notice: a kill, correction or update that names, by its headline, an article of the same
   publisher or agency (`service.dedup.notices`).
3. `exact` by content: the folded text is the same as an earlier article's. Of several, the oldest.
   Bodies shorter than `reading.SHORT` words also need the same headline, and those shorter than a
   shingle, empty ones among them, the same address.
4. `near`: of the candidates, the one with the highest true Jaccard index, if it reaches `NEAR`; or if it
   reaches `FLOOR` and this article's shingles lie almost wholly (`CONTAINED`) in the earlier one: a cut
   copy. Short bodies are never `near`. Between articles of one publisher, what it prints under one
   article after the other does not count; and if they are less than half alike and only the tail is
   common, it repeats a footer or the background of a running story: no copy; nor if they are `SERIES_MS`
   or more apart and no whole sentence is common: weather, prices and results, filled into one form.
   It is `syndicated` instead when it holds almost all of the earlier article's text, is longer, comes
   from another publisher, and both credit the same news agency (`service.dedup.syndication`); then any
   share of it is enough.
5. `new` otherwise, in a story of its own or in one that exists (`service.dedup.story`).

Two articles are compared when they are in one language, when their event times (where both have one) lie
within the horizon, and when the other is not a later item of the same raw partition, which a replay can
meet. Nothing here changes the index.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from service.dedup.changes import changes
from service.dedup.event_time import event_ms
from service.dedup.folding import words_of
from service.dedup.index import Index
from service.dedup.likeness import (
    Likeness,
    compare,
    furniture,
    is_form,
    is_only_tail,
    shared_passages,
    without,
)
from service.dedup.notices import KILL, announced_titles, notice_of, suspected_notice
from service.dedup.reading import Reading, primary, read
from service.dedup.shingle import Hashes, digest, pack, word_spans
from service.dedup.story import agreement, best, pack_words, subject_in
from service.dedup.syndication import is_small_part, is_syndicated
from service.record import Article, Dedup, Fingerprint, Passage, StoryLink

NEAR = 0.25
FLOOR = 0.1
CONTAINED = 0.8
HALF = 0.5
CANDIDATES = 12
"""Earlier articles that are compared in full."""
IDENTITIES = 64
"""Earlier articles with the same work, address or text that are looked at, newest first."""
TITLE_WORDS = 4
"""Words that a headline must have for a notice to be taken to mean it."""
DIGITS = 6
SERIES_MS = 6 * 3_600_000
"""How far apart the articles of a series are at least, by event time."""


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
    dedup, version = (
        _same_identity(case) or _noticed(case) or _same_text(case) or _near_copy(case) or _new(case)
    )
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


def _noticed(case: _Case) -> tuple[Dedup, str] | None:
    """Find the article that a kill, correction or update names by its headline."""
    notice = suspected_notice(case.article)
    if notice is None:
        return None
    for title in announced_titles(case.article):
        words = words_of(title)
        if len(words) < TITLE_WORDS:
            continue
        for earlier in _comparable(case, case.index.with_headline(digest(" ".join(words)))):
            is_same_text = earlier.content == case.reading.content and notice != KILL
            if _is_same_desk(case.reading, earlier) and not is_same_text:
                return _revision(case, earlier, "notice/1", notice)
    return None


def _is_same_desk(reading: Reading, earlier: Fingerprint) -> bool:
    if reading.source is not None and reading.source == earlier.source:
        return True
    return not set(reading.agencies).isdisjoint(earlier.agencies)


def _same_text(case: _Case) -> tuple[Dedup, str] | None:
    found = list(_comparable(case, case.index.with_content(case.reading.content)))
    return (_exact(case, found[-1], "content/1"), case.article.version) if found else None


def _near_copy(case: _Case) -> tuple[Dedup, str] | None:
    reading = case.reading
    if reading.is_short:
        return None
    found = _comparable(case, case.index.candidates(reading.shingles, CANDIDATES))
    likenesses = [compare(reading.shingles, earlier) for earlier in found]
    repeated = furniture(reading, likenesses)
    copies = [likeness for likeness in likenesses if _is_copy(case, likeness, repeated)]
    if not copies:
        return None
    best = max(copies, key=lambda likeness: (likeness.jaccard, likeness.containment))
    method = "shingle-jaccard/1" if best.jaccard >= NEAR else "shingle-containment/1"
    status = "syndicated" if is_syndicated(reading, case.article.body, best) else "near"
    return _with_likeness(case, best, status, method), case.article.version


def _new(case: _Case) -> tuple[Dedup, str]:
    story, link, merges = _story(case)
    dedup = Dedup(
        status="new",
        method="shingle-jaccard/1",
        story=story,
        story_link=link,
        merges=merges,
        notice=notice_of(case.article),
    )
    return dedup, case.article.version


def _story(case: _Case) -> tuple[str, StoryLink | None, tuple[str, ...]]:
    """Return the story of a new article: one that exists and why, or its own; and which it merges."""
    mine, index = case.reading.subject, case.index
    found = list(_comparable(case, index.story_candidates(mine.headline, CANDIDATES)))
    agreed = [agreement(mine, subject_in(earlier)) for earlier in found]
    place = best((place, value) for place, value in enumerate(agreed) if value)
    if place is None or (chosen := agreed[place]) is None:
        return f"urn:dateline:story:{digest(case.article.work)}", None, ()
    story = index.kept_story(found[place].story)
    others = [index.kept_story(found[n].story) for n, value in enumerate(agreed) if value and value.merges]
    merges = tuple(dict.fromkeys(other for other in others if other != story)) if chosen.merges else ()
    similarity = round(chosen.share, DIGITS)
    return story, StoryLink(of=found[place].uri, method=chosen.method, similarity=similarity), merges


def _exact(case: _Case, earlier: Fingerprint, method: str) -> Dedup:
    spans = word_spans(case.article.body)
    evidence = (Passage(start=int(spans[0, 0]), end=int(spans[-1, 1])),) if len(spans) else ()
    return Dedup(
        status="exact",
        of=earlier.uri,
        similarity=1.0,
        method=method,
        evidence=evidence,
        story=case.index.kept_story(earlier.story),
    )


def _revision(case: _Case, earlier: Fingerprint, method: str, notice: str | None = None) -> tuple[Dedup, str]:
    version = max(_number(earlier.version) + 1, _number(case.article.version))
    dedup = _with_likeness(case, compare(case.reading.shingles, earlier), "revision", method)
    reading, article = case.reading, case.article
    changed = changes(reading, article.body, reading.headline_key, earlier)
    return msgspec.structs.replace(dedup, notice=notice or notice_of(article), changes=changed), str(version)


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 1


def _with_likeness(case: _Case, likeness: Likeness, status: str, method: str) -> Dedup:
    return Dedup(
        status=status,
        of=likeness.earlier.uri,
        similarity=round(likeness.jaccard, DIGITS),
        containment=round(likeness.containment, DIGITS),
        method=method,
        evidence=shared_passages(case.reading, case.article.body, likeness.shingles),
        story=case.index.kept_story(likeness.earlier.story),
    )


def _is_copy(case: _Case, likeness: Likeness, repeated: Hashes) -> bool:
    reading = case.reading
    if likeness.jaccard < FLOOR:
        return is_small_part(reading, case.article.body, likeness)
    if reading.source is not None and reading.source == likeness.earlier.source:
        if likeness.jaccard < HALF and (
            _is_series(case, likeness) or is_only_tail(reading, likeness.shingles)
        ):
            return False
        own = without(likeness, reading.shingles, repeated)
        return own.jaccard >= NEAR or (own.jaccard >= FLOOR and own.containment >= CONTAINED)
    is_cut = likeness.containment >= CONTAINED
    return likeness.jaccard >= NEAR or is_cut or is_syndicated(reading, case.article.body, likeness)


def _is_series(case: _Case, likeness: Likeness) -> bool:
    apart_ms = _apart_ms(case.event_ms, likeness.earlier.event_ms)
    return apart_ms >= SERIES_MS and is_form(case.reading, likeness.shingles)


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
        shingles=pack(reading.in_order),
        headline_key=reading.headline_key,
        headline_words=pack_words(reading.subject.headline),
        lead_words=pack_words(reading.subject.lead),
        language=article.language,
        event_ms=case.event_ms,
        origin=article.origin,
        story=dedup.story or "",
        dedup=dedup,
        version=version,
    )
