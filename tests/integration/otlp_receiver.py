"""A receiver of traces: OTLP over HTTP, in this process, with protobuf decoded for real."""

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Status


@dataclass(frozen=True)
class ReceivedSpan:
    """A span as it arrived; ids in hexadecimal digits, `parent_id` empty for a root."""

    trace_id: str
    span_id: str
    parent_id: str
    trace_state: str
    name: str
    start_ns: int
    end_ns: int
    is_error: bool
    status: str
    attributes: dict[str, Any]
    resource: dict[str, Any]

    @property
    def stage(self) -> str:
        """The stage that made it."""
        return str(self.attributes["dateline.stage"])

    @property
    def place(self) -> tuple[str, int, int]:
        """Topic, partition and offset of the message that it is about."""
        found = self.attributes
        partition = int(found["messaging.destination.partition.id"])
        return found["messaging.destination.name"], partition, found["messaging.kafka.offset"]


class OtlpReceiver:
    """Listens on a free port of this machine; keeps every request."""

    def __init__(self) -> None:
        self.requests: list[ExportTraceServiceRequest] = []
        self.paths: list[str] = []
        requests, paths = self.requests, self.paths

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                paths.append(self.path)
                requests.append(ExportTraceServiceRequest.FromString(body))
                answer = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def endpoint(self) -> str:
        """What to set `DATELINE_OTLP_ENDPOINT` to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def spans(self) -> list[ReceivedSpan]:
        """Return all spans so far."""
        return [
            _received(span, _values(resource.resource.attributes))
            for request in list(self.requests)
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def wait_for(
        self, wanted: Callable[[list[ReceivedSpan]], bool], seconds: float = 60
    ) -> list[ReceivedSpan]:
        """Return all spans as soon as they are as wanted."""
        deadline = time.monotonic() + seconds
        while not wanted(found := self.spans()):
            assert time.monotonic() < deadline, f"{len(found)} spans: {[span.place for span in found][:20]}"
            time.sleep(0.2)
        return found


def _received(span: Any, resource: dict[str, Any]) -> ReceivedSpan:
    return ReceivedSpan(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        trace_state=span.trace_state,
        name=span.name,
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
        is_error=span.status.code == Status.STATUS_CODE_ERROR,
        status=span.status.message,
        attributes=_values(span.attributes),
        resource=resource,
    )


def _values(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    return getattr(value, value.WhichOneof("value") or "string_value")
