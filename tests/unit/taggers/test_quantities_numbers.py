"""Numbers in digits and words."""

import re

import pytest

from service.taggers.quantities_digits import digit_runs
from service.taggers.quantities_numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1,500,000 or 1.5 million", "en", [1_500_000, 1_500_000]),
        ("12,34,567 rupees", "en", [1_234_567]),
        ("R10 000 and 2.3 million", "en", [10_000, 2_300_000]),
        ("2 1/2 or 2½ or ½", "en", [2.5, 2.5, 0.5]),
        ("$2.5bn and £3m and 5k", "en", [2.5e9, 3e6, 5000]),
        ("3m high", "en", [3]),
        ("5m people", "en", [5_000_000]),
        ("twenty-one, one hundred and six", "en", [21, 106]),
        ("two and a half million", "en", [2_500_000]),
        ("a quarter of a million; two-thirds", "en", [250_000, 0.6667]),
        ("five and six", "en", [5, 6]),
        ("3.500,25 und 1,2 Milliarden", "de", [3500.25, 1.2e9]),
        ("dreihundert, einundzwanzig", "de", [300, 21]),
        ("deux mille", "fr", [2000]),
        ("tres millones", "es", [3_000_000]),
    ],
)
def test_values(text: str, language: str, values: list[float]) -> None:
    """Digits, groups, decimals, fractions, scales and words come out as the number they say."""
    assert [number.value for number in numbers_in(text, language)] == pytest.approx(values)


@pytest.mark.parametrize("text", ["in 2024, 3.5", "٣٤٥ و 12", "it’s ½ – １２", "“no digits”", "𝟘𝟙 of 7"])
def test_runs_of_digits_are_those_of_every_script(text: str) -> None:
    """Stretches of digits are what a search for any decimal digit of Unicode finds, and nothing else."""
    assert digit_runs(text) == tuple(match.span() for match in re.finditer(r"\d+", text))
