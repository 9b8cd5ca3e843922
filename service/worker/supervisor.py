"""The worker as a whole: starts the stage processes, starts them again, ends them, and answers HTTP.

A process that ends without being asked to is started again after a wait that grows while it keeps
failing. One that says nothing for too long, or works on one message for too long, is killed; in the
second case the message is remembered, and becomes a dead letter when it comes again.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aiohttp import web
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_exponential, wait_random

from service.connection import connection_of, secret_of
from service.model import StageName
from service.record import Origin
from service.settings import Settings
from service.telemetry import events
from service.telemetry.ended import fold_ended
from service.telemetry.logging import tell_repeats
from service.worker.breaker_route import breaker_routes
from service.worker.brokers import watch_brokers
from service.worker.child import Child, spawn
from service.worker.http import health_routes, http_server, metrics_route
from service.worker.overdue import OverdueMessages
from service.worker.preflight import wait_for_cluster
from service.worker.status import DEFINITIONS, resolve_definitions

CHECK_SECONDS = 0.5
DRAIN_SECONDS = 15.0
SILENCE_SECONDS = 30.0  # beyond the watchdog's own limit: the process cannot even run its watchdog
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
HEALTHY_SECONDS = 60.0  # a process that ran for so long starts the count of failures anew


class ProcessEnded(RuntimeError):
    """A stage process ended without being asked to."""


class Supervisor:
    """All stage processes of this worker.

    Args:
        settings: of the service.
        processes: how many processes of each stage.
        folder: of this run; metrics go into `metrics` in it. For the supervisor's own metrics to be there
            too, `PROMETHEUS_MULTIPROC_DIR` must name that before anything of `service.telemetry` is imported.
        definitions: `module:function` that defines the stages.
        routes: of the HTTP port, besides metrics and health.
    """

    def __init__(
        self,
        settings: Settings,
        processes: dict[StageName, int],
        *,
        folder: Path,
        definitions: str = DEFINITIONS,
        routes: Iterable[web.RouteDef] = (),
    ) -> None:
        self.port: int | None = None
        self._settings = settings
        self._processes = processes
        self._definitions = definitions
        self._routes = list(routes)
        self._children: dict[tuple[StageName, int], Child | None] = {}
        self._stopping = asyncio.Event()
        self._was_ready = False
        self._has_cluster = False
        self._token = secret_of(settings.page_token, settings.page_token_file)
        self._folder = folder
        self._overdue = OverdueMessages(folder / "overdue.json")
        define = resolve_definitions(definitions)
        self._stages = {stage: define(stage, settings) for stage in processes}

    def stop(self, why: str) -> None:
        """Begin to end; `run` returns when all processes have."""
        if not self._stopping.is_set():
            events.worker_stopping(why)
            self._stopping.set()

    def resume(self) -> int:
        """Let all breakers that are open try again now; return how many processes were told.

        One that has not joined yet has none.
        """
        joined = [child for child in self._children.values() if child is not None and child.status.joined]
        for child in joined:
            child.signal(signal.SIGUSR1)
        return len(joined)

    async def run(self) -> None:
        """Work until `stop`.

        Raises:
            NotReady: brokers or topics did not come.
            OSError: the HTTP address is taken.
        """
        self._children = {
            (stage, number): None for stage, count in self._processes.items() for number in range(count)
        }
        (self._folder / "metrics").mkdir(parents=True, exist_ok=True)
        routes = [
            metrics_route(str(self._folder / "metrics")),
            *health_routes(not_live=dict, not_ready=self.not_ready),
            *breaker_routes(self.resume, token=self._token, host=self._settings.http_host),
            *self._routes,
        ]
        host, port = self._settings.http_host, self._settings.http_port
        async with http_server(routes, host=host, port=port) as self.port:
            await self._work()

    async def _work(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self.resume)
        events.worker_started([stage.value for stage in self._processes], len(self._children))
        events.processes_expected(self._processes)
        waiting = asyncio.create_task(wait_for_cluster(self._stages.values(), self._settings))
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([waiting, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            return
        waiting.result()
        self._has_cluster = True
        keeping = [asyncio.create_task(self._keep(stage, number)) for stage, number in self._children]
        checking = asyncio.create_task(self._check_always())
        watching = asyncio.create_task(watch_brokers(connection_of(self._settings)))
        await stopping
        await self._end(keeping)
        checking.cancel()
        watching.cancel()

    async def _end(self, keeping: Sequence[asyncio.Task[None]]) -> None:
        began = time.monotonic()
        self._signal_all(signal.SIGTERM)
        _, late = await asyncio.wait(keeping, timeout=DRAIN_SECONDS)
        if late:
            self._signal_all(signal.SIGKILL)
            await asyncio.wait(late)
        tell_repeats(at_end=True)
        events.worker_stopped(time.monotonic() - began)

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children.values():
            if child is not None:
                child.signal(number)

    async def _keep(self, stage: StageName, number: int) -> None:
        """Keep one stage process running."""
        while not self._stopping.is_set():
            retrying = AsyncRetrying(
                wait=wait_exponential(FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS)
                + wait_random(0, FIRST_WAIT_SECONDS),
                retry=retry_if_exception_type(ProcessEnded),
                before_sleep=_restart_teller(stage, number),
                sleep=self._sleep,
            )
            async for attempt in retrying:
                with attempt:
                    await self._run_once(stage, number)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _run_once(self, stage: StageName, number: int) -> None:
        if self._stopping.is_set():
            return
        child, listening = await spawn(
            stage,
            number,
            folder=self._folder,
            overdue=self._folder / "overdue.json",
            definitions=self._definitions,
        )
        self._children[stage, number] = child
        events.process_spawned(stage, number, child.pid)
        began = time.monotonic()
        if self._stopping.is_set():
            child.signal(signal.SIGTERM)
        try:
            status = await child.wait()
        finally:
            self._children[stage, number] = None
            listening.cancel()
            child.close()
            fold_ended(self._folder / "metrics", child.pid)
        if self._stopping.is_set():
            return
        events.process_exited(stage, number, status, _cause(status))
        if time.monotonic() - began < HEALTHY_SECONDS:
            raise ProcessEnded(f"{stage}-{number} ended with status {status}")

    async def _check_always(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            tell_repeats()
            for (stage, number), child in self._children.items():
                if child is not None:
                    self._check(stage, number, child)
            is_ready = not self.not_ready()
            if is_ready and not self._was_ready:
                events.worker_ready()
            self._was_ready = is_ready

    def _check(self, stage: StageName, number: int, child: Child) -> None:
        now = time.monotonic()
        working = child.working
        if working is not None and now - working.started > self._settings.article_seconds:
            topic = self._stages[stage].source
            place = Origin(topic=topic, partition=working.partition, offset=working.offset, item=0)
            events.message_overdue(stage, place, now - working.started)
            self._overdue.add(topic, working.partition, working.offset)
            child.signal(signal.SIGKILL)
        elif now - child.heard > self._settings.stuck_seconds + SILENCE_SECONDS:
            events.stuck_detected(stage, now - child.heard, f"process {number} says nothing", "")
            child.signal(signal.SIGKILL)

    def not_ready(self) -> dict[str, str]:
        """Return why not all work is done, by process; empty when it is."""
        if not self._has_cluster:
            return {"worker": "waiting for brokers and topics; see the log"}
        reasons = {
            f"{stage}-{number}": "not running" if child is None else child.status.reason
            for (stage, number), child in self._children.items()
        }
        return {name: reason for name, reason in reasons.items() if reason is not None}


def _restart_teller(stage: StageName, number: int) -> Callable[[RetryCallState], None]:
    def tell(state: RetryCallState) -> None:
        wait = state.next_action.sleep if state.next_action else 0.0
        events.process_will_restart(stage, number, wait)

    return tell


def _cause(status: int) -> str:
    """Return a label: the signal's name, or the kind of exit status."""
    if status < 0:
        return signal.Signals(-status).name.lower()
    return {0: "ended", 70: "stuck"}.get(status, "failed")
