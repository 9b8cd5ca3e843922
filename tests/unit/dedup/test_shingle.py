import numpy as np
import pytest

from service.dedup.folding import words_of
from service.dedup.shingle import (
    digest,
    jaccard,
    pack,
    shared_count,
    shared_runs,
    shingle_hashes,
    unpack,
    word_spans,
)


def test_shingles_are_counted_in_words() -> None:
    """A text of n words has n - 4 shingles in order; equal windows have equal hashes."""
    hashes = shingle_hashes("a b c d e f a b c d e".split())
    assert len(hashes) == 7
    assert hashes[0] == hashes[6]
    assert len(set(hashes.tolist())) == 6


def test_order_of_words_matters() -> None:
    """The same five words in another order are another shingle."""
    assert shingle_hashes("a b c d e".split()) != shingle_hashes("b a c d e".split())


@pytest.mark.parametrize(("words", "count"), [([], 0), (["a"], 1), (["a", "b", "c", "d"], 1)])
def test_short_texts_have_one_shingle_of_what_there_is(words: list[str], count: int) -> None:
    """Fewer than five words make one shingle, no words none."""
    assert len(shingle_hashes(words)) == count


def test_hashes_are_the_same_in_every_process() -> None:
    """Hashes are published on a topic, so they are pinned here."""
    assert [hex(value) for value in shingle_hashes("one two three four five".split()).tolist()] == [
        "0xf90a9e4779520b90"
    ]
    assert digest("a", "b") != digest("ab")


def test_packing_and_unpacking_keeps_the_set() -> None:
    """What was packed comes back."""
    hashes = np.unique(shingle_hashes("to be or not to be that is the question".split()))
    assert (unpack(pack(hashes)) == hashes).all()


def test_shared_count_and_jaccard() -> None:
    """The intersection is exact whichever side is longer, and empty sets are alike by nothing."""
    left, right = np.array([1, 3, 5, 9], dtype=np.uint64), np.array([3, 9, 11], dtype=np.uint64)
    none = np.array([], dtype=np.uint64)
    assert shared_count(left, right) == shared_count(right, left) == 2
    assert shared_count(left, none) == 0
    assert jaccard(4, 3, 2) == 2 / 5
    assert jaccard(0, 0, 0) == 0.0


def test_word_spans_point_at_the_words() -> None:
    """Spans are offsets into the text itself, even where lower-casing makes it longer."""
    text = "İstanbul’da 3 kişi, said X."
    spans = word_spans(text)
    assert len(spans) == len(words_of(text))
    assert [text[start:end] for start, end in spans][-2:] == ["said", "X"]
    assert text[spans[0][0] : spans[0][1]].startswith("İ")


def test_shared_runs_join_neighbouring_shingles() -> None:
    """Words covered by overlapping or touching shared shingles form one run."""
    mine = shingle_hashes("x x0 a b c d e f g y y0 y1 y2 y3".split())
    theirs = np.unique(shingle_hashes("a b c d e f g".split()))
    assert shared_runs(mine, theirs, 14) == [(2, 8)]
