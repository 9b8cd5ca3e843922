"""One lane: the life of one assigned partition, from fencing its former owner to giving it up.

    open:   start the transactional producer (fences) → read the committed offset → rebuild the state
            from its topic → seek there → fetch
    work:   chunk → slices of about 50 ms of work → outcomes → one transaction each
    close:  let a commit under way end, at most 2 s; otherwise abort

Any error of opening or writing ends in the same way: throw the producer away, and open again from what
the broker says is committed. State is rebuilt too, so nothing of an aborted batch stays in it. Only what
cannot be mended by trying again ends the process.
"""

import asyncio
import time

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from service.telemetry import events
from service.worker.breaker import BreakerGate
from service.worker.chunk import Chunk, SourcePartition
from service.worker.engine import NotAssigned
from service.worker.lane_context import Add, LaneContext, LanePhase, Writer
from service.worker.outcomes import Reduction
from service.worker.restore import Progress
from service.worker.slices import Slice
from service.worker.stages import State
from service.worker.transaction import Reaction, reaction_to

COMMIT_SECONDS = 2.0
LOST_SECONDS = 5.0
LOST_TURNS = 30
LOST_TURN_SECONDS = 0.05
ATTEMPTS = 8  # in a row without one commit; with the waits below about a minute and a half
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 30.0


class ChunkLost(RuntimeError):
    """A chunk was fetched and never arrived; the partition must be read again from the last commit."""


