"""Datelines in a text; the forms themselves are golden cases."""

from service.model import Block, Claim, Draft
from service.normalize.dateline import find_dateline, read_dateline
from service.normalize.dateline_grammar import located
from service.normalize.publisher import site_of
from service.normalize.story import Story
from tests.factories import ORIGIN


def _story(*texts: str, url: str | None = None) -> Story:
    urls = (Claim(value=url, evidence="header:url"),) if url else ()
    draft = Draft(origin=ORIGIN, format="text/plain", urls=urls)
    return Story(draft=draft, blocks=tuple(Block(kind="paragraph", text=text) for text in texts))


def test_dateline_is_taken_out_of_the_first_paragraph() -> None:
    """The paragraph starts after the dash, the agency is credited, and the rule is noted."""
    story = find_dateline(_story("LONDON (Reuters) - Prices rose.", "They fell."))
    assert story.dateline is not None
    assert story.dateline.raw == "LONDON (Reuters) -"
    assert story.blocks[0].text == "Prices rose."
    assert [(credit.name, credit.role) for credit in story.credits] == [("Reuters", "dateline")]
    assert [(entry.field, entry.method) for entry in story.provenance] == [
        ("dateline", "dateline.place+agency")
    ]


def test_what_stands_above_a_dateline_is_the_head() -> None:
    """The rules for headline and standfirst are told how far the head reaches."""
    story = find_dateline(
        _story("Prices rise", "They may rise again.", "LONDON (AP) — Prices rose.", "They fell.")
    )
    assert story.head == 2


def test_a_dateline_alone_on_its_line() -> None:
    """A line that is only a dateline with its agency goes wholly."""
    story = find_dateline(_story("LONDON, Oct 17 (Reuters) -", "Prices rose.", "They fell."))
    assert story.dateline is not None
    assert story.dateline.place == "LONDON"
    assert [block.text for block in story.blocks] == ["Prices rose.", "They fell."]


def test_an_unknown_place_that_recurs() -> None:
    """A town that no list holds is believed when the text says "in" it."""
    opening = "Kleinexample - The mayor opened the bridge on Monday."
    assert find_dateline(_story(opening, "It was quiet.")).dateline is None
    found = find_dateline(_story(opening, "It was quiet in Kleinexample.")).dateline
    assert found is not None
    assert found.place == "Kleinexample"


def test_an_unknown_town_with_its_region() -> None:
    """Two names before a dash need only recur; a person and a title do not make a dateline."""
    found = find_dateline(
        _story("Kleinexample, Testland- The Kleinexample council met.", "It was quiet.")
    ).dateline
    assert found is not None
    assert found.place == "Kleinexample, Testland"
    assert find_dateline(_story("Jane Doe, Speaker - The council met.", "It was quiet.")).dateline is None


def test_a_dateline_is_not_sought_below_a_paragraph() -> None:
    """Further down a place before a colon is text."""
    story = _story("x" * 400, "LONDON (Reuters) - Prices rose.")
    assert find_dateline(story) is story


def test_every_decision_has_its_confidence() -> None:
    """An agency makes a dateline surer than capitals alone."""
    sure, unsure = (
        read_dateline("LONDON (Reuters) - Prices rose."),
        read_dateline("EXAMPLETON – Prices rose."),
    )
    assert sure is not None
    assert unsure is not None
    assert sure.confidence > unsure.confidence


def test_located_is_in_normal_case() -> None:
    """Only parts in capitals change."""
    assert located("KYIV, Ukraine") == "Kyiv, Ukraine"
    assert located("UNITED NATIONS") == "United Nations"


def test_site_is_the_domains_first_label() -> None:
    """Host and public suffix are passed over."""
    assert site_of(_story(url="https://news.the-beacon.co.uk/x").draft) == "thebeacon"
    assert site_of(_story().draft) is None


def test_a_dateline_wholly_in_brackets() -> None:
    """Place and date in one pair of brackets are a dateline; brackets that stay open are none."""
    found = read_dateline("(New York, NY - October 21) Prices rose on Monday.")
    assert found is not None
    assert (found.raw, found.parts.date) == ("(New York, NY - October 21)", "October 21")
    assert found.parts.places[0] == "New York"
    assert read_dateline("(London - as ever - was late) Prices rose.") is None


def test_a_medium_in_brackets_before_the_text() -> None:
    """A name that is a medium's by its words signs the first paragraph; other words in brackets do not."""
    found = read_dateline("(Harbour Press) - Two teams will meet tonight.")
    assert found is not None
    assert found.parts.agency == "Harbour Press"
    assert read_dateline("(For the second time) - Two teams will meet tonight.") is None
