"""Sentences written again: with other names, and like headlines."""

from service.taggers.training.corpora import Labelled
from service.taggers.training.variation import names_in, varied, with_headlines

SENTENCE = Labelled(
    ("Ada", "Obi", "left", "Kano", ",", "the", "World", "Bank", "said", "."),
    ("B-PER", "I-PER", "O", "B-LOC", "O", "O", "B-ORG", "I-ORG", "O", "O"),
)


def test_names_are_found_by_their_labels() -> None:
    """First word, word after the last and type of each name."""
    assert list(names_in(SENTENCE)) == [(0, 2, "PER"), (3, 4, "LOC"), (6, 8, "ORG")]


def test_only_names_change() -> None:
    """The words outside names stay, the types stay in order, and labels fit the words."""
    for seed in range(20):
        ((changed,),) = varied([[SENTENCE]], seed)
        assert len(changed.words) == len(changed.labels)
        assert [kind for _, _, kind in names_in(changed)] == ["PER", "LOC", "ORG"]
        outside = [w for w, label in zip(changed.words, changed.labels, strict=True) if label == "O"]
        assert outside == ["left", ",", "the", "said", "."]


def test_names_of_one_document_change_together() -> None:
    """A name that comes twice is the same new name twice; the same seed gives the same corpus."""
    first, second = varied([[SENTENCE, SENTENCE]], 3)[0]
    assert first == second
    assert varied([[SENTENCE]], 5) == varied([[SENTENCE]], 5)
    assert any(varied([[SENTENCE]], seed) != [[SENTENCE]] for seed in range(5))


def test_headlines_keep_labels() -> None:
    """Longer words get a capital, or all of them; the full stop goes; labels stay."""
    ((headline,),) = with_headlines([[SENTENCE]], 1, 1.0)
    assert headline.labels == SENTENCE.labels[:-1]
    assert headline.words[2] in {"Left", "LEFT"}
    assert with_headlines([[SENTENCE]], 1, 0.0) == [[SENTENCE]]
