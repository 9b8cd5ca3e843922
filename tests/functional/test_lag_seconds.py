"""How late a partition is, in seconds, as the metric tells it."""

import time
from types import SimpleNamespace
from typing import Any, cast

from prometheus_client import REGISTRY

from service.model import Message, Outcome, Publish, StageName, Topics
from service.worker.lane import Lane
from service.worker.stage import StageWorker
from tests.functional.conftest import SOURCE, OpenStage, StageUnderTest
from tests.functional.memory_log import MemoryRecord
from tests.integration.simple_stages import make_simple_article

TOPICS = Topics()
STAMP_MS = 1_700_000_000_000


def publish(message: Message) -> tuple[Outcome, ...]:
    """Publish every message."""
    article = make_simple_article(message, (message.value or b"nothing").decode())
    return (Publish(topics=(TOPICS.normalized,), key=b"en", article=article),)


def told(stage: StageUnderTest, end: int) -> float:
    """Return the metric when the partition ends at offset `end`."""
    (lane,) = cast(list[Lane], list(stage.lanes))
    thread = SimpleNamespace(end_of=lambda _: end, position_of=lambda _: lane.position)
    app: Any = SimpleNamespace(
        conf=SimpleNamespace(id="group"), chunk_consumer=SimpleNamespace(thread=thread)
    )
    definition: Any = SimpleNamespace(name=StageName.NORMALIZE, state_topic=None)
    StageWorker(app, stage.lanes, definition).status()
    labels = {"stage": "normalize", "partition": str(SOURCE.partition)}
    value = REGISTRY.get_sample_value("dateline_consumer_lag_seconds", labels)
    assert value is not None
    return value


async def test_lag_is_the_age_of_what_was_done_last_while_more_waits(open_stage: OpenStage) -> None:
    """The message after the last committed one is at most as old as that."""
    async with open_stage(publish) as stage:
        await stage.put_records([MemoryRecord(0, b"one", timestamp=STAMP_MS)])
        await stage.committed(1)

        assert abs(told(stage, end=5) - (time.time() - STAMP_MS / 1000)) < 60


async def test_nothing_waits_so_nothing_is_late(open_stage: OpenStage) -> None:
    """However old the last message is; and what comes then is late from then on only."""
    async with open_stage(publish) as stage:
        await stage.put_records([MemoryRecord(0, b"one", timestamp=STAMP_MS)])
        await stage.committed(1)
        await stage.until(lambda: not next(iter(stage.lanes)).has_work)

        assert told(stage, end=1) < 1
        assert told(stage, end=2) < 5
