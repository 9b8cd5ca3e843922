"""Trace context in Kafka headers, as W3C's Trace Context writes it: read, written, passed on. Pure.

What cannot be read is as if it were not there, as the recommendation says
(https://www.w3.org/TR/trace-context/, sections 3.2 and 3.3), so a producer's mistake never is an error here.
Who records spans is `service.telemetry.tracing`.
"""

import re
from typing import NamedTuple

from service.model import Headers

TRACEPARENT = "traceparent"
TRACESTATE = "tracestate"
STATE_MEMBERS = 32  # W3C, 3.3.1.1
LONGEST_HEADER = 1024  # bytes that are passed on; W3C, 3.3.1.5 asks for 512 at least

_PARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<rest>-.*)?",
    re.ASCII | re.DOTALL,
)
_MEMBER = re.compile(
    r"[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]",
    re.ASCII,
)
_SAMPLED = 1
_NAMES = frozenset((TRACEPARENT, TRACESTATE))


class TraceContext(NamedTuple):
    """One span of one trace.

    Attributes:
        trace_id: 32 hexadecimal digits, not all zero.
        span_id: 16 of them, likewise.
        is_sampled: whether the trace is recorded.
        state: what tracing systems add (`tracestate`), as it came.
    """

    trace_id: str
    span_id: str
    is_sampled: bool
    state: str = ""


def read_trace_context(headers: Headers) -> TraceContext | None:
    """Return the span that the sender of a message names; `None` if it names none that can be read.

    Of several headers of the name the last one counts, as with Kafka's own `lastHeader`.
    """
    match = _PARENT.fullmatch(_text(_last(headers, TRACEPARENT)))
    if match is None or match["version"] == "ff" or (match["version"] == "00" and match["rest"]):
        return None
    if not int(match["trace"], 16) or not int(match["span"], 16):
        return None
    is_sampled = bool(int(match["flags"], 16) & _SAMPLED)
    return TraceContext(match["trace"], match["span"], is_sampled, _read_state(headers))


def write_trace_context(context: TraceContext) -> Headers:
    """Return the headers that name a span to whoever reads the message."""
    flags = _SAMPLED if context.is_sampled else 0
    parent = (TRACEPARENT, f"00-{context.trace_id}-{context.span_id}-{flags:02x}".encode())
    return (parent, (TRACESTATE, context.state.encode())) if context.state else (parent,)


def passed_on(headers: Headers) -> Headers:
    """Return the sender's trace headers unread, for what is published by a service that traces nothing."""
    found = {name: value for name, value in headers if name in _NAMES}  # the last of a name counts
    return tuple((name, value) for name, value in found.items() if value and len(value) <= LONGEST_HEADER)


def _read_state(headers: Headers) -> str:
    text = _text(_last(headers, TRACESTATE))
    members = [member.strip(" \t") for member in text.split(",")]
    members = [member for member in members if member]  # empty ones are allowed
    keys = {member.partition("=")[0] for member in members}
    is_valid = len(members) <= STATE_MEMBERS and len(keys) == len(members)
    return ",".join(members) if is_valid and all(map(_MEMBER.fullmatch, members)) else ""


def _last(headers: Headers, name: str) -> bytes | None:
    return next((value for key, value in reversed(headers) if key == name), None)


def _text(value: bytes | None) -> str:
    if value is None or len(value) > LONGEST_HEADER:
        return ""
    return value.decode("ascii", "replace")
