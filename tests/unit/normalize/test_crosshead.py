"""Cross-heads."""

import pytest

from service.model import Block, Draft
from service.normalize.crosshead import find_capital_crossheads, find_crossheads
from service.normalize.story import Story
from tests.factories import ORIGIN

_TEXT = "The council approved the budget on Monday, the speaker said."


def _crossheads(*texts: str) -> list[str]:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    story = find_crossheads(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))
    return [block.text for block in story.blocks if block.kind == "crosshead"]


@pytest.mark.parametrize(
    "line", ["Tariffs rise", "TOUGH STANCE", "Who pays?", "‘No way round it’", "4,000 vehicles"]
)
def test_short_unended_lines_between_paragraphs(line: str) -> None:
    """A short line without a sentence's end between two paragraphs is a cross-head."""
    assert _crossheads(_TEXT, line, _TEXT) == [line]


@pytest.mark.parametrize(
    "line",
    ["It rained.", "They were asked:", "“And so it", "Q: Who pays?", "Home 3 4 5 Away 1 2 3", "and the rest"],
)
def test_other_short_lines(line: str) -> None:
    """Sentences, lead-ins, speech, questions of an interview, tables and fragments are not."""
    assert _crossheads(_TEXT, line, _TEXT) == []


def test_runs_of_short_lines_are_no_crossheads() -> None:
    """Two short lines in a row are a list or verse."""
    assert _crossheads(_TEXT, "Home", "Away", _TEXT) == []


def test_the_last_line_is_no_crosshead() -> None:
    """A cross-head needs text below it."""
    assert _crossheads(_TEXT, "Tariffs rise") == []


def test_numbered_lines_in_order_above_text() -> None:
    """Headings that count are cross-heads with their number; questions that count are an interview."""
    assert _crossheads(_TEXT, "1. Tariffs rise", _TEXT, "2) A new road", _TEXT) == [
        "1. Tariffs rise",
        "2) A new road",
    ]
    assert _crossheads(_TEXT, "1. Who pays?", _TEXT, "2. Why now?", _TEXT) == []
    assert _crossheads(_TEXT, "7. Tariffs rise", _TEXT) == []


def test_lines_in_capitals_where_a_format_marks_no_crossheads() -> None:
    """Agencies' formats part sections by a line in capitals; runs of them are a table or a list."""

    def marked(*texts: str) -> list[str]:
        blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
        story = find_capital_crossheads(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))
        return [block.text for block in story.blocks if block.kind == "crosshead"]

    assert marked(_TEXT, "TIP-INS", _TEXT, "2. COURTS RULE ON TARIFFS", _TEXT) == [
        "TIP-INS",
        "2. COURTS RULE ON TARIFFS",
    ]
    assert marked(_TEXT, "HOME", "AWAY", _TEXT) == []
    assert marked("TIP-INS", _TEXT, "Tariffs rise", _TEXT) == []
