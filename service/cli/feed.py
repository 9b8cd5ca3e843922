"""`dateline feed`: files, folders, lines and feeds onto the raw topic.

Reading them is `service.cli.raw_inputs`, sending them `service.cli.feeding`; here are the command,
its progress and its report.
"""

import asyncio
import itertools
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TransferSpeedColumn
from rich.text import Text

from service.broker import BrokerError
from service.cli.console import quiet_kafka
from service.cli.feeding import FeedResult, feed
from service.cli.raw_inputs import RawInput, list_files, read_inputs
from service.cli.topics import with_advice
from service.connection import Brokers, connection_of
from service.settings import load_settings

NAMED_FAILURES = 10


@click.command(
    epilog="""\b
Examples:
  dateline feed article.html                       one file, one message
  dateline feed wires/ saved-feeds/ --rate 50      folders with all below them, 50 messages a second
  dateline feed envelopes.jsonl                    each line is a message
  curl -s https://example.org/feed.rss | dateline feed -

The message's key is the file's name. Exit status 1 when anything was not acknowledged."""
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH…",
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
)
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), help="Messages a second, at most.", metavar="N"
)
@click.option("--topic", help="Another topic than the raw one.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Each line is a message, whatever the file's name.")
@click.pass_context
def command(
    context: click.Context, paths: tuple[Path, ...], rate: float | None, topic: str | None, as_lines: bool
) -> None:
    """Put files, folders, JSON lines and feeds onto the raw topic, unchanged.

    The content-type header is set from the file name's ending (.txt .html .xml .json .rss .atom,
    lines of .jsonl and .ndjson); other files are sent without one and their format is detected.
    """
    settings, console = load_settings(), Console(stderr=True)
    quiet_kafka()
    target = topic or settings.topics.raw
    files = list_files(paths)
    try:
        result = _feed_with_progress(
            files, as_lines, bootstrap=connection_of(settings), topic=target, rate=rate, console=console
        )
    except BrokerError as error:
        raise click.ClickException(with_advice(str(error), settings)) from error
    _report(result, target, console)
    context.exit(1 if result.failures or not result.acknowledged else 0)


def _feed_with_progress(
    files: list[Path], as_lines: bool, *, bootstrap: Brokers, topic: str, rate: float | None, console: Console
) -> FeedResult:
    size = sum(file.stat().st_size for file in files if file.is_file())
    columns = (
        TextColumn("{task.fields[count]:,} sent"),
        BarColumn(),
        TransferSpeedColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=size or None, count=0)
        settled = itertools.count(1)

        def show(raw: RawInput) -> None:
            progress.update(task, advance=len(raw.value), count=next(settled))

        inputs = read_inputs(files, as_lines=as_lines)
        return asyncio.run(feed(inputs, bootstrap=bootstrap, topic=topic, rate=rate, on_settled=show))


def _report(result: FeedResult, topic: str, console: Console) -> None:
    if not result.acknowledged and not result.failures:
        console.print("[red]✗[/] there is nothing to send")
        return
    sent = f"{result.acknowledged:,} message{'s' if result.acknowledged != 1 else ''} on {topic}"
    mark = "[green]✓[/]" if result.acknowledged and not result.failures else "[red]✗[/]"
    console.print(f"{mark} {sent}, each acknowledged by all replicas", highlight=False)
    if result.failures:
        console.print(f"[red]✗[/] {len(result.failures):,} not sent:", highlight=False)
    for failure in result.failures[:NAMED_FAILURES]:
        console.print(Text(f"  {failure.key}: {failure.reason}"), soft_wrap=True)
    if len(result.failures) > NAMED_FAILURES:
        console.print(f"  and {len(result.failures) - NAMED_FAILURES:,} more")
