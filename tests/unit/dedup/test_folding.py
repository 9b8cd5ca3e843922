import random
import re
from unicodedata import normalize

import pytest

from service.dedup.folding import fold, fold_word, split, words_of

WORD = re.compile(r"\w+")


@pytest.mark.parametrize(
    "text",
    [
        "The quick-brown fox; it's 3.5 km_away!",
        "“Größe”, sagte er – und ging…",
        "Prices (rose)\u00a0by 5 %\nand\tfell.",
        "Москва и Київ: 東京で会談",
        "",
    ],
)
def test_words_are_matches_of_the_published_expression(text: str) -> None:
    """Words are the matches of the published expression in the lower-cased text, folded one by one."""
    assert words_of(text) == [fold_word(word) for word in WORD.findall(text.lower())]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ceasefire", "сеаѕеfіrе"),  # Cyrillic letters that look Latin
        ("STRASSE", "Straße"),
        ("ﬁnance", "finance"),
        ("ＡＢＣ", "abc"),
        ("café", normalize("NFD", "CAFÉ").lower()),
    ],
)
def test_what_a_reader_sees_as_one_word_folds_to_one(left: str, right: str) -> None:
    """Compatibility forms, case and lookalike letters do not tell words apart."""
    assert fold_word(left.lower()) == fold_word(right.lower())


def test_accents_tell_words_apart() -> None:
    """A word with an accent is another word than the one without."""
    assert fold_word("ano") != fold_word("año")


def test_any_characters_fold_as_word_by_word() -> None:
    """Whatever characters stand beside each other, words are those of the published expression."""
    chance = random.Random(3)  # noqa: S311 - repeatable on purpose
    alphabet = [*map(chr, (*range(0x3100), *range(0xA000, 0x10400), 0x1D400)), *"aZe .,’é가İΣςﬁﷺ½" * 200]
    for _ in range(4_000):
        text = "".join(chance.choices(alphabet, k=8))
        assert words_of(text) == [fold_word(word) for word in WORD.findall(text.lower())], text


def test_folded_words_are_bytes_with_single_blanks() -> None:
    """Gaps of any length become one blank, and a text without words nothing."""
    assert fold("  One -- “Two”…\n\nthree ") == b"one two three"
    assert fold("– … !") == b""
    assert split(b"") == []
