"""Blocks from markup that states its structure, and from wrapped plain text."""

import pytest
from lxml import etree

from service.codecs.blocks import blocks_of, blocks_of_text


def _blocks(markup: str) -> list[tuple[str, str]]:
    root = etree.fromstring(f"<body>{markup}</body>")
    return [(block.kind, block.text) for block in blocks_of(root)]


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<p>One</p><p>Two</p>", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<h2>Head</h2><p>Text</p>", [("crosshead", "Head"), ("paragraph", "Text")]),
        ("<ul><li>a</li><li>b</li></ul>", [("list_item", "a"), ("list_item", "b")]),
        ("<p>a <b>bold</b>\n  word<i/>s</p>", [("paragraph", "a bold words")]),
        ("<p>one<br/>line<br/><br/>next</p>", [("paragraph", "one line"), ("paragraph", "next")]),
        ("bare <em>text</em><p>P</p>tail", [("paragraph", t) for t in ("bare text", "P", "tail")]),
        ("<block><block><p>deep</p></block></block>", [("paragraph", "deep")]),
        ("<story><p>unknown wrapper</p></story>", [("paragraph", "unknown wrapper")]),
        ("<li><p>a</p><p>b</p></li>", [("paragraph", "a"), ("paragraph", "b")]),
        ("<p>kept</p><table><tr><td>1</td></tr></table>", [("paragraph", "kept")]),
        ("<media><caption>no</caption></media><p>yes</p>", [("paragraph", "yes")]),
        ("<header><p>11.10.</p></header><p>yes</p>", [("paragraph", "yes")]),
        ("<p>&lt;div&gt;&lt;/div&gt;</p><p>yes</p>", [("paragraph", "yes")]),
        ("<p> * * * </p>", []),
        ("<p>Text</p><h2>Video:</h2><p>&lt;b/&gt;</p>", [("paragraph", "Text")]),
        ("<pre>one\n\ntwo</pre>", [("paragraph", "one"), ("paragraph", "two")]),
        (
            "<p>(Adds detail)\n    By A B\n    It\nrose\n    It\nfell\nagain</p>",
            [("paragraph", text) for text in ("(Adds detail)", "By A B", "It rose", "It fell again")],
        ),
        (
            "<p>One\n    long\n    paragraph\n    printed\n    so</p>",
            [("paragraph", "One long paragraph printed so")],
        ),
    ],
)
def test_markup_becomes_blocks_in_reading_order(markup: str, blocks: list[tuple[str, str]]) -> None:
    """Paragraphs, cross-heads and list items are kept; media, tables and embedded code are not."""
    assert _blocks(markup) == blocks


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("one\ntwo\n\nthree", ["one two", "three"]),
        ("   one\r\ntwo\r\n   three\r\nfour", ["one two", "three four"]),
        ("  all\n  lines\n  indented", ["all lines indented"]),
        ("\n\n***\n\n", []),
        ("single", ["single"]),
    ],
)
def test_wrapped_text_is_joined_and_cut_at_blank_lines_and_indents(text: str, paragraphs: list[str]) -> None:
    """Agencies wrap lines and mark a paragraph by a blank line or by an indent."""
    assert [block.text for block in blocks_of_text(text)] == paragraphs
