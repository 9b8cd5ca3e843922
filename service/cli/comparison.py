"""Two texts beside each other with the passages that they share marked, and what a revision changed.

Marked with brackets as well as colour, so that a pipe and a person who sees no colours can read it. Which
passages are shared is found anew from both bodies, by the same words and shingles as the verdict.
"""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from service.cli.render import plain
from service.dedup.likeness import passages_in
from service.dedup.shingle import word_spans
from service.record import Article, Passage

_OPEN, _CLOSE = "⟦", "⟧"
_LONGEST = 6_000  # characters of each body


def compare_articles(article: Article, earlier: Article) -> Iterator[RenderableType]:
    """Yield both bodies with the shared passages marked, and the changes where there are some."""
    table = Table(expand=True, show_lines=False, header_style="dim", box=None, padding=(0, 1))
    table.add_column(Text(f"this: {plain(article.headline or article.uri, 80)}"), ratio=1)
    table.add_column(Text(f"earlier: {plain(earlier.headline or earlier.uri, 80)}"), ratio=1)
    table.add_row(
        marked(article.body, passages_in(article.body, earlier.body)),
        marked(earlier.body, passages_in(earlier.body, article.body)),
    )
    yield table
    yield from _changes(article, earlier)


def marked(body: str, passages: Iterable[Passage]) -> Text:
    """Return the body with the passages in brackets and in yellow."""
    text, at = Text(), 0
    for passage in passages:
        text.append(plain(body[at : passage.start], _LONGEST))
        text.append(f"{_OPEN}{plain(body[passage.start : passage.end], _LONGEST)}{_CLOSE}", style="yellow")
        at = passage.end
    text.append(plain(body[at:], _LONGEST))
    return text


def _changes(article: Article, earlier: Article) -> Iterator[Text]:
    changes = article.dedup.changes if article.dedup else None
    if changes is None:
        return
    if changes.headline:
        yield Text(f"- {plain(earlier.headline)}", style="red")
        yield Text(f"+ {plain(article.headline)}", style="green")
    spans = word_spans(earlier.body)
    for words in changes.removed:
        if words.last < len(spans):
            removed = earlier.body[spans[words.first, 0] : spans[words.last, 1]]
            yield Text(f"- {plain(removed)}", style="red")
    for added in changes.added:
        yield Text(f"+ {plain(article.body[added.start : added.end])}", style="green")
