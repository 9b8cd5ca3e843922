"""`dateline demo`: the whole flow on this machine, with the sample articles, from an empty start.

Each run has topics of its own, so that it tells the same story every time and touches nothing else;
they are deleted when it ends. What is due and what has come is `service.cli.accounting`.
"""

import asyncio
import contextlib
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import nullcontext

import click
from aiokafka import ConsumerRecord
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from service.broker import BrokerError
from service.broker.admin import connected, ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.cli.accounting import Ledger
from service.cli.broker import start_progress
from service.cli.console import quiet_kafka
from service.cli.demo_broker import broker_for_demo
from service.cli.demo_worker import DemoWorker, WorkerFailed
from service.cli.feeding import feed
from service.cli.letters import message_of
from service.cli.raw_inputs import RawInput, read_inputs
from service.cli.reading import read_topics
from service.cli.render import article_panel, plain, verdict_line
from service.cli.samples import sample_files
from service.cli.topics import expected_of
from service.codecs.dead_letter import InvalidDeadLetter, read_dead_letter
from service.codecs.record import decode_article
from service.connection import connection_of
from service.model import Message
from service.record import Article, Origin
from service.settings import Settings, load_settings

WITHIN_S = 120.0


@click.command()
@click.option("--once", is_flag=True, help="End by itself; fail if anything sent is unaccounted for.")
def command(once: bool) -> None:
    """Watch articles flow: start Kafka and the worker, send the samples, print what comes out."""
    quiet_kafka()
    console = Console()
    run = f"demo-{secrets.token_hex(4)}"
    settings = load_settings().model_copy(update={"topic_prefix": run, "group_prefix": run})
    broker = EmbeddedBroker.of(settings) if settings.uses_embedded_broker else None
    signal.signal(signal.SIGTERM, _interrupt)  # for as long as nothing else listens to it
    folder = settings.state_dir / "demo"
    serving = nullcontext() if broker is None else broker_for_demo(broker, folder, _progress())
    try:
        with serving:
            balanced = asyncio.run(_ending_on_sigterm(_demo(console, settings, once=once)))
    except (BrokerError, WorkerFailed) as error:
        raise click.ClickException(str(error)) from error
    except (KeyboardInterrupt, asyncio.CancelledError):
        balanced = not once
    sys.exit(0 if balanced else 1)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _progress() -> Progress:
    return start_progress(Console(stderr=True))


