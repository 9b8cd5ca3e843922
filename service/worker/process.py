"""One stage in one process: started by the supervisor, ends with it.

    python -m service.worker.process '{"stage": "tag", "number": 0, …}'

The process writes one JSON line a second to a pipe (`ProcessStatus`), ends when the other pipe it
inherits is closed (the supervisor is gone, however it went), and on SIGTERM or SIGINT closes its lanes
within a time limit. Whatever it cannot mend ends it with a status that is not 0.
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
from service.telemetry.logging import configure_logging
from service.worker.overdue import OverdueMessages
from service.worker.stage import StageWorker, open_worker
from service.worker.status import Assignment, ProcessStatus, resolve_definitions
from service.worker.watchdog import Watchdog

STATUS_SECONDS = 1.0
STOP_SECONDS = 8.0


class ExitStatus(IntEnum):
    """Why a stage process ended."""

    STOPPED = 0
    FAILED = 1
    SETTINGS = 2
    STUCK = 70


def main(arguments: list[str]) -> int:
    """Run the stage that the JSON in `arguments` describes; return the exit status."""
    assignment = msgspec.json.decode(arguments[0], type=Assignment)
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
    return asyncio.run(_run(assignment, settings))


async def _run(assignment: Assignment, settings: Settings) -> int:
    stage = StageName(assignment.stage)
    definition = resolve_definitions(assignment.definitions)(stage, settings)
    definition.warm_up()
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
    loop.add_reader(assignment.lifeline, _on_lifeline, loop, assignment.lifeline, asked)
    os.set_blocking(assignment.status, False)
    watchdog = Watchdog(stage, worker.oldest_progress, limit_seconds=settings.stuck_seconds)
    watchdog.start()
    reporting = asyncio.create_task(_report(worker, watchdog, assignment.status))
    try:
        return await _serve(worker, asked)
    finally:
        reporting.cancel()
        watchdog.stop()


async def _serve(worker: StageWorker, asked: asyncio.Event) -> int:
    events.stage_started(worker.stage, worker.group)
    running = asyncio.create_task(worker.run())
    asking = asyncio.create_task(asked.wait())
    await asyncio.wait([running, asking], return_when=asyncio.FIRST_COMPLETED)
    error = running.exception() if running.done() else None
    if error is not None:
        events.stage_failed(worker.stage, error)
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
    sys.stderr.flush()
    os._exit(status)


def _on_lifeline(loop: asyncio.AbstractEventLoop, descriptor: int, asked: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        if os.read(descriptor, 1024):
            return
    loop.remove_reader(descriptor)
    asked.set()


async def _report(worker: StageWorker, watchdog: Watchdog, descriptor: int) -> None:
    """Write the status every second, measure how late that is, and tell the watchdog that the loop runs."""
    while True:
        due = time.monotonic() + STATUS_SECONDS
        status: ProcessStatus = worker.status()
        with contextlib.suppress(OSError):  # a full pipe: the supervisor will read the next one
            os.write(descriptor, msgspec.json.encode(status) + b"\n")
        watchdog.beat()
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        worker.measured(max(0.0, time.monotonic() - due))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