class Lane:
    """The lane of `source`; `generation` numbers the assignment it belongs to."""

    def __init__(self, source: SourcePartition, generation: int, context: LaneContext) -> None:
        self.source = source
        self.generation = generation
        self.phase = LanePhase.OPENING
        self.restoring = 0
        self.position: int | None = None
        self.last_progress = time.monotonic()
        self.done_until = time.time()  # every message that reached the topic before that is done
        self._context = context
        self._stage = context.definition.name
        self._writer: Writer | None = None
        self._state: State | None = None
        self._inbox: asyncio.Queue[Chunk] = asyncio.Queue()  # bounded by the credit
        self._session = 0
        self._sequence = 0
        self._commits = 0
        self.is_committing = False
        self._is_busy = False
        self._closing = False
        self._single_until = -1
        self._reductions: dict[int, Reduction] = {}
        self._gate = BreakerGate(self._stage, source.partition, context.limits)
        self._task: asyncio.Task[None] | None = None

    @property
    def remembered(self) -> int:
        """How many articles its state holds."""
        return 0 if self._state is None else len(self._state)

    @property
    def paused(self) -> str | None:
        """Why the breaker holds it back; `None` when it does not."""
        return self._gate.why

    def resume(self) -> None:
        """Let the breaker try again now."""
        self._gate.resume()

    def measured(self) -> None:
        """Tell what the breaker judges by; to be called every second."""
        self._gate.measured()

    @property
    def has_work(self) -> bool:
        """Whether messages wait or are being worked on."""
        return self._is_busy or not self._inbox.empty() or self.phase is not LanePhase.RUNNING

    def start(self) -> None:
        """Begin to open, in the background."""
        self._task = asyncio.create_task(self._run(), name=f"lane {self.source.partition}")

    def offer(self, chunk: Chunk) -> None:
        """Take a chunk that was delivered; one of an older session is dropped, for it is read again.

        One of a newer session may come before `open_session` has returned here.
        """
        if chunk.session >= self._session and not self._closing:
            self._inbox.put_nowait(chunk)

    async def close(self) -> None:
        """Stop at the next slice: a commit under way may end, everything else is given up."""
        self._closing = True
        self._context.fetching.close_session(self.source)
        task, self._task = self._task, None
        if task is not None:
            if self.is_committing:
                await asyncio.wait([task], timeout=COMMIT_SECONDS)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self.phase = LanePhase.CLOSED
        self._context.runner.unbind(self.source)
        self._gate.close()
        try:
            await self._stop_writer()
        except Exception as error:
            self._context.fail(error)

    async def _run(self) -> None:
        try:
            while not self._closing:
                await self._retried_session()
        except asyncio.CancelledError:
            raise
        except NotAssigned:
            return
        except Exception as error:
            self.phase = LanePhase.CLOSED
            self._context.fail(error)

    async def _retried_session(self) -> None:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential(FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS)
            + wait_random(0, FIRST_WAIT_SECONDS),
            retry=retry_if_exception(_is_mendable),
            before_sleep=self._will_reopen,
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                await self._one_session()

    async def _one_session(self) -> None:
        """Open and work until closed; an error after a commit starts the count of attempts anew."""
        before = self._commits
        try:
            await self._open()
            await self._work()
        except Exception as error:
            self._context.fetching.close_session(self.source)
            await self._stop_writer()
            if self._commits == before or not _is_mendable(error):
                raise
            events.partition_failed(self._stage, self.source.partition, error, 0.0)

    def _will_reopen(self, state: RetryCallState) -> None:
        self.phase = LanePhase.WAITING
        error = state.outcome.exception() if state.outcome else None
        wait = state.next_action.sleep if state.next_action else 0.0
        events.partition_failed(self._stage, self.source.partition, error, wait)

    async def _open(self) -> None:
        context, began = self._context, time.monotonic()
        self._is_busy = False
        self.phase = LanePhase.OPENING
        self.last_progress = began
        self._writer = context.open_writer(self.source)
        committed = await self._writer.start()
        self._state = state = context.definition.new_state()
        restored = await self._restore(state.add_all)
        self._inbox = asyncio.Queue()
        self._sequence = 0
        self._session, self.position = await context.fetching.open_session(self.source, committed)
        context.runner.bind(self.source, context.definition.bind(state), state)
        self.phase = LanePhase.RUNNING
        self.last_progress = time.monotonic()
        events.partition_opened(
            self._stage, self.source.partition, self.position, restored, self.last_progress - began
        )

    async def _restore(self, add: Add) -> int:
        topic = self._context.definition.state_topic
        if topic is None:
            return 0
        self.phase = LanePhase.RESTORING
        source = SourcePartition(topic, self.source.partition)
        return await self._context.restore(source, add, self._restored_to)

    def _restored_to(self, progress: Progress) -> None:
        self.restoring = progress.remaining
        self.last_progress = time.monotonic()
        events.restore_progressed(self._stage, self.source.partition, progress.remaining)

    async def _work(self) -> None:
        while not self._closing:
            chunk = await self._next_chunk()
            if chunk is not None:
                self._is_busy = True
                await self._work_on(chunk)
                self._is_busy = False
                self._context.fetching.grant(self.source, self._session)

    async def _next_chunk(self) -> Chunk | None:
        try:
            async with asyncio.timeout(LOST_SECONDS):
                chunk = await self._inbox.get()
        except TimeoutError:
            if await self._is_chunk_lost():
                raise ChunkLost(f"chunk {self._sequence} of {self.source} never arrived") from None
            return None
        if chunk.session != self._session:
            return None
        if chunk.sequence != self._sequence:
            raise ChunkLost(f"chunk {self._sequence} of {self.source} was passed over")
        self._sequence += 1
        return chunk

    async def _is_chunk_lost(self) -> bool:
        """Return whether a chunk was fetched that nothing is going to deliver any more.

        Time alone does not tell, because other partitions' work may have kept the event loop busy; so it
        is given turns of the loop, far more than a delivery takes.
        """
        for _ in range(LOST_TURNS):
            missing = self._context.fetching.chunks_made(self.source) > self._sequence
            if not missing or not self._inbox.empty():
                return False
            await asyncio.sleep(LOST_TURN_SECONDS)
        return True

    async def _work_on(self, chunk: Chunk) -> None:
        start = 0
        while start < len(chunk.records) and not self._closing:
            if self._gate.why is not None:
                await self._pause()
            single = chunk.records[start].offset <= self._single_until or self._gate.is_probing
            done = self._context.runner.run(chunk, start, self._reductions, single=single)
            is_last = done.end == len(chunk.records)
            await self._commit(done, chunk.position if is_last else chunk.records[done.end].offset)
            start = done.end

    async def _pause(self) -> None:
        """Wait with everything committed; the group goes on counting us as a member."""
        self.phase = LanePhase.PAUSED
        await self._gate.wait()
        self.phase = LanePhase.RUNNING
        self.last_progress = time.monotonic()

    async def _commit(self, done: Slice, next_offset: int) -> None:
        if self._closing or self._writer is None:
            return
        began = time.monotonic()
        self.is_committing = True
        try:
            await self._writer.write(done.records, next_offset)
        except Exception as error:
            first = done.messages[0].origin
            events.transaction_aborted(self._stage, first, error, len(done.messages))
            if reaction_to(error) is Reaction.REDUCE:
                self._reduce(done)
            raise
        finally:
            self.is_committing = False
        self._commits += 1
        self.position = next_offset
        self.last_progress = time.monotonic()
        self.done_until = (done.messages[-1].timestamp_ms or self.done_until * 1000) / 1000
        events.transaction_committed(self._stage, done.summary(), self.last_progress - began)
        self._context.runner.tracing.committed(done)
        self._gate.record(done)

    def _reduce(self, done: Slice) -> None:
        """Try again one message at a time; the one that is refused alone has something left out."""
        self._single_until = max(self._single_until, done.messages[-1].origin.offset)
        if len(done.messages) == 1:
            offset = done.messages[0].origin.offset
            level = self._reductions.get(offset, Reduction.NONE)
            self._reductions = {offset: Reduction(min(level + 1, Reduction.HEADERS))}

    async def _stop_writer(self) -> None:
        if self._writer is not None:
            await self._writer.stop()
            self._writer = None


def _is_mendable(error: BaseException) -> bool:
    return isinstance(error, ChunkLost) or reaction_to(error) is not Reaction.EXIT
