"""Whether a text argues."""

from service.taggers.genres_argued import argued
from tests.eval.documents import plain_document

ARGUMENT = "We must ask what our town is for. Should we close the library? I think we should not. " * 20
REPORT = "The mayor said the library would close, according to the council. It should open in June. " * 20


def test_writers_who_speak_and_demand() -> None:
    """The writer's own voice with demands and questions is an argument."""
    assert argued(plain_document(ARGUMENT)) >= 50


def test_reports_and_what_others_say_are_none() -> None:
    """Words in marks count for nobody, and a report quotes others."""
    assert argued(plain_document(REPORT)) == 0
    assert argued(plain_document(f"“{ARGUMENT}”")) == 0


def test_short_texts_and_unknown_languages_are_none() -> None:
    """Too few words and a language without a table say nothing."""
    assert argued(plain_document(ARGUMENT[:200])) == 0
    assert argued(plain_document(ARGUMENT, "fi")) == 0
