"""What German word order attributes, and what it does not."""

import pytest

from service.taggers.quotes_german import attributions_german, is_reported_mood
from service.taggers.quotes_grammar import grammar_of
from service.taggers.quotes_units import Unit
from service.taggers.segment import words_of


def _unit(text: str) -> Unit:
    words = tuple(words_of(text, 0, len(text), "de"))
    return Unit(text, words, tuple(word.text.lower() for word in words), (False,) * len(words), "de")


def _read(text: str) -> list[tuple[str, str, str]]:
    grammar = grammar_of("de")
    assert grammar is not None
    found = attributions_german(_unit(text), grammar)
    spans = [(a.speaker, a.cue, a.content) for a in found]
    return [tuple(text[s[0] : s[1]] if s else "" for s in three) for three in spans]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content"),
    [
        (
            "Laut Innenminister Karl Moser sind die Grenzen sicher.",
            "Innenminister Karl Moser",
            "Laut",
            "sind die Grenzen sicher",
        ),
        (
            "Die Lage sei ruhig geblieben, laut einem Bericht der Zeitung.",
            "einem Bericht der Zeitung",
            "laut",
            "Die Lage sei ruhig geblieben",
        ),
        (
            "Hans Moser, Kommandant der Wache, sagte, dass der Vorfall kein Unfall gewesen sei.",
            "Hans Moser, Kommandant der Wache",
            "sagte",
            "dass der Vorfall kein Unfall gewesen sei",
        ),
        (
            "Am Abend sagte der Minister, es gebe keine Pläne, denn das Geld fehle.",
            "der Minister",
            "sagte",
            "es gebe keine Pläne",
        ),
    ],
)
def test_who_says_what(text: str, speaker: str, cue: str, content: str) -> None:
    """Speaker, cue and content are those that the order of the words gives."""
    assert _read(text) == [(speaker, cue, content)]


@pytest.mark.parametrize("text", ["Nach dem Sieg feierten alle.", "Er sagte nichts, aber er ging.", "Nach."])
def test_what_attributes_nothing(text: str) -> None:
    """A preposition of time and a cue that nothing follows are no attribution."""
    assert _read(text) == []


def test_mood_of_reported_speech() -> None:
    """The first subjunctive near the front marks a sentence as reported, the indicative does not."""
    assert is_reported_mood(_unit("Die Konsequenzen nehme er hin, die Tat sei richtig."))
    assert not is_reported_mood(_unit("Die Konsequenzen nimmt er hin."))
