"""The standfirst of a page: the sentences under its headline that introduce the article.

It is found where it is printed: by the words in class names, or by its place between the headline and
the box that holds the text. Call it before the page is cleaned. What only the metadata gives is weighed
in `service.normalize.extract`.
"""

import re
from collections import defaultdict

import msgspec
from lxml.html import HtmlElement

from service.normalize.extract_dom import squeeze, text_of
from service.normalize.extract_rules import ExtractRules, load_rules

MAX_CHARS = 900
MIN_CHARS = 20
MAX_PARTS = 6

_REGION = 250  # elements behind the headline that are looked at
_LONG = 120  # from which a paragraph counts as text of the article
_BODY_SHARE = 0.6  # of the page's paragraph text that the article's box holds at least
_BLOCKS = frozenset("p div h2 h3 h4 ul ol li section header blockquote".split())
_OUTSIDE = frozenset(
    "figure figcaption nav aside footer button form time a script style label picture".split()
)
_LETTERS = re.compile(r"\w+")
_DATE_LIKE = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b")


class Standfirst(msgspec.Struct, frozen=True, kw_only=True):
    """A printed standfirst: its parts, and the folded texts by which it is known again in the text."""

    parts: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    evidence: str = ""


def fold(text: str) -> str:
    """Return a text's words, for comparing what is printed twice with small differences."""
    return " ".join(_LETTERS.findall(text.casefold()))


def repeats(description: str, text: str) -> bool:
    """Return whether `description` is only the beginning of `text`, perhaps cut off."""
    short, long = fold(description), fold(text)
    return bool(short) and long.startswith(short[: max(30, int(0.9 * len(short)))])


def printed_standfirst(tree: HtmlElement, titles: tuple[str, ...]) -> Standfirst:
    """Return the standfirst that the page prints, or an empty one."""
    headline = _headline(tree, {fold(title) for title in titles})
    if headline is None:
        return Standfirst()
    rules = load_rules()
    body = _body_box(tree)
    following = _following(headline)
    named = _named(following, rules)
    return named if named.parts else _placed(following, body, headline, rules)


def bold_texts(tree: HtmlElement) -> frozenset[str]:
    """Return the folded texts of the first paragraphs that are bold from end to end."""
    found = set()
    for element in list(tree.iter("p"))[:40]:
        strong = sum(len(text_of(child)) for child in element.iterdescendants("strong", "b"))
        if strong >= MIN_CHARS:
            text = text_of(element)
            if len(text) <= MAX_CHARS and strong >= 0.95 * len(text):
                found.add(fold(text))
    return frozenset(found)


def _headline(tree: HtmlElement, titles: set[str]) -> HtmlElement | None:
    """Return the h1 (or h2) that prints a title of the page, else the first h1 with text."""
    headings = [element for element in tree.iter("h1", "h2") if element.text_content().strip()][:30]
    for element in headings:
        key = fold(text_of(element))
        if any(title and key.endswith(title) for title in titles):
            return element
    return next((element for element in headings if element.tag == "h1"), None)


def _following(headline: HtmlElement) -> list[HtmlElement]:
    """Return the elements behind the headline in document order, until the article's text is under way."""
    found: list[HtmlElement] = []
    long_paragraphs = 0
    for element in headline.xpath("following::*[position() <= $n]", n=_REGION):
        if element.tag == "p" and len(element.text_content()) > _LONG:
            long_paragraphs += 1
            if long_paragraphs > 2:
                break
        found.append(element)
    return found


def _named(elements: list[HtmlElement], rules: ExtractRules) -> Standfirst:
    for element in elements:
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()[:300]
        if not names or element.tag in _OUTSIDE or not rules.standfirst_names.search(names):
            continue
        if rules.not_standfirst_names.search(names) or _is_outside(element):
            continue
        parts = _parts(element)
        if parts:
            return _standfirst(element, parts, "html:class")
    return Standfirst()


def _placed(
    elements: list[HtmlElement], body: HtmlElement | None, headline: HtmlElement, rules: ExtractRules
) -> Standfirst:
    """Return the text between the headline and the box of the article's text."""
    if body is None or body in headline.iterancestors():
        return Standfirst()
    for element in elements:
        if element is body or body in element.iterancestors():
            break
        if (
            element.tag not in _BLOCKS
            or any(child.tag in _BLOCKS for child in element)
            or _is_outside(element)
        ):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
        text = text_of(element)
        if not rules.box_names.search(names) and _is_prose(text, rules):
            return _standfirst(element, [text], "html:place")
    return Standfirst()


def _is_prose(text: str, rules: ExtractRules) -> bool:
    words = len(text.split())
    return (
        40 <= len(text) <= MAX_CHARS
        and words >= 6
        and not (_DATE_LIKE.search(text) and words < 12)
        and not rules.notices.match(text)
        and not rules.notices_anywhere.search(text)
    )


def _is_outside(element: HtmlElement) -> bool:
    """Return whether an element stands in a picture, a menu or another box that holds no text."""
    return any(ancestor.tag in _OUTSIDE for ancestor in element.iterancestors())


def _standfirst(element: HtmlElement, parts: list[str], evidence: str) -> Standfirst:
    texts = [
        text_of(element),
        *parts,
        *(text_of(block) for block in element.iter("p", "li", "h2", "h3", "div")),
    ]
    return Standfirst(
        parts=tuple(parts), keys=frozenset(key for text in texts if (key := fold(text))), evidence=evidence
    )


def _parts(element: HtmlElement) -> list[str]:
    """Return the texts of the blocks in an element, split at line breaks; nothing if it is too long."""
    if not MIN_CHARS <= len(element.text_content().strip()) <= 2 * MAX_CHARS:
        return []
    if element.find(".//script") is not None or element.find(".//form") is not None:
        return []
    blocks = [block for block in element.iter("p", "li", "h2", "h3") if block.find(".//p") is None] or [
        element
    ]
    texts = [line for block in blocks for line in _lines(block)]
    texts = list(dict.fromkeys(text for text in texts if len(text) > 1))
    total = sum(map(len, texts))
    return texts if len(texts) <= MAX_PARTS and MIN_CHARS <= total <= MAX_CHARS else []


def _lines(element: HtmlElement) -> list[str]:
    """Return an element's text, split at its `br`."""
    lines = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "br":
            lines.append("")
        else:
            lines[-1] += child.text or ""
        lines[-1] += child.tail or ""
    return [squeeze(line) for line in lines]


def _body_box(tree: HtmlElement) -> HtmlElement | None:
    """Return the deepest element that holds most of the page's paragraph text."""
    held: defaultdict[HtmlElement, int] = defaultdict(int)
    total = 0
    for element in tree.iter("p"):
        length = len(element.text_content())
        if length < _LONG // 2:
            continue
        total += length
        for depth, ancestor in enumerate(element.iterancestors()):
            if depth > 7:
                break
            held[ancestor] += length
    boxes = [element for element, length in held.items() if length >= _BODY_SHARE * total]
    return max(boxes, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
