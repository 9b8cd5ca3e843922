"""Attributions in French and Spanish: who speaks, whatever stands between."""

import pytest

from service.taggers.document import Tags
from service.taggers.quotes import tag_quotes
from tests.eval.documents import plain_document


@pytest.mark.parametrize(
    ("text", "language", "words", "speaker"),
    [
        ("« C'est un besoin vital », a affirmé M. Peskov vendredi.", "fr", "C'est un besoin", "M. Peskov"),
        (
            "« Il faut protéger les villes », a rapporté sur Facebook le porte-parole du président.",
            "fr", "Il faut protéger les villes", "le porte-parole du président",
        ),
        (
            "« Notre désaccord est total, souligne-t-elle. Nous avons des solutions. »",
            "fr", "Notre désaccord est total", "elle",
        ),
        ("“Es una salvajada para todos”, comenta David Campo.", "es", "Es una salvajada", "David Campo"),
        (
            "La presidenta coincide: “No queremos que desaparezca la fiesta”.",
            "es", "No queremos que desaparezca la fiesta", "La presidenta",
        ),
        (
            "El portavoz destaca que no quieren irse: “Estamos totalmente a favor de la fiesta”.",
            "es", "Estamos totalmente a favor de la fiesta", "El portavoz",
        ),
        (
            "La medida no se aplicará hasta mayo, según alertó el Consejo de Europa.",
            "es", "La medida no se aplicará hasta mayo", "el Consejo de Europa",
        ),
    ],
)  # fmt: skip
def test_speakers(text: str, language: str, words: str, speaker: str) -> None:
    """The words are found with the one who says them."""
    quotes = tag_quotes(plain_document(text, language), Tags()).quotes
    quote = next(q for q in quotes if q.text.startswith(words))

    assert quote.speaker is not None
    assert quote.speaker.surface == speaker


def test_a_pronoun_before_the_verb_is_no_part_of_the_subject() -> None:
    """The subject of "Bruselas le ha recordado" is Bruselas."""
    body = "Bruselas le ha recordado que debe cumplir la normativa europea."
    (quote,) = tag_quotes(plain_document(body, "es"), Tags()).quotes

    assert quote.speaker is not None
    assert quote.speaker.surface == "Bruselas"
