"""The table of cues."""

import pytest

from service.taggers.quotes_cues import SPEECH, cues, tails


@pytest.mark.parametrize(
    ("form", "lemma", "kind"),
    [
        ("said", "say", "past"),
        ("says", "say", "s"),
        ("saying", "say", "ing"),
        ("replied", "reply", "past"),
        ("admitting", "admit", "ing"),
        ("wrote", "write", "past"),
        ("written", "write", "past"),
    ],
)
def test_forms_are_inflected(form: str, lemma: str, kind: str) -> None:
    """Regular and irregular forms lead back to their lemma."""
    cue = cues("en")[form]

    assert (cue.lemma, cue.form) == (lemma, kind)
    assert SPEECH in cue.kinds


def test_forms_that_are_mostly_nouns_are_left_out() -> None:
    """No cues are "state" and "comments", but "stated" and "commented" are."""
    table = cues("en")

    assert "state" not in table
    assert "comments" not in table
    assert {"stated", "commented"} <= set(table)


def test_other_languages_have_their_own_forms() -> None:
    """German forms are listed; an unknown language has none."""
    assert "sagte" in cues("de")
    assert cues("xx") == {}


def test_longer_tails_come_first() -> None:
    """The tail "in a written statement" is tried before what it contains."""
    lengths = [len(tail) for tail in tails()]

    assert lengths == sorted(lengths, reverse=True)
