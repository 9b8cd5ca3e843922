"""Notices to editors and readers."""

import pytest

from service.model import Block, Claim, Draft
from service.normalize.notices import (
    take_block_notices,
    take_corrections,
    take_end_notices,
    take_title_notices,
    take_top_notices,
)
from service.normalize.story import Story
from tests.factories import ORIGIN

_TEXT = "The council approved the budget on Monday, the speaker said."


def _story(*texts: str) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks)


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("EMBARGOED UNTIL 00:01 GMT 18 October 2023", "00:01 GMT 18 October 2023"),
        ("Sperrfrist: 18.10.2023, 12 Uhr", "18.10.2023, 12 Uhr"),
    ],
)
def test_embargo(line: str, until: str) -> None:
    """An embargo is a claim of a time and stays word for word in the editors' note."""
    story = take_top_notices(_story(line, "Council passes budget", _TEXT))
    assert [claim.value for claim in story.draft.embargoed] == [until]
    assert story.ed_notes == (line,)


@pytest.mark.parametrize(
    ("line", "kind", "headline"),
    [
        ("UPDATE 2-Oil climbs", "update", "Oil climbs"),
        ("AMP.- El Gobierno aprueba la ley", "update", "El Gobierno aprueba la ley"),
        ("RÄTTELSE: Oljan stiger", "correction", "Oljan stiger"),
        ("ATUALIZA 1-Petróleo sobe", "update", "Petróleo sobe"),
        ("CORRECTED-Oil climbs", "correction", "Oil climbs"),
        ("URGENT: Oil climbs", "update", "Oil climbs"),
    ],
)
def test_announced_in_the_headline(line: str, kind: str, headline: str) -> None:
    """The mark is recorded and the headline is what follows it."""
    story = take_top_notices(_story(line, _TEXT))
    assert [correction.kind for correction in story.corrections] == [kind]
    assert story.blocks[0].text == headline


def test_announced_in_a_stated_title() -> None:
    """The title that the format states loses its mark too, and keeps its evidence."""
    draft = Draft(
        origin=ORIGIN, format="x", titles=(Claim(value="UPDATE 1-Oil climbs", evidence="rss:title"),)
    )
    story = take_title_notices(Story(draft=draft, blocks=()))
    assert story.draft.titles == (Claim(value="Oil climbs", evidence="rss:title"),)
    assert [correction.text for correction in story.corrections] == ["UPDATE 1"]


@pytest.mark.parametrize(
    "line",
    [
        "Correction: An earlier version of this article misspelt a name.",
        "(This story corrects the name in paragraph two.)",
        "This article was amended on 18 October 2023 to correct a figure.",
        "Korrektur: Im zweiten Absatz wurde eine Zahl berichtigt.",
    ],
)
def test_corrections(line: str) -> None:
    """Corrections leave the text, at its end or in its midst."""
    assert [item.text for item in take_end_notices(_story(_TEXT, line)).corrections] == [line]
    assert [item.text for item in take_corrections(_story(_TEXT, line, _TEXT)).corrections] == [line]


def test_editors_note_and_copyright() -> None:
    """Both have a field of their own."""
    story = take_end_notices(
        _story(_TEXT, "Editor’s note: Names were changed.", "© 2023 Example. All rights reserved.")
    )
    assert story.ed_notes == ("Editor’s note: Names were changed.",)
    assert story.copyright_notice == "© 2023 Example. All rights reserved."
    assert [block.text for block in story.blocks] == [_TEXT]


def test_what_is_not_for_publication() -> None:
    """From such a line on, everything is for editors."""
    story = take_end_notices(_story(_TEXT, "# Notebook", "Contact: Jane Doe", "abc"))
    assert story.ed_notes == ("# Notebook", "Contact: Jane Doe", "abc")
    assert len(story.blocks) == 1


def test_the_last_block_is_never_taken() -> None:
    """A text that is nothing but a notice is its own body."""
    story = _story("Correction: An earlier version of this article misspelt a name.")
    assert take_end_notices(story) is story


def test_sentences_about_corrections_stay() -> None:
    """A report on a correction is no correction."""
    story = _story(_TEXT, "A correction of the budget is due in May, it said.", _TEXT)
    assert take_corrections(story) is story


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("(Corrects number of firefighters in second paragraph to 180, not 1,800)", "corrections"),
        ("(Adds quotes, details)", "ed_notes"),
        ("(Updates with police statement, paragraph 3)", "ed_notes"),
        ("FOR IMMEDIATE RELEASE", "ed_notes"),
        ("PRESSEMITTEILUNG", "ed_notes"),
    ],
)
def test_what_a_desk_says_about_a_version(line: str, field: str) -> None:
    """A line to newsrooms above the text is a notice, neither a standfirst nor a name."""
    story = take_top_notices(_story("Fire at warehouse under control", line, _TEXT))
    assert len(getattr(story, field)) == 1
    assert [block.text for block in story.blocks] == ["Fire at warehouse under control", _TEXT]


def test_several_marks_are_each_recorded() -> None:
    """`REFILE-UPDATE 2-` is a correction and an update, and the headline is what follows both."""
    story = take_top_notices(_story("REFILE-UPDATE 2-Oil climbs", _TEXT))
    assert [(c.kind, c.text) for c in story.corrections] == [("correction", "REFILE"), ("update", "UPDATE 2")]
    assert story.blocks[0].text == "Oil climbs"


@pytest.mark.parametrize("mark", ["KILL-", "ADVISORY/KILL: ", "MANDATORY KILL: ", "WITHDRAWN - "])
def test_a_kill_cancels_the_article(mark: str) -> None:
    """What an agency withdraws is published as canceled, with the notice."""
    story = take_top_notices(_story(f"{mark}Oil climbs", _TEXT))
    assert [c.kind for c in story.corrections] == ["withdrawal"]
    assert story.draft.pub_status == "canceled"
    assert story.blocks[0].text == "Oil climbs"


def test_copyright_above_the_text() -> None:
    """A copyright line at the top is the notice, not the headline."""
    line = "COPYRIGHT 1998 BY EXAMPLE SOURCES, INC."
    story = take_top_notices(_story(line, "Council passes budget", _TEXT))
    assert story.copyright_notice == line
    assert story.blocks[0].text == "Council passes budget"


@pytest.mark.parametrize(
    "line",
    [
        "(Jane DOE is a staff writer for the Example Daily. This story was distributed by Example Service.)",
        "The teacher, 6th graf pvs.",
    ],
)
def test_notes_between_desks(line: str) -> None:
    """Who distributes a story and where an update goes on are notes to editors."""
    story = take_end_notices(take_top_notices(_story(_TEXT, line, _TEXT)))
    assert story.ed_notes == (line,)


def test_explanations_above_stated_blocks() -> None:
    """Where the format states the blocks, a new version's explanation is a notice all the same."""
    line = "(In Jan. 3 story, corrects last paragraph to reflect the right figure)"
    story = take_block_notices(_story(line, _TEXT))
    assert [(c.kind, c.text) for c in story.corrections] == [("correction", line.strip("()"))]
    assert [block.text for block in story.blocks] == [_TEXT]
