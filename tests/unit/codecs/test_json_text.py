"""JSON: parsed within bounds, members read by type."""

import pytest

from service.codecs.json_text import claims, distinct, objects_of, parse_json, strings_of, text_of
from service.codecs.payload import Refused
from service.model import Claim, Reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": }', Reason.MALFORMED_JSON),
        ("[" * 6 + "]" * 6, Reason.TOO_DEEP),
        ("[" * 3000, Reason.TOO_DEEP),
        ('{"a": Infinity}', Reason.MALFORMED_JSON),
    ],
)
def test_what_cannot_be_parsed_says_why(text: str, reason: Reason) -> None:
    """Form and depth have reasons of their own."""
    with pytest.raises(Refused) as caught:
        parse_json(text, 5)

    assert caught.value.reason is reason


def test_depth_up_to_the_limit_is_allowed() -> None:
    """Five levels under a limit of five."""
    assert parse_json("\ufeff[[[[[]]]]]", 5) == [[[[[]]]]]


def test_members_of_another_type_count_as_absent() -> None:
    """Access never raises, whatever a producer wrote."""
    record: dict[str, object] = {"a": 1, "b": "x", "c": {"d": 1}, "e": ["y", 2, " "], "f": [{"g": 1}, 3]}

    assert text_of(record, "a", "b") == "x"
    assert text_of(record, "c") == ""
    assert objects_of(record, "c") == [{"d": 1}]
    assert objects_of(record, "f") == [{"g": 1}]
    assert strings_of(record, "e") == ["y"]
    assert strings_of(record, "b") == ["x"]


def test_claims_are_one_line_and_distinct_ones_keep_the_first() -> None:
    """White space is folded, empty values go."""
    found = claims("one", " a\n b ", "", "c") + claims("two", "a b")

    assert distinct(found) == (Claim(value="a b", evidence="one"), Claim(value="c", evidence="one"))
