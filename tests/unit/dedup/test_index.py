from collections.abc import Iterable

import pytest

from service.dedup import Index, judge
from service.dedup.index import QUORUM
from service.dedup.shingle import unpack
from service.record import Article, Fingerprint
from tests.articles import plain_article

HOUR = 3_600_000
DAY_TEXT = "Ferries to the islands sailed again on Tuesday after three days of gales number"


def article_at(number: int, hour: int | None, text: str = DAY_TEXT) -> Article:
    """Return an article received `hour` hours into 2026, or without any time."""
    received = None if hour is None else f"2026-01-{1 + hour // 24:02}T{hour % 24:02}:00:00Z"
    return plain_article(number, f"{text} {number}", received=received)


def remember(index: Index, articles: Iterable[Article]) -> list[Fingerprint]:
    """Judge and add each article; return the fingerprints."""
    fingerprints = []
    for article in articles:
        _, fingerprint = judge(article, index)
        index.add(fingerprint)
        fingerprints.append(fingerprint)
    return fingerprints


def test_bounds_have_to_be_positive() -> None:
    """A window of nothing is refused."""
    with pytest.raises(ValueError, match="at least 1"):
        Index(0, 10)
    with pytest.raises(ValueError, match="at least 1"):
        Index(10, 0)


def test_the_first_goes_first_when_the_number_is_reached() -> None:
    """Never more than `max_articles` are remembered, and the latest are the ones that stay."""
    index = Index(72 * HOUR, 5)
    fingerprints = remember(index, (article_at(number, None) for number in range(12)))
    assert len(index) == 5
    kept = [f.uri for f in fingerprints if index.own(f.origin, f.uri) is not None]
    assert kept == [f.uri for f in fingerprints[-5:]]


def test_old_articles_are_forgotten_once_enough_later_ones_came() -> None:
    """An article beyond the horizon of every one of the latest articles is forgotten."""
    index = Index(72 * HOUR, 10_000)
    (old,) = remember(index, [article_at(0, 0)])
    remember(index, (article_at(number, 80) for number in range(1, QUORUM)))
    assert index.own(old.origin, old.uri) is not None
    remember(index, [article_at(QUORUM, 80)])
    assert index.own(old.origin, old.uri) is None
    assert len(index) == QUORUM


def test_one_wrong_clock_forgets_nothing() -> None:
    """A single article from far ahead does not empty the index."""
    index = Index(72 * HOUR, 10_000)
    remember(index, (article_at(number, 1) for number in range(100)))
    remember(index, [article_at(100, 700)])
    remember(index, (article_at(number, 2) for number in range(101, 110)))
    assert len(index) == 110


def test_an_archive_in_mixed_order_is_kept() -> None:
    """Articles of all times in any order are not forgotten by time."""
    index = Index(72 * HOUR, 10_000)
    remember(index, (article_at(number, (number * 37) % 700) for number in range(300)))
    assert len(index) == 300


def test_articles_without_time_are_forgotten_by_number_only() -> None:
    """Nothing expires where no time is known."""
    index = Index(1, 10_000)
    remember(index, (article_at(number, None) for number in range(300)))
    assert len(index) == 300


def test_adding_a_fingerprint_twice_adds_it_once() -> None:
    """A fingerprint that is read again, as after a crash, changes nothing."""
    index = Index(72 * HOUR, 100)
    (fingerprint,) = remember(index, [article_at(1, 1)])
    index.add(fingerprint)
    assert len(index) == 1


def test_judging_changes_nothing() -> None:
    """`judge` only reads: without `add` the same article is new again and again."""
    index = Index(72 * HOUR, 100)
    first, _ = judge(article_at(1, 1), index)
    second, _ = judge(plain_article(2, f"{DAY_TEXT} 1"), index)
    assert (len(index), first.dedup and first.dedup.status, second.dedup and second.dedup.status) == (
        0,
        "new",
        "new",
    )


def test_identities_and_candidates_come_from_memory_alone() -> None:
    """Work, address, content and shared text each lead back to the fingerprint."""
    index = Index(72 * HOUR, 100)
    article = plain_article(1, DAY_TEXT, url="https://a.example/1", work="w")
    (fingerprint,) = remember(index, [article])
    assert list(index.with_work("w")) == [fingerprint]
    assert list(index.with_url("https://a.example/1")) == [fingerprint]
    assert list(index.with_content(fingerprint.content)) == [fingerprint]
    assert list(index.candidates(unpack(fingerprint.shingles), 3)) == [fingerprint]
    assert list(index.with_work("v")) == []


def test_the_store_may_be_any_mapping() -> None:
    """Packed fingerprints live in the mapping that is given, and leave it when they are forgotten."""
    store: dict[int, bytes] = {}
    index = Index(72 * HOUR, 3, store=store)
    remember(index, (article_at(number, None) for number in range(7)))
    assert len(store) == 3


def test_a_restored_index_gives_the_same_verdicts() -> None:
    """Fed with the remembered fingerprints, a fresh index judges whatever comes as the old one does."""
    horizon, most = 72 * HOUR, 60
    index = Index(horizon, most)
    stream = [article_at(number, number // 4, f"{DAY_TEXT} of {number % 17} boats") for number in range(200)]
    fingerprints = remember(index, stream)
    restored = Index(horizon, most)
    for fingerprint in fingerprints[-most - 20 :]:
        restored.add(fingerprint)
    following = [article_at(number, 50, f"{DAY_TEXT} of {number % 23} boats") for number in range(200, 300)]
    assert remember(index, following) == remember(restored, following)


def test_sequence_numbers_are_counted_down_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the numbers run out they are counted down, and every verdict stays the same."""
    stream = [article_at(n, n // 9, f"{DAY_TEXT} of {n % 17} boats and {n % 29} crews") for n in range(400)]
    plain = remember(Index(72 * HOUR, 30), stream)
    monkeypatch.setattr("service.dedup.index.SEQUENCE_BITS", 7)
    index = Index(72 * HOUR, 30)
    assert remember(index, stream) == plain
    assert len(index) == 30


def test_a_bound_above_the_numbers_is_refused() -> None:
    """More articles than sequence numbers can tell apart are a wrong setting."""
    with pytest.raises(ValueError, match="at most 16777216"):
        Index(HOUR, 20_000_000)


def test_many_at_once_are_remembered_as_one_after_the_other() -> None:
    """An index that is rebuilt in batches gives the verdicts that one rebuilt singly gives, as it grows."""
    texts = [f"{DAY_TEXT} {number % 700} and then {number % 37} more of them came" for number in range(1_500)]
    source = Index(72 * HOUR, 2_000)
    fingerprints = remember(source, (article_at(n, n // 20, text) for n, text in enumerate(texts)))
    fingerprints[400:400] = fingerprints[300:350]  # what was written twice is passed over
    singly, together = Index(72 * HOUR, 1_200), Index(72 * HOUR, 1_200)
    for fingerprint in fingerprints:
        singly.add(fingerprint)
    for start in range(0, len(fingerprints), 333):
        together.add_all(fingerprints[start : start + 333])
    assert len(singly) == len(together) == 1_200
    for number in range(2_000, 2_200):
        article = article_at(number, 74, f"{texts[number - 1_000]} again")
        assert judge(article, singly) == judge(article, together)
