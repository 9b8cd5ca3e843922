"""The work of a stage process: load the tables, open the worker, run it until it is asked to end.

It writes one JSON line a second to a pipe (`ProcessStatus`), and closes its lanes within a time limit on
SIGTERM, on SIGINT or when its lifeline is cut. Whatever it cannot mend ends it with a status that is not 0.
How a process gets here is `service.worker.process`.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from enum import IntEnum
from pathlib import Path

import msgspec
import uvloop

from service.model import StageName
from service.settings import InvalidSettings, Settings, load_settings
from service.telemetry import events
from service.telemetry.happenings import HAPPENINGS
from service.telemetry.logging import configure_logging, tell_repeats
from service.worker.lifeline import Lifeline
from service.worker.loading import Loading
from service.worker.overdue import OverdueMessages
from service.worker.stage import StageWorker, open_worker
from service.worker.stages import StageDefinition, settle
from service.worker.status import Assignment, resolve_definitions
from service.worker.watchdog import Watchdog

STATUS_SECONDS = 1.0
STOP_SECONDS = 8.0
HAPPENINGS_A_LINE = 8  # so that a line is written in one go


class ExitStatus(IntEnum):
    """Why a stage process ended."""

    STOPPED = 0
    FAILED = 1
    SETTINGS = 2
    STUCK = 70


def run_stage(assignment: Assignment, lifeline: Lifeline, loading: Loading) -> int:
    """Run the stage that is assigned; return the exit status.

    Args:
        assignment: what to do.
        lifeline: watched already.
        loading: under way already; is ended when the tables are loaded.
    """
    try:
        settings = load_settings()
    except InvalidSettings as error:
        sys.stderr.write(f"dateline: {error}\n")
        return ExitStatus.SETTINGS
    configure_logging(
        settings.log_level,
        settings.log_format,
        stage=assignment.stage,
        process=str(assignment.number),
    )
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    stage = StageName(assignment.stage)
    definition = resolve_definitions(assignment.definitions)(stage, settings)
    definition.warm_up()
    settle()
    loading.done()
    return asyncio.run(_run(assignment, settings, definition, lifeline))


async def _run(
    assignment: Assignment, settings: Settings, definition: StageDefinition, lifeline: Lifeline
) -> int:
    stage = definition.name
    worker = open_worker(
        definition,
        settings,
        note=Path(assignment.note),
        overdue=OverdueMessages(Path(assignment.overdue)),
        instance=f"{settings.instance_id}-{stage}-{assignment.number}" if settings.instance_id else None,
    )
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    loop.add_signal_handler(signal.SIGUSR1, worker.resume)

    def orphaned() -> None:
        events.supervisor_lost(stage)
        loop.call_soon_threadsafe(asked.set)

    lifeline.when_cut(orphaned)
    watchdog = Watchdog(stage, worker.oldest_progress, limit_seconds=settings.stuck_seconds)
    watchdog.start()
    reporting = asyncio.create_task(_report(worker, watchdog, assignment.status))
    try:
        return await _serve(worker, asked, assignment.status)
    finally:
        reporting.cancel()
        watchdog.stop()


async def _serve(worker: StageWorker, asked: asyncio.Event, descriptor: int) -> int:
    events.stage_started(worker.stage, worker.group)
    running = asyncio.create_task(worker.run())
    asking = asyncio.create_task(asked.wait())
    await asyncio.wait([running, asking], return_when=asyncio.FIRST_COMPLETED)
    error = running.exception() if running.done() else None
    if error is not None:
        events.stage_failed(worker.stage, error)
        with contextlib.suppress(Exception):  # what failed may not be able to say how it is
            _write_status(worker, descriptor)
    began = time.monotonic()
    stopping = asyncio.create_task(worker.stop())
    done, _ = await asyncio.wait([stopping], timeout=STOP_SECONDS)
    events.stage_stopped(worker.stage, time.monotonic() - began, in_time=bool(done))
    status = ExitStatus.STOPPED if error is None else ExitStatus.FAILED
    if not done:
        _exit_now(status or ExitStatus.FAILED)
    for task in (running, asking):
        task.cancel()
    await asyncio.gather(running, asking, return_exceptions=True)
    _exit_now(status)
    return status


def _exit_now(status: ExitStatus) -> None:
    """End without waiting for threads that wait for a broker; everything that matters is committed."""
    tell_repeats(at_end=True)
    sys.stderr.flush()
    os._exit(status)


async def _report(worker: StageWorker, watchdog: Watchdog, descriptor: int) -> None:
    """Write the status every second, measure how late that is, and tell the watchdog that the loop runs."""
    while True:
        due = time.monotonic() + STATUS_SECONDS
        _write_status(worker, descriptor)
        watchdog.beat()
        tell_repeats()
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        worker.measured(max(0.0, time.monotonic() - due))


def _write_status(worker: StageWorker, descriptor: int) -> None:
    status = msgspec.structs.replace(worker.status(), happened=HAPPENINGS.take(HAPPENINGS_A_LINE))
    with contextlib.suppress(OSError):  # a full pipe: the supervisor will read the next one
        os.write(descriptor, msgspec.json.encode(status) + b"\n")
