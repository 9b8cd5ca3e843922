"""Authors named in a closing sentence."""

import pytest

from service.model import Block, Draft
from service.normalize.author_note import find_author_note
from service.normalize.story import Story
from service.record import Origin

ORIGIN = Origin(topic="t", partition=0, offset=0, item=0)


def people_of(*lines: str) -> tuple[str, ...]:
    """Return the people found in a text of these paragraphs."""
    blocks = tuple(Block(kind="paragraph", text=line) for line in lines)
    story = Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks)
    return find_author_note(story).people


@pytest.mark.parametrize(
    "note",
    [
        "The writer, Jane Doe, teaches economics in Exampleton.",
        "*The author Jane Doe is a former minister.",
        "Jane Doe is a columnist.",
        "— Jane Doe is the paper's transport correspondent.",
        "Dr Jane Doe is a senior lecturer at the University of Exampleton.",
    ],
)
def test_the_author_is_named(note: str) -> None:
    """A note that calls somebody the author, or introduces a writer at the end, names the author."""
    assert people_of("The bridge is needed.", "It will pay for itself.", note) == ("Jane Doe",)


@pytest.mark.parametrize(
    "note",
    [
        "The author said she would appeal.",
        "Jane Doe is a suspect in the case.",
        "The writer is to be honoured next week.",
        "Smith is an analyst.",
    ],
)
def test_other_last_lines_name_nobody(note: str) -> None:
    """What is told of people at the end is no note about the author."""
    assert people_of("The bridge is needed.", "It will pay for itself.", note) == ()


def test_somebody_told_of_before_is_not_the_author() -> None:
    """A person whom the text is about may be described in its last line."""
    assert people_of("Jane Doe won.", "She was cheered.", "Jane Doe is a columnist.") == ()


def test_a_distribution_note_names_the_author() -> None:
    """A service's note above another paper's story says who wrote it."""
    note = "(Jane DOE is a staff writer for the Example Daily. This story was distributed by a service.)"
    draft = Draft(origin=ORIGIN, format="text/plain")
    story = find_author_note(Story(draft=draft, blocks=(), ed_notes=(note,)))
    assert story.people == ("Jane Doe",)
    assert story.provenance[-1].method == "byline.distribution-note"
