"""Traces of real stage processes on the embedded broker, as a receiver of OTLP gets them."""

import itertools
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.model import Topics
from service.telemetry.trace_context import read_trace_context
from tests.integration.otlp_receiver import OtlpReceiver, ReceivedSpan
from tests.integration.real_service import produce
from tests.integration.worker_process import (
    ROOT,
    committed,
    send,
    settled,
    started_worker,
    worker_environment,
)

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
STAGES = "normalize,deduplicate,tag"


@pytest.fixture
def environment(bootstrap: str, topic_prefix: str, topics: Topics) -> dict[str, str]:
    """Return the settings of a worker on topics of its own, without the receiver."""
    return worker_environment(bootstrap, topic_prefix) | {
        "DATELINE_TRACE_SHARE": "0",
    }


def parent(flags: str, trace: str = TRACE) -> tuple[str, bytes]:
    """Return the header of a sender."""
    return ("traceparent", f"00-{trace}-{SPAN}-{flags}".encode())


async def test_one_article_is_one_trace_over_three_stages(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Each stage's span is the child of the one before; what its sender does not record leaves none.

    A dead letter is an error with its reason and keeps its sender's header; a drain leaves nothing behind.
    """
    other = "a" * 32
    with OtlpReceiver() as receiver:
        traced = environment | {"DATELINE_OTLP_ENDPOINT": receiver.endpoint}
        with started_worker(traced, tmp_path / "worker.log", stages=STAGES) as worker:
            worker.wait_for("worker_ready", seconds=90)
            raw = [
                (b"k", b"m0 traced", [parent("01"), ("tracestate", b"rojo=1")]),
                (b"k", b"m1 unrecorded", [parent("00", "b" * 32)]),
                (b"k", b"m2 poison", [parent("01", other)]),
                (b"k", b"m3 undecided", [("traceparent", b"00-nonsense")]),
            ]
            await produce(bootstrap, topics.raw, raw)
            counts = await settled(bootstrap, [topics.enriched, topics.dead_letter], 4, seconds=90)
            assert counts.total() == 4
            assert worker.stop() == 0
        spans = receiver.spans()

    assert set(receiver.paths) == {"/v1/traces"}
    chain = sorted((span for span in spans if span.trace_id == TRACE), key=lambda span: span.start_ns)
    assert [span.stage for span in chain] == STAGES.split(",")
    assert [span.parent_id for span in chain] == [SPAN, chain[0].span_id, chain[1].span_id]
    assert {span.trace_state for span in chain} == {"rojo=1"}
    assert all(before.end_ns <= after.end_ns for before, after in itertools.pairwise(chain))
    (dead,) = [span for span in spans if span.trace_id == other]
    assert (dead.is_error, dead.status) == (True, "undecodable: the message says so")
    assert len(spans) == 4
    await _check_records(bootstrap, topics, chain)


async def _check_records(bootstrap: str, topics: Topics, chain: list[ReceivedSpan]) -> None:
    """The enriched record names the last span and its article; the dead letter's header is its sender's."""
    records = {_input(record): record for record in await committed(bootstrap, topics.enriched)}
    context = read_trace_context(tuple(records["m0"].headers))
    assert context is not None
    assert (context.trace_id, context.span_id, context.state) == (TRACE, chain[-1].span_id, "rojo=1")
    assert chain[-1].attributes["dateline.article.uri"] == orjson.loads(records["m0"].value)["uri"]
    (letter,) = await committed(bootstrap, topics.dead_letter)
    assert dict(letter.headers)["traceparent"] == parent("01", "a" * 32)[1]
    undecided = read_trace_context(tuple(records["m3"].headers))
    assert undecided is not None
    assert not undecided.is_sampled


def _input(record: Any) -> str:
    return str(next(alt["value"] for alt in orjson.loads(record.value)["altIds"] if alt["role"] == "input"))


async def test_kills_leave_no_spans_of_work_that_was_not_committed(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Every span received is that of a committed record, once, and its parent is the record it read."""
    total = 3_000
    with OtlpReceiver() as receiver:
        traced = environment | {
            "DATELINE_OTLP_ENDPOINT": receiver.endpoint,
            "DATELINE_TRACE_SHARE": "1",
            "DATELINE_BATCH_MESSAGES": "50",
        }
        with started_worker(traced, tmp_path / "worker.log", stages="normalize,deduplicate") as worker:
            worker.wait_for("worker_ready", seconds=90)
            await send(bootstrap, topics.raw, [f"m{i} {'x' * 300} c{i}".encode() for i in range(total)])
            await settled(bootstrap, [topics.unique], 300, seconds=60)
            for pid in worker.children():
                os.kill(pid, signal.SIGKILL)
            counts = await settled(bootstrap, [topics.unique], total, seconds=120)
            assert worker.stop() == 0
        spans = receiver.spans()

    assert counts.total() == len(counts) == total
    assert max(Counter((span.stage, span.place) for span in spans).values()) == 1
    normalized = await committed(bootstrap, topics.normalized)
    read = {(r.topic, r.partition, r.offset): read_trace_context(tuple(r.headers)) for r in normalized}
    written = {_span_id(record) for record in normalized}
    later = [span for span in spans if span.stage == "deduplicate"]
    assert {span.span_id for span in spans if span.stage == "normalize"} <= written
    assert {span.span_id for span in later} <= {
        _span_id(r) for r in await committed(bootstrap, topics.unique)
    }
    for span in later:
        context = read[span.place]
        assert context is not None
        assert (span.trace_id, span.parent_id) == (context.trace_id, context.span_id)
    # A killed process takes with it what it had not sent yet, a second's work; the others' spans are there.
    assert len(later) > total // 3


def _span_id(record: Any) -> str:
    context = read_trace_context(tuple(record.headers))
    assert context is not None
    return context.span_id


async def test_receiver_that_is_away_holds_up_nothing(
    environment: dict[str, str], tmp_path: Path, bootstrap: str, topics: Topics
) -> None:
    """Every message is worked on, and the worker ends in time; a log line tells what is missing."""
    away = environment | {"DATELINE_OTLP_ENDPOINT": "http://127.0.0.1:9", "DATELINE_TRACE_SHARE": "1"}
    with started_worker(away, tmp_path / "worker.log", stages="normalize") as worker:
        await send(bootstrap, topics.raw, [b"m%d text" % number for number in range(200)])
        counts = await settled(bootstrap, [topics.normalized], 200, seconds=90)
        assert worker.stop() == 0
    assert counts.total() == 200
    assert "opentelemetry" in worker.log.read_text() or "spans" in worker.log.read_text()


def test_missing_extra_ends_the_worker_with_one_line(environment: dict[str, str]) -> None:
    """Asked for traces without OpenTelemetry, the command says what to install and starts nothing."""
    hidden = "import sys; sys.modules['opentelemetry'] = None; import service.cli; service.cli.main()"
    ended = subprocess.run(
        [sys.executable, "-c", hidden, "worker"],
        cwd=ROOT,
        env={**os.environ, **environment, "DATELINE_OTLP_ENDPOINT": "http://127.0.0.1:4318"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "pip install 'dateline[tracing]'" in ended.stderr
