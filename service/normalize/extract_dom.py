"""Parsing HTML within bounds, and the text of elements.

Scripts are never run and nothing is ever fetched. Pages beyond the bounds are cut before parsing, so
that hostile input costs no more than a large page.
"""

import re

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_CHARS = 4_000_000  # of markup that is parsed, once styles and program code are left out
MAX_ELEMENTS = 60_000  # beyond which a page is read by the light path

_HEAVY = re.compile(
    r"<(style|svg|noscript|template)\b[^>]{0,2000}>.{0,2000000}?</\1\s*>|"
    r"<script\b(?![^>]{0,500}ld\+json)[^>]{0,2000}>.{0,2000000}?</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_page(html: str) -> HtmlElement | None:
    """Return the page's tree, or `None` if there is nothing to parse."""
    text = _ILLEGAL.sub(" ", html)
    if len(text) > MAX_CHARS:
        text = _HEAVY.sub("", text)[:MAX_CHARS]
    if not text.strip():
        return None
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        tree: HtmlElement = document_fromstring(text.encode("utf-8"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    return tree


def squeeze(text: str) -> str:
    """Return `text` with every run of white space as one blank and without invisible characters."""
    return " ".join(text.replace("\xad", "").replace("\u200b", "").replace("\ufeff", "").split())


def text_of(element: HtmlElement) -> str:
    """Return an element's text on one line."""
    return squeeze("".join(element.itertext()))
