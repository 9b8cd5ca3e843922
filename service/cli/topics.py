"""`dateline topics`: what the cluster has against what it should have; creates what it lacks.

What it should have is `service.broker.topics`, comparing is `service.broker.admin`.
"""

import asyncio
from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.table import Table

from service.broker import BrokerError
from service.broker.admin import (
    ClusterState,
    Difference,
    Finding,
    compare,
    connected,
    create_topics,
    mismatched_state,
    read_cluster,
)
from service.broker.topics import ExpectedTopic, expected_topics, load_topic_specs
from service.cli.console import quiet_kafka
from service.connection import Brokers, connection_of
from service.routing import InvalidRoutes, load_routes
from service.settings import Settings, load_settings


@click.command(
    epilog="""\b
Examples:
  dateline topics               compare; exit status 1 when something lacks or differs
  dateline topics --apply       create what lacks; nothing is ever altered or deleted

With --apply a topic that exists with other settings or more partitions is only warned about,
unless de-duplication could not work with it. Topic names begin with DATELINE_TOPIC_PREFIX."""
)
@click.option("--apply", "is_applied", is_flag=True, help="Create the topics that are missing.")
@click.pass_context
def command(context: click.Context, is_applied: bool) -> None:
    """Compare the cluster's topics with schemas/topics and the routing rules."""
    settings, console = load_settings(), Console()
    quiet_kafka()
    try:
        expected = expected_of(settings)
        cluster, created = asyncio.run(_visit(connection_of(settings), expected, is_applied))
    except (BrokerError, InvalidRoutes) as error:
        raise click.ClickException(with_advice(str(error), settings)) from error
    differences = compare(expected, cluster)
    mismatch = mismatched_state(cluster, settings.topics)
    console.print(topic_table(expected, cluster, differences, created))
    for line in (*_remarks(differences), *filter(None, [mismatch])):
        console.print(f"[yellow]![/] {line}", soft_wrap=True)
    failed = bool(mismatch) or any(d.finding is Finding.MISSING for d in differences)
    context.exit(1 if failed or (differences and not is_applied) else 0)


def expected_of(settings: Settings) -> tuple[ExpectedTopic, ...]:
    """Return the topics that a cluster should have under these settings.

    Raises:
        BrokerError: a topic file is wrong.
        InvalidRoutes: the routing file is wrong.
    """
    routes = load_routes(settings.routing_file, settings.topic_prefix)
    return expected_topics(
        load_topic_specs(),
        settings.topics,
        routed=routes.targets,
        horizon_hours=settings.dedup_horizon_hours,
    )


def with_advice(message: str, settings: Settings) -> str:
    """Add how to get a broker, when it is the embedded one that does not answer."""
    if "no Kafka broker answers" in message and settings.uses_embedded_broker:
        return f"{message}; start it with: dateline broker start"
    return message


async def _visit(
    brokers: Brokers, expected: Sequence[ExpectedTopic], is_applied: bool
) -> tuple[ClusterState, frozenset[str]]:
    names = [topic.name for topic in expected]
    async with connected(brokers) as client:
        cluster = await read_cluster(client, names)
        missing = [topic for topic in expected if topic.name not in cluster.topics]
        if not (is_applied and missing):
            return cluster, frozenset()
        created = await create_topics(client, missing, replication=cluster.replication)
        return await read_cluster(client, names), frozenset(created)


def topic_table(
    expected: Sequence[ExpectedTopic],
    cluster: ClusterState,
    differences: Sequence[Difference],
    created: frozenset[str] = frozenset(),
) -> Table:
    """Return the comparison as a table, one topic a row."""
    table = Table(box=None, pad_edge=False)
    # Only names are long, and a name that is cut off cannot be looked up.
    table.add_column("topic", overflow="fold")
    for heading in ("partitions", "replicas", "clean-up", "kept", "state"):
        table.add_column(heading, no_wrap=True)
    differing = {difference.topic for difference in differences}
    for topic in expected:
        state = cluster.topics.get(topic.name)
        table.add_row(
            topic.name,
            str(state.partitions if state else topic.partitions),
            str(state.replication if state else cluster.replication),
            topic.config["cleanup.policy"],
            _duration(int(topic.config["retention.ms"])),
            _state_text(topic.name, exists=state is not None, created=created, differing=differing),
        )
    return table


def _state_text(name: str, *, exists: bool, created: frozenset[str], differing: set[str]) -> str:
    if not exists:
        return "[red]missing[/]"
    if name in created:
        return "[green]created[/]"
    return "[yellow]differs[/]" if name in differing else "[green]ok[/]"


def _duration(milliseconds: int) -> str:
    return f"{milliseconds / 86_400_000:g} days"


def _remarks(differences: Sequence[Difference]) -> Iterator[str]:
    missing = [difference for difference in differences if difference.finding is Finding.MISSING]
    if missing:
        yield f"{len(missing)} missing; create them with: dateline topics --apply"
    for difference in differences:
        if difference.finding is not Finding.MISSING:
            yield (
                f"{difference.topic}: {difference.setting} is {difference.found or 'not set'}, "
                f"expected {difference.expected}; it is left as it is"
            )
