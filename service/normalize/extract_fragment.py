"""HTML that is already the article, as feeds and CMS exports carry it: markup to blocks, nothing left out.

There is no boilerplate to find here, so the tree is only walked; whole pages are
`service.normalize.extract_blocks`.
"""

import re

from lxml.html import HtmlElement

from service.model import Block
from service.normalize.extract_dom import squeeze

MAX_BLOCKS = 3_000

_SKIPPED = frozenset(
    "head title script style noscript template svg iframe object embed form button select figcaption video "
    "audio".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS = frozenset(
    "p div section article blockquote pre ul ol li dl dt dd table tr td th figure header footer main aside "
    "center address hr body html h1 h2 h3 h4 h5 h6 details summary".split()
)
_TRACE = re.compile(
    r"^(?:the post .{1,300} (?:appeared first on|first appeared on) |continue reading|read more|"
    r"\[?(?:…|\.\.\.)\]?$)",
    re.IGNORECASE,
)


def fragment_blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a fragment in order; two line breaks in a row end a paragraph."""
    blocks: list[Block] = []
    pending: list[str] = []
    kind = "paragraph"

    def flush() -> None:
        nonlocal pending
        for part in "".join(pending).split("\n\n"):
            text = squeeze(part)
            if text and not _TRACE.match(text) and len(blocks) < MAX_BLOCKS:
                blocks.append(Block(kind=kind, text=text))
        pending = []

    # An explicit stack: nesting may be deeper than Python's own.
    stack: list[tuple[HtmlElement, bool]] = [(tree, True)]
    while stack:
        element, entering = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else None
        is_block = tag in _BLOCKS
        if entering and tag is not None and tag not in _SKIPPED:
            if is_block:
                flush()
                kind = _kind_of(tag, kind)
            pending.append("\n" if tag == "br" else _plain(element.text))
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            continue
        if is_block:
            flush()
            kind = "list_item" if _inside_item(element) else "paragraph"
        if element is not tree:
            pending.append(_plain(element.tail))
    flush()
    return blocks


def _kind_of(tag: str | None, current: str) -> str:
    if tag in _HEADINGS:
        return "crosshead"
    if tag == "li":
        return "list_item"
    return current if tag in {"p", "div"} and current == "list_item" else "paragraph"


def _inside_item(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "li"


def _plain(text: str | None) -> str:
    """Return text with its own line breaks as blanks, so that only `br` breaks lines."""
    return " ".join(text.split("\n")) if text else ""
