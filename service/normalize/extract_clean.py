"""Taking out of a page what is not its article, before the text is looked for.

Complements the pruning of `trafilatura`: captions and credits, link-only paragraphs ("Read more: …"),
sign-up and subscription boxes, author notes. Judged by the words in class names and by what a paragraph
consists of, never by publisher. Also makes headings of paragraphs that are bold from end to end.
"""

import functools
from typing import NamedTuple

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from service.normalize.extract_dom import spelled, squeeze, text_of
from service.normalize.extract_rules import load_rules

MAX_HEADING = 90
_MAX_SHARE = 0.2  # of the page's paragraph text; a larger box holds the article, whatever it is called
_MAX_TEXT_SHARE = 0.3  # of all text of the page
_MAX_LONG = 3  # long paragraphs in a box from which it holds the article
_LONG = 120
_CAPTION = 400  # longest paragraph that is taken out by its own name on a page with little text

_NO_TEXT = (
    "script link style noscript template svg canvas iframe object video audio img picture source input "
    "select option textarea button dialog nav"
).split()
_BOXES = "div section p ul ol header footer table h2 h3 h4 h5 h6".split()
_NAMED_BOXES = f"//body//*[@class or @id or @role][{' or '.join(f'self::{tag}' for tag in _BOXES)}]"
_ROLES = frozenset(
    {"complementary", "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"}
)
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "।", "”", '"', "»", ":", ";", ",")
_TEXT_TAGS = ("p", "li", "h2", "h3", "h4", "h5", "h6")


class _Bounds(NamedTuple):
    """Sizes in code points: what a box may hold of the paragraphs' text and of all text."""

    prose: float
    text: float


def captions_of(tree: HtmlElement) -> frozenset[str]:
    """Return the texts of the page's figure captions, which some pages repeat as paragraphs."""
    return frozenset(text for element in tree.iter("figcaption") if (text := text_of(element)))


def prose_length(tree: HtmlElement) -> int:
    """Return the code points of the page's long paragraphs, or half of its text if it has none.

    Paragraphs that are links to other stories, and those that menus for other screens repeat, do not count.
    """
    texts = {text: p for p in tree.iter("p") if len(text := p.text_content()) > _LONG}
    long = sum(len(text) for text, p in texts.items() if not any(a.tag == "a" for a in p.iterancestors()))
    if long:
        return long
    code = sum(len(element.text or "") for element in tree.iter("script", "style"))
    return (len(tree.text_content()) - code) // 2


def clean_page(tree: HtmlElement) -> None:
    """Take what is not the article out of `tree`, in place."""
    strip_elements(tree, *_NO_TEXT, with_tail=False)
    bounds = _bounds(tree)
    for element in [element for element in tree.xpath(_NAMED_BOXES) if _is_box(element)]:
        _drop_box(element, bounds)
    for element in list(tree.iter("figcaption", "figure", "aside", "form", "time")):
        if element.tag != "figure" or element.find(".//table") is None:
            _drop_box(element, bounds)
    _drop_link_lists(tree)
    _drop_link_paragraphs(tree)
    _mark_headings(tree)


def _bounds(tree: HtmlElement) -> _Bounds:
    paragraphs = sum(len(element.text_content()) for element in tree.iter("p"))
    return _Bounds(_MAX_SHARE * max(1, paragraphs), _MAX_TEXT_SHARE * max(1, len(tree.text_content())))


def _is_box(element: HtmlElement) -> bool:
    get = element.get
    return (get("role") or "") in _ROLES or _is_box_name(f"{get('class') or ''} {get('id') or ''}")


@functools.lru_cache(maxsize=65_536)
def _is_box_name(names: str) -> bool:
    """Return whether class and id name a box; pages of one site share most of their names."""
    return load_rules().box_names.search(spelled(names)) is not None


def _drop_box(element: HtmlElement, bounds: _Bounds) -> None:
    """Take a box out unless it is so large that it must hold the article."""
    length = len(element.text_content())
    if length <= bounds.prose or not _holds_article(element, length, bounds):
        _drop(element)


def _holds_article(element: HtmlElement, length: int, bounds: _Bounds) -> bool:
    if element.tag == "p":
        return length > min(_CAPTION, 0.5 * bounds.prose / _MAX_SHARE)
    long = sum(len(paragraph.text_content()) > _LONG for paragraph in element.iter("p"))
    return length > bounds.text or long >= _MAX_LONG


def _drop(element: HtmlElement) -> None:
    """Take an element out and leave the text behind it where it is."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        previous = element.getprevious()
        if previous is not None:
            previous.tail = f"{previous.tail or ''} {element.tail}"
        else:
            parent.text = f"{parent.text or ''} {element.tail}"
    parent.remove(element)


def _link_text(element: HtmlElement) -> int:
    return sum(len(squeeze(link.text_content())) for link in element.iter("a"))


def _drop_link_lists(tree: HtmlElement) -> None:
    """Take out lists of which every item is one link."""
    for element in list(tree.iter("ul", "ol")):
        items = [item for item in element if item.tag == "li"]
        if len(items) > 1 and all(_is_link_only(item) for item in items):
            _drop(element)


def _is_link_only(element: HtmlElement) -> bool:
    total = len(text_of(element))
    return total > 0 and _link_text(element) >= 0.9 * total


def _drop_link_paragraphs(tree: HtmlElement) -> None:
    """Take out paragraphs and headings that only lead to other pages."""
    rules = load_rules()
    for link in list(tree.iter("a")):
        element = next((parent for parent in link.iterancestors() if parent.tag in _TEXT_TAGS), None)
        if element is None or element.getparent() is None:
            continue
        text = text_of(element)
        linked = len(squeeze(link.text_content()))
        if not text or linked < 0.5 * len(text):
            continue
        is_only_link = linked >= 0.9 * len(text) and len(text.split()) > 3
        if (is_only_link and not text.endswith(_SENTENCE_END[:10])) or (
            rules.link_labels.match(text) and len(text) < 250
        ):
            _drop(element)


def _mark_headings(tree: HtmlElement) -> None:
    """Make headings of short paragraphs that are bold from end to end and stand before plain ones."""
    bold = [element for element in tree.iter("p") if _is_bold_line(element)]
    questions = sum(text_of(element).endswith("?") for element in bold)
    if questions > 2 and questions > len(bold) / 2:
        return  # an interview: its bold lines are what was asked
    for element in bold:
        following = element.getnext()
        if (
            following is not None
            and following.tag in {"p", "ul", "ol", "figure", "div"}
            and not _is_bold_line(following)
        ):
            element.tag = "h3"


def _is_bold_line(element: HtmlElement) -> bool:
    if element.tag != "p" or len(element) == 0 or len(element) > 3:
        return False
    text = text_of(element)
    if not 3 <= len(text) <= MAX_HEADING or text.endswith((".", ":", ";", ",", "…", "。")):
        return False
    strong = sum(len(text_of(child)) for child in element if child.tag in {"strong", "b"})
    return strong >= 0.95 * len(text)
