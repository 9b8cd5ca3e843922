"""What may be a source, and which cues make one."""

import pytest

from service.taggers.sources_shape import is_noun_phrase, is_stated, tidied


@pytest.mark.parametrize(
    "phrase",
    [
        "two officials briefed on the matter",
        "the affected neighbours",
        "one of the complainants",
        "police",
        "leading economists",
        "Many members of the board",
    ],
)
def test_noun_phrases(phrase: str) -> None:
    """Groups and persons without a name may be sources."""
    assert is_noun_phrase(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "the union expected production to improve",
        "no one signed",
        "climbs up to the plant",
        "built near a stream",
        "when",
        "the idea",
        "Trump’s early-morning",
        "China offers cheaper credit and",
        "",
    ],
)
def test_no_noun_phrases(phrase: str) -> None:
    """Half a clause, an adverb or an abstract noun is none."""
    assert not is_noun_phrase(phrase)


@pytest.mark.parametrize(
    ("cue", "kind", "is_clause", "stated"),
    [
        ("has also said", "indirect", True, True),
        ("would say", "indirect", True, False),
        ("did not respond", "indirect", True, False),
        ("expects", "indirect", False, True),
        ("wants", "indirect", True, False),
        ("called", "mixed", True, True),
        ("maintained", "indirect", False, False),
        ("maintained", "indirect", True, True),
        ("grinned", "direct", True, True),
        ("according to", "indirect", True, True),
    ],
)
def test_cues(cue: str, kind: str, is_clause: bool, stated: bool) -> None:
    """What was said makes a source; what would be said, is refused or only wanted does not."""
    assert is_stated(cue, kind, "en", is_clause=is_clause) is stated


def test_tidied() -> None:
    """A connective in front and a time behind belong to the sentence, not to the source."""
    assert tidied("However, one of the authors") == (9, "one of the authors")
    assert tidied("The minister this week") == (0, "The minister")
