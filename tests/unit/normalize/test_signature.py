"""Signatures of mail programs below a text."""

from service.model import Block, Draft
from service.normalize.signature import take_signature
from service.normalize.story import Story
from tests.factories import ORIGIN


def _story(*texts: str, people: tuple[str, ...] = ()) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks, people=people)


def _left(story: Story) -> list[str]:
    return [block.text for block in take_signature(story).blocks]


def test_lines_below_the_agencys_initials_go() -> None:
    """Name, post and employer, when the initials of an agency stand above them."""
    story = _story("The race ended on Tuesday.", "AFP jd/", "Jane Doe", "Sports Writer")
    assert _left(story) == ["The race ended on Tuesday.", "AFP jd/"]


def test_lines_from_the_authors_own_name_go() -> None:
    """The byline's name with an employer below it is a signature without initials."""
    story = _story(
        "It rained.", "The race ended on Tuesday.", "Jane Doe", "Sports Writer, Reuters", people=("Jane Doe",)
    )
    assert _left(story) == ["It rained.", "The race ended on Tuesday."]


def test_a_text_that_ends_in_short_lines_stays() -> None:
    """Results below a report are no signature, nor is a sentence below initials."""
    results = _story("The race ended on Tuesday.", "Results", "Jane Doe 1:20", "John Roe 1:21")
    sentence = _story("The race ended on Tuesday.", "AFP jd/", "It will be run again in May.")
    assert _left(results) == [block.text for block in results.blocks]
    assert _left(sentence) == [block.text for block in sentence.blocks]


def test_what_goes_is_kept_in_the_provenance() -> None:
    """Each line is named with its rule."""
    story = take_signature(_story("The race ended on Tuesday.", "AFP jd/", "Jane Doe"))
    assert [(step.method, step.decision) for step in story.provenance] == [
        ("furniture.signature", "removed: Jane Doe")
    ]
