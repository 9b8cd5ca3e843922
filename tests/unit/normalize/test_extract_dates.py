"""Dates that a page prints: in elements named for them, beside the headline, in its address."""

import pytest

from service.normalize.extract_dates import dates_of_url, found_date, printed_dates
from service.normalize.extract_dom import parse_page

HEADLINE = "<h1>Bank leaves rate unchanged</h1>"


def printed(body: str, *, is_declared: bool = False) -> list[tuple[str, str]]:
    """Return evidence and value of what a page with this body prints."""
    tree = parse_page(f"<html><body>{body}</body></html>")
    assert tree is not None
    return [(claim.evidence, claim.value) for claim in printed_dates(tree, is_declared=is_declared)]


@pytest.mark.parametrize(
    ("body", "evidence", "value"),
    [
        ('<time datetime="2024-03-15T08:00Z">today</time>', "html:time", "2024-03-15T08:00Z"),
        ("<time>March<b>15</b>2024</time>", "html:time", "March 15 2024"),
        ('<span class="publishDate">15.03.2024</span>', "html:class", "15.03.2024"),
        ('<span class="date">Mai<span>06</span>2018</span>', "html:class", "Mai 06 2018"),
        (f"{HEADLINE}<div><h5>Datum:</h5>03.02.2022</div>", "html:place", "03.02.2022"),
        (f"<div class=teaser>{HEADLINE}<h5>23.01.2019</h5></div>", "html:place", "23.01.2019"),
        (
            f"<h2>Menu</h2><p>{'x ' * 99}</p>{'<b>x</b>' * 40}<p>3 May 2019 | Port</p>{HEADLINE}",
            "html:place",
            "3 May 2019",
        ),
        (f"<p>02.02.2022 10:16 Uhr - Bundesliga</p>{HEADLINE}", "html:place", "02.02.2022"),
    ],
)
def test_date_is_found_where_it_is_printed(body: str, evidence: str, value: str) -> None:
    """A date counts by its element, by the name of its element, and by its place beside the headline."""
    assert printed(body)[0] == (evidence, value)


@pytest.mark.parametrize(
    "body",
    [
        '<blockquote class="twitter"><time datetime="2018-03-12">12 March</time></blockquote>',
        '<aside><time datetime="2018-03-12">12 March</time></aside>',
        f"{HEADLINE}<ul><li>12.03.2018</li></ul>",
        f"{HEADLINE}<p>12 March</p>",
        f"{HEADLINE}<p>{'word ' * 40} 12.03.2018</p>",
    ],
)
def test_date_of_something_else_is_passed_over(body: str) -> None:
    """Dates of quoted posts, of other stories, in running text and without a year are not the page's."""
    assert printed(body) == []


def test_declared_date_stands_before_what_is_printed() -> None:
    """Where metadata declare a date, only `time` elements can add to it."""
    assert printed(f"{HEADLINE}<p>02.02.2022</p>", is_declared=True) == []


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://a.example/2024/03/15/rates", "2024-03-15"),
        ("https://a.example/20240315-rates", "2024-03-15"),
        ("https://a.example/2024/3/5/rates", "2024-03-05"),
        ("https://a.example/rates?d=/2024/03/15/", None),
        (None, None),
    ],
)
def test_date_in_the_address(url: str | None, value: str | None) -> None:
    """The path's date counts, the query's does not."""
    assert [claim.value for claim in dates_of_url(url)] == ([value] if value else [])


def test_last_resort_does_not_guess_a_day() -> None:
    """A year in the footer is no date, and a date in the text is one."""
    for text, values in (("Copyright © 2022 Courier", []), ("Stand: 14.03.2022", ["2022-03-14"])):
        tree = parse_page(f"<html><body><p>Text.</p><footer>{text}</footer></body></html>")
        assert tree is not None
        assert [claim.value for claim in found_date(tree, None)] == values


def test_last_resort_does_not_ask_a_clock() -> None:
    """A day and a month without a year give nothing: which year it is depends on when one asks."""
    tree = parse_page("<html lang=de><body><p>14. Okt Verwaltung rund 800.000 Euro</p></body></html>")
    assert tree is not None
    assert found_date(tree, None) == ()
