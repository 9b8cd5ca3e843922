"""Whether a text argues."""

from service.taggers.genres_argued import argued, judged
from tests.eval.documents import plain_document

ARGUMENT = "We must ask what our town is for. Should we close the library? I think we should not. " * 20
JUDGEMENT = (
    "The plan is merely a supposed cure, and hardly a sensible one. It is true that rents rise. Yet the "
    "so-called reform is sheer folly, no doubt cynical, and it deserves no applause. "
) * 8
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


def test_who_judges_argues_without_speaking() -> None:
    """A column that never says "I" is known by its judging words; a report that quotes them is not."""
    assert judged(plain_document(JUDGEMENT)) >= 50
    assert judged(plain_document(f"“{JUDGEMENT}” the critic wrote.")) == 0
    assert judged(plain_document(REPORT)) == 0
    assert judged(plain_document(JUDGEMENT[:300])) == 0
    assert judged(plain_document(JUDGEMENT, "de")) == 0


def test_words_inside_other_words_neither_demand_nor_judge() -> None:
    """What "bought", "mustard" and "northern" hold, "ought", "must" and "nor", is no word there."""
    text = (
        "I bought mustard on our northern shoulder of the hill, and we thought it a fine minority taste. "
        * 20
    )
    assert argued(plain_document(text)) == 0
    assert judged(plain_document(text)) == 0
