"""Acronyms in brackets."""

import pytest

from service.taggers.entities_acronyms import plain_acronyms, stands_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He took a rapid antigen test (RAT), then another RAT.", {"RAT", "RATs"}),
        ("The gross domestic product (GDP) fell.", {"GDP", "GDPs"}),
        ("The Ghana Education Board (GEB) met.", set()),
        (
            "The Harbour Safety Act (HSA) and the East Trade Agreement (EaTA) hold.",
            {"HSA", "HSAs", "EaTA", "EaTAs"},
        ),
        ("Three Special Tax Zones (STZs) opened.", {"STZ", "STZs"}),
        ("He spoke to the daily paper (NYT) twice.", set()),
        ("(WHO) said so.", set()),
    ],
)
def test_acronyms_of_ordinary_words_name_nothing(text: str, expected: set[str]) -> None:
    """An acronym that spells the small words before it, or stands for a law and the like, names no body."""
    assert plain_acronyms(text) == expected


def test_letters_must_come_in_order() -> None:
    """The capitals are initials of the name's words, beginning with the first."""
    assert stands_for("WFP", "World Food Programme")
    assert not stands_for("FPW", "World Food Programme")


def test_many_brackets_are_read_in_linear_time() -> None:
    """A text that is nothing but words and brackets ends quickly."""
    assert plain_acronyms("a b c d (ABCD) " * 20_000) == {"ABCD", "ABCDs"}
