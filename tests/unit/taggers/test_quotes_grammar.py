"""The tables of words that attribute, by language."""

import pytest

from service.taggers.quotes_cues import attributing_words
from service.taggers.quotes_grammar import grammar_of


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "nl", "pl", "ru"])
def test_every_word_that_is_read_is_looked_for(language: str) -> None:
    """Sentences are chosen by words; every word that a rule starts from is among them."""
    grammar = grammar_of(language)
    assert grammar is not None

    starting = grammar.forms | grammar.participles | grammar.according | grammar.behind | grammar.fronted
    assert starting | grammar.clause <= attributing_words(language)


def test_english_and_unknown_languages_have_none() -> None:
    """English is read otherwise, and a language without a table not at all."""
    assert grammar_of("en") is None
    assert grammar_of("xx") is None
