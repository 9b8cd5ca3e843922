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


def test_posts_hold_their_share_of_the_text() -> None:
    """Four posts side by side with three fifths of the paragraphs' text are that share."""
    posts = "".join(f"<div class='post'><p>{'x' * 15}</p></div>" for _ in range(4))
    assert shape_of(f"<html><body>{posts}<p>{'y' * 40}</p></body></html>").posts == pytest.approx(0.6)


def test_counts() -> None:
    """Linked headings, code, players and the program that made the page are counted and named."""
    shape = shape_of(
        "<html><head><meta name='Generator' content='Sphinx 7'></head><body><h2><a>One</a></h2>"
        "<pre>make</pre><iframe src='https://v.example/player/5'></iframe>"
        "<script>var a</script></body></html>"
    )
    assert (shape.headlines, shape.codes, shape.has_player, shape.generator) == (1, 1, True, "sphinx 7")
    assert (shape.text, shape.linked) == (len("Onemake"), len("One"))
