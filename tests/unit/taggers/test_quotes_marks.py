"""Pairs of quotation marks."""

import pytest

from service.taggers.quotes_marks import quoted_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “no” twice.", ["no"]),
        ('He said "no" twice.', ["no"]),
        ("Er sagte „nein“ und ging.", ["nein"]),
        ("Il a dit « non » et partit.", ["non"]),
        ("Er sagte »nein« und ging.", ["nein"]),
        ("''No,'' he said.", ["No,"]),
        ("‘No way,’ he said, ‘won’t do.’", ["No way,", "won’t do."]),
        ("“He said ‘no’ to me,” she said.", ["He said ‘no’ to me,"]),
        ("The dogs’ bowls aren’t here.", []),
        ('A 6" nail and nothing else', []),
        ('It was resilience." Indeed, she said, "We did it."', ["We did it."]),
    ],
)
def test_outermost_pairs(text: str, expected: list[str]) -> None:
    """Each style of marks pairs with its own, apostrophes never, inner pairs stay inside."""
    assert [text[q.start : q.end] for q in quoted_in(text, 0, len(text))] == expected


def test_open_quotation_runs_to_the_end_of_the_paragraph() -> None:
    """A paragraph without its closing mark is one open-ended stretch."""
    text = "“It goes on\n“and ends.”"

    (quoted,) = quoted_in(text, 0, text.index("\n"))

    assert quoted.open_ended
    assert text[quoted.start : quoted.end] == "It goes on"
