"""The text of a page as blocks: what `trafilatura` finds, less what is not the article's own text.

Headline, standfirst, captions, bylines, links to other stories and notices are taken out here by
comparing texts; boxes are taken out before, in `service.normalize.extract_clean`.
"""

import re
from collections.abc import Iterable

import trafilatura
from lxml.etree import LxmlError, _Element
from lxml.html import HtmlElement

from service.model import Block
from service.normalize.extract_dom import fold, squeeze
from service.normalize.extract_rules import ExtractRules, load_rules

MAX_BLOCKS = 3_000
MAX_BLOCK_CHARS = 100_000
_LONG_ROW = 600  # code points of a table's row from which it is a box
_SHORT = 90  # longest cross-head
_LONG = 80  # shortest paragraph that a cross-head stands before
_BOX_TEXT = 320  # longest paragraph that belongs to the heading of a box
_NOTICE_CHARS = 400  # longest notice to the reader

_BLOCK_TAGS = frozenset("p head item quote list cell row table ab".split())
# What its parsers raise on hostile markup.
_FAILURES = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, LxmlError)

_SENTENCE_END = re.compile(r"[.!?…。！？।:;,][\"'”’»)\]]*$")
_DATE_LINE = 70  # longest line that only says when the article was published or changed
_DATE = re.compile(r"\d{1,2}[:.]\d{2}\b(?!\s*%)|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|\d{4}年\d{1,2}月")
_BYLINE = re.compile(r"(?:by|von|par|por|di|door|av|af|oleh|автор:?|autor:?|text:?)\s+\S+", re.IGNORECASE)


def page_blocks(tree: HtmlElement, *, is_thorough: bool = False) -> list[Block]:
    """Return the blocks that `trafilatura` finds in a page; `tree` may be changed.

    Args:
        tree: the page, cleaned or as it came.
        is_thorough: whether it compares what it finds with the other extractors that it knows, which takes
            several times as long.
    """
    try:
        document = trafilatura.bare_extraction(
            tree, fast=not is_thorough, include_comments=False, include_tables=True, with_metadata=False
        )
    except _FAILURES:
        return []
    body: _Element | None = getattr(document, "body", None)
    return [] if body is None else list(_blocks(body))[:MAX_BLOCKS]


def _blocks(body: _Element) -> Iterable[Block]:
    """Return the blocks of trafilatura's own markup, each text once."""
    for element in body.iter("p", "head", "item", "quote", "row", "cell", "code", "ab"):
        if element.tag == "row":
            text = "" if _is_layout(element) else squeeze(" ".join(map(str, element.itertext())))
        else:
            text = "" if _is_in_block(element) else _own_text(element)
        text = text[:MAX_BLOCK_CHARS]
        if not text:
            continue
        if element.tag == "head":
            yield Block(kind="crosshead", text=text)
        elif element.tag == "item" or _is_in_item(element):
            yield Block(kind="list_item", text=text)
        else:
            yield Block(kind="paragraph", text=text)


def _is_layout(row: _Element) -> bool:
    """Return whether a table's row holds text as a box does, not figures and words of a table."""
    return row.find(".//p") is not None or sum(len(text) for text in row.itertext()) > _LONG_ROW


def _is_in_block(element: _Element) -> bool:
    """Return whether an element's text comes with the element around it: a row's, or a line's code."""
    if element.tag == "code" and any(a.tag in {"p", "item", "head", "cell"} for a in element.iterancestors()):
        return True
    row = next((ancestor for ancestor in element.iterancestors() if ancestor.tag == "row"), None)
    return row is not None and not _is_layout(row)


