"""What the structure rules hand to one another: the draft, its remaining blocks, the fields found so far.

A rule is a pure function from a `Story` to a `Story`. It takes what it recognises out of `blocks`,
puts it into a field and notes which rule fired and how sure it is. The rules themselves, in order,
are listed in `service.normalize.structure`.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from service.model import Block, Claim, Draft, Struct
from service.record import Correction, Dateline, Provenance

# Which rules and tables of this room made a record: raised with every change to what they give, so that two
# records of one input and one version never differ. A test over the samples notices what was forgotten.
RULESET_VERSION = "4"
CREATOR = f"normalize/{RULESET_VERSION}"


class Credit(Struct, frozen=True, kw_only=True):
    """An agency that is credited: the name it is known by, as printed, and where."""

    name: str
    literal: str
    role: str
    confidence: int


class Story(Struct, frozen=True, kw_only=True):
    """An article whose structure is being found.

    Attributes:
        draft: claims of the input; rules add claims that the text itself makes.
        blocks: what is still body, in reading order.
        head: how many leading blocks are known to stand above the body's first paragraph.
        people: persons of the byline, in order.
        credits: agencies of byline, dateline and sign-off.
        provenance: one entry per decision, and one per text that was taken out of the body.
    """

    draft: Draft
    blocks: tuple[Block, ...]
    head: int = 0
    headline: Claim | None = None
    standfirst: Claim | None = None
    people: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    dateline: Dateline | None = None
    signoffs: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    ed_notes: tuple[str, ...] = ()
    copyright_notice: str | None = None
    slugline: str | None = None
    provenance: tuple[Provenance, ...] = ()


Rule = Callable[[Story], Story]


def decide(
    story: Story, field: str, method: str, confidence: int, /, *, decision: str | None = None, **changes: Any
) -> Story:
    """Return `story` with `changes`, noting that rule `method` settled `field`.

    Args:
        story: the story before.
        field: name of the record's field.
        method: the rule that fired.
        confidence: 0–100.
        decision: what was decided, where the field's value does not say it, such as a removed text.
        changes: fields of the story to replace.
    """
    entry = Provenance(
        stage="normalize",
        method=method,
        version=RULESET_VERSION,
        field=field,
        decision=decision,
        confidence=confidence,
    )
    return replace(story, provenance=(*story.provenance, entry), **changes)


def without_block(story: Story, index: int, text: str = "") -> dict[str, Any]:
    """Return the changes that drop block `index`, or leave it with what remains of its `text`."""
    kept = (replace(story.blocks[index], text=text),) if text else ()
    blocks = (*story.blocks[:index], *kept, *story.blocks[index + 1 :])
    return {"blocks": blocks, "head": story.head - (0 if kept or index >= story.head else 1)}


def remove(story: Story, index: int, method: str, confidence: int) -> Story:
    """Take block `index` out as no article text, keeping its words in the record's provenance."""
    decision = f"removed: {story.blocks[index].text}"
    return decide(story, "body", method, confidence, decision=decision, **without_block(story, index))
