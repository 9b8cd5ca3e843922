"""Labelled lines of exports."""

import pytest

from service.model import Draft
from service.normalize.labels import has_labelled_standfirst, take_labels
from service.normalize.paragraphs import blocks_of
from service.normalize.story import Story
from tests.factories import ORIGIN

_TEXT = "The port will close for a week, the ministry said on Tuesday."


def _story(text: str) -> Story:
    return take_labels(
        Story(draft=Draft(origin=ORIGIN, format="text/plain", text=text), blocks=blocks_of(text))
    )


def test_values_become_claims() -> None:
    """Each labelled value is a claim with its label as evidence, and the text is what is left."""
    story = _story(
        "HEADLINE: Port to close\n\nBYLINE: Jane Doe\n\nDATELINE: LONDON, July 5\n\nSECTION: Business\n\n"
        f"LENGTH: 120 words\n\nBODY:\n\n{_TEXT}\n\nIt opened in March.\n\nLOAD-DATE: July 6, 2022"
    )
    assert [(claim.value, claim.evidence) for claim in story.draft.titles] == [
        ("Port to close", "text:headline-label")
    ]
    assert [claim.value for claim in story.draft.bylines] == ["Jane Doe"]
    assert [claim.value for claim in story.draft.categories] == ["Business"]
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date) == ("LONDON", "July 5")
    assert [block.text for block in story.blocks] == [_TEXT, "It opened in March."]


def test_a_label_alone_names_the_next_block() -> None:
    """`ABSTRACT` above a paragraph labels it, and `FULL TEXT` only goes."""
    story = _story(f"Port to close\n\nABSTRACT.\n\nIt shuts for a week.\n\nFULL TEXT.\n\n{_TEXT}")
    assert [claim.value for claim in story.draft.standfirsts] == ["It shuts for a week."]
    assert has_labelled_standfirst(story.draft)
    assert [block.text for block in story.blocks] == ["Port to close", _TEXT]


@pytest.mark.parametrize(
    "text",
    [
        f"Title fight: champion wins\n\n{_TEXT}",
        f"Port to close\n\n{_TEXT}\n\nSource: ministry",
        f"Abstract: art returns to the town\n\n{_TEXT}",
        f"Type: a new kind of printing\n\n{_TEXT}",
        f"Story\n\n{_TEXT}",
    ],
)
def test_other_texts_stay(text: str) -> None:
    """One word before a colon makes no export."""
    assert _story(text).blocks == blocks_of(text)
