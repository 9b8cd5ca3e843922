"""How a page is built: what of it is links, posts, cards, code, a shop's button; and what made it.

Only counts and names; what they say about the page is weighed in `service.normalize.not_article`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from lxml.html import HtmlElement

from service.normalize.extract_dom import spelled, squeeze, text_of
from service.normalize.not_article import Shape
from service.normalize.not_article_kinds import ARTICLE_MARKS, MARKS

MAX_BUTTONS = 400  # that are looked at
MAX_CARTS = 20
MAX_BOXES = 6_000
_LONGEST_LABEL = 40
_CARD = range(12, 700)  # code points of a card
_FEWEST_CARDS = 4
_LEVELS = 3  # of boxes around a button
_LONGEST_OFFER = 2_000  # code points of a box's beginning in which a price belongs to its button
_FEWEST_POSTS = 3
_MOST_IN_ONE = 0.8  # of the posts' text; above it, they are an article and its comments or related stories

_CART = re.compile(
    r"(?:add|put) (?:it )?(?:to|in|into) (?:the |your |my )?(?:cart|basket|bag)|buy (?:it )?now|"
    r"in den (?:warenkorb|einkaufswagen)|ajouter au panier|añadir (?:al|a la) (?:carrito|cesta)|"
    r"aggiungi al carrello|adicionar ao carrinho|in winkelwagen|do koszyka|lägg i (?:varu)?korgen?|"
    r"legg i handlekurv|læg i kurv|sepete ekle|в корзину|カートに入れる|加入购物车",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:get|request|claim) (?:a |an |your )?(?:free )?(?:quote|estimate|demo|consultation)|"
    r"contact (?:us|sales)|book (?:now|a |an |online)|schedule (?:a|an|your|now|service)|"
    r"free (?:quote|estimate|consultation|trial)|call (?:now|us)|"
    r"(?:start|try) (?:your |it |for )?free|get started|talk to (?:us|sales|an? )|enquire|"
    r"apply now|angebot anfordern|kontakt aufnehmen|termin (?:buchen|vereinbaren)|nous contacter|"
    r"demander un devis|contáctenos|solicitar|contattaci|richiedi",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|£|zł|₽|kr\b)|\b(?:USD|EUR|GBP|CHF)\s?\d")
_POST = re.compile(
    r"(?:^| )(?:\w+-)?(?:post|reply|comment|message|question|answer|"
    r"posts?-?(?:body|container|bit\w*)|post-?content)(?: |$)"
)
_PLAYER = (
    "boolean(//video|//iframe[contains(@src, 'youtube') or contains(@src, 'vimeo') "
    "or contains(@src, '/player')])"
)
_LINKED_HEADINGS = "count(//h2[a]|//h3[a]|//h4[a]|//a[h2]|//a[h3]|//a[h4])"
_CONTACT = (
    "boolean(//a[starts-with(@href, 'tel:')]|//textarea[ancestor::form]|//input[@type='tel'][ancestor::form])"
)
_ELSEWHERE = frozenset({"nav", "footer", "aside", "header"})


def read_shape(tree: HtmlElement) -> Shape:
    """Return how a page is built; call it before the page is cleaned."""
    body = tree.find("body")
    root = body if body is not None else tree
    skipped = sum(len(element.text or "") for element in root.iter("script", "style"))
    generators = tree.xpath("//meta[translate(@name, 'GENRATO', 'genrato') = 'generator']/@content")
    text = len(root.text_content()) - skipped
    linked = sum(len(link.text_content().strip()) for link in root.iter("a"))
    buttons = list(root.iter("button", "input", "a"))[:MAX_BUTTONS]
    cards = _cards(root)
    carts = [button for button in buttons if _is_cart(button)]
    return Shape(
        text=text,
        linked=linked,
        headlines=int(tree.xpath(_LINKED_HEADINGS)),
        posts=_posts(root),
        codes=sum(1 for _ in root.iter("pre")),
        cards=len(cards),
        card_text="\n".join(cards),
        priced=sum(_PRICE.search(text) is not None for text in cards),
        calls=sum(_CALL.match(label) is not None for label in _labels(buttons)),
        has_contact=bool(tree.xpath(_CONTACT)),
        has_cart=bool(carts),
        has_price=any(_is_beside_price(cart) for cart in carts[:MAX_CARTS]),
        has_player=bool(tree.xpath(_PLAYER)),
        generator=str(generators[0]).lower()[:60] if generators else "",
        mark=_mark(tree, root),
        microdata=_microdata(tree),
    )


def _labels(buttons: list[HtmlElement]) -> Iterable[str]:
    return (label for button in buttons if 0 < len(label := text_of(button)) <= _LONGEST_LABEL)


def _is_cart(element: HtmlElement) -> bool:
    if (
        element.tag == "a"
        and "button" not in (element.get("class") or "")
        and element.get("role") != "button"
    ):
        return False
    label = element.get("value") or text_of(element)
    return len(label) <= _LONGEST_LABEL and _CART.match(label.strip()) is not None


def _is_beside_price(cart: HtmlElement) -> bool:
    """Return whether a price stands in the box of a button, or in the box around that."""
    boxes = list(cart.iterancestors())[:_LEVELS]
    return any(_PRICE.search(box.text_content()[:_LONGEST_OFFER]) is not None for box in boxes)


def _mark(tree: HtmlElement, body: HtmlElement) -> str:
    """Return what the content system calls the page in class and id of its root."""
    names = " ".join(element.get(key) or "" for element in (tree, body) for key in ("class", "id"))
    words = names.lower().split()
    if not ARTICLE_MARKS.isdisjoint(words):
        return "article"
    return next((MARKS[word] for word in words if word in MARKS), "")


def _microdata(tree: HtmlElement) -> frozenset[str]:
    """Return the microdata types of which the page has one thing; teasers have many."""
    types = Counter(
        str(value).rpartition("/")[2].lower() for value in tree.xpath("//*[@itemscope]/@itemtype")[:500]
    )
    return frozenset(name for name, count in types.items() if count == 1)


def _cards(root: HtmlElement) -> tuple[str, ...]:
    """Return the texts of the largest set of like boxes side by side."""
    groups: defaultdict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for element in list(root.iter("div", "li", "article", "section", "tr", "a"))[:MAX_BOXES]:
        parent = element.getparent()
        if parent is not None:
            groups[parent, element.tag, (element.get("class") or "").split(" ")[0]].append(element)
    best: tuple[str, ...] = ()
    for (parent, _, _), elements in groups.items():
        if len(elements) < _FEWEST_CARDS or _is_elsewhere(parent):
            continue
        texts = tuple(text for element in elements if (text := _card(element)))
        if len(texts) >= _FEWEST_CARDS and sum(map(len, texts)) > sum(map(len, best)):
            best = texts
    return best


def _card(element: HtmlElement) -> str:
    """Return the text of a box that is a link, or holds one, and little else."""
    if element.tag != "a" and element.find(".//a") is None:
        return ""
    text = squeeze(element.text_content())
    return text if len(text) in _CARD else ""


def _is_elsewhere(element: HtmlElement) -> bool:
    return element.tag in _ELSEWHERE or any(a.tag in _ELSEWHERE for a in element.iterancestors())


def _posts(root: HtmlElement) -> str:
    """Return the text of posts side by side, three or more, none of which holds most of it."""
    groups: defaultdict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for element in root.iter("div", "article", "li", "section", "tr"):
        parent = element.getparent()
        if parent is not None and _POST.search(spelled(element.get("class") or "")):
            groups[parent].append(element)
    best: list[str] = []
    for elements in groups.values():
        texts = [text_of(element) for element in elements] if len(elements) >= _FEWEST_POSTS else []
        size = sum(map(len, texts))
        if size > sum(map(len, best)) and max(map(len, texts)) < _MOST_IN_ONE * size:
            best = texts
    return "\n".join(best)
