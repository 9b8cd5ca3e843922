"""Standing bodies that are named by one word."""

import pytest

from service.taggers.entities_bodies import with_standing_bodies
from service.taggers.entities_mentions import Found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bill went to Congress on Monday.", ["Congress"]),
        ("The House passed it and the Senate did not.", ["House", "Senate"]),
        ("Her house is near the opera house.", []),
        ("He lives in the House of Blues.", []),
        ("The Congress Party won in the Assembly Hall.", []),
        ("A cabinet of wood; the Cabinet met.", ["Cabinet"]),
    ],
)
def test_bodies_that_stand_alone(text: str, expected: list[str]) -> None:
    """A capitalised body by itself is found; a part of a longer name and a thing are not."""
    found = with_standing_bodies(text, [])
    assert [text[f.start : f.end] for f in found] == expected
    assert all(f.kind == "ORG" for f in found)


def test_a_body_found_as_a_person_is_a_body() -> None:
    """The type is put right; a longer name that covers the word stays."""
    text = "Cabinet met. The Shadow Cabinet did not."
    cabinet = Found(0, 7, "PER", 0.9)
    shadow = Found(17, 31, "ORG", 0.8)
    found = with_standing_bodies(text, [cabinet, shadow])
    assert [(f.start, f.end, f.kind) for f in found] == [(0, 7, "ORG"), (17, 31, "ORG")]
