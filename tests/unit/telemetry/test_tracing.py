"""Spans: whose children they are, which are recorded, what stands in them."""

import itertools
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from service.model import DeadLetter, Headers, Message, Outcome, Publish, Reason, StageName
from service.record import Dedup, Origin
from service.telemetry import events, tracing
from service.telemetry.trace_context import read_trace_context
from service.telemetry.tracing import (
    NO_TRACING,
    FinishedSpan,
    StageTracing,
    Trace,
    TracingUnavailable,
    open_tracing,
    require_tracing,
    traces_address,
)
from tests.integration.otlp_receiver import OtlpReceiver
from tests.integration.simple_stages import make_simple_article

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED: Headers = (("traceparent", f"00-{TRACE}-{SPAN}-01".encode()), ("tracestate", b"rojo=1"))
NOT_SAMPLED: Headers = (("traceparent", f"00-{TRACE}-{SPAN}-00".encode()),)
NOW_MS = 1_700_000_000_000


@dataclass
class Kept:
    """A queue that keeps everything."""

    spans: list[FinishedSpan] = field(default_factory=list)

    def put(self, span: FinishedSpan) -> None:
        """Keep a span."""
        self.spans.append(span)

    def close(self) -> None:
        """Do nothing."""


def make_tracing(queue: tracing.SpanQueue, *, share: float = 1.0) -> StageTracing:
    """Return tracing whose ids count up and whose commit is at one second."""
    numbers = itertools.count(1)
    return StageTracing(
        stage=StageName.DEDUPLICATE,
        group="dateline-deduplicate",
        share=share,
        queue=queue,
        clock=lambda: (NOW_MS + 1000) * 1_000_000,
        random=lambda size: next(numbers).to_bytes(size, "big"),
    )


def message(offset: int, headers: Headers = ()) -> Message:
    """Return a message of partition 3."""
    origin = Origin(topic="articles.normalized", partition=3, offset=offset, item=0)
    return Message(value=b"text", headers=headers, origin=origin)


def published(of: Message, status: str | None = None) -> Publish:
    """Return the outcome of an article."""
    article = make_simple_article(of, "text", None if status is None else Dedup(status=status))
    return Publish(topics=("t",), key=b"k", article=article)


def refused(of: Message, detail: str = "why") -> DeadLetter:
    """Return a dead letter."""
    return DeadLetter(reason=Reason.TIMEOUT, stage=StageName.DEDUPLICATE, detail=detail, origin=of.origin)


def commit(on: StageTracing, *works: tuple[Message, tuple[Outcome, ...]]) -> list[Trace]:
    """Follow these messages and commit their outcomes, each after 10 ms of work."""
    traces = [on.follow(one.headers) for one, _ in works]
    on.committed(
        SimpleNamespace(
            messages=[one for one, _ in works],
            outcomes=[outcomes for _, outcomes in works],
            durations=[0.01] * len(works),
            traces=traces,
            now_ms=NOW_MS,
        )
    )
    return traces


def test_span_is_the_child_of_the_sender_and_the_parent_of_what_is_published() -> None:
    """The trace goes on, with what other systems added; the span is our own."""
    kept = Kept()
    one = message(7, SAMPLED)
    (trace,) = commit(make_tracing(kept), (one, (published(one, "near"),)))

    (span,) = kept.spans
    assert span.parent is not None
    assert (span.parent.trace_id, span.parent.span_id) == (TRACE, SPAN)
    assert span.own.span_id != SPAN
    assert read_trace_context(trace.headers) == span.own
    assert dict(trace.headers)["tracestate"] == b"rojo=1"
    assert span.attributes["dateline.article.uri"] == "urn:articles.normalized:3:7"
    assert span.attributes["dateline.dedup.status"] == "near"
    assert span.attributes["dateline.outcome"] == "published"
    assert span.problem is None


def test_times_are_those_of_each_message_until_the_commit() -> None:
    """Messages of a slice are worked on one after the other and committed together."""
    kept = Kept()
    works = [(one, (published(one),)) for one in map(message, range(3))]
    commit(make_tracing(kept), *works)

    began = NOW_MS * 1_000_000
    assert [span.start_ns - began for span in kept.spans] == [0, 10_000_000, 20_000_000]
    assert [span.decided_ns - began for span in kept.spans] == [10_000_000, 20_000_000, 30_000_000]
    assert {span.end_ns - began for span in kept.spans} == {1_000_000_000}


def test_coordinates_are_those_of_the_semantic_conventions() -> None:
    """Names as OpenTelemetry has them for Kafka, so that any tool knows where the message lies."""
    kept = Kept()
    one = message(7)
    commit(make_tracing(kept), (one, (published(one),)))
    wanted = {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.operation.name": "process",
        "messaging.destination.name": "articles.normalized",
        "messaging.destination.partition.id": "3",
        "messaging.kafka.offset": 7,
        "messaging.consumer.group.name": "dateline-deduplicate",
        "messaging.message.body.size": 4,
    }
    assert kept.spans[0].attributes.items() >= wanted.items()
    assert kept.spans[0].name == "process articles.normalized"


