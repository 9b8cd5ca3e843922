"""Parsing HTML within bounds, and the text of elements.

Scripts are never run and nothing is ever fetched. Pages beyond the bounds are cut before parsing, so
that hostile input costs no more than a large page.
"""

import functools
import re

from lxml.etree import ElementDefaultClassLookup, LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_CHARS = 4_000_000  # of markup that is parsed, once styles and program code are left out
MAX_ELEMENTS = 30_000  # beyond which a page is read by the light path
MANY_ELEMENTS = 12_000  # beyond which it is looked at once only

MAX_NAMES = 300  # code points of class names that are looked at
NAMING = (
    "class",
    "id",
    "itemprop",
    "data-testid",
    "data-test-tag",
    "data-component",
    "data-qa",
    "data-module",
)

_WORDS = re.compile(r"\w+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|-{2,}")
_HEAVY = re.compile(
    r"<(style|svg|noscript|template)\b[^>]{0,2000}>.{0,2000000}?</\1\s*>|"
    r"<script\b(?![^>]{0,500}ld\+json)[^>]{0,2000}>.{0,2000000}?</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
_SURROGATES = re.compile("[\ud800-\udfff]")
# Control characters, which markup may not hold; blanks take their places.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_AS_BLANKS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
# One class for all elements: lxml's own choice by tag runs a function of Python for each of them.
_ELEMENTS = ElementDefaultClassLookup(element=HtmlElement)


def parse_page(html: str) -> HtmlElement | None:
    """Return the page's tree, or `None` if there is nothing to parse."""
    text = html
    if len(text) > MAX_CHARS:
        text = _HEAVY.sub("", text)[:MAX_CHARS]
    markup = _encoded(text)
    if not markup or markup.isspace():
        return None
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        parser.set_element_class_lookup(_ELEMENTS)
        tree: HtmlElement = document_fromstring(markup, parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    return tree


def _encoded(text: str) -> bytes:
    """Return the text in UTF-8 with blanks for characters that markup may not hold."""
    if "\ufffe" in text or "\uffff" in text:
        text = text.replace("\ufffe", " ").replace("\uffff", " ")
    try:
        markup = text.encode("utf-8")
    except UnicodeEncodeError:
        markup = _SURROGATES.sub(" ", text).encode("utf-8")
    return markup.translate(_AS_BLANKS)


def squeeze(text: str) -> str:
    """Return `text` with every run of white space as one blank and without invisible characters."""
    return " ".join(text.replace("\xad", "").replace("\u200b", "").replace("\ufeff", "").split())


def text_of(element: HtmlElement) -> str:
    """Return an element's text on one line."""
    return squeeze("".join(element.itertext()))


@functools.lru_cache(maxsize=16384)
def spelled(names: str) -> str:
    """Return class names and identifiers in one spelling: words in lower case, joined by hyphens."""
    return _CAMEL.sub("-", names[:MAX_NAMES].replace("_", "-")).lower()


def names_of(element: HtmlElement) -> str:
    """Return what an element is called by its author: class, id, and attributes for tests and scripts."""
    get = element.get
    return spelled(" ".join(name for key in NAMING if (name := get(key))))


def fold(text: str) -> str:
    """Return a text's words, for comparing what is printed twice with small differences."""
    return " ".join(_WORDS.findall(text.casefold()))


def lines_of(element: HtmlElement) -> list[str]:
    """Return an element's text, split at its `br`."""
    lines = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "br":
            lines.append("")
        else:
            lines[-1] += child.text or ""
        lines[-1] += child.tail or ""
    return [squeeze(line) for line in lines]
