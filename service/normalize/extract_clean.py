"""Taking out of a page what is not its article, before the text is looked for.

Complements the pruning of `trafilatura`: captions and credits, link-only paragraphs ("Read more: …"),
sign-up and subscription boxes, author notes. Judged by the words in class names and by what a paragraph
consists of, never by publisher. Also makes headings of paragraphs that are bold from end to end.
"""

from lxml.html import HtmlElement

from service.normalize.extract_dom import squeeze, text_of
from service.normalize.extract_rules import ExtractRules, load_rules

MAX_HEADING = 90
_MAX_SHARE = 0.2  # of the page's paragraph text; a larger box holds the article, whatever it is called
_MAX_LONG = 3  # long paragraphs in a box from which it holds the article
_LONG = 120

_KEPT_TAGS = frozenset({"html", "body", "main", "article", "head", "meta", "link", "script", "title", "h1"})
_ROLES = frozenset(
    {"complementary", "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"}
)
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "।", "”", '"', "»", ":", ";", ",")
_TEXT_TAGS = ("p", "li", "h2", "h3", "h4", "h5", "h6")


def captions_of(tree: HtmlElement) -> frozenset[str]:
    """Return the texts of the page's figure captions, which some pages repeat as paragraphs."""
    return frozenset(text for element in tree.iter("figcaption") if (text := text_of(element)))


def clean_page(tree: HtmlElement) -> None:
    """Take what is not the article out of `tree`, in place."""
    limit = _MAX_SHARE * max(1, sum(len(element.text_content()) for element in tree.iter("p")))
    rules = load_rules()
    verdicts: dict[str, bool] = {}
    named = tree.xpath("//body//*[@class or @id or @role]")
    for element in [element for element in named if _is_box(element, rules, verdicts)]:
        _drop_box(element, limit)
    for element in list(tree.iter("figcaption", "figure", "aside", "form", "button", "dialog", "time")):
        _drop_box(element, limit)
    _drop_link_lists(tree)
    _drop_link_paragraphs(tree)
    _mark_headings(tree)


def _is_box(element: HtmlElement, rules: ExtractRules, verdicts: dict[str, bool]) -> bool:
    if element.tag in _KEPT_TAGS or not isinstance(element.tag, str):
        return False
    if (element.get("role") or "") in _ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    verdict = verdicts.get(names)
    if verdict is None:
        verdict = verdicts[names] = rules.box_names.search(names[:300]) is not None
    return verdict


def _drop_box(element: HtmlElement, limit: float) -> None:
    """Take a box out unless it is so large that it must hold the article."""
    if len(element.text_content()) > limit and element.tag != "form":
        long = sum(len(paragraph.text_content()) > _LONG for paragraph in element.iter("p"))
        if long >= _MAX_LONG or element.tag == "p":
            return
    _drop(element)


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
