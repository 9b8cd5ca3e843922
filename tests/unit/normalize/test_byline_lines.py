"""Bylines in a text."""

import pytest

from service.model import Block, Claim, Draft
from service.normalize.byline_lines import find_bylines, read_byline_line
from service.normalize.story import Story
from tests.factories import ORIGIN

_PARAGRAPH = "The council approved the budget on Monday after a long debate about tariffs, the speaker said."


def _story(*texts: str, bylines: tuple[Claim, ...] = (), sources: tuple[Claim, ...] = ()) -> Story:
    draft = Draft(origin=ORIGIN, format="text/plain", bylines=bylines, sources=sources)
    return Story(draft=draft, blocks=tuple(Block(kind="paragraph", text=text) for text in texts))


@pytest.mark.parametrize(
    "line", ["By Jane Doe", "Von Hans Müller", "Jane Doe, Staff Reporter", "Jane Doe | Reuters"]
)
def test_byline_lines(line: str) -> None:
    """A cue, a role or an agency makes a line of names a byline."""
    assert read_byline_line(line) is not None


@pytest.mark.parametrize(
    "line", ["Jane Doe", "From Exampleton to Paris", "By Monday the bill was dead", "“By Jane Doe”"]
)
def test_other_lines(line: str) -> None:
    """Names alone, other words after "by", and quotes do not."""
    assert read_byline_line(line) is None


def test_byline_is_taken_with_its_agency() -> None:
    """Persons and agencies are parted, the printed line is kept in the provenance."""
    story = find_bylines(_story("Budget passed", "By Jane Doe, Reuters", _PARAGRAPH))
    assert story.people == ("Jane Doe",)
    assert [credit.name for credit in story.credits] == ["Reuters"]
    assert story.provenance[0].decision == "printed: By Jane Doe, Reuters"
    assert [block.text for block in story.blocks] == ["Budget passed", _PARAGRAPH]


def test_bare_name_whose_words_recur_is_no_byline() -> None:
    """A headline's words recur in the text; a reporter's name does not."""
    assert find_bylines(_story("Budget Debate", _PARAGRAPH)).people == ()
    assert find_bylines(_story("JANE EXAMPLE", _PARAGRAPH)).people == ("Jane Example",)


def test_a_script_without_capitals_has_no_bare_names() -> None:
    """Where nothing tells a name from other words, none is guessed."""
    assert find_bylines(_story("제때 치료받지", "시의회는 월요일에 예산안을 통과시켰다.")).people == ()


def test_agency_line_is_a_credit() -> None:
    """A line that is only an agency or a desk is a byline without persons."""
    story = find_bylines(_story("Budget passed on Monday night", "Reuters Staff", _PARAGRAPH))
    assert story.people == ()
    assert [credit.name for credit in story.credits] == ["Reuters"]


def test_stated_bylines_come_first() -> None:
    """The most trusted place that names anybody counts; the publisher's own name is nobody's."""
    story = find_bylines(
        _story(
            _PARAGRAPH,
            bylines=(
                Claim(value="The Beacon", evidence="json-ld"),
                Claim(value="Jane Doe", evidence="json-ld"),
                Claim(value="Other Person", evidence="meta:author"),
            ),
            sources=(Claim(value="Beacon", evidence="json-ld"),),
        )
    )
    assert story.people == ("Jane Doe",)
    assert story.provenance[0].method == "byline.json-ld"


def test_a_heading_that_holds_the_name_of_an_outlet_is_no_byline() -> None:
    """One word beside an outlet's name is no person: "Costs and Time" is a heading."""
    story = find_bylines(_story("Bridge to be rebuilt", "Costs and Time", _PARAGRAPH))
    assert story.people == ()
    assert len(story.blocks) == 3


@pytest.mark.parametrize("line", ["Associated Press", "AP Sports Writer", "c. 1998 N.Y. Times News Service"])
def test_affiliation_below_a_byline(line: str) -> None:
    """The line that names the reporter's paper goes with the byline, and is a credit."""
    story = find_bylines(_story("Budget passed", "By JANE DOE", line, _PARAGRAPH))
    assert story.people == ("Jane Doe",)
    assert [block.text for block in story.blocks] == ["Budget passed", _PARAGRAPH]
    assert story.provenance[-1].method == "byline.affiliation"
