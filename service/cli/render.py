"""Show records to people: an article as a panel, a dead letter and a duplicate as a few lines.

Everything that comes from articles is printed as plain text, never as markup, and control characters
are taken out, so that no article can drive the terminal. Reading topics is `service.cli.reading`.
"""

import re
from collections.abc import Iterable, Sequence

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from service.record import Article
from service.tags import Entity, Place, Quote

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_VERDICTS = {
    "exact": "the same text as",
    "near": "nearly the same text as",
    "revision": "a new version of",
    "syndicated": "a copy of",
}


def plain(text: str, limit: int = 400) -> str:
    """Return `text` safe for a terminal: no control characters, at most `limit` characters."""
    clean = _CONTROL.sub("", text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def article_panel(article: Article, titles: dict[str, str] | None = None) -> Panel:
    """Return the article as a panel; `titles` (uri → headline) names what it duplicates."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", justify="right", no_wrap=True)
    rows.add_column()
    for label, value in _rows(article, titles or {}):
        rows.add_row(label, value)
    title = Text(plain(article.headline or article.body, 110), style="bold")
    return Panel(Group(*_lead(article), rows), title=title, title_align="left", border_style=_colour(article))


def verdict_line(article: Article, titles: dict[str, str]) -> Text:
    """Return one line that says which earlier article this one repeats, and how alike they are."""
    dedup = article.dedup
    if dedup is None or dedup.status == "new":
        return Text("new", style="green")
    what = _VERDICTS.get(dedup.status, dedup.status)
    of = titles.get(dedup.of or "", dedup.of or "an earlier article")
    similarity = f" ({dedup.similarity:.0%} of shingles shared)" if dedup.similarity is not None else ""
    return Text.assemble((dedup.status, "yellow"), f": {what} ", (f"“{plain(of, 80)}”", "italic"), similarity)


def _colour(article: Article) -> str:
    return "green" if article.dedup is None or article.dedup.status == "new" else "yellow"


def _lead(article: Article) -> Iterable[Text]:
    if article.descriptions:
        yield Text(plain(article.descriptions[0].value, 200), style="italic")


def _rows(article: Article, titles: dict[str, str]) -> Iterable[tuple[str, Text]]:
    yield "", _facts(article)
    dateline = article.dateline
    if dateline is not None:
        yield (
            "dateline",
            Text(plain(" · ".join(filter(None, (dateline.place, dateline.date, dateline.agency))))),
        )
    if article.by:
        yield "by", Text(plain(article.by))
    yield from _tag_rows(article)
    for quote in article.quotes[:3]:
        yield "quote", _quote(quote)
    if article.dedup is not None and article.dedup.status != "new":
        yield "verdict", verdict_line(article, titles)


def _facts(article: Article) -> Text:
    source = article.source
    facts = (
        article.language,
        article.content_created,
        (source.name or source.domain) if source else None,
        article.located,
        f"{len(article.body.split())} words",
    )
    return Text(plain(" · ".join(fact for fact in facts if fact)), style="dim")


def _tag_rows(article: Article) -> Iterable[tuple[str, Text]]:
    lists: tuple[tuple[str, Sequence[str], str], ...] = (
        ("topics", [subject.name for subject in article.subjects], "magenta"),
        ("people", [_name(person) for person in article.people], "cyan"),
        ("places", [_place(place) for place in article.places], "blue"),
        ("organisations", [_name(organisation) for organisation in article.organisations], "cyan"),
        ("sources", [source.name for source in article.info_sources], "green"),
        ("quantities", [quantity.surface for quantity in article.quantities], "white"),
    )
    for label, names, colour in lists:
        if names:
            yield label, Text(plain(", ".join(dict.fromkeys(names)), 300), style=colour)


def _name(entity: Entity) -> str:
    return entity.name


def _place(place: Place) -> str:
    return f"{place.name} ({place.iso_3166_1})" if place.iso_3166_1 else place.name


def _quote(quote: Quote) -> Text:
    speaker = f" — {plain(quote.speaker.surface, 60)}" if quote.speaker else ""
    return Text(f"“{plain(quote.text, 160)}”{speaker}")
