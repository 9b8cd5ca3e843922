"""`dateline check`: everything the service needs, one line each, with how to mend what is wrong.

Each check is independent and reports instead of raising, so that one missing part does not hide the
state of the others.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click
import orjson
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.text import Text

from service.broker import BrokerError
from service.broker.access import Needs, denied
from service.broker.admin import ClusterState, Finding, compare, connected, mismatched_state, read_cluster
from service.broker.topics import load_topic_specs
from service.broker.version import kafka_release
from service.cli.check_extensions import check_gazetteers, check_rules, check_user_taggers
from service.cli.check_result import Result, fine, wrong
from service.cli.check_traces import check_traces
from service.cli.console import quiet_kafka
from service.cli.topics import expected_of, with_advice
from service.connection import connection_of
from service.model import StageName
from service.routing import InvalidRoutes, load_routes
from service.settings import InvalidSettings, Settings, load_settings

Check = Callable[[Settings], Iterator[Result]]


def check_brokers(settings: Settings) -> Iterator[Result]:
    """Brokers reachable, and what they run."""
    try:
        cluster, release = asyncio.run(_visit(settings, ()))
    except BrokerError as error:
        yield wrong("brokers", with_advice(str(error), settings))
    else:
        known = f"Kafka {release}" if release else "release unknown"
        yield fine("brokers", f"{len(cluster.brokers)} at {settings.bootstrap}, {known}")


def check_topics(settings: Settings) -> Iterator[Result]:
    """The topics that there should be, with the settings they should have."""
    try:
        names = [topic.name for topic in expected_of(settings)]
        cluster, _ = asyncio.run(_visit(settings, names))
    except (BrokerError, InvalidRoutes) as error:
        yield wrong("topics", f"cannot be compared: {error}")
    else:
        yield _topics_result(settings, cluster)


async def _visit(settings: Settings, topics: Iterable[str]) -> tuple[ClusterState, str | None]:
    async with connected(connection_of(settings)) as client:
        return await read_cluster(client, topics), await kafka_release(client)


def check_access(settings: Settings) -> Iterator[Result]:
    """What the cluster's access lists must allow every stage: topics, groups, transactional ids."""
    from service.worker.preflight import needs_of  # noqa: PLC0415 - loads every stage
    from service.worker.stages import define_stage  # noqa: PLC0415

    try:
        needs = [needs_of(define_stage(stage, settings), settings) for stage in StageName]
        missing = asyncio.run(_denied(settings, needs))
    except (BrokerError, InvalidRoutes, InvalidSettings, KafkaError) as error:
        yield wrong("access", f"cannot be found out: {error}")
        return
    for right in missing:
        yield wrong("access", f"not allowed: {right}; grant it to {_user_of(settings)}")
    if not missing:
        yield fine("access", f"{len(needs)} groups with their topics and transactional ids")


async def _denied(settings: Settings, needs: Sequence[Needs]) -> tuple[str, ...]:
    async with connected(connection_of(settings)) as client:
        return await denied(client, needs)


def _user_of(settings: Settings) -> str:
    return f"User:{settings.sasl_username}" if settings.sasl_username else "the user of this connection"


def _topics_result(settings: Settings, cluster: ClusterState) -> Result:
    differences = compare(expected_of(settings), cluster)
    missing = [difference.topic for difference in differences if difference.finding is Finding.MISSING]
    mismatch = mismatched_state(cluster, settings.topics)
    if missing:
        return wrong("topics", f"{len(missing)} missing; create them with: dateline topics --apply")
    if mismatch:
        return wrong("topics", mismatch)
    if differences:
        differing = len({difference.topic for difference in differences})
        return wrong("topics", f"{differing} not as expected; see: dateline topics")
    return fine("topics", f"{len(cluster.topics)} as expected")


