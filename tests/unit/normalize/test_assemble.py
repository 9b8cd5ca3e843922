"""Assembling the record."""

import pytest
from msgspec.structs import replace

from service.model import Block, Claim, DeadLetter, Draft, Reason
from service.normalize.assemble import assemble_article, lay_out
from service.normalize.story import Credit, Story
from service.record import Article, Dateline
from tests.factories import ORIGIN


def _assembled(story: Story) -> Article:
    article = assemble_article(story)
    assert isinstance(article, Article)
    return article


def _story(*texts: str) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks)


def test_offsets_count_code_points() -> None:
    """Paragraphs are joined by blank lines; offsets hold beyond the basic plane; cross-heads are no text."""
    blocks = (
        Block(kind="paragraph", text="A 😀 b."),
        Block(kind="crosshead", text="Tariffs"),
        Block(kind="list_item", text="1. one"),
        Block(kind="paragraph", text="End."),
    )
    body, sections = lay_out(blocks)
    assert body == "A 😀 b.\n\n1. one\n\nEnd."
    assert [section.headline for section in sections] == [None, "Tariffs"]
    for section in sections:
        for paragraph in section.paragraphs:
            assert body[paragraph.start : paragraph.end] == paragraph.text
    assert sections[1].paragraphs[0].kind == "list_item"


def test_a_text_without_letters_and_digits_is_empty() -> None:
    """It is a dead letter that names its input."""
    dead = assemble_article(_story("– … –"))
    assert isinstance(dead, DeadLetter)
    assert (dead.reason, dead.origin) == (Reason.EMPTY, ORIGIN)


def test_an_item_with_a_title_only_has_an_empty_body() -> None:
    """A title is enough for an article."""
    draft = Draft(origin=ORIGIN, format="application/rss+xml", blocks=())
    article = _assembled(
        Story(draft=draft, blocks=(), headline=Claim(value="Budget passed", evidence="rss:title"))
    )
    assert article.body == ""
    assert article.sections == ()
    assert article.headline == "Budget passed"


def test_a_feeds_item_without_a_word_has_an_empty_body() -> None:
    """A picture alone is an item of a feed, which counts its items; any other input without words is none."""
    draft = Draft(origin=ORIGIN, format="application/atom+xml", blocks=())
    article = _assembled(Story(draft=draft, blocks=()))
    assert (article.body, article.headline, article.language) == ("", "", "und")


def test_what_is_not_found_is_absent() -> None:
    """Nothing is guessed: fields without evidence are None."""
    article = _assembled(_story("The council met."))
    for field in (
        "by",
        "located",
        "dateline",
        "signoff",
        "ed_note",
        "url",
        "source",
        "received_at",
        "content_created",
    ):
        assert getattr(article, field) is None, field


def test_standard_and_versions() -> None:
    """The record names its standard and what made it."""
    article = _assembled(_story("The council met."))
    assert (article.standard.name, article.standard.version) == ("ninjs", "3.1")
    assert article.schema_version == "1"
    assert article.processing_version
    assert article.ruleset_version
    assert (article.version, article.pub_status, article.type) == ("1", "usable", "text")


def test_received_at_is_the_messages_time() -> None:
    """Milliseconds since 1970 become RFC 3339; a time beyond the calendar is absent."""
    for milliseconds, expected in ((1_700_000_000_123, "2023-11-14T22:13:20.123Z"), (10**20, None)):
        draft = Draft(origin=ORIGIN, format="text/plain", text="x", received_ms=milliseconds)
        story = Story(draft=draft, blocks=(Block(kind="paragraph", text="The council met."),))
        assert _assembled(story).received_at == expected


def test_agencies_are_sources_once() -> None:
    """An agency in dateline and sign-off is one source, at its surest."""
    credits = (
        Credit(name="AP", literal="Associated Press", role="byline", confidence=90),
        Credit(name="AP", literal="AP", role="dateline", confidence=97),
    )
    story = Story(
        draft=Draft(origin=ORIGIN, format="text/plain"),
        blocks=(Block(kind="paragraph", text="The council met."),),
        credits=credits,
        dateline=Dateline(raw="LONDON (AP) —", place="LONDON", agency="AP"),
    )
    article = _assembled(story)
    assert [
        (source.name, source.literal, source.role, source.confidence) for source in article.info_sources
    ] == [("AP", "Associated Press", "agency", 97)]
    assert article.located == "London"


def test_a_standfirst_that_is_the_whole_body_is_body_only() -> None:
    """A summary that is all the text there is stands once."""
    draft = Draft(
        origin=ORIGIN,
        format="application/rss+xml",
        standfirsts=(Claim(value="The council met.", evidence="rss"),),
    )
    article = _assembled(Story(draft=draft, blocks=(Block(kind="paragraph", text="The council met."),)))
    assert article.descriptions == ()
    assert article.body == "The council met."


@pytest.mark.parametrize(
    ("stated", "version"), [("04", "4"), ("7", "7"), ("0", "1"), ("draft", "1"), (None, "1")]
)
def test_version_is_a_number(stated: str | None, version: str) -> None:
    """What a format states as version becomes a whole number from 1 on."""
    story = _story("Some text.")
    draft = replace(story.draft, version=stated)
    assert _assembled(replace(story, draft=draft)).version == version
