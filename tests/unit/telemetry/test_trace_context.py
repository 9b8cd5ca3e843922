"""Trace context in headers: what is read, what counts as absent, what goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.model import Headers
from service.telemetry.trace_context import (
    LONGEST_HEADER,
    TraceContext,
    passed_on,
    read_trace_context,
    write_trace_context,
)

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01".encode()


def headers(parent: bytes | None, state: bytes | None = None) -> Headers:
    """Return headers of a message with these two among others."""
    found: Headers = (("content-type", b"text/plain"), ("traceparent", parent))
    return found if state is None else (*found, ("tracestate", state))


def test_example_of_the_recommendation_is_read() -> None:
    """W3C's own example, with what a tracing system added."""
    found = read_trace_context(headers(PARENT, b"rojo=00f067aa0ba902b7, congo=t61rcWkgMzE"))
    assert found == TraceContext(TRACE, SPAN, True, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")


@pytest.mark.parametrize(("flags", "is_sampled"), [("00", False), ("01", True), ("02", False), ("ff", True)])
def test_only_the_sampled_flag_is_understood(flags: str, is_sampled: bool) -> None:
    """Flags of later levels mean nothing here and are not written on."""
    found = read_trace_context(headers(f"00-{TRACE}-{SPAN}-{flags}".encode()))
    assert found is not None
    assert found.is_sampled is is_sampled
    assert write_trace_context(found)[0][1] == f"00-{TRACE}-{SPAN}-{is_sampled:02d}".encode()


def test_later_version_is_read_as_far_as_it_is_known() -> None:
    """What follows the flags after a dash belongs to a later version."""
    assert read_trace_context(headers(f"cc-{TRACE}-{SPAN}-01-what-the-future".encode())) is not None
    assert read_trace_context(headers(f"cc-{TRACE}-{SPAN}-01.what".encode())) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"00-ab-cd-01",
        PARENT + b"-more",
        PARENT + b"\n",
        PARENT.upper(),
        f"ff-{TRACE}-{SPAN}-01".encode(),
        f"00-{'0' * 32}-{SPAN}-01".encode(),
        f"00-{TRACE}-{'0' * 16}-01".encode(),
        f"00-{TRACE}-{SPAN}-0x".encode(),
        PARENT.replace(b"4", "٤".encode(), 1),
        b"\xff\xfe" * 20,
        b"00-" * 1_000_000,
    ],
)
def test_invalid_parent_counts_as_absent(value: bytes | None) -> None:
    """Nothing a producer writes there is an error."""
    assert read_trace_context(headers(value)) is None


@pytest.mark.parametrize(
    "state",
    [
        b"no equals sign",
        b"UPPER=1",
        b"a=1,a=2",
        b"a=\xff",
        b",".join(b"k%d=v" % n for n in range(33)),
        b"a=b=c",
    ],
)
def test_invalid_state_is_left_out_and_the_parent_stays(state: bytes) -> None:
    """A trace does not break over what a tracing system added to it."""
    assert read_trace_context(headers(PARENT, state)) == TraceContext(TRACE, SPAN, True)


def test_last_of_several_parents_counts() -> None:
    """A relay that adds its own header instead of replacing the former one is followed."""
    two = (("traceparent", f"00-{'1' * 32}-{SPAN}-01".encode()), *headers(PARENT))
    found = read_trace_context(two)
    assert found is not None
    assert found.trace_id == TRACE


@given(st.from_regex(r"[0-9a-f]{32}", fullmatch=True), st.from_regex(r"[0-9a-f]{16}", fullmatch=True))
def test_what_is_written_is_read(trace: str, span: str) -> None:
    """Headers that we write name the same span to the next stage."""
    context = TraceContext(trace, span, True, "a=1,b@c=2")
    if int(trace, 16) and int(span, 16):
        assert read_trace_context(write_trace_context(context)) == context


@given(
    st.lists(st.tuples(st.sampled_from(["traceparent", "tracestate"]), st.binary(max_size=80) | st.none()))
)
def test_no_headers_raise(found: list[tuple[str, bytes | None]]) -> None:
    """Whatever stands there, there is an answer."""
    context = read_trace_context(tuple(found))
    assert context is None or read_trace_context(write_trace_context(context)) is not None


def test_service_that_traces_nothing_passes_on_what_came() -> None:
    """Unread, even what only another system understands, but nothing without bound."""
    assert passed_on(headers(b"00-ab-cd-01", b"x=1")) == (
        ("traceparent", b"00-ab-cd-01"),
        ("tracestate", b"x=1"),
    )
    assert passed_on((("traceparent", b"x" * (LONGEST_HEADER + 1)), ("tracestate", None))) == ()