def check_schemas(_: Settings) -> Iterator[Result]:
    """Topic files valid, message schemas readable, every schema that a topic names present."""
    try:
        specs = load_topic_specs()
        schemas = {name: _is_schema(content) for name, content in _message_schemas()}
    except (BrokerError, OSError) as error:
        yield wrong("schemas", f"{error}; reinstall dateline")
        return
    broken = sorted(name for name, readable in schemas.items() if not readable)
    lacking = sorted({spec.value for spec in specs if spec.value} - schemas.keys())
    if broken or lacking:
        yield wrong("schemas", f"unreadable: {broken}, missing: {lacking}; reinstall dateline")
    else:
        yield fine("schemas", f"{len(specs)} topic files, {len(schemas)} message schemas")


def _message_schemas() -> Iterator[tuple[str, bytes]]:
    for file in _schema_folder().iterdir():
        if file.name.endswith(".schema.json"):
            yield file.name.removesuffix(".schema.json"), file.read_bytes()


def _schema_folder() -> Traversable:
    installed = files("service").joinpath("_schemas", "messages")
    return installed if installed.is_dir() else Path(__file__).parents[2] / "schemas" / "messages"


def _is_schema(content: bytes) -> bool:
    try:
        schema = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(schema, dict) and "$schema" in schema


def check_tables(_: Settings) -> Iterator[Result]:
    """The data tables of every tagger can be loaded."""
    try:
        from service.taggers import TAGGERS  # noqa: PLC0415 - what it loads may be what is broken
    except Exception as error:
        yield wrong("taggers", f"cannot be imported ({_named(error)}); reinstall dateline")
        return
    for tagger in TAGGERS:
        begun = time.perf_counter()
        try:
            if tagger.load is not None:
                tagger.load()
        except Exception as error:
            yield wrong(f"tagger {tagger.name}", f"tables cannot be loaded ({_named(error)})")
        else:
            tables = "no tables" if tagger.load is None else f"loaded in {time.perf_counter() - begun:.2f} s"
            yield fine(f"tagger {tagger.name}", tables)


def check_routing(settings: Settings) -> Iterator[Result]:
    """The routing file is valid."""
    try:
        routes = load_routes(settings.routing_file, settings.topic_prefix)
    except InvalidRoutes as error:
        yield wrong("routing", str(error))
    else:
        yield fine("routing", f"{len(routes.routes)} rules to {len(routes.targets)} topics")


CHECKS: tuple[Check, ...] = (
    check_schemas,
    check_routing,
    check_tables,
    check_gazetteers,
    check_rules,
    check_user_taggers,
    check_brokers,
    check_topics,
    check_access,
    check_traces,
)


def run_checks() -> Iterator[Result]:
    """Check everything; without readable settings nothing else can be judged."""
    try:
        settings = load_settings()
        connection = connection_of(settings)
    except InvalidSettings as error:
        yield wrong("settings", str(error))
        return
    signed_in = f" as {connection.username}" if connection.username else ""
    spoken_to = f"brokers {connection} by {connection.security_protocol}{signed_in}"
    yield fine("settings", f"{spoken_to}, topics {settings.topic_prefix}.*")
    for check in CHECKS:
        yield from check(settings)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


@click.command(
    epilog="""\b
Examples:
  dateline check                                      the embedded broker, or none
  KAFKA_BOOTSTRAP_SERVERS=kafka:9092 dateline check   before a roll-out"""
)
@click.pass_context
def command(context: click.Context) -> None:
    """Check settings, schemas, routing, tables, what is added to them, brokers and topics: one line each.

    Exit status 1 when something is wrong, 2 when it is the settings; each such line says how to mend it.
    """
    quiet_kafka()
    console = Console()
    status = 0
    for result in run_checks():
        if not result.is_fine:
            status = 2 if result.what == "settings" else 1
        mark = ("✓", "green") if result.is_fine else ("✗", "red")
        console.print(Text.assemble(mark, " ", (result.what, "bold"), "  ", result.detail), soft_wrap=True)
    context.exit(status)
