"""Bylines in front of a dateline."""

import pytest

from service.model import Block, Draft
from service.normalize.byline_lead import take_byline_lead
from service.normalize.story import Story
from tests.factories import ORIGIN

_TEXT = "The ministers promised on Friday to go on with the talks that began a year ago in the city."


def _story(text: str) -> Story:
    blocks = (Block(kind="paragraph", text=text),)
    return take_byline_lead(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))


@pytest.mark.parametrize(
    ("lead", "people", "agencies"),
    [
        ("By Jane Doe. ", ("Jane Doe",), []),
        ("Jane Doe, The Associated Press. ", ("Jane Doe",), ["AP"]),
        ("By JANE DOE and JOHN ROE, Associated Press ", ("Jane Doe", "John Roe"), ["AP"]),
    ],
)
def test_byline_is_taken_when_a_dateline_follows(
    lead: str, people: tuple[str, ...], agencies: list[str]
) -> None:
    """The names are authors, the agency is a credit, and the paragraph begins with its dateline."""
    story = _story(f"{lead}WASHINGTON (AP) — {_TEXT}")
    assert story.people == people
    assert [credit.name for credit in story.credits] == agencies
    assert story.blocks[0].text == f"WASHINGTON (AP) — {_TEXT}"
    assert story.provenance[-1].method == "byline.before-dateline"


@pytest.mark.parametrize(
    "text",
    [
        f"By Jane Doe. {_TEXT}",
        f"Jane Doe of the WHO (Geneva office) said so. {_TEXT}",
        f"By Monday WASHINGTON (AP) reported that. {_TEXT}",
        f"WASHINGTON (AP) — {_TEXT}",
    ],
)
def test_other_beginnings_stay(text: str) -> None:
    """Without a dateline behind it, or without names, nothing is taken."""
    story = _story(text)
    assert story.people == ()
    assert story.blocks[0].text == text
