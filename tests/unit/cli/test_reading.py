"""Conditions of `dateline tail`."""

import pytest

from service.cli.reading import InvalidCondition, matches, parse_condition

RECORD = b'{"language":"fr","places":[{"name":"Kyiv"},{"name":"Paris"}],"dedup":{"status":"near"},"n":3}'


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("language=fr", True),
        ("language=en", False),
        ("language!=en", True),
        ("places.name~PAR", True),
        ("places.name=Par", False),
        ("dedup.status=near", True),
        ("n=3", True),
        ("absent=x", False),
        ("absent!=x", True),
        ("language.deeper=fr", False),
    ],
)
def test_condition_reaches_into_lists_and_objects(condition: str, holds: bool) -> None:
    """A path goes through objects and lists, and any element of a list may match."""
    assert matches(RECORD, [parse_condition(condition)]) is holds


def test_all_conditions_must_hold() -> None:
    """Conditions are joined by and."""
    wanted = [parse_condition("language=fr"), parse_condition("dedup.status=new")]

    assert not matches(RECORD, wanted)


@pytest.mark.parametrize("value", [None, b"", b"not json", b"\xff"])
def test_unreadable_record_matches_only_when_nothing_is_asked(value: bytes | None) -> None:
    """Bytes that are no JSON are shown without conditions and hidden by any."""
    assert matches(value, [])
    assert not matches(value, [parse_condition("a=b")])


def test_text_without_operator_is_refused_with_the_form() -> None:
    """A condition that cannot be read says how one looks."""
    with pytest.raises(InvalidCondition, match="field=value"):
        parse_condition("language")
