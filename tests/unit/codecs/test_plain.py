"""Plain text and HTML: decoded, and nothing more."""

import pytest

from service.model import Reason
from tests.unit.codecs.cases import draft, letter


@pytest.mark.parametrize("text", ["A", "7", "日", "ok!", "Line\nLine\n"])
def test_text_with_any_letter_or_digit_is_an_article(text: str) -> None:
    """Plain text is never refused for being short."""
    assert draft(text, "text/plain").text == text


def test_a_line_that_nobody_wrote_is_oversize() -> None:
    """A megabyte without a line's end would cost every later step its time; many lines do not."""
    assert letter("word " * 50_000, "text/plain").reason is Reason.OVERSIZE
    assert draft("word \n" * 50_000, "text/plain").text is not None


def test_a_text_of_more_lines_than_any_article_is_oversize() -> None:
    """Half a million lines of one letter each are refused before any rule looks at them."""
    refused = letter("a\n" * 500_000, "text/plain")
    assert refused.reason is Reason.OVERSIZE
    assert "500001 lines" in refused.detail


@pytest.mark.parametrize(
    ("markup", "is_page"),
    [
        ("<!doctype html><p>x</p>", True),
        ("<html><p>x</p>", True),
        ("<p>x</p>", False),
        ("<div>the <b>header</b></div>", False),
        ("<title>x</title><body><p>x</p>", True),
        ("plain words", False),
    ],
)
def test_pages_are_told_from_fragments(markup: str, is_page: bool) -> None:
    """A page has a frame that must go; a fragment is article text."""
    found = draft(markup, "text/html")

    assert (found.html, found.is_page) == (markup, is_page)
