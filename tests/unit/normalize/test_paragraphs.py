"""Layouts of plain text."""

import textwrap

from service.normalize.paragraphs import blocks_of

_LONG = (
    "The council approved the budget on Monday after a long debate about tariffs, and the mayor said that "
    "roads and schools would get most of the money in the coming year."
)


def _texts(text: str) -> list[str]:
    return [block.text for block in blocks_of(text)]


def test_blank_lines_part_paragraphs() -> None:
    """Paragraphs between blank lines stay apart, white space inside them collapses."""
    assert _texts("One  two.\n \n\nThree.\n") == ["One two.", "Three."]


def test_every_line_may_be_a_paragraph() -> None:
    """Without wrapping, each line is a paragraph."""
    assert _texts(f"{_LONG}\nIt ends here.\nSo does this.") == [_LONG, "It ends here.", "So does this."]


def test_wrapped_text_is_joined() -> None:
    """Text wrapped at a fixed width gets its paragraphs back."""
    wrapped = "\n\n".join(textwrap.fill(_LONG, 66) for _ in range(2))
    assert _texts(wrapped) == [_LONG, _LONG]


def test_wrapped_text_keeps_short_lines_apart() -> None:
    """A headline above wrapped text, which left room for the next word, is a line of its own."""
    wrapped = "A short headline\n" + "\n\n".join(textwrap.fill(_LONG, 66) for _ in range(2))
    assert _texts(wrapped) == ["A short headline", _LONG, _LONG]


def test_wrapped_text_with_indents() -> None:
    """In wrapped text without blank lines an indent opens a paragraph."""
    wrapped = "\n".join(textwrap.fill(_LONG, 66, initial_indent="   ") for _ in range(3))
    assert _texts(wrapped) == [_LONG, _LONG, _LONG]


def test_a_hyphen_at_a_wrapped_end_is_kept() -> None:
    """A word parted at its hyphen is joined without a space and keeps the hyphen."""
    text = (
        "Under the new deal, which covers long-\nrange aircraft and ships of the kind\n"
        "that both neighbours have asked for,\nthe first are due in the spring and the\nlast in a year."
    )
    assert _texts(text)[0].startswith(
        "Under the new deal, which covers long-range aircraft and ships of the kind that"
    )


def test_list_items_are_marked() -> None:
    """Bullets are items alone, numbers only beside another."""
    kinds = [block.kind for block in blocks_of("• one\nText here.\n1. one\n2. two\nText.\n3. alone")]
    assert kinds == ["list_item", "paragraph", "list_item", "list_item", "paragraph", "paragraph"]


def test_rules_and_ornaments_go() -> None:
    """A line without letters and digits is no block."""
    assert _texts("One.\n***\n----\nTwo.") == ["One.", "Two."]


def test_nothing_gives_nothing() -> None:
    """An empty text has no blocks."""
    assert blocks_of(" \n\n") == ()
