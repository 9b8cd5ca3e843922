"""Traces: for each message and stage one span, whose context goes on in the headers of what is published.

`follow` is called before a message is worked on and decides nothing but ids; `committed` is called when the
transaction is, and only then are there spans: what is aborted leaves none. Off by default (`NO_TRACING`).
How headers look is `service.telemetry.trace_context`; how spans leave the process is
`service.telemetry.tracing_otlp`. Names of attributes are those of OpenTelemetry's semantic conventions for
messaging (1.40), and `dateline.*` for our own.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import NamedTuple, Protocol

from service.model import DeadLetter, Headers, Message, Outcome, Publish, StageName
from service.telemetry import events
from service.telemetry.trace_context import TraceContext, read_trace_context, write_trace_context

TRACES_PATH = "/v1/traces"
DETAIL_CHARS = 200
MISSING_EXTRA = (
    "DATELINE_OTLP_ENDPOINT needs OpenTelemetry, which is not installed: pip install 'dateline[tracing]'"
)

Value = str | int


class TracingUnavailable(RuntimeError):
    """Traces were asked for and cannot be made; the message is one line that says how to mend it."""


class Trace(NamedTuple):
    """What a message is worked on under: our span, and the one it goes back to."""

    own: TraceContext
    parent: TraceContext | None

    @property
    def headers(self) -> Headers:
        """What is published on account of the message carries these."""
        return write_trace_context(self.own)


class FinishedSpan(NamedTuple):
    """A span as it is to be exported; times are nanoseconds since 1970 UTC.

    Attributes:
        decided_ns: when the outcomes were known; the rest is the transaction.
        problem: why it is an error; `None` when it is none.
    """

    name: str
    own: TraceContext
    parent: TraceContext | None
    start_ns: int
    decided_ns: int
    end_ns: int
    attributes: dict[str, Value]
    problem: str | None


class CommittedSlice(Protocol):
    """What is read of a slice (`service.worker.slices.Slice`); all sequences are as long as `messages`."""

    @property
    def messages(self) -> Sequence[Message]:
        """In the order in which they were worked on."""

    @property
    def outcomes(self) -> Sequence[Sequence[Outcome]]:
        """Of each message."""

    @property
    def durations(self) -> Sequence[float]:
        """Seconds of work on each message."""

    @property
    def traces(self) -> Sequence[Trace | None]:
        """What `follow` returned for each message."""

    @property
    def now_ms(self) -> int:
        """When work began."""


class Tracing(Protocol):
    """What the worker calls."""

    def follow(self, headers: Headers) -> Trace | None:
        """Return the span under which a message with these headers is worked on; `None` when off."""

    def committed(self, done: CommittedSlice) -> None:
        """Record the spans of a committed slice; never raises, never waits."""

    def close(self) -> None:
        """Send what is left; may wait for the receiver."""


class NoTracing:
    """Tracing switched off."""

    def follow(self, headers: Headers) -> Trace | None:
        """Return nothing."""

    def committed(self, done: CommittedSlice) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


NO_TRACING = NoTracing()


class SpanQueue(Protocol):
    """Where finished spans go (`service.telemetry.tracing_otlp.OtlpQueue`)."""

    def put(self, span: FinishedSpan) -> None:
        """Take a span, or drop one if there are too many."""

    def close(self) -> None:
        """Send what is left."""


@dataclass(frozen=True, slots=True)
class StageTracing:
    """Tracing of one stage.

    Attributes:
        stage: its name.
        group: its consumer group.
        share: of messages without a decision of their sender, how many are traced; 0 to 1.
        queue: where spans go.
        clock: nanoseconds since 1970 UTC.
        random: so many random bytes.
    """

    stage: StageName
    group: str
    share: float
    queue: SpanQueue
    clock: Callable[[], int] = time.time_ns
    random: Callable[[int], bytes] = os.urandom

    def follow(self, headers: Headers) -> Trace:
        """Return a new span of the sender's trace; without one that can be read, of a new trace.

        A trace that is not recorded is passed on as it came, so that no later stage decides anew.
        """
        parent = read_trace_context(headers)
        if parent is None:
            trace_id = self._new_id(16)
            is_sampled = int(trace_id[16:], 16) < self.share * 2**64
            return Trace(TraceContext(trace_id, self._new_id(8), is_sampled), None)
        if not parent.is_sampled:
            return Trace(parent, parent)
        return Trace(parent._replace(span_id=self._new_id(8)), parent)

    def committed(self, done: CommittedSlice) -> None:
        """Queue the spans of a committed slice."""
        try:
            for span in self._spans(done):
                self.queue.put(span)
        except Exception as error:  # what is committed must not be opened anew for the sake of a trace
            events.spans_lost(error)

    def close(self) -> None:
        """Send what is left."""
        self.queue.close()

    def _spans(self, done: CommittedSlice) -> Iterator[FinishedSpan]:
        committed_ns = self.clock()
        began = done.now_ms * 1_000_000
        for number, trace in enumerate(done.traces):
            ended = began + int(done.durations[number] * 1e9)
            if trace is not None and trace.own.is_sampled:
                message, outcomes = done.messages[number], done.outcomes[number]
                yield FinishedSpan(
                    name=f"process {message.origin.topic}",
                    own=trace.own,
                    parent=trace.parent,
                    start_ns=began,
                    decided_ns=ended,
                    end_ns=max(committed_ns, ended),
                    attributes=self._where(message) | _what(outcomes),
                    problem=_problem(outcomes),
                )
            began = ended

    def _where(self, message: Message) -> dict[str, Value]:
        origin = message.origin
        return {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.operation.name": "process",
            "messaging.destination.name": origin.topic,
            "messaging.destination.partition.id": str(origin.partition),
            "messaging.kafka.offset": origin.offset,
            "messaging.consumer.group.name": self.group,
            "messaging.message.body.size": len(message.value or b""),
            "dateline.stage": self.stage.value,
        }

    def _new_id(self, size: int) -> str:
        number = self.random(size).hex()
        return number if int(number, 16) else self._new_id(size)


def open_tracing(endpoint: str | None, *, share: float, stage: StageName, group: str) -> Tracing:
    """Return the tracing of a stage process; `NO_TRACING` without an endpoint.

    Raises:
        TracingUnavailable: what it needs is not installed.
    """
    if endpoint is None:
        return NO_TRACING
    require_tracing(endpoint)
    from service.telemetry.tracing_otlp import OtlpQueue  # noqa: PLC0415 - an extra, and slow to import

    queue = OtlpQueue(traces_address(endpoint), stage=stage.value)
    return StageTracing(stage=stage, group=group, share=share, queue=queue)


def require_tracing(endpoint: str | None) -> None:
    """Make sure that what an endpoint needs is installed.

    Raises:
        TracingUnavailable: it is not.
    """
    needed = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
    if endpoint is not None and not all(map(_is_installed, needed)):
        raise TracingUnavailable(MISSING_EXTRA)


def traces_address(endpoint: str) -> str:
    """Return where traces are posted: OTLP's path below the endpoint, unless it is there already."""
    address = endpoint.rstrip("/")
    return address if address.endswith(TRACES_PATH) else address + TRACES_PATH


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of a package above it
        return False


def _what(outcomes: Sequence[Outcome]) -> dict[str, Value]:
    """Return what became of a message; an item's own details where there is only one."""
    letters = [one for one in outcomes if isinstance(one, DeadLetter)]
    articles = [one.article for one in outcomes if isinstance(one, Publish)]
    found: dict[str, Value] = {"dateline.items": len(letters) + len(articles)}
    if letters:
        found |= {"dateline.dead_letters": len(letters), "error.type": letters[0].reason.value}
    found["dateline.outcome"] = "published" if not letters else "mixed" if articles else "dead_letter"
    if len(letters) == 1 and not articles and letters[0].uri is not None:
        found["dateline.article.uri"] = letters[0].uri
    if len(articles) == 1 and not letters:
        (article,) = articles
        found["dateline.article.uri"] = article.uri
        if article.dedup is not None:
            found["dateline.dedup.status"] = article.dedup.status
    return found


def _problem(outcomes: Sequence[Outcome]) -> str | None:
    letter = next((one for one in outcomes if isinstance(one, DeadLetter)), None)
    if letter is None:
        return None
    told = f"{letter.reason.value}: {letter.detail}"[:DETAIL_CHARS]
    return told.encode("utf-8", "replace").decode()  # half a surrogate pair would cost the whole batch
