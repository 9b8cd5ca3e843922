"""Blocks of text from markup that states its own structure, and from text whose paragraphs are plain.

For the agencies' formats, in which everything is article text; pages and fragments of the web go to the
extractor of `service.normalize`.
"""

import re
from collections.abc import Iterator

from lxml import etree

from service.codecs.markup import local_name, visible_text
from service.codecs.payload import has_content
from service.model import Block

_CROSSHEADS = frozenset("h1 h2 h3 h4 h5 h6 hl2".split())
_LIST_ITEMS = frozenset("li dt dd".split())
_BLOCKS = _CROSSHEADS | _LIST_ITEMS | {"p", "pre"}
_CONTAINERS = frozenset(
    "html body div block section article main blockquote bq center ul ol dl body.content".split()
)
# Not article text: media and their captions, tables, notes to editors, code.
_SKIPPED = frozenset(
    "head script style table nitf-table media figure img iframe aside nav ednote object video audio form "
    "button footer header time".split()
)
_FEWEST_LINES = 3  # with and without an indent, in a story that was typed with them
_BREAK = "\u2028"  # stands for <br/> until the text is cut
_TWO_BREAKS = re.compile(r"\u2028\s*\u2028")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_INDENTED = re.compile(r"\n(?=[ \t]{2}[ \t]*\S)")  # agencies begin a paragraph with an indent instead


def blocks_of(element: etree._Element) -> tuple[Block, ...]:
    """Return the blocks under `element` in reading order; XHTML and NITF names, any namespace.

    Cross-heads at the end, with nothing left under them, are dropped.
    """
    blocks = list(_walk(element))
    while blocks and blocks[-1].kind == "crosshead":
        blocks.pop()
    return tuple(blocks)


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Cut plain text into paragraphs at blank lines and indents, and join wrapped lines."""
    return tuple(Block(kind="paragraph", text=flat) for flat in _flat(_paragraphs(text)))


def _walk(element: etree._Element) -> Iterator[Block]:
    """Yield blocks; text that stands bare between them is a paragraph of its own."""
    bare = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name in _BLOCKS or name in _CONTAINERS or (name not in _SKIPPED and _holds_blocks(child)):
            yield from _markup_paragraphs("".join(bare), "paragraph")
            bare = []
            yield from _block(child, name)
        else:
            bare.append(_inline(child, name))
        bare.append(child.tail or "")
    yield from _markup_paragraphs("".join(bare), "paragraph")


def _block(element: etree._Element, name: str) -> Iterator[Block]:
    if name in _CONTAINERS or _holds_blocks(element):
        yield from _walk(element)
    elif name == "pre":
        yield from blocks_of_text(_inner(element))
    elif name == "p" and _is_preformatted(inner := _inner(element)):
        yield from blocks_of_text(inner)
    else:
        kind = "crosshead" if name in _CROSSHEADS else "list_item" if name in _LIST_ITEMS else "paragraph"
        yield from _markup_paragraphs(_inner(element), kind)


def _holds_blocks(element: etree._Element) -> bool:
    return any(local_name(inner) in _BLOCKS for inner in element.iterdescendants())


def _inline(element: etree._Element, name: str) -> str:
    if name == "br":
        return _BREAK
    return _inner(element) if name and name not in _SKIPPED else ""


def _inner(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += [_inline(child, local_name(child)), child.tail or ""]
    return "".join(parts)


def _markup_paragraphs(text: str, kind: str) -> Iterator[Block]:
    """Two breaks part paragraphs; one break, like any white space of markup, is a space."""
    for flat in _flat(_TWO_BREAKS.split(text)):
        yield Block(kind=kind, text=flat)


def _is_preformatted(text: str) -> bool:
    """Return whether one element holds a story as it was typed: wrapped lines, paragraphs told by indents.

    In markup that is only printed with an indent, every line but the first has one.
    """
    lines = [line for line in text.splitlines()[1:] if line.strip()]
    indented = sum(line.startswith(("  ", "\t")) for line in lines)
    return indented >= _FEWEST_LINES and len(lines) - indented >= _FEWEST_LINES


def _paragraphs(text: str) -> Iterator[str]:
    """Cut at blank lines; at indents too, unless all lines have one and so it means nothing."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace(_BREAK, "\n")
    lines = [line for line in plain.splitlines() if line.strip()]
    means_something = any(not line.startswith(("  ", "\t")) for line in lines)
    for piece in _BLANK_LINE.split(plain):
        yield from _INDENTED.split(piece) if means_something else (piece,)


def _flat(pieces: Iterator[str] | list[str]) -> Iterator[str]:
    for piece in pieces:
        flat = " ".join(piece.split())
        if has_content(flat) and not _is_embed(flat):
            yield flat


def _is_embed(flat: str) -> bool:
    """Whether the text is nothing but markup that somebody escaped, such as a player to embed."""
    return flat.startswith("<") and flat.endswith(">") and not has_content(visible_text(flat))
