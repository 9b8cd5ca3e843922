"""Changes: by how much, and from which level to which."""

import re

import pytest

from service.taggers.quantities_changes import Change, changes

FROM, TO = Change(level="from"), Change(level="to")
UP, DOWN, NONE = Change(change="increase"), Change(change="decrease"), Change()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Shares rose 5% to 30 from 28.", [UP, TO, FROM]),
        ("en", "Sales grew from 20 to 25.", [FROM, TO]),
        ("en", "A 3% drop followed by an increase of nearly 4%.", [DOWN, UP]),
        ("en", "They give up 3 and take up to 5.", [NONE, NONE]),
        ("de", "Der Umsatz sank um rund 5% auf 30.", [DOWN, TO]),
        ("fr", "Une hausse de 3% après une baisse de près de 4%.", [UP, DOWN]),
        ("es", "El paro cayó un 4% y el gasto subió un 3%.", [DOWN, UP]),
        ("fi", "Nousi 5%.", [NONE]),
    ],
)
def test_changes_and_levels(language: str, text: str, expected: list[Change]) -> None:
    """Only words directly beside a quantity make it a change or a level; other languages have none."""
    spans = [match.span() for match in re.finditer(r"\d+%?", text)]

    assert changes(text, spans, language) == expected
