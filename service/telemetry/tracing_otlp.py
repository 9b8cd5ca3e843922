"""Spans out of the process, by OTLP over HTTP: the only file that imports OpenTelemetry (extra `tracing`).

A thread of OpenTelemetry's own batches and sends; the queue before it is bounded and gives up the oldest span
when it is full, so a receiver that is slow or away costs spans and never work. What a receiver asks for
beyond its address (headers, certificates) and what else the process is called are OpenTelemetry's own
variables (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_CERTIFICATE`, `OTEL_RESOURCE_ATTRIBUTES`).
"""

import os

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState

from service import __version__
from service.telemetry.trace_context import TraceContext
from service.telemetry.tracing import FinishedSpan

QUEUED_SPANS = 4_096
BATCH_SPANS = 512
DELAY_SECONDS = 1.0
SEND_SECONDS = 5.0
_SCOPE = InstrumentationScope("dateline", __version__)


def takes_traces(address: str) -> bool:
    """Return whether a receiver accepts a request with no span in it; waits a few seconds at most."""
    exporter = OTLPSpanExporter(address, timeout=SEND_SECONDS)
    try:
        return exporter.export(()) is SpanExportResult.SUCCESS
    finally:
        exporter.shutdown()  # type: ignore[no-untyped-call]


class OtlpQueue:
    """Sends spans in the background.

    Args:
        address: where traces are posted.
        stage: of this process.
    """

    def __init__(self, address: str, *, stage: str) -> None:
        self._resource = Resource.create(
            {
                "service.name": "dateline",
                "service.version": __version__,
                "process.pid": os.getpid(),
                "dateline.stage": stage,
            }
        )
        self._processor = BatchSpanProcessor(
            OTLPSpanExporter(address, timeout=SEND_SECONDS, compression=Compression.Gzip),
            max_queue_size=QUEUED_SPANS,
            schedule_delay_millis=DELAY_SECONDS * 1000,
            max_export_batch_size=BATCH_SPANS,
        )

    def put(self, span: FinishedSpan) -> None:
        """Queue a span."""
        self._processor.on_end(self._readable(span))

    def close(self) -> None:
        """Send what is queued; waits for the receiver."""
        self._processor.shutdown()  # type: ignore[no-untyped-call]

    def _readable(self, span: FinishedSpan) -> ReadableSpan:
        status = Status() if span.problem is None else Status(StatusCode.ERROR, span.problem)
        return ReadableSpan(
            name=span.name,
            context=_span_context(span.own),
            parent=None if span.parent is None else _span_context(span.parent, is_remote=True),
            resource=self._resource,
            attributes=dict(span.attributes),
            events=(Event("outcome decided", timestamp=span.decided_ns),),
            kind=SpanKind.CONSUMER,
            status=status,
            start_time=span.start_ns,
            end_time=span.end_ns,
            instrumentation_scope=_SCOPE,
        )


def _span_context(context: TraceContext, *, is_remote: bool = False) -> SpanContext:
    return SpanContext(
        int(context.trace_id, 16),
        int(context.span_id, 16),
        is_remote,
        TraceFlags(TraceFlags.SAMPLED if context.is_sampled else TraceFlags.DEFAULT),
        TraceState.from_header([context.state]) if context.state else None,
    )
