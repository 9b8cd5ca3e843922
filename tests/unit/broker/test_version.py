"""Releases by metadata version."""

import pytest

from service.broker.version import NEWEST_KNOWN, release_of


@pytest.mark.parametrize(
    ("level", "release"),
    [
        (7, "3.3"),
        (8, "3.4"),
        (11, "3.5"),
        (14, "3.6"),
        (19, "3.7"),
        (20, "3.8"),
        (21, "3.9"),
        (25, "4.0"),
        (27, "4.1"),
    ],
)
def test_levels_are_those_of_kafkas_own_tool(level: int, release: str) -> None:
    """The last level of each release, as Kafka's storage tool maps them."""
    assert release_of(level) == release


def test_an_unknown_level_is_newer() -> None:
    """A cluster from the future is described as such."""
    assert release_of(NEWEST_KNOWN + 1) == "newer than 4.1"
    assert release_of(0) == "older than 3.3"
