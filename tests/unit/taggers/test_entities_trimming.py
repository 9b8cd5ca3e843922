"""What is cut from names."""

import pytest

from service.taggers.entities_trimming import names_nothing, parts_of, start_with_article, trimmed_name
from service.taggers.segment import words_of


def cut(text: str) -> list[str]:
    """Cut a text into words."""
    return [word.text for word in words_of(text, 0, len(text))]


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
        ("National Union of Norland's", "ORG", "National Union of Norland"),
        ("Wendy's", "ORG", "Wendy 's"),
    ],
)
def test_titles_are_left_out_of_peoples_names(text: str, kind: str, expected: str) -> None:
    """A title before a person's name is cut; in a place's or a body's name it stays."""
    words = cut(text)
    first, last = trimmed_name(words, kind)
    assert " ".join(words[first:last]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("He told The Norland Times so.", 8), ("Work begins\n\nThe Norland Agency said so.", 17)],
)
def test_an_article_behind_a_heading_is_no_part_of_the_name(text: str, expected: int) -> None:
    """A capital The belongs to a body's name inside a sentence only, not where a new paragraph opens."""
    words = list(words_of(text, 0, len(text)))
    at = next(index for index, word in enumerate(words) if word.text == "Norland")
    assert start_with_article(words, at, "ORG") == expected


def test_a_body_and_who_speaks_for_it_are_parted() -> None:
    """A role inside a span parts a body's name from a person's; what is cut is counted from the span."""
    words = tuple(cut("Blantyre High Court Judge Eric Banda"))
    parts = [(" ".join(words[first:last]), kind) for first, last, kind in parts_of(words, "ORG")]
    assert parts == [("Blantyre High Court", "ORG"), ("Eric Banda", "PER")]
    words = tuple(cut("Dr. Ada Obi"))
    assert parts_of(words, "PER") == [(2, 4, "PER")]
    assert parts_of(("Monday",), "ORG") == []


@pytest.mark.parametrize("text", ["Crown Prince", "His Majesty", "Kingdom", "S.A.", "President", "Monday"])
def test_words_that_name_nothing(text: str) -> None:
    """Titles, honours, days and legal forms by themselves are no names."""
    assert names_nothing(cut(text))


@pytest.mark.parametrize("text", ["King Street", "Obi", "South Sudan"])
def test_names_that_hold_such_words(text: str) -> None:
    """A name that holds one of those words beside another is a name."""
    assert not names_nothing(cut(text))
