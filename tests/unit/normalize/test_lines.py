"""Shapes of lines."""

import pytest

from service.normalize.lines import (
    ends_sentence,
    is_heading,
    is_name,
    is_url,
    list_marker,
    normal_case,
    starts_upper,
)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It is.", True),
        ("“Go!”", True),
        ("Go (now).)", True),
        ("A heading", False),
        ("。", True),
        ("”", False),
    ],
)
def test_ends_sentence(text: str, *, ends: bool) -> None:
    """A sentence's end is seen through closing quotes and brackets."""
    assert ends_sentence(text) is ends


@pytest.mark.parametrize(
    "text",
    [
        "Looting and abuses",
        "Can the West be trusted?",
        "Iran hits back at U.S.",
        "‘Forged’ permits",
        "4,000 vehicles",
    ],
)
def test_headings(text: str) -> None:
    """Questions, quotes, numbers and abbreviations may be headings."""
    assert is_heading(text, 90)


@pytest.mark.parametrize(
    "text",
    [
        "It is over.",
        "the rest of a sentence",
        "Three towns took part:",
        "1. Exampleton",
        "See www.example.org",
        "2001-05-25 2001 0-1 3",
        "Ensure that roads are ready; and",
        "It was long ago. Then it ended and nobody spoke of it any more, not even those who had seen it all",
        "x",
    ],
)
def test_other_lines_are_no_headings(text: str) -> None:
    """Sentences, list items, addresses, tables and fragments are not."""
    assert not is_heading(text, 120)


@pytest.mark.parametrize(
    "text", ["Jane Doe", "Ludwig van Beethoven", "Abdul al-Rashed", "J.K. Rowling", "N'DJAMENA", "岳弘彬"]
)
def test_names(text: str) -> None:
    """Particles, initials, apostrophes and scripts without capitals make names."""
    assert is_name(text)


@pytest.mark.parametrize("text", ["Jane doe went", "Room 101", "", "the house", "A B C D E F"])
def test_other_words_are_no_names(text: str) -> None:
    """Words in small letters, digits and long runs do not."""
    assert not is_name(text)


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("JANE DOE", "Jane Doe"),
        ("Jane DOE", "Jane DOE"),
        ("MICHAEL MCDONALD III", "Michael McDonald III"),
        ("SEAN O'NEILL", "Sean O'Neill"),
        ("PORT-AU-PRINCE", "Port-Au-Prince"),
        ("D.C.", "D.C."),
    ],
)
def test_normal_case(printed: str, normal: str) -> None:
    """Only names wholly in capitals change."""
    assert normal_case(printed) == normal


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("• one", "bullet"),
        ("* one", "bullet"),
        ("*one", None),
        ("1. one", "number"),
        ("– one", "number"),
        ("one", None),
    ],
)
def test_list_marker(text: str, marker: str | None) -> None:
    """Bullets are told from numbers and dashes, which need a neighbour to make a list."""
    assert list_marker(text) == marker


def test_is_url() -> None:
    """Only a line that is nothing but an address is one."""
    assert is_url("https://example.org/a")
    assert is_url("www.example.org")
    assert not is_url("see https://example.org/a")


def test_starts_upper() -> None:
    """Digits and scripts without case count as capital; small letters do not."""
    assert starts_upper("“Go")
    assert starts_upper("4 men")
    assert starts_upper("日本")
    assert not starts_upper("...and so")
    assert not starts_upper("")
