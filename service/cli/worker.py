"""`dateline worker`: the service, as processes under one supervisor and one HTTP port."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import click

from service.model import StageName

ALL_STAGES = ",".join(StageName)


def parse_stages(_context: click.Context, _parameter: click.Parameter, value: str) -> list[StageName]:
    """Return the stages named in a comma-separated list, in the order of the flow.

    Raises:
        click.BadParameter: a name is not a stage.
    """
    names = [name.strip() for name in value.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(StageName)]
    if unknown or not names:
        raise click.BadParameter(f"{', '.join(unknown) or 'nothing'} is not a stage; known are {ALL_STAGES}")
    return [stage for stage in StageName if stage in names]


def process_counts(stages: list[StageName], processes: int | None, cores: int) -> dict[StageName, int]:
    """Return how many processes each stage gets; tagging is the work, so by default one for each core."""
    return {stage: processes or (max(1, cores) if stage is StageName.TAG else 1) for stage in stages}


@click.command()
@click.option(
    "--stages", callback=parse_stages, default=ALL_STAGES, show_default=True, help="Which stages to run."
)
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes of each stage. Default: one; for tag, one for each core.",
)
def command(stages: list[StageName], processes: int | None) -> None:
    """Run the service: normalise, de-duplicate and tag what arrives, exactly once.

    Ends on SIGTERM or Ctrl-C when what is being committed is committed. /metrics, /livez, /readyz and the
    live page are on DATELINE_HTTP_HOST and DATELINE_HTTP_PORT; log lines go to standard error.
    """
    folder = Path(tempfile.mkdtemp(prefix="dateline-"))
    (folder / "metrics").mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder / "metrics")  # before metrics are imported
    try:
        counts = process_counts(stages, processes, _cores())
        sys.exit(asyncio.run(_run(counts, folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(counts: dict[StageName, int], folder: Path) -> int:
    # Imported here: the metrics folder must be known first, and `--help` stays quick.
    from service.cli.page_actions import TrialProcess, page_actions  # noqa: PLC0415
    from service.connection import connection_of  # noqa: PLC0415
    from service.routing import InvalidRoutes  # noqa: PLC0415
    from service.settings import InvalidSettings, load_settings  # noqa: PLC0415
    from service.telemetry import events  # noqa: PLC0415
    from service.telemetry.happenings import HAPPENINGS  # noqa: PLC0415
    from service.telemetry.logging import configure_logging  # noqa: PLC0415
    from service.telemetry.tracing import TracingUnavailable, require_tracing  # noqa: PLC0415
    from service.web import LiveFeed, live_routes  # noqa: PLC0415
    from service.worker.http import registry_of  # noqa: PLC0415
    from service.worker.preflight import NotReady  # noqa: PLC0415
    from service.worker.supervisor import Supervisor  # noqa: PLC0415

    settings = load_settings()
    try:
        require_tracing(settings.otlp_endpoint)
    except TracingUnavailable as error:
        raise InvalidSettings(str(error)) from error
    configure_logging(settings.log_level, settings.log_format)
    feed, trials = LiveFeed(connection_of(settings), settings.topics), TrialProcess()
    routes = live_routes(
        feed,
        collect=lambda: registry_of(str(folder / "metrics")).collect(),
        actions=page_actions(settings, trials),
        not_ready=lambda: supervisor.not_ready(),  # noqa: PLW0108 - it is made with these routes
        happenings=HAPPENINGS,
    )
    try:
        supervisor = Supervisor(settings, counts, folder=folder, routes=routes)
    except InvalidRoutes as error:
        events.worker_failed(str(error))
        return 1
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop, number.name)
    feeding = asyncio.create_task(feed.run())
    try:
        await supervisor.run()
    except NotReady as error:
        events.worker_failed(str(error))
        return 1
    except OSError as error:
        where = f"{settings.http_host}:{settings.http_port}"
        events.worker_failed(f"cannot listen on {where}: {error.strerror}; set DATELINE_HTTP_PORT (0: any)")
        return 1
    finally:
        feeding.cancel()
        trials.end()
        await asyncio.gather(feeding, return_exceptions=True)
    return 0


def _cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