def _is_in_item(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "item"


def _own_text(element: _Element) -> str:
    """Return an element's text without the blocks inside it, which come by themselves."""
    if not len(element):
        return squeeze(element.text or "")
    parts: list[str] = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append(" ")
        elif child.tag not in _BLOCK_TAGS:
            parts.append("".join(map(str, child.itertext())))
        parts.append(child.tail or "")
    return squeeze("".join(parts))


def own_text_only(
    blocks: list[Block], titles: Iterable[str], bylines: Iterable[str], captions: frozenset[str]
) -> list[Block]:
    """Return the blocks without headline, bylines, captions, notices and what repeats itself.

    Args:
        blocks: the page's blocks in order.
        titles: all titles of the page.
        bylines: names of its authors.
        captions: texts of its figure captions.
    """
    headlines = {fold(title) for title in titles}
    names = {fold(name) for name in bylines}
    captions = frozenset(map(fold, captions))
    rules = load_rules()
    kept: list[Block] = []
    seen: set[str] = set()
    before_text = before_long = True
    for block in _without_boxes(blocks, rules):
        key = fold(block.text)
        if not key or (key in seen and len(key) > 30) or key in names or key in captions:
            continue
        if _is_headline(key, headlines, before_text=before_text):
            continue
        if _is_notice(block, rules):
            continue
        if _is_byline(block.text, key, names, before_text=before_long):
            continue
        if before_long and len(block.text) < _DATE_LINE and _DATE.search(block.text):
            continue
        seen.add(key)
        before_text = before_text and block.kind != "paragraph"
        before_long = before_long and len(block.text) <= _LONG
        kept.append(block)
    return _with_crossheads(_without_loose_headings(kept))


def _is_byline(text: str, key: str, names: set[str], *, before_text: bool) -> bool:
    """Return whether this is a line with an author's name: with "By", or short and before the text."""
    if len(text) > _LONG or not any(name and name in key for name in names):
        return False
    return _BYLINE.match(text) is not None or (before_text and len(text) < 60)


def _without_boxes(blocks: list[Block], rules: ExtractRules) -> list[Block]:
    """Return the blocks without headings of boxes and what belongs to them."""
    kept: list[Block] = []
    is_links = is_site = False
    for block in blocks:
        if block.kind == "crosshead":
            is_links = rules.link_headings.fullmatch(block.text) is not None
            is_site = rules.site_headings.fullmatch(block.text) is not None
            if not (is_links or is_site):
                kept.append(block)
            continue
        is_line = block.kind == "list_item" or not _SENTENCE_END.search(block.text)
        if (is_line and (is_links or is_site)) or (is_site and len(block.text) < _BOX_TEXT):
            continue
        is_links = is_site = False
        kept.append(block)
    return kept


def _is_notice(block: Block, rules: ExtractRules) -> bool:
    if len(block.text) > _NOTICE_CHARS:
        return False
    return bool(rules.notices.match(block.text) or rules.notices_anywhere.search(block.text))


def _is_headline(key: str, headlines: set[str], *, before_text: bool) -> bool:
    """Return whether this is a title of the page, before the text also with a kicker in front of it."""
    if key in headlines:
        return True
    return before_text and any(
        len(title) > 20 and key.endswith(title) and len(key) < len(title) + 60 for title in headlines
    )


def _without_loose_headings(blocks: list[Block]) -> list[Block]:
    """Return the blocks without headings that head nothing: at the end, or before a heading of like kind."""
    kept: list[Block] = []
    for block in reversed(blocks):
        follows = kept[-1].kind if kept else None
        if block.kind == "crosshead" and (follows is None or len(block.text) > 300):
            continue
        kept.append(block)
    return kept[::-1]


def _with_crossheads(blocks: list[Block]) -> list[Block]:
    """Return the blocks with short unpunctuated lines between long paragraphs as cross-heads."""
    result: list[Block] = []
    for n, block in enumerate(blocks):
        before = blocks[n - 1] if n else None
        after = blocks[n + 1] if n + 1 < len(blocks) else None
        if before and after and _heads(block, before, after):
            result.append(Block(kind="crosshead", text=block.text))
        else:
            result.append(block)
    return result


def _heads(block: Block, before: Block, after: Block) -> bool:
    text = block.text
    if block.kind != "paragraph" or len(text) > _SHORT or len(text.split()) > 12:
        return False
    if after.kind != "paragraph" or len(after.text) < _LONG or before.kind == "crosshead":
        return False
    return not _SENTENCE_END.search(text) and text[0].isalnum() and not re.search(r"[:|@/]", text)
