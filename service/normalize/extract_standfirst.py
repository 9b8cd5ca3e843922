"""The standfirst of a page: the sentences under its headline that introduce the article.

It is found where it is printed: by the words in class names, or by its place between the headline and
the box that holds the text. Call it before the page is cleaned. What only the metadata gives is weighed
in `service.normalize.extract`.
"""

import re
from collections import Counter, defaultdict

import msgspec
from lxml.html import HtmlElement

from service.normalize.extract_dom import fold, lines_of, names_of, text_of
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
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "”", '"', "»", "।")
_DATE_LIKE = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b")


class Standfirst(msgspec.Struct, frozen=True, kw_only=True):
    """A printed standfirst: its parts, and the folded texts by which it is known again in the text."""

    parts: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    evidence: str = ""


class _Page(msgspec.Struct, frozen=True):
    headline: HtmlElement
    body: HtmlElement | None
    signature: tuple[str, str, str] | None
    titles: frozenset[str]
    descriptions: frozenset[str]
    rules: ExtractRules


def printed_standfirst(
    tree: HtmlElement, titles: tuple[str, ...], descriptions: tuple[str, ...]
) -> Standfirst:
    """Return the standfirst that the page prints, or an empty one.

    Args:
        tree: the page, not yet cleaned.
        titles: its titles; the standfirst stands behind the one that is printed.
        descriptions: summaries of its metadata, which often repeat the standfirst.
    """
    keys = frozenset(fold(title) for title in titles)
    headline = _headline(tree, keys)
    if headline is None:
        return Standfirst()
    rules = load_rules()
    body = _body_box(tree)
    page = _Page(headline, body, _signature_of_text(body), keys, frozenset(map(fold, descriptions)), rules)
    following = _following(headline)
    for find in (_named, _described, _placed):
        found = find(following, page)
        if found.parts:
            return found
    return Standfirst()


def _headline(tree: HtmlElement, titles: frozenset[str]) -> HtmlElement | None:
    """Return the heading that prints a title of the page, or what is called a title and prints one."""
    headings = [element for element in tree.iter("h1", "h2", "h3") if element.text_content().strip()][:200]
    for element in headings:
        key = fold(text_of(element))
        if any(title and key.endswith(title) for title in titles):
            return element
    longest = max(map(len, titles), default=0) + 40
    for element in tree.xpath(
        "//body//*[contains(@class, 'tit') or contains(@class, 'ttl') or contains(@class, 'head')]"
    )[:100]:
        text = element.text_content()
        if len(text) < longest and fold(text) in titles:
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


def _named(elements: list[HtmlElement], page: _Page) -> Standfirst:
    """Return the text under telling class names, sentences before headings."""
    found: list[tuple[HtmlElement, Standfirst]] = []
    for element in elements:
        names = names_of(element)
        is_named = bool(names and page.rules.standfirst_names.search(names))
        if (
            not is_named
            and _signature(element) == page.signature
            and len(element.text_content()) > _LONG // 2
        ):
            break  # the text has begun
        if not is_named or element.tag in _OUTSIDE or page.rules.not_standfirst_names.search(names):
            continue
        if (
            _is_outside(element)
            or _is_linked(element)
            or any(other in element.iterancestors() for other, _ in found)
        ):
            continue
        standfirst = _standfirst(element, _parts(element), "html:class")
        if not standfirst.parts or standfirst.keys & page.titles or _is_known(standfirst, found):
            continue
        if _is_prose(" ".join(standfirst.parts), page.rules):
            found.append((element, _with_siblings(element, standfirst)))
    return _with_heading([standfirst for _, standfirst in found])


