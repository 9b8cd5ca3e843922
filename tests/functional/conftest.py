"""A stage at work without a broker: a real Faust app and agent, real lanes, a log in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from service.model import Message, Outcome, StageName, Topics
from service.pipeline import guarded
from service.telemetry.tracing import NO_TRACING, Tracing
from service.worker.chunk import SourcePartition
from service.worker.engine import StageApp, add_agent, make_app
from service.worker.lane import Lane
from service.worker.lane_context import LaneContext, Restore
from service.worker.lanes import Lanes
from service.worker.note import Note
from service.worker.outcomes import OutcomeRecords
from service.worker.slices import SliceRunner
from service.worker.stages import StageDefinition, State, Stateless
from tests.functional.memory_log import MemoryFetching, MemoryLog, MemoryRecord, make_chunk, no_restore

TOPICS = Topics()
SOURCE = SourcePartition(TOPICS.raw, 3)
StageFunction = Callable[[Message], tuple[Outcome, ...]]


@dataclass
class StageUnderTest:
    """What a test feeds and looks at.

    `put` sends records through the agent of the Faust app, as the consumer would.
    """

    log: MemoryLog
    lanes: Lanes
    agent: Any
    backlog: dict[int, MemoryRecord] = field(default_factory=dict)
    failed: list[BaseException] = field(default_factory=list)
    overdue: set[tuple[str, int, int]] = field(default_factory=set)
    fetching: MemoryFetching | None = None

    async def put(self, *values: bytes | None, start: int = 0) -> None:
        """Send one chunk with these values from offset `start` on; they come again after an error."""
        records = [MemoryRecord(offset, value) for offset, value in enumerate(values, start)]
        await self.put_records(records)

    async def put_records(self, records: Sequence[MemoryRecord]) -> None:
        """Send one chunk."""
        assert self.fetching is not None
        await self.until(lambda: self.lanes.status().ready or self.failed)
        assert not self.failed, self.failed
        self.backlog.update({record.offset: record for record in records})
        await self._send(SOURCE, records)

    async def _send(self, source: SourcePartition, records: Sequence[MemoryRecord]) -> None:
        assert self.fetching is not None
        chunk = make_chunk(source, records, session=self.fetching.sessions, sequence=self.fetching.made)
        self.fetching.made += 1
        await self.agent.put(chunk)

    def opened(self, source: SourcePartition, session: int, offset: int) -> None:
        """Deliver again what lies behind `offset`, as Kafka does after a seek."""
        again = [record for at, record in sorted(self.backlog.items()) if at >= offset]
        if again:
            assert self.fetching is not None
            chunk = make_chunk(source, again, session=session, sequence=0)
            self.fetching.made = 1
            self.lanes.deliver(chunk)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for an effect."""
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - the condition is on plain data
                await asyncio.sleep(0.005)

    async def committed(self, offset: int) -> None:
        """Wait until the source is committed up to `offset`."""
        await self.until(lambda: self.log.offsets.get(SOURCE) == offset or self.failed)


OpenStage = Callable[..., Any]


@pytest.fixture
def open_stage(tmp_path: Path) -> OpenStage:
    """Return a context manager that runs a stage function in an app of its own."""

    @asynccontextmanager
    async def run(
        stage: StageFunction,
        *,
        name: StageName = StageName.NORMALIZE,
        new_state: Callable[[], State] = Stateless,
        bind: Callable[[State], StageFunction] | None = None,
        restore: Restore = no_restore,
        state_topic: str | None = None,
        max_messages: int = 500,
        tracing: Tracing = NO_TRACING,
    ) -> AsyncIterator[StageUnderTest]:
        app = make_app("test-group", "127.0.0.1:1")
        app.finalize()
        app.flow_control.resume()
        log = MemoryLog()
        lanes = Lanes(
            stage=name, source=SOURCE.topic, make=lambda source, number: Lane(source, number, context)
        )
        agent = add_agent(app, SOURCE.topic, lanes.deliver)
        async with agent.test_context() as wrapped:
            under_test = StageUnderTest(log=log, lanes=lanes, agent=wrapped)
            under_test.fetching = MemoryFetching(under_test.opened)
            context = LaneContext(
                definition=StageDefinition(
                    name=name,
                    source=SOURCE.topic,
                    topics=TOPICS,
                    destinations=(),
                    bind=bind or (lambda _: guarded(stage, name)),
                    new_state=new_state,
                    state_topic=state_topic,
                ),
                fetching=under_test.fetching,
                runner=SliceRunner(
                    stage=name,
                    encoder=OutcomeRecords(topics=TOPICS, stage=name, max_bytes=1_000_000),
                    max_messages=max_messages,
                    max_seconds=1.0,
                    is_overdue=lambda *coordinates: coordinates in under_test.overdue,
                    note=Note(tmp_path / "note"),
                    tracing=tracing,
                ),
                open_writer=log.writer,
                restore=restore,
                fail=under_test.failed.append,
            )
            lanes.assigned([SOURCE])
            yield under_test
            await lanes.close()
        _dispose(app)

    return run


def _dispose(app: StageApp) -> None:
    """Close the loop that the consumer's thread would have run; the thread was never started."""
    app.chunk_consumer.thread.thread_loop.close()
