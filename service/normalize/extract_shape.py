"""How a page is built: what of it is links, posts, code, a shop's button; and what made it.

Only counts and names; what they say about the page is weighed in `service.normalize.not_article`.
"""

import re
from collections import Counter

from lxml.html import HtmlElement

from service.normalize.extract_dom import spelled, text_of
from service.normalize.not_article import Shape

MAX_BUTTONS = 400  # that are looked at
_LONGEST_LABEL = 40

_CART = re.compile(
    r"(?:add|put) (?:it )?(?:to|in|into) (?:the |your |my )?(?:cart|basket|bag)|buy (?:it )?now|"
    r"in den (?:warenkorb|einkaufswagen)|ajouter au panier|añadir (?:al|a la) (?:carrito|cesta)|"
    r"aggiungi al carrello|adicionar ao carrinho|in winkelwagen|do koszyka|lägg i (?:varu)?korgen?|"
    r"legg i handlekurv|læg i kurv|sepete ekle|в корзину|カートに入れる|加入购物车",
    re.IGNORECASE,
)
_POST = re.compile(r"(?:^| )(?:post|reply|comment|message|answer|forum-post|topic-post)(?: |$)")
_PLAYER = (
    "boolean(//video|//iframe[contains(@src, 'youtube') or contains(@src, 'vimeo') "
    "or contains(@src, '/player')])"
)
_LINKED_HEADINGS = "count(//h2[a]|//h3[a]|//h4[a]|//a[h2]|//a[h3]|//a[h4])"


def read_shape(tree: HtmlElement) -> Shape:
    """Return how a page is built; call it before the page is cleaned."""
    body = tree.find("body")
    root = body if body is not None else tree
    skipped = sum(len(element.text or "") for element in root.iter("script", "style"))
    generators = tree.xpath("//meta[translate(@name, 'GENRATO', 'genrato') = 'generator']/@content")
    return Shape(
        text=len(root.text_content()) - skipped,
        linked=sum(len(link.text_content().strip()) for link in root.iter("a")),
        headlines=int(tree.xpath(_LINKED_HEADINGS)),
        posts=_posts(root),
        codes=sum(1 for _ in root.iter("pre")),
        has_cart=any(_is_cart(button) for button in list(root.iter("button", "input", "a"))[:MAX_BUTTONS]),
        has_player=bool(tree.xpath(_PLAYER)),
        generator=str(generators[0]).lower()[:60] if generators else "",
    )


def _is_cart(element: HtmlElement) -> bool:
    if (
        element.tag == "a"
        and "button" not in (element.get("class") or "")
        and element.get("role") != "button"
    ):
        return False
    label = element.get("value") or text_of(element)
    return len(label) <= _LONGEST_LABEL and _CART.match(label.strip()) is not None


def _posts(root: HtmlElement) -> float:
    """Return the share of the paragraphs' text that stands in four or more posts side by side."""
    total = sum(len(paragraph.text_content()) for paragraph in root.iter("p"))
    counts: Counter[HtmlElement] = Counter()
    held: Counter[HtmlElement] = Counter()
    for element in root.iter("div", "article", "li", "section"):
        parent = element.getparent()
        if parent is not None and _POST.search(spelled(element.get("class") or "")):
            counts[parent] += 1
            held[parent] += sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
    most = max((held[parent] for parent, count in counts.items() if count >= 4), default=0)
    return most / total if total else 0.0
