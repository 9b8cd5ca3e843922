"""What rules hand to one another."""

from service.model import Block, Draft
from service.normalize.story import RULESET_VERSION, Story, decide, remove, without_block
from tests.factories import ORIGIN

_STORY = Story(
    draft=Draft(origin=ORIGIN, format="text/plain"),
    blocks=(Block(kind="paragraph", text="a"), Block(kind="paragraph", text="b")),
    head=1,
)


def test_decisions_carry_rule_version_and_confidence() -> None:
    """Every decision can be explained afterwards."""
    (entry,) = decide(_STORY, "by", "byline.line", 95, people=("Jane Doe",)).provenance
    assert (entry.stage, entry.field, entry.method) == ("normalize", "by", "byline.line")
    assert (entry.confidence, entry.version) == (95, RULESET_VERSION)


def test_taking_a_block_of_the_head_shortens_the_head() -> None:
    """The head counts blocks above the body; one that stays with its rest still counts."""
    assert without_block(_STORY, 0)["head"] == 0
    assert without_block(_STORY, 0, "rest")["head"] == 1
    assert without_block(_STORY, 1)["head"] == 1


def test_removal_keeps_the_words() -> None:
    """Removed words are in the provenance."""
    story = remove(_STORY, 1, "furniture.link", 80)
    assert [block.text for block in story.blocks] == ["a"]
    assert story.provenance[0].decision == "removed: b"
