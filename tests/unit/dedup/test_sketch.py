import numpy as np

from service.dedup.shingle import Hashes
from service.dedup.sketch import SHARE, SIZE, WAYS, Postings


def random_set(chance: np.random.Generator, size: int) -> Hashes:
    """Return a sorted set of hashes."""
    return np.sort(chance.integers(0, 2**64, size, dtype=np.uint64))


def test_an_article_finds_what_shares_its_text() -> None:
    """An earlier set is a candidate for a later one that shares a third of it, and strangers are not."""
    chance = np.random.default_rng(1)
    postings = Postings(1_000)
    sets = [random_set(chance, 400) for _ in range(300)]
    for sequence, shingles in enumerate(sets, start=1):
        postings.add([shingles], sequence)
    for sequence in (1, 150, 300):
        half = np.sort(np.concatenate([sets[sequence - 1][::2], random_set(chance, 200)]))
        assert postings.candidates(half, 1, 5) == [sequence]
    assert postings.candidates(random_set(chance, 400), 1, 5) == []


def test_forgotten_articles_are_no_candidates() -> None:
    """Sequence numbers below the oldest are passed over."""
    shingles = random_set(np.random.default_rng(2), 100)
    postings = Postings(10)
    postings.add([shingles], 1)
    postings.add([shingles], 2)
    assert postings.candidates(shingles, 1, 9) == [1, 2]
    assert postings.candidates(shingles, 2, 9) == [2]


def test_a_repeated_phrase_does_not_push_out_the_rest() -> None:
    """A shingle that every article has fills only its share, so an article is still found by its own."""
    chance = np.random.default_rng(3)
    common = np.arange(SIZE // 2, dtype=np.uint64) * np.uint64(1_000_003)
    own = [random_set(chance, 60) for _ in range(200)]
    postings = Postings(200)
    for sequence, shingles in enumerate(own, start=1):
        postings.add([np.sort(np.concatenate([common, shingles]))], sequence)
    found = sum(
        sequence in postings.candidates(np.sort(np.concatenate([common, shingles])), 1, 12)
        for sequence, shingles in enumerate(own, start=1)
    )
    assert found >= 198
    through_phrase = postings.candidates(common, 1, 100)
    assert len(through_phrase) <= SHARE * 2
    assert max(through_phrase) == 200


def test_candidates_depend_on_the_latest_entries_only() -> None:
    """A table that began later, as after a restore, yields the same candidates for what it remembers."""
    chance = np.random.default_rng(4)
    sets = [random_set(chance, 80) for _ in range(400)]
    sets = [
        sets[n] if n % 3 else np.sort(np.concatenate([sets[n // 2][:40], sets[n][:40]])) for n in range(400)
    ]
    capacity = 100
    whole, late = Postings(capacity), Postings(capacity)
    for sequence, shingles in enumerate(sets, start=1):
        whole.add([shingles], sequence)
        if sequence > 400 - capacity:
            late.add([shingles], sequence)
    for shingles in sets:
        assert whole.candidates(shingles, 301, 12) == late.candidates(shingles, 301, 12)


def test_sets_smaller_than_a_sketch_are_kept_whole() -> None:
    """One shingle is enough to find an article again; none finds nothing."""
    postings = Postings(5)
    one, none = np.array([77], dtype=np.uint64), np.array([], dtype=np.uint64)
    postings.add([none], 1)
    postings.add([one], 2)
    assert postings.candidates(one, 1, 3) == [2]
    assert postings.candidates(none, 1, 3) == []


def test_growing_loses_nothing() -> None:
    """A table that grew with its articles yields what one laid out at once yields, and stays dense."""
    chance = np.random.default_rng(5)
    sets = [random_set(chance, 40) for _ in range(6_000)]
    grown, whole = Postings(6_000), Postings(6_000)
    whole.fit(6_000)
    for sequence, shingles in enumerate(sets, start=1):
        grown.fit(sequence)
        grown.add([shingles], sequence)
        whole.add([shingles], sequence)
        assert grown.nbytes <= max(1.2 * sequence * SIZE * 8 / 0.8, 2_048 * WAYS * 8 + 8)
    assert grown.nbytes == whole.nbytes
    found = [grown.candidates(shingles, 1, 3) for shingles in sets]
    assert found == [whole.candidates(shingles, 1, 3) for shingles in sets]
    assert found == [[sequence] for sequence in range(1, 6_001)]


def test_counting_down_keeps_what_is_remembered() -> None:
    """After the numbers are counted down, the same articles are found under their new numbers."""
    chance = np.random.default_rng(6)
    sets = [random_set(chance, 40) for _ in range(300)]
    postings = Postings(300)
    for sequence, shingles in enumerate(sets, start=1_001):
        postings.add([shingles], sequence)
    postings.rebase(1_100)
    assert [postings.candidates(shingles, 1, 3) for shingles in sets[:100]] == [[]] * 100
    assert [postings.candidates(shingles, 1, 3) for shingles in sets[100:]] == [[n] for n in range(1, 201)]


def test_a_phrase_that_several_have_makes_no_candidate() -> None:
    """One shared hash counts where a single article has it; where two have it, two must be shared."""
    chance = np.random.default_rng(7)
    one, two, text = random_set(chance, 10), random_set(chance, 10), random_set(chance, 20)
    postings = Postings(1_000)
    postings.add([one, np.sort(np.append(two, one[:1]))], 1)
    assert postings.candidates(np.sort(np.append(text, one[:1])), 1, 3) == []
    assert postings.candidates(np.sort(np.append(text, one[1:2])), 1, 3) == [1]
    assert postings.candidates(np.sort(np.append(text, [one[0], two[0]])), 1, 3) == [2]


def test_many_at_once_are_entered_as_one_after_the_other() -> None:
    """Sets that share hashes and buckets leave the same table, whether they come singly or together."""
    chance = np.random.default_rng(8)
    phrases = random_set(chance, 30)
    sets = [
        np.sort(np.concatenate([random_set(chance, size), chance.choice(phrases, size // 4, replace=False)]))
        for size in chance.integers(0, 60, 700)
    ]
    singly, together = Postings(600), Postings(600)
    for sequence, shingles in enumerate(sets, start=1):
        singly.add([shingles], sequence)
    for start in range(0, len(sets), 150):
        together.add(sets[start : start + 150], start + 1)
    found = [singly.candidates(shingles, 1, 50) for shingles in sets]
    assert found == [together.candidates(shingles, 1, 50) for shingles in sets]
    assert max(map(len, found)) > 1
