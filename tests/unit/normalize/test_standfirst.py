"""The standfirst, kept once."""

from msgspec.structs import replace

from service.model import Block, Claim, Draft
from service.normalize.standfirst import drop_repeated_standfirst, find_standfirst
from service.normalize.story import Story
from tests.factories import ORIGIN

_STANDFIRST = "Tariffs rise by a tenth, and the mayor sees no way round it."
_TEXT = "The council approved the budget on Monday after a long debate, the speaker said."


def _story(*texts: str, headline: bool = True, head: int = 0, stated: str | None = None) -> Story:
    standfirsts = (Claim(value=stated, evidence="rss:description"),) if stated else ()
    draft = Draft(origin=ORIGIN, format="text/plain", standfirsts=standfirsts)
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    claim = Claim(value="Council passes budget", evidence="text:first-line") if headline else None
    return Story(draft=draft, blocks=blocks, headline=claim, head=head)


def _standfirst(story: Story) -> str | None:
    found = find_standfirst(story).standfirst
    return found.value if found else None


def test_lines_above_the_dateline() -> None:
    """What stands between headline and dateline is the standfirst."""
    assert _standfirst(_story(_STANDFIRST, _TEXT, head=1)) == _STANDFIRST


def test_a_heading_above_the_first_paragraph_of_an_agencys_copy() -> None:
    """It says as much as a standfirst; of a few words, or beside a stated one, it heads the first section."""

    def left(heading: str, stated: str | None = None) -> tuple[str | None, int]:
        story = _story(heading, _TEXT, _TEXT, stated=stated)
        blocks = (replace(story.blocks[0], kind="crosshead"), *story.blocks[1:])
        found = find_standfirst(replace(story, blocks=blocks, draft=replace(story.draft, blocks=blocks)))
        return (found.standfirst.value if found.standfirst else None), len(found.blocks)

    assert left("Ministeri kiistää tiedot ja lupaa selvityksen") == (
        "Ministeri kiistää tiedot ja lupaa selvityksen",
        2,
    )
    assert left("Taustaa") == (None, 3)
    assert left("Ministeri kiistää tiedot ja lupaa selvityksen", stated=_STANDFIRST) == (None, 3)


def test_an_unended_line_below_the_headline() -> None:
    """A second line without a full stop is a standfirst; a sentence is the first paragraph."""
    assert _standfirst(_story("Tariffs rise by a tenth", _TEXT)) == "Tariffs rise by a tenth"
    assert _standfirst(_story(_STANDFIRST, _TEXT)) is None


def test_a_sentence_that_the_body_repeats() -> None:
    """A sentence that stands again near the top is the standfirst, and stands there no more."""
    story = find_standfirst(_story(_STANDFIRST, _TEXT, f"It was late. {_STANDFIRST} Nobody objected."))
    assert story.standfirst is not None
    assert story.standfirst.value == _STANDFIRST
    assert [block.text for block in drop_repeated_standfirst(story).blocks] == [
        _TEXT,
        "It was late. Nobody objected.",
    ]


def test_without_headline_nothing_is_guessed() -> None:
    """Without a headline the first line is no standfirst."""
    assert _standfirst(_story("Tariffs rise by a tenth", _TEXT, headline=False)) is None


def test_stated_standfirst_leaves_the_body() -> None:
    """A summary that the format states is removed where it stands word for word, as whole sentences."""
    story = drop_repeated_standfirst(_story(f"{_STANDFIRST} {_TEXT}", stated=_STANDFIRST))
    assert [block.text for block in story.blocks] == [_TEXT]


def test_only_whole_sentences_go() -> None:
    """A standfirst that is part of a longer sentence stays where it is."""
    story = _story(f"{_STANDFIRST[:-1]}, said the speaker.", stated=_STANDFIRST[:-1])
    assert drop_repeated_standfirst(story) is story


def test_the_whole_body_never_goes() -> None:
    """A feed item whose summary is all its text keeps it as the body."""
    story = _story(_STANDFIRST, stated=_STANDFIRST)
    assert drop_repeated_standfirst(story) is story


def test_a_short_standfirst_that_is_the_first_paragraph_again() -> None:
    """What is too short to be told from chance is told when it is the whole first paragraph."""
    story = drop_repeated_standfirst(_story("ON THIS DAY", _TEXT, stated="ON THIS DAY"))
    assert [block.text for block in story.blocks] == [_TEXT]


def test_a_stated_standfirst_that_is_none() -> None:
    """The headline over again, or the text's beginning cut off inside a sentence, is no standfirst."""
    again = drop_repeated_standfirst(_story(_TEXT, stated="Council passes budget late"))
    assert again.draft.standfirsts != ()
    again = drop_repeated_standfirst(_story(_TEXT, stated="Council passes budget."))
    assert again.draft.standfirsts == ()
    cut = drop_repeated_standfirst(_story(f"{_STANDFIRST} {_TEXT}", stated=f"{_STANDFIRST} {_TEXT[:41]}."))
    assert cut.draft.standfirsts == ()
    assert cut.provenance[0].method == "standfirst.cut-off"
    assert [block.text for block in cut.blocks] == [f"{_STANDFIRST} {_TEXT}"]
