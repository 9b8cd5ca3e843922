"""Bylines that a page prints instead of declaring: what is marked or named as its author.

They are asked for only where metadata name no person. Splitting them into persons, roles and agencies is
`service.normalize.byline`.
"""

import re

from lxml.html import HtmlElement

from service.model import Claim
from service.normalize.extract_dom import names_of, squeeze

MAX_CLAIMS = 5
MAX_ELEMENTS = 3_000  # with names that are looked at
_LONGEST = 100  # code points of a byline
_ANCESTORS = 8

# Elements of the page's own making (`story-authors`) have a hyphen in their name.
_NAMED_ELEMENTS = (
    "//body//*[@class or @id]"
    "[self::a or self::span or self::div or self::p or self::address or self::cite or contains(name(), '-')]"
)
_AUTHOR_NAMES = re.compile(
    r"\b(?:by-?line|author|authors|author-?names?|autor|autoren|autores|auteur|auteurs|autore|verfasser|redacteur|reporter|"
    r"writer|writers|journalist|contributor|posted-?by|written-?by)\b"
)
_OTHER_NAMES = re.compile(
    r"image|img|avatar|photo|bio|desc|comment|social|share|follow|date|time|role|title|mail|icon|count"
)
_ELSEWHERE = re.compile(
    r"\b(?:related|recommend|sidebar|comments?|teaser|most-?read|popular|widget|newsletter|caption)"
)
_PRINTED = re.compile(
    r"(?:By|BY|Von|VON|Par|PAR|Por|POR|Di|Door|Av|Af|Text|Texto|Autor|Autorin|Author)\b:?\s+"
    r"[^\W\d_a-z][\w.’'-]*(?:\s+[\w.’'-]+){1,5}(?:,\s[^\d]{2,30})?"
)


def printed_bylines(tree: HtmlElement) -> tuple[Claim, ...]:
    """Return the bylines that the page prints; call it before the page is cleaned."""
    for evidence, found in (
        ("html:rel", tree.xpath("//body//a[contains(concat(' ', @rel, ' '), ' author ')]")),
        ("microdata", tree.xpath("//body//*[@itemprop='author']")),
        ("html:class", _named(tree)),
        ("html:by", _opened(tree)),
    ):
        texts = dict.fromkeys(text for element in found[:MAX_CLAIMS] if (text := _byline(element)))
        if texts:
            return tuple(Claim(value=text, evidence=evidence) for text in texts)
    return ()


def _byline(element: HtmlElement) -> str:
    """Return the element's text if it can be a byline of this page's article."""
    if _is_elsewhere(element):
        return ""
    name = element.find(".//*[@itemprop='name']")
    text = squeeze(" ".join((name if name is not None else element).itertext()))
    return text if 3 <= len(text) <= _LONGEST and re.search(r"[^\W\d_]{2}", text) else ""


def _named(tree: HtmlElement) -> list[HtmlElement]:
    """Return elements that are called author or byline, the first and those beside it of the same name."""
    for element in tree.xpath(_NAMED_ELEMENTS)[:MAX_ELEMENTS]:
        names = names_of(element)
        if not _AUTHOR_NAMES.search(names) or _OTHER_NAMES.search(names) or not _byline(element):
            continue
        beside = [other for other in element.itersiblings() if names_of(other) == names]
        return [element, *beside]
    return []


def _opened(tree: HtmlElement) -> list[HtmlElement]:
    """Return the first short line that opens with "By" and a name."""
    for element in list(tree.iter("p", "h3", "h4", "h5", "h6", "address", "cite", "div", "span"))[
        :MAX_ELEMENTS
    ]:
        head = (element.text or "")[:20].lstrip()
        is_short = len(element) <= 3 and (head or len(element)) and len(element.text_content()) <= _LONGEST
        if is_short and _PRINTED.fullmatch(squeeze(" ".join(element.itertext()))):
            return [element]
    return []


def _is_elsewhere(element: HtmlElement) -> bool:
    """Return whether an element stands in a box about other stories, or in a comment."""
    for depth, ancestor in enumerate(element.iterancestors()):
        if depth >= _ANCESTORS or ancestor.tag in {"body", "main"}:
            return False
        if ancestor.tag in {"aside", "nav", "footer", "figure"} or _ELSEWHERE.search(names_of(ancestor)):
            return True
    return False
