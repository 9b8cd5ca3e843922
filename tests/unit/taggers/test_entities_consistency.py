"""One type for each name of an article."""

import pytest

from service.taggers.entities_consistency import consistent
from service.taggers.entities_mentions import Found


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Tarnby Grammar School", "LOC", "ORG"),
        ("Olmert Laboratory", "PER", "ORG"),
        ("Tarnby General Hospital", "LOC", "LOC"),
        ("Ada Obi", "PER", "PER"),
    ],
)
def test_the_last_word_tells_a_body(name: str, kind: str, expected: str) -> None:
    """A school is a body, whatever the recogniser made of it; a hospital may be a place."""
    body = f"They met at {name} on the day."
    found = consistent(body, [Found(12, 12 + len(name), kind, 0.8)])
    assert [item.kind for item in found] == [expected]
