"""The rules in order."""

from service.model import Block, Claim, Draft
from service.normalize.structure import BLOCK_RULES, TEXT_RULES, find_structure
from tests.factories import ORIGIN


def test_every_rule_of_blocks_is_a_rule_of_text() -> None:
    """Blocks leave less to be found, never something else, and in the same order."""
    for rules in (TEXT_RULES, BLOCK_RULES):
        assert len(set(rules)) == len(rules)
    assert set(BLOCK_RULES) <= set(TEXT_RULES)


def test_blocks_keep_their_crossheads_and_lose_dateline_and_signoff() -> None:
    """What the format states stays; what stands inside its paragraphs is taken out."""
    draft = Draft(
        origin=ORIGIN,
        format="application/json",
        titles=(Claim(value="Council passes budget", evidence="ninjs:headline"),),
        blocks=(
            Block(kind="paragraph", text="LONDON (AP) — The council approved the budget on Monday."),
            Block(kind="crosshead", text="Tariffs"),
            Block(kind="paragraph", text=""),
            Block(kind="paragraph", text="They rise by a tenth. (PW)"),
        ),
    )
    story = find_structure(draft)
    assert story.headline == draft.titles[0]
    assert story.dateline is not None
    assert story.dateline.place == "LONDON"
    assert story.signoffs == ("PW",)
    assert [(block.kind, block.text) for block in story.blocks] == [
        ("paragraph", "The council approved the budget on Monday."),
        ("crosshead", "Tariffs"),
        ("paragraph", "They rise by a tenth."),
    ]


def test_no_blocks_at_all() -> None:
    """A feed item with neither summary nor content has an empty body."""
    assert find_structure(Draft(origin=ORIGIN, format="application/rss+xml", blocks=())).blocks == ()


def test_a_text_that_is_nothing_but_furniture_is_kept() -> None:
    """When the rules would take everything, the text stays whole: a text is never refused for its form."""
    story = find_structure(Draft(origin=ORIGIN, format="text/plain", text="LONDON (Reuters) -\n\n(AP)"))
    assert "".join(block.text for block in story.blocks).count("(") >= 1
