"""`dateline broker`: the embedded Apache Kafka by hand. How it is run is `service.broker.embedded`."""

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from service.broker import BrokerError
from service.broker.embedded import EmbeddedBroker
from service.settings import Settings, load_settings

NOT_RUNNING = 3


@click.group(
    epilog="""\b
Examples:
  dateline broker start         download Apache Kafka once, start it, return when it serves
  dateline broker status        exit status 3 when it does not run
  dateline broker stop          its data stay for the next start

It listens on this machine only, on DATELINE_BROKER_PORT, and lives in DATELINE_STATE_DIR."""
)
def command() -> None:
    """Start, stop and inspect the embedded Apache Kafka.

    It is for laptops and tests. KAFKA_BOOTSTRAP_SERVERS points everything at another cluster instead.
    """


@command.command()
def start() -> None:
    """Start it in the background; the first time it is downloaded (45 MB)."""
    settings, console = load_settings(), Console(stderr=True, highlight=False)
    broker = EmbeddedBroker.of(settings)
    try:
        with start_progress(console) as progress:
            broker.start(progress)
    except BrokerError as error:
        raise click.ClickException(str(error)) from error
    done = "started" if broker.started_here else "already runs"
    status = broker.status()
    console.print(
        f"[green]✓[/] Apache Kafka {status.kafka} {done} at {broker.bootstrap} (process {status.pid})"
    )
    _say_if_unused(settings, console)


@command.command()
@click.option(
    "--within",
    type=click.FloatRange(min=0),
    default=20.0,
    show_default=True,
    help="Seconds it may take before it is killed.",
)
def stop(within: float) -> None:
    """Stop it; data and downloads stay."""
    console = Console(stderr=True, highlight=False)
    try:
        was_running = EmbeddedBroker.of(load_settings()).stop(within_s=within)
    except BrokerError as error:
        raise click.ClickException(str(error)) from error
    console.print("[green]✓[/] stopped" if was_running else "it was not running")


@command.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Say whether it runs and serves; exit status 3 when not."""
    settings, console = load_settings(), Console(highlight=False)
    status = EmbeddedBroker.of(settings).status()
    if status.running:
        state = "[green]serving[/]" if status.ready else "[yellow]running, not serving yet[/]"
        console.print(f"Apache Kafka {status.kafka}: {state} at {status.bootstrap}, process {status.pid}")
    else:
        console.print("not running; start it with: dateline broker start")
    console.print(f"log: {status.log}", soft_wrap=True, highlight=False)
    _say_if_unused(settings, console)
    context.exit(0 if status.ready else NOT_RUNNING)


def start_progress(console: Console) -> Progress:
    """Return the progress display for a start: a bar while downloading, a pulse while starting."""
    if not console.is_terminal:
        console.print("starting Apache Kafka; the first time it is downloaded")
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        _Downloaded(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


class _Downloaded(DownloadColumn):
    """Bytes of those that are known; nothing for a task without a size."""

    def render(self, task: Task) -> Text:
        return Text() if task.total is None else super().render(task)


def _say_if_unused(settings: Settings, console: Console) -> None:
    if not settings.uses_embedded_broker:
        console.print(f"[yellow]![/] KAFKA_BOOTSTRAP_SERVERS is set: other commands use {settings.bootstrap}")