async def _ending_on_sigterm(work: Coroutine[None, None, bool]) -> bool:
    """Run `work`; SIGTERM cancels it, so that worker and topics are cleaned up as on Ctrl-C."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


async def _demo(console: Console, settings: Settings, *, once: bool) -> bool:
    expected = expected_of(settings)
    names = [topic.name for topic in expected]
    worker = DemoWorker(settings, settings.state_dir / "demo" / f"{settings.topic_prefix}.log")
    try:
        created = await ensure_topics(connection_of(settings), expected)
        console.print(
            Text(
                f"Kafka at {settings.bootstrap}, {len(created)} topics created under {settings.topic_prefix}"
            )
        )
        with console.status("starting the worker: three stages"):
            address = await worker.start()
        console.print(Text(f"Worker ready: live page {address}/  metrics {address}/metrics"))
        balanced = await _Show(console, settings, worker).run(once=once)
        if balanced:
            worker.log.unlink(missing_ok=True)
        return balanced
    finally:
        await worker.stop()
        with contextlib.suppress(BrokerError):
            async with connected(connection_of(settings)) as client:
                ours = [name for name in names if name.startswith(f"{settings.topic_prefix}.")]
                await client.delete_topics(ours)


class _Show:
    """Sends the samples and prints the outcomes until all are accounted for."""

    def __init__(self, console: Console, settings: Settings, worker: DemoWorker) -> None:
        self._console = console
        self._settings = settings
        self._worker = worker
        self._ledger = Ledger(settings.limits)
        self._titles: dict[str, str] = {}
        self._waiting: list[Article] = []  # duplicates that came before the article they repeat

    async def run(self, *, once: bool) -> bool:
        """Return whether every item sent had exactly one outcome."""
        inputs = list(read_inputs(sample_files()))
        self._ledger.sent(_message(raw) for raw in inputs)
        topics = self._settings.topics
        begun = time.monotonic()
        result = await feed(inputs, bootstrap=connection_of(self._settings), topic=topics.raw)
        sent = f"Sent {result.acknowledged} messages with {self._ledger.due} items"
        self._console.print(Text(sent, style="bold"))
        await self._watch(begun, follow=not once)
        self._console.print(self._summary(time.monotonic() - begun))
        return self._ledger.is_balanced and not result.failures

    async def _watch(self, begun: float, *, follow: bool) -> None:
        topics = self._settings.topics
        outcomes = [topics.enriched, topics.duplicates, topics.dead_letter]
        records = read_topics(connection_of(self._settings), outcomes, from_beginning=True, follow=True)
        hinted = False
        async for record in _until(records, lambda: self._is_over(begun, follow=follow)):
            if record is not None:
                self._print(record)
            if follow and self._ledger.is_complete and not hinted:
                hinted = True
                self._hint()

    def _is_over(self, begun: float, *, follow: bool) -> bool:
        self._worker.check()
        late = time.monotonic() - begun > WITHIN_S
        return not follow and (self._ledger.is_complete or late)

    def _print(self, record: ConsumerRecord) -> None:
        topics = self._settings.topics
        if record.topic == topics.dead_letter:
            self._print_dead_letter(record)
            return
        article = decode_article(record.value)
        self._titles[article.uri] = article.headline or article.body[:60]
        if record.topic == topics.duplicates:
            self._ledger.seen("duplicate", article.dedup.status if article.dedup else "?")
            self._waiting.append(article)
        else:
            self._ledger.seen("enriched", article.language)
            self._console.print(article_panel(article, self._titles))
        self._print_duplicates()

    def _print_duplicates(self) -> None:
        """Print the duplicates whose original has been shown; the topics have no common order."""
        is_last = self._ledger.is_complete
        for article in [a for a in self._waiting if is_last or (a.dedup and a.dedup.of in self._titles)]:
            self._waiting.remove(article)
            title = Text(plain(article.headline or article.body, 90), style="bold")
            self._console.print(Text.assemble(title, "\n  ", verdict_line(article, self._titles)))

    def _print_dead_letter(self, record: ConsumerRecord) -> None:
        try:
            kept = read_dead_letter(message_of(record))
        except InvalidDeadLetter as error:
            self._ledger.seen("dead letter", "unreadable")
            self._console.print(Text(f"dead letter without our headers: {error}", style="red"))
            return
        letter = kept.dead_letter
        self._ledger.seen("dead letter", letter.reason)
        key = plain((kept.message.key or b"").decode("utf-8", "replace"), 60)
        line = Text.assemble((f"dead letter {letter.reason}", "red"), f": {key}: {plain(letter.detail, 120)}")
        self._console.print(line)

    def _hint(self) -> None:
        prefix = self._settings.topic_prefix
        self._console.print(
            Text(
                f"\nAll accounted for. Still running: in another terminal try\n"
                f"  DATELINE_TOPIC_PREFIX={prefix} dateline feed PATH\n"
                f"  DATELINE_TOPIC_PREFIX={prefix} dateline tail --where language=fr --from-beginning\n"
                f"Ctrl-C ends the demo.\n",
                style="dim",
            )
        )

    def _summary(self, seconds: float) -> Table:
        ledger = self._ledger
        table = Table("outcome", "items", "of which", title=f"{ledger.due} items in {seconds:.1f} s")
        for outcome, count in sorted(ledger.outcomes.items()):
            details = sorted((d, n) for (o, d), n in ledger.details.items() if o == outcome)
            table.add_row(outcome, str(count), ", ".join(f"{detail} {n}" for detail, n in details))
        verdict = (
            "accounted for" if ledger.is_balanced else f"NOT ACCOUNTED FOR: {ledger.due - ledger.accounted}"
        )
        table.add_row(
            "sum", str(ledger.accounted), verdict, style="bold" if ledger.is_balanced else "bold red"
        )
        return table


async def _until(
    records: AsyncIterator[ConsumerRecord], is_over: Callable[[], bool]
) -> AsyncIterator[ConsumerRecord | None]:
    """Yield records, and `None` when none came for a moment, until `is_over`."""
    pending: asyncio.Task[ConsumerRecord] | None = None
    try:
        while not is_over():
            pending = pending or asyncio.ensure_future(_next(records))
            done, _ = await asyncio.wait({pending}, timeout=0.5)
            if done:
                yield pending.result()
                pending = None
            else:
                yield None
    finally:
        if pending is not None:
            pending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pending


async def _next(records: AsyncIterator[ConsumerRecord]) -> ConsumerRecord:
    return await anext(records)


def _message(raw: RawInput) -> Message:
    origin = Origin(topic=raw.key, partition=0, offset=0, item=0)
    return Message(value=raw.value, headers=raw.headers, origin=origin)