def _begins_text(element: HtmlElement, page: _Page) -> bool:
    """Return whether an element is a paragraph of the article's text."""
    length = len(element.text_content())
    is_long = element.tag == "p" and length > _LONG and not _is_outside(element)
    return is_long or (_signature(element) == page.signature and length > _LONG // 2)


def _with_heading(found: list[Standfirst]) -> Standfirst:
    """Return the first standfirst in sentences, and the first heading where there is one too."""
    sentences = next((s for s in found if s.parts[0].endswith(_SENTENCE_ENDS)), None)
    heading = next((s for s in found if not s.parts[0].endswith(_SENTENCE_ENDS)), None)
    return _joined([standfirst for standfirst in (sentences, heading) if standfirst is not None])


def _is_known(standfirst: Standfirst, found: list[tuple[HtmlElement, Standfirst]]) -> bool:
    return any(set(standfirst.parts) <= set(other.parts) for _, other in found)


def _joined(standfirsts: list[Standfirst]) -> Standfirst:
    parts = dict.fromkeys(part for standfirst in standfirsts for part in standfirst.parts)
    keys = frozenset(key for standfirst in standfirsts for key in standfirst.keys)
    return Standfirst(parts=tuple(parts)[:MAX_PARTS], keys=keys, evidence="html:class")


def _with_siblings(element: HtmlElement, found: Standfirst) -> Standfirst:
    """Return the standfirst with the parts that follow it directly under the same name."""
    names = names_of(element)
    for sibling in element.itersiblings():
        if sibling.tag != element.tag or names_of(sibling) != names or len(found.parts) >= MAX_PARTS:
            break
        found = _joined([found, _standfirst(sibling, _parts(sibling), found.evidence)])
    return found


def _described(elements: list[HtmlElement], page: _Page) -> Standfirst:
    """Return the text that the metadata repeat, unless it is a paragraph like those that follow."""
    for element in elements:
        if (
            element.tag not in _BLOCKS
            or any(child.tag in _BLOCKS for child in element)
            or _is_outside(element)
        ):
            continue
        key = fold(text_of(element))
        if len(key) > MAX_CHARS or _signature(element) == page.signature:
            continue
        if any(len(other) >= 0.7 * len(key) > MIN_CHARS and other in key for other in page.descriptions):
            return _standfirst(element, _parts(element), "html:description")
    return Standfirst()


def _placed(elements: list[HtmlElement], page: _Page) -> Standfirst:
    """Return the text between the headline and the box of the article's text, sentences before headings."""
    body = page.body
    if body is None or body in page.headline.iterancestors():
        return Standfirst()
    heading = Standfirst()
    for element in elements:
        if element is body or body in element.iterancestors():
            break
        if (
            element.tag not in _BLOCKS
            or any(child.tag in _BLOCKS for child in element)
            or _is_outside(element)
        ):
            continue
        text = text_of(element)
        is_text = _signature(element) == page.signature or page.rules.box_names.search(names_of(element))
        if (
            is_text
            or _is_linked(element)
            or any(title in fold(text) for title in page.titles)
            or not _is_prose(text, page.rules)
        ):
            continue
        if text.endswith(_SENTENCE_ENDS):
            return _standfirst(element, [text], "html:place")
        if element.tag in {"h2", "h3"} and not heading.parts:
            heading = _standfirst(element, _parts(element) or [text], "html:place")
    return heading


def _signature(element: HtmlElement) -> tuple[str, str, str]:
    parent = element.getparent()
    parent_class = (parent.get("class") or "") if parent is not None else ""
    return element.tag, element.get("class") or "", parent_class


def _signature_of_text(body: HtmlElement | None) -> tuple[str, str, str] | None:
    """Return tag and classes of most of the article's long paragraphs."""
    if body is None:
        return None
    counts = Counter(_signature(p) for p in body.iter("p") if len(p.text_content()) > _LONG)
    top = counts.most_common(1)
    return top[0][0] if top and top[0][1] > 1 else None


def _is_prose(text: str, rules: ExtractRules) -> bool:
    words = len(text.split())
    return (
        MIN_CHARS <= len(text) <= MAX_CHARS
        and (words >= 5 or not text.isascii())
        and not (_DATE_LIKE.search(text) and words < 12)
        and not rules.notices.match(text)
        and not rules.notices_anywhere.search(text)
    )


def _is_linked(element: HtmlElement) -> bool:
    """Return whether most of an element's text is in links: tags, or a teaser of another story."""
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked > 0.5 * len(element.text_content().strip()) or any(
        ancestor.tag == "a" for ancestor in element.iterancestors()
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
    texts = [line for block in blocks for line in lines_of(block)]
    texts = list(dict.fromkeys(text for text in texts if len(text) > 1))
    total = sum(map(len, texts))
    return texts if len(texts) <= MAX_PARTS and MIN_CHARS <= total <= MAX_CHARS else []


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
