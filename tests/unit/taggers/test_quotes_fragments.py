"""Sentences and fragments in quotation marks."""

import pytest

from service.taggers.quotes_fragments import is_full, is_nothing_but, word_count
from service.taggers.quotes_marks import quoted_in


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("“We are ready to go.”", True),
        ("the “blame game” goes on", False),
        ("“No!”", True),
        ("“我们已经准备好了可以出发了。”", True),
    ],
)
def test_sentence_or_fragment(text: str, full: bool) -> None:
    """What begins and ends as a sentence is one, words inside a sentence are a fragment."""
    (quoted,) = quoted_in(text, 0, len(text))

    assert is_full(text, quoted) is full


def test_a_paragraph_that_is_one_quotation() -> None:
    """Only marks from end to end make a paragraph nothing but a quotation."""
    whole, part = "“We are ready.”", "“We are ready,” he said."

    assert is_nothing_but(quoted_in(whole, 0, len(whole)), (0, len(whole)))
    assert not is_nothing_but(quoted_in(part, 0, len(part)), (0, len(part)))


def test_words_of_scripts_without_blanks() -> None:
    """Four characters count as a word where words are not set apart."""
    assert (word_count("one two three"), word_count("我们已经准备好了吗")) == (3, 2)
