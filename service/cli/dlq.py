"""`dateline dlq`: look at what failed, and put it back once the cause is mended.

Reading and choosing is `service.cli.letters`, putting back `service.cli.replay`; here are the commands
and what they tell.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
import msgspec
import orjson
from aiokafka.errors import KafkaError, ProducerFenced
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from service.broker import BrokerError
from service.cli.console import quiet_kafka
from service.cli.letters import (
    Choice,
    FoundLetter,
    InvalidMoment,
    parse_coordinates,
    parse_moment,
    read_letters,
    source_of,
)
from service.cli.render import plain
from service.cli.replay import (
    Planner,
    Refusal,
    Replay,
    read_done,
    read_original,
    replay_producer,
    send_replays,
)
from service.cli.replay_report import Report
from service.cli.topics import with_advice
from service.codecs.dead_letter import encode_dead_letter
from service.connection import connection_of
from service.model import Reason, StageName
from service.settings import Settings, load_settings

T = TypeVar("T")


@click.group()
def command() -> None:
    """Look at dead letters, and put their messages back."""


class _Moment(click.ParamType):
    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return parse_moment(str(value), datetime.now(UTC))
        except InvalidMoment as error:
            self.fail(str(error), param, ctx)


class _Coordinates(click.ParamType):
    name = "partition:offset"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        try:
            return parse_coordinates(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _chosen(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose among letters."""
    # By value: click would show and want an enumeration's names, which are in capitals.
    reasons, stages = [reason.value for reason in Reason], [stage.value for stage in StageName]
    options = (
        click.option("--reason", "reasons", multiple=True, type=click.Choice(reasons), help="May repeat."),
        click.option("--stage", type=click.Choice(stages), help="Where it failed."),
        click.option("--source", default="", help="Part of the source's name or of its address's host."),
        click.option("--since", "since_ms", type=_Moment(), help="ISO time, or 90m, 2h, 3d ago."),
        click.option("--until", "until_ms", type=_Moment(), help="The same; before this moment."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _choice(chosen: dict[str, Any], coordinates: tuple[tuple[int, int], ...] = ()) -> Choice:
    return Choice(
        reasons=frozenset(Reason(reason) for reason in chosen["reasons"]),
        stage=StageName(chosen["stage"]) if chosen["stage"] else None,
        source=chosen["source"],
        since_ms=chosen["since_ms"],
        until_ms=chosen["until_ms"],
        coordinates=frozenset(coordinates),
    )


@command.command(
    "list",
    epilog="""\b
Examples:
  dateline dlq list --since 2h
  dateline dlq list --reason undecodable --reason malformed_xml --source reuters
  dateline dlq list --json | jq -r .reason | sort | uniq -c""",
)
@_chosen
@click.option("--json", "as_json", is_flag=True, help="Whole letters as JSON lines, original bytes included.")
def list_letters(as_json: bool, **chosen: Any) -> None:
    """List dead letters by reason, stage, source and time."""
    settings = load_settings()
    _run(settings, _list(settings, _choice(chosen), as_json))


async def _list(settings: Settings, choice: Choice, as_json: bool) -> None:
    counts: Counter[str] = Counter()
    async with aclosing(_letters(settings, choice)) as letters:
        async for letter in letters:
            counts[letter.kept.dead_letter.reason] += 1
            click.echo(_json(letter) if as_json else _row(letter))
    if not as_json:
        summary = ", ".join(f"{count:,} {reason}" for reason, count in counts.most_common())
        click.echo(f"{counts.total():,} dead letters{': ' if summary else ''}{summary}", err=True)


@command.command()
@click.argument("coordinates", type=_Coordinates(), metavar="PARTITION:OFFSET")
@click.option("--body", is_flag=True, help="Print the original bytes and nothing else.")
def show(coordinates: tuple[int, int], body: bool) -> None:
    """Show one dead letter as JSON, or the bytes that failed."""
    settings = load_settings()
    letter = _run(settings, _find(settings, coordinates))
    if letter is None:
        place = f"{coordinates[0]}:{coordinates[1]}"
        raise click.ClickException(f"there is no dead letter at {place} of {settings.topics.dead_letter}")
    if body:
        click.get_binary_stream("stdout").write(letter.kept.message.value or b"")
    else:
        click.echo(orjson.dumps(orjson.loads(_json(letter)), option=orjson.OPT_INDENT_2))


async def _find(settings: Settings, coordinates: tuple[int, int]) -> FoundLetter | None:
    choice = Choice(coordinates=frozenset({coordinates}))
    async with aclosing(_letters(settings, choice)) as letters:
        async for letter in letters:
            return letter
    return None


@command.command(
    epilog="""\b
Examples:
  dateline dlq replay --reason internal_error --dry-run
  dateline dlq replay --reason internal_error --since 1d --rate 20
  dateline dlq replay 3:41 3:42

A message is put back whole, once, on the topic it came from, whatever is asked for how often. Items of it
that went through the first time come again as duplicates. Exit status 1 when something cannot be put
back.""",
)
@click.argument("coordinates", nargs=-1, type=_Coordinates(), metavar="[PARTITION:OFFSET…]")
@_chosen
@click.option("--all", "everything", is_flag=True, help="Without any choice: all of them.")
@click.option("--dry-run", is_flag=True, help="Say what would be done.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Messages a second, at most.")
@click.pass_context
def replay(
    context: click.Context,
    /,
    coordinates: tuple[tuple[int, int], ...],
    everything: bool,
    dry_run: bool,
    rate: float | None,
    **chosen: Any,
) -> None:
    """Put messages that failed back on the topic they came from."""
    choice = _choice(chosen, coordinates)
    if choice.is_everything != everything:
        raise click.UsageError("choose letters by coordinates or options, or give --all and nothing else")
    settings, report = load_settings(), Report(is_dry=dry_run)
    _run(settings, _replay(settings, choice, rate, report))
    report.tell()
    context.exit(0 if report.is_complete else 1)


async def _replay(settings: Settings, choice: Choice, rate: float | None, report: Report) -> None:
    """Plan against what is on the topics once the producer has ended any other replay."""
    earliest = await _earliest(settings, choice)
    if earliest is None:
        return
    if report.is_dry:
        planner = Planner(
            settings.topics, await read_done(connection_of(settings), settings.topics, earliest)
        )
        async for replayed in _plan(settings, choice, planner, report):
            report.add(replayed)
        return
    async with replay_producer(connection_of(settings), settings.group_prefix) as producer:
        planner = Planner(
            settings.topics, await read_done(connection_of(settings), settings.topics, earliest)
        )
        with _progress() as progress:
            task = progress.add_task("", count=0)

            def sent(replayed: Replay) -> None:
                report.add(replayed)
                progress.update(task, count=report.replayed)

            plan = _plan(settings, choice, planner, report)
            await send_replays(producer, plan, rate=rate, on_sent=sent)


async def _earliest(settings: Settings, choice: Choice) -> int | None:
    """Return when the first of the chosen letters failed; nothing can have been put back before."""
    earliest: int | None = None
    async with aclosing(_letters(settings, choice)) as letters:
        async for letter in letters:
            earliest = min(earliest or letter.failed_ms, letter.failed_ms)
    return earliest


async def _plan(
    settings: Settings, choice: Choice, planner: Planner, report: Report
) -> AsyncGenerator[Replay, None]:
    async with aclosing(_letters(settings, choice)) as letters:
        async for letter in letters:
            decision = planner.decide(letter)
            if isinstance(decision, Replay):
                decision = await _with_value(settings, decision)
            if isinstance(decision, Replay):
                yield decision
            else:
                report.refusals.append(decision)


async def _with_value(settings: Settings, replayed: Replay) -> Replay | Refusal:
    """Fetch a value that was too large for the letter."""
    size = replayed.letter.kept.omitted_bytes
    if size is None:
        return replayed
    original = await read_original(connection_of(settings), replayed.letter)
    if original is None:
        why = f"its {size:,} bytes were too large to keep, and the topic has them no longer"
        return Refusal(letter=replayed.letter, why=why, is_done=False)
    message = msgspec.structs.replace(replayed.message, value=original.value)
    return msgspec.structs.replace(replayed, message=message)


async def _letters(settings: Settings, choice: Choice) -> AsyncGenerator[FoundLetter, None]:
    """Yield the chosen letters; what somebody else wrote on the topic is passed over."""
    found = read_letters(connection_of(settings), settings.topics.dead_letter, choice)
    async with aclosing(found) as letters:
        async for letter in letters:
            if isinstance(letter, FoundLetter):
                yield letter


def _json(letter: FoundLetter) -> bytes:
    kept = letter.kept
    return encode_dead_letter(kept.dead_letter, kept.message, kept.version)


def _row(letter: FoundLetter) -> str:
    failed = letter.kept.dead_letter
    moment = datetime.fromtimestamp(letter.failed_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    origin = f"{failed.origin.topic}-{failed.origin.partition}@{failed.origin.offset}.{failed.origin.item}"
    source = plain(source_of(letter.kept.message) or "-", 40)
    return "  ".join((letter.coordinates, moment, failed.reason, origin, source, plain(failed.detail, 120)))


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.fields[count]:,} put back"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _run(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    quiet_kafka()
    try:
        return asyncio.run(work)
    except ProducerFenced as error:
        raise click.ClickException(
            "another replay has been started and goes on instead of this one"
        ) from error
    except BrokerError as error:
        raise click.ClickException(with_advice(str(error), settings)) from error
    except KafkaError as error:
        raise click.ClickException(f"Kafka at {settings.bootstrap}: {error}") from error
