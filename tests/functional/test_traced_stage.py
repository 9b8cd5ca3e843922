"""A traced stage: spans are those of what was committed, and records are the same bytes as without."""

from dataclasses import dataclass, field

from aiokafka.errors import KafkaConnectionError

from service.model import StageName
from service.telemetry.trace_context import read_trace_context
from service.telemetry.tracing import FinishedSpan, StageTracing
from tests.functional.conftest import OpenStage
from tests.functional.memory_log import MemoryRecord
from tests.functional.test_stage_agent import TOPICS, publish, refuse

PARENT = ("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")


@dataclass
class Kept:
    """A queue that keeps everything."""

    spans: list[FinishedSpan] = field(default_factory=list)

    def put(self, span: FinishedSpan) -> None:
        """Keep a span."""
        self.spans.append(span)

    def close(self) -> None:
        """Do nothing."""


def traced(kept: Kept) -> StageTracing:
    """Return tracing of everything."""
    return StageTracing(stage=StageName.NORMALIZE, group="g", share=1, queue=kept)


async def test_aborted_transaction_leaves_no_span(open_stage: OpenStage) -> None:
    """What is worked on again has one span, and what was published names that one and no other."""
    kept = Kept()
    async with open_stage(publish, tracing=traced(kept)) as stage:
        stage.log.failures.extend([KafkaConnectionError(), KafkaConnectionError()])
        await stage.put_records([MemoryRecord(0, b"one", headers=(PARENT,)), MemoryRecord(1, b"two")])
        await stage.committed(2)

    contexts = [read_trace_context(tuple(record.headers)) for record in stage.log.on(TOPICS.normalized)]
    assert [span.attributes["messaging.kafka.offset"] for span in kept.spans] == [0, 1]
    assert [span.own for span in kept.spans] == contexts
    assert kept.spans[0].parent == read_trace_context((PARENT,))


async def test_values_are_the_same_with_and_without_traces(open_stage: OpenStage) -> None:
    """A trace is in headers only, and a dead letter keeps those of its sender."""
    for work in (publish, refuse):
        found = []
        for options in ({}, {"tracing": traced(Kept())}):
            async with open_stage(work, **options) as stage:
                await stage.put_records([MemoryRecord(0, b"one", headers=(PARENT,))])
                await stage.committed(1)
            found.append(stage.log.records)
        without, with_traces = found
        assert [(r.topic, r.key, r.value) for r in without] == [
            (r.topic, r.key, r.value) for r in with_traces
        ]
        is_letter = work is refuse
        assert (dict(with_traces[0].headers)["traceparent"] == PARENT[1]) is is_letter
