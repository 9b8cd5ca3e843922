"""`dateline explain`: one article, every decision on its way and the reason for every tag.

A path goes through the pipeline here and now; a URI (`urn:dateline:…`) is looked for on the enriched
and duplicates topics. The decisions are those in the record itself, so both show the same.
"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from service.broker import BrokerError
from service.cli.comparison import compare_articles
from service.cli.console import quiet_kafka
from service.cli.enrich import enrich_inputs
from service.cli.reading import read_topics
from service.cli.render import article_panel, plain, verdict_line
from service.cli.topics import with_advice
from service.codecs.record import InvalidRecord, decode_article
from service.connection import connection_of
from service.model import DeadLetter
from service.record import Article
from service.settings import Settings, load_settings
from service.tags import Entity, Mention

_CONTEXT = 40


@click.command(
    epilog="""\b
Examples:
  dateline explain article.txt
  dateline explain first.html second.html           the second is judged against the first
  dateline explain urn:dateline:article:3f1c…       a record that is on the topics"""
)
@click.argument("what", nargs=-1, required=True, metavar="PATH…|URI")
def command(what: tuple[str, ...]) -> None:
    """Show one article with every decision and its reason."""
    console = Console()
    if what[0].startswith("urn:"):
        _explain_uri(console, what[0], load_settings())
        return
    earlier: dict[str, Article] = {}
    for result in enrich_inputs([Path(name) for name in what]):
        if isinstance(result, DeadLetter):
            console.print(
                Text(f"dead letter: {result.reason} in {result.stage}: {plain(result.detail)}", style="red")
            )
            continue
        explain(console, result, earlier)
        earlier[result.uri] = result


def _explain_uri(console: Console, uri: str, settings: Settings) -> None:
    quiet_kafka()
    try:
        article = asyncio.run(_find(settings, uri))
        of = article.dedup.of if article and article.dedup else None
        earlier = asyncio.run(_find(settings, of)) if of else None
    except BrokerError as error:
        raise click.ClickException(with_advice(str(error), settings)) from error
    if article is None:
        raise click.ClickException(f"{uri} is on neither the enriched nor the duplicates topic")
    explain(console, article, {earlier.uri: earlier} if earlier else {})


async def _find(settings: Settings, uri: str) -> Article | None:
    topics = [settings.topics.enriched, settings.topics.duplicates]
    needle = uri.encode()
    found: Article | None = None
    async for record in read_topics(connection_of(settings), topics, from_beginning=True, follow=False):
        if record.value is None or needle not in record.value:
            continue
        try:
            article = decode_article(record.value)
        except InvalidRecord:
            continue
        if article.uri == uri:
            found = article
    return found


def explain(console: Console, article: Article, known: dict[str, Article]) -> None:
    """Print `article` with its decisions, sections, the reason of every tag, and its verdict.

    Args:
        console: where to.
        article: the record.
        known: other articles by uri; the one that this one repeats is shown beside it.
    """
    titles = {uri: other.headline for uri, other in known.items() if other.headline}
    console.print(article_panel(article, titles))
    console.print(Text(f"{article.uri}  version {article.version}", style="dim"))
    console.print(Rule("decisions", align="left"))
    console.print(_decisions(article))
    console.print(Rule("text", align="left"))
    for section in article.sections:
        if section.headline:
            console.print(Text(plain(section.headline), style="bold"))
        for paragraph in section.paragraphs:
            console.print(Text(f"{paragraph.start:>6}  {plain(paragraph.text, 5000)}"))
    console.print(Rule("tags", align="left"))
    console.print(_tags(article))
    console.print(Rule("verdict", align="left"))
    _print_verdict(console, article, known, titles)


def _print_verdict(
    console: Console, article: Article, known: dict[str, Article], titles: dict[str, str]
) -> None:
    console.print(verdict_line(article, titles))
    dedup = article.dedup
    if dedup is None:
        return
    facts = {"rule": dedup.method, "notice": dedup.notice, "story": dedup.story}
    if dedup.story_link:
        link = dedup.story_link
        facts["in the story of"] = f"{titles.get(link.of, link.of)} ({link.method}, {link.similarity:.0%})"
    for merged in dedup.merges:
        facts["merges the story"] = merged
    for label, fact in facts.items():
        if fact:
            console.print(Text(f"  {label}: {plain(fact)}", style="dim"))
    if dedup.of in known:
        for part in compare_articles(article, known[dedup.of]):
            console.print(part)
        return
    for passage in dedup.evidence:
        shared = plain(article.body[passage.start : passage.end], 200)
        console.print(Text(f"  shared: {shared}", style="yellow"))


def _decisions(article: Article) -> Table:
    table = Table("stage", "field", "rule", "decision", "sure", box=None, header_style="dim")
    for step in article.provenance:
        sure = "" if step.confidence is None else str(step.confidence)
        table.add_row(step.stage, step.field or "", step.method, Text(plain(step.decision or "", 120)), sure)
    return table


def _tags(article: Article) -> Table:
    table = Table("kind", "tag", "identity", "sure", "by", "because of", box=None, header_style="dim")
    for kind, name, uri, confidence, creator, evidence in _tag_rows(article):
        table.add_row(
            kind,
            Text(plain(name, 60)),
            Text(uri or "", style="dim"),
            str(confidence),
            creator,
            Text(evidence),
        )
    return table


_Row = tuple[str, str, str | None, int, str, str]


def _tag_rows(article: Article) -> Iterator[_Row]:
    body = article.body
    yield from _entity_rows(article)
    for subject in article.subjects:
        words = ", ".join(dict.fromkeys(body[span.start : span.end] for span in subject.evidence))
        yield "topic", subject.name, subject.uri, subject.confidence, subject.creator, plain(words, 80)
    for quote in article.quotes:
        cue = f"{quote.speaker.surface if quote.speaker else '?'} {quote.cue or ''}".strip()
        yield f"{quote.kind} quote", quote.text, None, quote.confidence, quote.creator, plain(cue, 80)
    for source in article.info_sources:
        context = _around(body, source.start, source.end)
        yield f"{source.role} source", source.name, source.uri, source.confidence, source.creator, context
    for quantity in article.quantities:
        context = _around(body, quantity.start, quantity.end)
        yield quantity.kind, quantity.surface, None, quantity.confidence, quantity.creator, context
    for keyword in article.keywords:
        yield "keyword", keyword.value, None, keyword.confidence, keyword.creator, f"score {keyword.score}"


def _entity_rows(article: Article) -> Iterator[_Row]:
    groups: tuple[tuple[str, Iterable[Entity]], ...] = (
        ("person", article.people),
        ("organisation", article.organisations),
        ("place", article.places),
        ("event", article.events),
        ("product", article.objects),
    )
    for kind, entities in groups:
        for entity in entities:
            surfaces = ", ".join(dict.fromkeys(_mention(mention) for mention in entity.mentions))
            yield kind, entity.name, entity.uri, entity.confidence, entity.creator, plain(surfaces, 80)


def _mention(mention: Mention) -> str:
    return f"{mention.surface} (stands for a government)" if mention.metonym else mention.surface


def _around(body: str, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return "outside the body"
    before, after = body[max(0, start - _CONTEXT) : start], body[end : end + _CONTEXT]
    return plain(f"…{before}[{body[start:end]}]{after}…".replace("\n", " "), 160)
