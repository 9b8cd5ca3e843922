"""`dateline size`: how many processes, partitions and brokers a load needs, from measured constants.

The arithmetic is `service.sizing`; here options become a load, and the answer becomes tables or JSON.
"""

import click
import msgspec
from rich.console import Console
from rich.table import Table

from service.broker.topics import load_topic_specs
from service.sizing import Costs, Load, Policy, Size, load_costs, size

PAGE_BODY = 4_000  # bytes of the article in a page, where nothing is said
_SHARE = click.FloatRange(0, 1, max_open=True)
_POSITIVE = click.FloatRange(min=0, min_open=True)


@click.command(
    epilog="""\b
Examples:
  dateline size --articles-per-second 50 --mean-bytes 4000
  dateline size --articles-per-second 20 --mean-bytes 170000 --pages
  dateline size --articles-per-second 50 --mean-bytes 4000 --json

Constants were measured on one machine and day, which the answer names. Yours differs: measure one
process of each stage there (docs/sizing.md), and take the ratio."""
)
@click.option("--articles-per-second", type=_POSITIVE, required=True, help="On average over a day.")
@click.option("--mean-bytes", type=_POSITIVE, required=True, help="Of a raw message.")
@click.option("--pages", is_flag=True, help="Messages are web pages.")
@click.option("--body-bytes", type=_POSITIVE, help="Of the article in a message; 4000 for pages.")
@click.option("--peak", type=click.FloatRange(min=1), default=3.0, show_default=True, help="Busiest ÷ mean.")
@click.option("--duplicates", type=_SHARE, default=0.3, show_default=True, help="Share that are copies.")
@click.option("--busiest-language", type=click.FloatRange(0.01, 1), default=0.6, show_default=True)
@click.option("--replication", type=click.IntRange(1, 9), default=3, show_default=True)
@click.option("--brokers", type=click.IntRange(1), default=3, show_default=True)
@click.option("--utilisation", type=click.FloatRange(0.05, 0.95), default=0.6, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    articles_per_second: float,
    mean_bytes: float,
    pages: bool,
    body_bytes: float | None,
    peak: float,
    duplicates: float,
    busiest_language: float,
    replication: int,
    brokers: int,
    utilisation: float,
    as_json: bool,
) -> None:
    """Say what a load needs: processes, partitions, memory, brokers' disk and network."""
    load = Load(
        per_second=articles_per_second,
        message_bytes=mean_bytes,
        body_bytes=body_bytes or (min(PAGE_BODY, mean_bytes) if pages else mean_bytes),
        is_page=pages,
        peak=peak,
        duplicates=duplicates,
        busiest_language=busiest_language,
    )
    policy = Policy(
        utilisation=utilisation,
        replication=min(replication, brokers),
        brokers=brokers,
        retention=retention(),
    )
    costs = load_costs()
    answer = size(load, policy, costs)
    if as_json:
        click.echo(msgspec.json.encode({"load": load, "policy": policy, "size": answer}))
        return
    _print(Console(), load, answer, costs)


def retention() -> dict[str, float]:
    """Return for how many seconds each topic keeps its records, by the topic's name in `schemas/topics`."""
    return {spec.name: int(spec.config["retention.ms"]) / 1000 for spec in load_topic_specs()}


def _print(console: Console, load: Load, answer: Size, costs: Costs) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("stage", "messages/s at peak", "ms each", "cores", "processes", "partitions", "memory MB"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    for one in answer.stages:
        table.add_row(
            one.stage, f"{one.per_second:,.0f}", f"{one.milliseconds:.2f}", f"{one.cores:.2f}",
            f"{one.processes:,}", f"{one.partitions:,}", f"{one.memory_mb:,.0f}",
        )  # fmt: skip
    console.print(table)
    brokers = answer.brokers
    console.print(
        f"\nbrokers together, at the peak: {brokers.written_mb:,.1f} MB/s in, "
        f"{brokers.sent_mb:,.1f} MB/s out, {brokers.transactions:,.0f} transactions/s\n"
        f"on disk after the topics' retention: {brokers.disk_gb:,.0f} GB, copies included\n",
        soft_wrap=True,
    )
    for ceiling in answer.ceilings:
        is_passed = ceiling.per_second < load.per_second
        mark = "[red]✗[/]" if is_passed else "[green]✓[/]"
        console.print(
            f"{mark} {ceiling.what}: up to {ceiling.per_second:,.0f} articles/s on average", soft_wrap=True
        )
        if is_passed:
            console.print(f"  then: {ceiling.remedy}", soft_wrap=True)
    console.print(
        f"\nconstants measured {costs.measured} by `{costs.source}` ({costs.machine})",
        style="dim",
        soft_wrap=True,
    )
