"""Records for people."""

import io

import msgspec
from rich.console import Console

from service.cli.render import article_panel, plain, verdict_line
from service.record import Dedup
from tests.factories import make_article


def _printed(renderable: object) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(renderable)
    return console.export_text()


def test_markup_in_an_article_is_shown_as_text() -> None:
    """Square brackets in a headline are no rich markup."""
    article = make_article("[bold red]Alarm[/]\n\nLONDON - Something happened on Monday.\n\nAnd more of it.")

    assert "[bold red]" in _printed(article_panel(article))


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Escape sequences and direction overrides are taken out."""
    assert plain("a\x1b[31mb\u202ec\x07") == "a[31mbc"


def test_long_text_is_cut_with_an_ellipsis() -> None:
    """Nothing is longer than its limit."""
    assert plain("x" * 500, 10) == "xxxxxxxxx…"


def test_verdict_names_the_earlier_article_by_its_headline() -> None:
    """A known headline stands instead of the URI, with the similarity as a percentage."""
    verdict = Dedup(status="near", of="urn:a", similarity=0.83)
    article = msgspec.structs.replace(make_article(), dedup=verdict)

    line = verdict_line(article, {"urn:a": "Storm cuts power"}).plain

    assert line == "near: nearly the same text as “Storm cuts power” (83% of shingles shared)"
