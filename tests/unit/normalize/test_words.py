"""The word lists."""

import pytest

from service.normalize.words import label_list, name_list, word_list


@pytest.mark.parametrize(
    "name", ["bodies", "titles", "roles", "modifiers", "kickers", "particles", "generic_domains"]
)
def test_lists_are_lower_case(name: str) -> None:
    """Every list holds words, all in lower case, since they are compared so."""
    words = word_list(name)
    assert words
    assert all(word == word.lower() for word in words)


def test_names_keep_their_words() -> None:
    """A list of names keeps names of several words whole."""
    assert "West Bank" in name_list("places")


@pytest.mark.parametrize("name", ["caption_labels", "link_labels", "source_labels"])
def test_labels_are_parted_by_commas(name: str) -> None:
    """A label may hold several words; none is empty, and none holds the sign that stands behind it."""
    labels = label_list(name)
    assert any(" " in label for label in labels)
    assert all(label and label == label.strip() and ":" not in label for label in labels)


def test_unknown_list_is_an_error() -> None:
    """A misspelt list is found out at once."""
    with pytest.raises(KeyError):
        word_list("nothing")
