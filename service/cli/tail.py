"""`dateline tail`: any topic, readable, with conditions; committed records only."""

import asyncio
from collections.abc import Callable

import click
from aiokafka import ConsumerRecord
from rich.console import Console
from rich.text import Text

from service.broker import BrokerError
from service.cli.console import quiet_kafka
from service.cli.reading import Condition, InvalidCondition, matches, parse_condition, read_topics
from service.cli.render import article_panel, plain
from service.cli.topics import with_advice
from service.codecs.record import InvalidRecord, decode_article
from service.connection import connection_of
from service.model import Topics
from service.settings import Settings, load_settings

_NAMES = [name.replace("_", "-") for name in Topics.__struct_fields__]


class _Condition(click.ParamType):
    name = "condition"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Condition:
        try:
            return parse_condition(str(value))
        except InvalidCondition as error:
            self.fail(str(error), param, ctx)


@click.command(
    epilog="""\b
Examples:
  dateline tail                                     what is being enriched now
  dateline tail --from-beginning --where language=fr --no-follow
  dateline tail --topic duplicates --where dedup.status=near
  dateline tail --topic dead-letter --json | jq .reason"""
)
@click.option(
    "--topic",
    default="enriched",
    show_default=True,
    help=f"One of {', '.join(_NAMES)}, or a topic's full name.",
)
@click.option(
    "--where",
    "conditions",
    type=_Condition(),
    multiple=True,
    help="field=value, field!=value or field~part; may be repeated, all must hold.",
)
@click.option("--from-beginning", is_flag=True, help="Start with the oldest record instead of the next.")
@click.option("--follow/--no-follow", default=True, help="Go on waiting for new records.", show_default=True)
@click.option("-n", "--count", type=click.IntRange(min=1), help="End after so many records.")
@click.option("--json", "as_json", is_flag=True, help="Print each value as it is, one per line.")
def command(
    topic: str,
    conditions: tuple[Condition, ...],
    from_beginning: bool,
    follow: bool,
    count: int | None,
    as_json: bool,
) -> None:
    """Read a topic, readably."""
    quiet_kafka()
    settings = load_settings()
    name = getattr(settings.topics, topic.replace("-", "_"), topic) if topic in _NAMES else topic
    printer: Callable[[ConsumerRecord], None] = _print_json if as_json else _Panels()
    shown = _tail(settings, name, conditions, from_beginning, follow, count, printer)
    try:
        asyncio.run(shown)
    except BrokerError as error:
        raise click.ClickException(with_advice(str(error), settings)) from error
    except (KeyboardInterrupt, BrokenPipeError):
        return


async def _tail(
    settings: Settings,
    topic: str,
    conditions: tuple[Condition, ...],
    from_beginning: bool,
    follow: bool,
    count: int | None,
    printer: Callable[[ConsumerRecord], None],
) -> None:
    records = read_topics(connection_of(settings), [topic], from_beginning=from_beginning, follow=follow)
    shown = 0
    async for record in records:
        if not matches(record.value, conditions):
            continue
        printer(record)
        shown += 1
        if count is not None and shown >= count:
            await records.aclose()
            return


def _print_json(record: ConsumerRecord) -> None:
    click.echo(record.value or b"")


class _Panels:
    def __init__(self) -> None:
        self._console = Console()
        self._titles: dict[str, str] = {}

    def __call__(self, record: ConsumerRecord) -> None:
        where = f"{record.topic}-{record.partition}@{record.offset}"
        try:
            article = decode_article(record.value)
        except InvalidRecord:
            self._console.print(Text(f"{where}  {plain(repr(record.value))}"))
            return
        self._titles[article.uri] = article.headline
        self._console.print(Text(where, style="dim"))
        self._console.print(article_panel(article, self._titles))
