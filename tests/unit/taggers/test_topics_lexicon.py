"""The words that point to topics."""

import pytest

from service.taggers.topics_lexicon import find_terms, lexicon, parse_terms
from service.taggers.topics_vocabulary import media_topics

LANGUAGES = ("en", "de", "fr", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_a_current_topic(language: str) -> None:
    """No table points to a code that is unknown or retired."""
    words = lexicon(language)
    assert words is not None
    codes = {code for term in words.terms for code, _ in term.topics}

    assert [code for code in sorted(codes) if code not in media_topics()] == []
    assert [code for code in sorted(codes) if media_topics()[code].retired] == []


def test_only_whole_words_and_the_longest_count() -> None:
    """A term inside a word or inside a longer term is not found; plurals and prefixes are."""
    words = lexicon("en")
    assert words is not None
    text = "Toward a trade war: missiles, kidnappings, warheads."

    assert [text[h.start : h.end] for h in find_terms(text, words)] == [
        "trade war",
        "missiles",
        "kidnappings",
        "warheads",
    ]


def test_weights_and_signs_are_read() -> None:
    """A caret gives the weight, a minus makes it count against the topic."""
    line = "20000062 war: battle^.5, front*, -trade war^3"

    assert parse_terms(line) == {
        "battle": [("20000062", 0.5)],
        "front*": [("20000062", 1.0)],
        "trade war": [("20000062", -3.0)],
    }


def test_a_broken_line_is_refused() -> None:
    """A line without a code is an error that shows the line."""
    with pytest.raises(ValueError, match="war battle"):
        parse_terms("war battle")
