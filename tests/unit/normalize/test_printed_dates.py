"""Printed dates."""

import pytest

from service.normalize.printed_dates import find_printed_date, is_printed_date


@pytest.mark.parametrize(
    "text",
    [
        "July 5, 2022", "5 July 2022", "Oct. 17", "3 ene", "12 de octubre de 2023", "5th July, 2022",
        "1er janvier",
        "Monday, July 5", "2023-10-17", "17.10.2023", "June 2022", "5. März 2023", "5 июля", "July 05. 2022",
    ],
)  # fmt: skip
def test_dates(text: str) -> None:
    """Dates in the order and language of many papers are recognised whole."""
    assert is_printed_date(text)


@pytest.mark.parametrize("text", ["London", "May", "Domingo", "17", "Marching 5", ""])
def test_other_words(text: str) -> None:
    """A bare month, weekday or number is no date."""
    assert not is_printed_date(text)


def test_date_in_a_dateline_is_found() -> None:
    """The date's offsets are given, and a saint's name that is a weekday is none."""
    text = "LONDON, July 5, 2022 "
    assert find_printed_date(text) == (8, 20)
    assert find_printed_date("SANTO DOMINGO") is None
