"""Invented articles."""

from service.taggers.training.fit import ordinary_words
from service.taggers.training.synthesis import synthetic


def test_articles_are_reproducible_and_well_labelled() -> None:
    """One seed gives one corpus, every word has its label, and all types occur."""
    corpus = synthetic("sentences_en.txt", 60, 7)
    assert corpus == synthetic("sentences_en.txt", 60, 7)
    seen: set[str] = set()
    for document in corpus:
        for sentence in document:
            assert len(sentence.words) == len(sentence.labels)
            seen.update(sentence.labels)
    assert seen == {"O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"}


def test_no_slot_is_left_in_a_sentence() -> None:
    """Braces and brackets of the patterns are all filled."""
    for document in synthetic("sentences_en.txt", 150, 8):
        for sentence in document:
            assert not {"{", "}", "[", "]", "<", ">"} & set("".join(sentence.words))


def test_ordinary_words_are_those_written_small() -> None:
    """A word that opens names more often than it stands small is not ordinary."""
    ordinary = ordinary_words(synthetic("sentences_en.txt", 60, 7))
    assert "said" in ordinary
    assert "kano" not in ordinary
