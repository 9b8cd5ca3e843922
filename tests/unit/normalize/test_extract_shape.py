"""How pages are built."""

import pytest

from service.normalize.extract_dom import parse_page
from service.normalize.extract_shape import read_shape
from service.normalize.not_article import Shape


def shape_of(html: str) -> Shape:
    """Return the shape of a page."""
    tree = parse_page(html)
    assert tree is not None
    return read_shape(tree)


@pytest.mark.parametrize(
    "button",
    [
        "<button>Add to cart</button>",
        "<input type=submit value='In den Warenkorb'>",
        "<a class='big-button'>Ajouter au panier</a>",
    ],
)
def test_shops_have_a_cart(button: str) -> None:
    """A button to buy something is seen in several languages and as several elements."""
    assert shape_of(f"<html><body><p>A lamp.</p>{button}</body></html>").has_cart


def test_a_plain_link_is_no_cart() -> None:
    """A link in the text that speaks of a cart is none."""
    assert not shape_of(
        "<html><body><p><a>Add to cart</a> was the phrase of the year.</p></body></html>"
    ).has_cart


@pytest.mark.parametrize("name", ["post", "message js-post", "answer", "comment", "postbody", "forum-post"])
def test_posts_side_by_side(name: str) -> None:
    """Three boxes that are called posts are a thread."""
    posts = "".join(f"<div class='{name}'><p>Number {n}</p></div>" for n in range(3))
    assert shape_of(f"<html><body>{posts}<p>Text</p></body></html>").posts == "Number 0\nNumber 1\nNumber 2"


def test_an_article_and_its_comments_are_no_thread() -> None:
    """Where one of the boxes holds nearly all of the text, the others are beside it."""
    posts = f"<div class='post'>{'word ' * 200}</div>" + "<div class='post'>Well said</div>" * 3
    assert shape_of(f"<html><body>{posts}</body></html>").posts == ""


def test_cards_with_prices() -> None:
    """Like boxes with a link each are counted with their text and prices, but not in a menu."""
    cards = "".join(f"<li class='item'><a href='/{n}'>Lamp number {n}</a> $ {n}9</li>" for n in range(5))
    shape = shape_of(f"<html><body><ul>{cards}</ul></body></html>")
    assert (shape.cards, shape.priced) == (5, 5)
    assert shape.card_text.startswith("Lamp number 0 $ 09\n")
    assert shape_of(f"<html><body><nav><ul>{cards}</ul></nav></body></html>").cards == 0


def test_a_price_beside_the_button() -> None:
    """A price in the box of the cart's button is the thing's price."""
    cart = "<div><p>A lamp for you</p><div><button>Add to cart</button></div></div>"
    assert not shape_of(f"<html><body>{cart}</body></html>").has_price
    assert shape_of(f"<html><body>{cart.replace('for you', 'for € 49')}</body></html>").has_price


@pytest.mark.parametrize(
    ("root", "mark"),
    [
        ("<body class='archive category category-5'>", "listing"),
        ("<body class='post-template-default single single-post postid-5'>", "article"),
        ("<body id='phpbb' class='nsphpbb section-viewtopic'>", "forum thread"),
        ("<body class='template-product'>", "product page"),
        ("<body class='page page-id-5'>", ""),
        ("<body class='not-home homely'>", ""),
    ],
)
def test_what_content_systems_call_a_page(root: str, mark: str) -> None:
    """Whole words in the class or id of the page's root tell its kind."""
    assert shape_of(f"<html>{root}<p>Text</p></body></html>").mark == mark


def test_microdata_of_the_page_is_there_once() -> None:
    """A type that many boxes of a page have is not the page's."""
    one = "<div itemscope itemtype='https://schema.org/Product'>Lamp</div>"
    assert shape_of(f"<html><body>{one}</body></html>").microdata == frozenset({"product"})
    assert shape_of(f"<html><body>{one * 3}</body></html>").microdata == frozenset()


def test_calls_and_contact() -> None:
    """Calls to do business and ways to get in touch are seen."""
    shape = shape_of("<html><body><a href='tel:+15'>Call now</a><a>Get a free quote</a></body></html>")
    assert (shape.calls, shape.has_contact) == (2, True)
    assert not shape_of("<html><body><p>Get a free quote</p></body></html>").calls


def test_counts() -> None:
    """Linked headings, code, players and the program that made the page are counted and named."""
    shape = shape_of(
        "<html><head><meta name='Generator' content='Sphinx 7'></head><body><h2><a>One</a></h2>"
        "<pre>make</pre><iframe src='https://v.example/player/5'></iframe>"
        "<script>var a</script></body></html>"
    )
    assert (shape.headlines, shape.codes, shape.has_player, shape.generator) == (1, 1, True, "sphinx 7")
    assert (shape.text, shape.linked) == (len("Onemake"), len("One"))
