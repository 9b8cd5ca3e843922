"""Datelines on a line of their own."""

import pytest

from service.model import Draft
from service.normalize.dateline_line import find_dateline_line, find_undashed_dateline
from service.normalize.paragraphs import blocks_of
from service.normalize.story import Story
from tests.factories import ORIGIN

_TEXT = "The port will close for a week, the ministry said on Tuesday."


def _story(*lines: str) -> Story:
    text = "\n\n".join((*lines, _TEXT, "It had been open since March."))
    return find_dateline_line(
        Story(draft=Draft(origin=ORIGIN, format="text/plain", text=text), blocks=blocks_of(text))
    )


@pytest.mark.parametrize(
    ("line", "place", "date", "agency"),
    [
        ("ANKARA", "ANKARA", None, None),
        ("Beirut, Lebanon", "Beirut, Lebanon", None, None),
        ("QNA/Doha", "Doha", None, "QNA"),
        ("Reuters/Cairo", "Cairo", None, "Reuters"),
        ("LONDON, July 5, 2022", "LONDON", "July 5, 2022", None),
        ("Baku, July 5, AZERTAC", "Baku", "July 5", "AZERTAC"),
        ("Kabul, Afghanistan | AFP | 5 July 2022", "Kabul, Afghanistan", "5 July 2022", "AFP"),
        ("Washington (AFP)", "Washington", None, "AFP"),
    ],
)
def test_line_is_taken(line: str, place: str, date: str | None, agency: str | None) -> None:
    """Place, date and agency are read, the line is gone and the headline stays above the body."""
    story = _story("Port to close after storm", line)
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date, story.dateline.agency) == (place, date, agency)
    assert [block.text for block in story.blocks][:2] == ["Port to close after storm", _TEXT]
    assert story.head == 1
    assert story.provenance[-1].method == "dateline.own-line"
    assert story.provenance[-1].confidence == 90


@pytest.mark.parametrize(
    "line", ["Paris Match", "What we know", "Reading", "Jane Doe", "London calling", "2022"]
)
def test_other_lines_stay(line: str) -> None:
    """A name, a phrase, or a lone town in small letters is no dateline."""
    story = _story("Port to close after storm", line)
    assert story.dateline is None
    assert len(story.blocks) == 4


def test_first_line_is_a_headline() -> None:
    """A country as the first line heads the text."""
    assert _story("UKRAINE").dateline is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("LONDON The latest on the storm that hit the coast on Monday.", "LONDON"),
        ("AUSTIN, Texas A court ruled on Friday that the law may stand.", "AUSTIN, Texas"),
        ("LONDON Mayor Jane Doe said on Monday that the bridge is shut.", None),
        ("POLICE The latest on the storm that hit the coast on Monday.", None),
    ],
)
def test_dateline_that_lost_its_dash(text: str, place: str | None) -> None:
    """A known place in capitals before a sentence's first word is a dateline, before others it is text."""
    story = find_undashed_dateline(
        Story(draft=Draft(origin=ORIGIN, format="text/plain", text=text), blocks=blocks_of(text))
    )
    assert (story.dateline.place if story.dateline else None) == place
