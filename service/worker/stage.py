"""A stage at work in this process: the Faust app, its lanes, and what is told about them."""

import asyncio
import contextlib
import os
import time
from collections import Counter
from functools import partial
from pathlib import Path

from service.connection import connection_of
from service.settings import Settings
from service.telemetry import metrics
from service.telemetry.tracing import NO_TRACING, Tracing, open_tracing
from service.worker.at_least_once import AtLeastOnceWriter
from service.worker.breaker import BreakerLimits
from service.worker.chunk import SourcePartition
from service.worker.engine import ChunkConsumer, StageApp, add_agent, make_app
from service.worker.lane import Lane
from service.worker.lane_context import LaneContext, LanePhase
from service.worker.lanes import Lanes
from service.worker.note import Note
from service.worker.outcomes import OutcomeRecords
from service.worker.overdue import OverdueMessages
from service.worker.restore import restore_state
from service.worker.slices import SliceRunner
from service.worker.stages import StageDefinition
from service.worker.status import ProcessStatus
from service.worker.transaction import MAX_RECORD_BYTES, TransactionalWriter

LEAVE_SECONDS = 5.0
TRACES_SECONDS = 2.0
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class StageWorker:
    """One stage in this process; `run` ends only by an error."""

    def __init__(
        self, app: StageApp, lanes: Lanes, definition: StageDefinition, tracing: Tracing = NO_TRACING
    ) -> None:
        self.stage = definition.name
        self.group = app.conf.id
        self._app = app
        self._lanes = lanes
        self._definition = definition
        self._tracing = tracing
        self._cpu_seconds = 0.0
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def fail(self, error: BaseException) -> None:
        """End `run` with `error`; the first one counts."""
        if not self._failure.done():
            self._failure.set_exception(error)

    async def run(self) -> None:
        """Join the group and work.

        Raises:
            Exception: what cannot be mended in this process.
        """
        starting = asyncio.create_task(self._app.start())
        crashed = asyncio.create_task(self._crash())
        try:
            await asyncio.wait([self._failure, crashed, starting], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await asyncio.wait([self._failure, crashed], return_when=asyncio.FIRST_COMPLETED)
            await (self._failure if self._failure.done() else crashed)
        finally:
            starting.cancel()
            crashed.cancel()

    async def _crash(self) -> None:
        """Wait until Faust gives up, which it tells nobody but itself."""
        while not self._app.crashed:  # noqa: ASYNC110 - mode offers nothing to wait for
            await asyncio.sleep(0.2)
        raise self._app.crash_reason or RuntimeError("the stream engine stopped")

    async def stop(self) -> None:
        """Close the lanes, then leave the group, and meanwhile send the traces that are left."""
        await self._lanes.close()
        sending = asyncio.get_running_loop().run_in_executor(None, self._tracing.close)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._app.stop()
        await asyncio.wait([sending], timeout=TRACES_SECONDS)  # the receiver may not answer

    def status(self) -> ProcessStatus:
        """Return how it is, and set the gauges that tell the same."""
        status = self._lanes.status()
        now, clock = time.monotonic(), time.time()
        for lane in self._lanes:
            partition = lane.source.partition
            if not self._is_waiting(lane) and lane.paused is None:
                lane.last_progress = now  # waiting counts from when there is something to wait for
                lane.done_until = clock
            metrics.lag.labels(self.stage, partition).set(self._lag(lane))
            metrics.lag_seconds.labels(self.stage, partition).set(max(0.0, clock - lane.done_until))
            metrics.commit_age.labels(self.stage, partition).set(now - lane.last_progress)
            lane.measured()
        phases = Counter(phase.value for phase in status.phases.values())
        metrics.partitions_assigned.labels(self.stage).set(len(status.phases))
        metrics.partitions_open.labels(self.stage).set(phases[LanePhase.RUNNING])
        metrics.restore_remaining.labels(self.stage).set(status.restoring)
        metrics.resident_memory.labels(self.stage).set(_resident_bytes())
        metrics.worker_processes.labels(self.stage).set(1)
        used, self._cpu_seconds = self._cpu_seconds, time.process_time()
        metrics.cpu.labels(self.stage).inc(max(0.0, self._cpu_seconds - used))
        if self._definition.state_topic is not None:
            metrics.remembered.set(sum(lane.remembered for lane in self._lanes))
        return ProcessStatus(
            joined=status.joined,
            ready=status.ready,
            partitions=dict(phases),
            restoring=status.restoring,
            paused=status.paused,
        )

    def resume(self) -> None:
        """Let all breakers that are open try again now."""
        self._lanes.resume()

    def measured(self, loop_lag: float) -> None:
        """Note how late the event loop was."""
        metrics.event_loop_lag.labels(self.stage).observe(loop_lag)

    def oldest_progress(self) -> float | None:
        """Return when the partition that has waited longest last made progress; `None` if none waits."""
        running = (lane for lane in self._lanes if lane.paused is None)
        waiting = [lane.last_progress for lane in running if self._is_waiting(lane)]
        return min(waiting, default=None)

    def _lag(self, lane: Lane) -> int:
        """Return the offsets between what is committed and the end.

        When everything fetched is done, the consumer's position counts: it passes control records, which
        the committed offset does not.
        """
        thread = self._app.chunk_consumer.thread
        end, position = thread.end_of(lane.source), lane.position
        if end is None or position is None:
            return 0
        if not lane.has_work:
            position = max(position, thread.position_of(lane.source) or 0)
        return max(0, end - position)

    def _is_waiting(self, lane: Lane) -> bool:
        return lane.has_work or self._lag(lane) > 0


def open_worker(
    definition: StageDefinition,
    settings: Settings,
    *,
    note: Path,
    overdue: OverdueMessages,
    instance: str | None = None,
) -> StageWorker:
    """Wire a stage: app, agent, lanes. Nothing runs yet; must be called in the event loop it will run in."""
    group = f"{settings.group_prefix}-{definition.name}"
    brokers = connection_of(settings)
    app = make_app(group, brokers, instance=instance, session_seconds=settings.session_seconds)
    app.finalize()
    tracing = open_tracing(
        settings.otlp_endpoint, share=settings.trace_share, stage=definition.name, group=group
    )
    runner = SliceRunner(
        stage=definition.name,
        encoder=OutcomeRecords(topics=definition.topics, stage=definition.name, max_bytes=MAX_RECORD_BYTES),
        max_messages=settings.batch_messages,
        max_seconds=settings.batch_seconds,
        is_overdue=lambda topic, partition, offset: (topic, partition, offset) in overdue,
        note=Note(note),
        refresh=definition.refresh,
        tracing=tracing,
    )

    def make_lane(source: SourcePartition, generation: int) -> Lane:
        overdue.reload()  # another process may have been killed over a message of this partition
        return Lane(source, generation, context)

    lanes = Lanes(
        stage=definition.name,
        source=definition.source,
        make=make_lane,
    )
    worker = StageWorker(app, lanes, definition, tracing)
    consumer: ChunkConsumer = app.chunk_consumer
    context = LaneContext(
        definition=definition,
        fetching=consumer,
        open_writer=(
            partial(TransactionalWriter, group=group, brokers=brokers)
            if settings.delivery == "exactly_once"
            else partial(AtLeastOnceWriter, group=group, brokers=brokers, commit=consumer.commit_offset)
        ),
        restore=partial(restore_state, brokers),
        runner=runner,
        fail=worker.fail,
        limits=BreakerLimits(
            share=settings.breaker_share,
            min_items=settings.breaker_min_items,
            window_seconds=settings.breaker_window_seconds,
            wait_seconds=settings.breaker_wait_seconds,
        ),
    )
    app.owner = lanes
    add_agent(app, definition.source, lanes.deliver)
    return worker


def _resident_bytes() -> int:
    """Return the memory that the process holds now (Linux; 0 elsewhere)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0
