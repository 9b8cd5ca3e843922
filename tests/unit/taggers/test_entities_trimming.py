"""What is cut from names."""

import pytest

from service.taggers.entities_trimming import names_nothing, trimmed_name
from service.taggers.segment import Word, words_of


def cut(text: str) -> list[Word]:
    """Cut a text into words."""
    return list(words_of(text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("King Abdullah", "PER", "Abdullah"),
        ("Crown Prince Mohammed bin Salman", "PER", "Mohammed bin Salman"),
        ("Sheikh Hasina", "PER", "Hasina"),
        ("Lady Gaga", "PER", "Lady Gaga"),
        ("King Faisal Hospital", "ORG", "King Faisal Hospital"),
        ("Prince Edward Island", "LOC", "Prince Edward Island"),
        ("Dr. Ada Obi", "PER", "Ada Obi"),
    ],
)
def test_titles_are_left_out_of_peoples_names(text: str, kind: str, expected: str) -> None:
    """A title before a person's name is cut; in a place's or a body's name it stays."""
    assert " ".join(word.text for word in trimmed_name(cut(text), kind)) == expected


@pytest.mark.parametrize("text", ["Crown Prince", "His Majesty", "Kingdom", "S.A.", "President", "Monday"])
def test_words_that_name_nothing(text: str) -> None:
    """Titles, honours, days and legal forms by themselves are no names."""
    assert names_nothing(cut(text))


@pytest.mark.parametrize("text", ["King Street", "Obi", "South Sudan"])
def test_names_that_hold_such_words(text: str) -> None:
    """A name that holds one of those words beside another is a name."""
    assert not names_nothing(cut(text))
