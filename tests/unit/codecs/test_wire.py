"""Bylines and time stamps of wire formats."""

import re

import pytest

from service.codecs.wire import byline_of, timestamp

_STAMP = re.compile(r"(?P<day>\d+) (?P<month>\w+) (?P<year>\d+) (?P<hour>\d+) (?P<minute>\d+)")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7 Okt 15 13 41", "2015-10-07T13:41:00Z"),
        ("24 JUN 2017 22 00", "2017-06-24T22:00:00Z"),
        ("1 12 99 0 0", "2099-12-01T00:00:00Z"),
        ("0 Jan 15 13 41", ""),
        ("7 Xyz 15 13 41", ""),
        ("7 Jan 15 24 41", ""),
        ("nothing", ""),
    ],
)
def test_timestamps_are_utc(text: str, moment: str) -> None:
    """Months are known in several languages; what is no time gives nothing."""
    assert timestamp(_STAMP.search(text)) == moment


@pytest.mark.parametrize(
    ("line", "is_byline"), [("By Joan Smith", True), ("Von A. B", True), ("Bylaws", False)]
)
def test_bylines_begin_with_their_preposition(line: str, is_byline: bool) -> None:
    """A word that merely begins so is no byline."""
    assert bool(byline_of(line)) == is_byline