def test_dead_letter_is_an_error_with_its_reason() -> None:
    """A feed that fails in one item of three shows both; half a surrogate pair does no harm."""
    kept = Kept()
    one, two = message(1), message(2)
    outcomes = (published(one), refused(one, "half \ud800"), published(one))
    commit(make_tracing(kept), (one, outcomes), (two, (refused(two),)))

    mixed, dead = kept.spans
    assert mixed.problem == "timeout: half ?"
    assert mixed.attributes["error.type"] == "timeout"
    assert mixed.attributes["dateline.outcome"] == "mixed"
    assert (mixed.attributes["dateline.items"], mixed.attributes["dateline.dead_letters"]) == (3, 1)
    assert "dateline.article.uri" not in mixed.attributes
    assert dead.attributes["dateline.outcome"] == "dead_letter"


def test_sender_that_does_not_record_is_obeyed() -> None:
    """No span, and the next stage is told the same."""
    kept = Kept()
    one = message(1, NOT_SAMPLED)
    (trace,) = commit(make_tracing(kept), (one, (published(one),)))
    assert kept.spans == []
    assert trace.headers == NOT_SAMPLED


@pytest.mark.parametrize("headers", [(), (("traceparent", b"00-ab-cd-01"), ("tracestate", b"rojo=1"))])
def test_without_a_readable_sender_a_trace_begins(headers: Headers) -> None:
    """A new trace has no parent and nothing of what stood in headers that cannot be read."""
    kept = Kept()
    one = message(1, headers)
    (trace,) = commit(make_tracing(kept), (one, (published(one),)))
    assert kept.spans[0].parent is None
    assert [name for name, _ in trace.headers] == ["traceparent"]


def test_share_of_traces_that_begin_here() -> None:
    """So many are recorded, and each tells the next stages what was decided."""
    numbers = (number * 0x9E3779B97F4A7C15 % 2**64 for number in itertools.count(1))  # spread evenly
    spread = StageTracing(
        stage=StageName.NORMALIZE,
        group="g",
        share=0.25,
        queue=Kept(),
        random=lambda size: next(numbers).to_bytes(size, "big"),
    )
    contexts = [read_trace_context(spread.follow(()).headers) for _ in range(2_000)]
    recorded = sum(context is not None and context.is_sampled for context in contexts)
    assert None not in contexts
    assert 350 < recorded < 650
    assert not make_tracing(Kept(), share=0).follow(()).own.is_sampled


def test_id_of_nothing_but_zeros_is_never_used() -> None:
    """W3C forbids them, and readers take such a header for invalid."""
    found = iter([bytes(16), b"\1" * 16, bytes(8), b"\1" * 8])
    on = StageTracing(
        stage=StageName.TAG, group="g", share=1, queue=Kept(), random=lambda _: next(found)
    ).follow(())
    assert (on.own.trace_id, on.own.span_id) == ("01" * 16, "01" * 8)


def test_queue_that_fails_takes_nothing_from_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was committed stays committed; one line tells that spans are missing."""

    class Broken(Kept):
        def put(self, span: FinishedSpan) -> None:
            raise RuntimeError("defect")

    told: list[BaseException] = []
    monkeypatch.setattr(events, "spans_lost", told.append)
    one = message(1)
    commit(make_tracing(Broken()), (one, (published(one),)))
    assert [str(error) for error in told] == ["defect"]


def test_off_by_default() -> None:
    """Without an endpoint nothing is made and nothing is needed."""
    assert open_tracing(None, share=1, stage=StageName.TAG, group="g") is NO_TRACING
    assert NO_TRACING.follow(SAMPLED) is None


def test_missing_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for traces without the extra is told what to install."""
    monkeypatch.setattr(tracing, "find_spec", lambda _: None)
    with pytest.raises(TracingUnavailable, match=r"pip install 'dateline\[tracing\]'"):
        require_tracing("http://127.0.0.1:4318")
    require_tracing(None)


@pytest.mark.parametrize("endpoint", ["http://c:4318", "http://c:4318/", "http://c:4318/v1/traces"])
def test_address_of_traces(endpoint: str) -> None:
    """OTLP's path below the endpoint, whichever way it is given."""
    assert traces_address(endpoint) == "http://c:4318/v1/traces"


def test_spans_leave_by_otlp() -> None:
    """What the queue is closed with has reached a receiver, as protobuf."""
    with OtlpReceiver() as receiver:
        on = open_tracing(receiver.endpoint, share=1, stage=StageName.TAG, group="g")
        assert isinstance(on, StageTracing)
        one = message(7, SAMPLED)
        commit(on, (one, (refused(one),)))
        on.close()

    (span,) = receiver.spans()
    assert (span.trace_id, span.parent_id, span.name) == (TRACE, SPAN, "process articles.normalized")
    assert (span.is_error, span.status) == (True, "timeout: why")
    assert span.attributes["dateline.stage"] == "tag"
    assert span.resource["service.name"] == "dateline"
    assert isinstance(receiver.requests[0], ExportTraceServiceRequest)
