"""Sentences and words: where they end, and that offsets are kept."""

import pytest

from service.taggers.segment import sentences_of, words_of


def words(text: str) -> list[str]:
    """Return the words of `text`."""
    return [word.text for word in words_of(text, 0, len(text))]


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`."""
    return [text[s.start : s.end] for s in sentences_of(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trump’s U.S.–Russia deal", ["Trump", "’s", "U.S.", "–", "Russia", "deal"]),
        ("He'll go", ["He", "'ll", "go"]),
        ("Moscow-based Al-Assad", ["Moscow", "-", "based", "Al-Assad"]),
        ("Chih-ming O'Brien", ["Chih-ming", "O'Brien"]),
        ("d'Ukraine", ["d'", "Ukraine"]),
        ("two-and-a-half-hour talks", ["two-and-a-half-hour", "talks"]),
        ("2,500 km, 3.5%", ["2,500", "km", ",", "3.5", "%"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Possessives and elisions stand alone, compound names stay whole."""
    assert words(text) == expected


def test_an_elision_with_a_capital_is_one_only_in_languages_that_have_it() -> None:
    """L'Allemagne is two words in French, D'Souza one name in English."""
    text = "L'Allemagne et D'Souza"
    assert [w.text for w in words_of(text, 0, len(text), "fr")][:3] == ["L'", "Allemagne", "et"]
    assert words(text)[-1] == "D'Souza"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith left. He was late.", ["Mr. Smith left.", "He was late."]),
        ("The U.S. Army moved. It stopped.", ["The U.S. Army moved.", "It stopped."]),
        ("“We are done.” He left.", ["“We are done.”", "He left."]),
        ("J. K. Rowling wrote. People read.", ["J. K. Rowling wrote.", "People read."]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """Abbreviations and initials end no sentence, closing quotes belong to theirs."""
    assert sentences(text) == expected


def test_offsets_point_into_the_whole_text() -> None:
    """Offsets are those of the text, not of the stretch that is cut."""
    text = "Aaa. Bbb ccc."
    assert [(w.start, w.end) for w in words_of(text, 5, len(text))] == [(5, 8), (9, 12), (12, 13)]
