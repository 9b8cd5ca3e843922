"""Slices: when they end, what they remember, what they count."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.model import DeadLetter, Message, Outcome, Publish, Reason, StageName, Topics
from service.pipeline import Stage
from service.record import Dedup
from service.worker.chunk import Chunk, SourcePartition
from service.worker.note import Note
from service.worker.outcomes import OutcomeRecords, Reduction
from service.worker.slices import SliceRunner
from service.worker.stages import Stateless
from tests.functional.memory_log import MemoryRecord, make_chunk
from tests.integration.simple_stages import make_simple_article

SOURCE = SourcePartition("articles.raw", 1)
TOPICS = Topics()


def ticks(step: float) -> Iterator[float]:
    """Return a clock that advances by `step` with every look."""
    now = 0.0
    while True:
        yield now
        now += step


def make_runner(note: Path, stage: Stage, *, step: float = 0.0, max_messages: int = 500) -> SliceRunner:
    """Return a runner with a clock of its own."""
    clock = ticks(step)
    runner = SliceRunner(
        stage=StageName.DEDUPLICATE,
        encoder=OutcomeRecords(topics=TOPICS, stage=StageName.DEDUPLICATE, max_bytes=10_000_000),
        max_messages=max_messages,
        max_seconds=0.05,
        is_overdue=lambda *_: False,
        note=Note(note),
        clock=lambda: next(clock),
        wall_clock=lambda: 1_700_000_001.0,
    )
    runner.bind(SOURCE, stage, Stateless())
    return runner


def chunk_of(count: int, value: bytes = b"text") -> Chunk:
    """Return a chunk of equal messages, received one second before the runner's wall clock."""
    return make_chunk(SOURCE, [MemoryRecord(offset, value) for offset in range(count)])


def copy(message: Message) -> tuple[Outcome, ...]:
    """Publish as an exact copy."""
    article = make_simple_article(message, "text", Dedup(status="exact", of="urn:first"))
    return (Publish(topics=(TOPICS.duplicates,), key=b"k", article=article),)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Return where notes are kept."""
    return tmp_path / "note"


def test_slice_ends_at_the_number_of_messages(note: Path) -> None:
    """No more than the bound, and the next slice goes on there."""
    runner = make_runner(note, copy, max_messages=3)
    chunk = chunk_of(5)
    first = runner.run(chunk, 0, {})
    second = runner.run(chunk, first.end, {})
    assert (first.end, second.end) == (3, 5)


def test_slice_ends_after_its_time(note: Path) -> None:
    """At 20 ms a message, the third passes 50 ms and is the last."""
    assert make_runner(note, copy, step=0.02).run(chunk_of(10), 0, {}).end == 3


def test_slow_message_is_a_slice_of_its_own(note: Path) -> None:
    """However slow, there is always progress."""
    assert make_runner(note, copy, step=9.0).run(chunk_of(10), 4, {}).end == 5


def test_single_takes_one(note: Path) -> None:
    """After a refusal messages are tried one by one."""
    assert make_runner(note, copy).run(chunk_of(10), 0, {}, single=True).end == 1


def test_slice_ends_at_its_size(note: Path) -> None:
    """Eight mebibytes of records are enough for one transaction."""

    def large(message: Message) -> tuple[Outcome, ...]:
        article = make_simple_article(message, "a " + "x" * 3_000_000)
        return (Publish(topics=("t",), key=b"k", article=article),)

    assert make_runner(note, large).run(chunk_of(10), 0, {}).end == 3


def test_reduction_is_applied_by_offset(note: Path) -> None:
    """Only the message at that offset loses something."""
    done = make_runner(note, copy).run(chunk_of(3), 0, {1: Reduction.DEAD_LETTERS})
    kinds = [type(outcomes[0]) for outcomes in done.outcomes]
    assert kinds == [Publish, DeadLetter, Publish]


def test_summary_counts_what_was_carried_out(note: Path) -> None:
    """Records by topic, verdicts, dead letters and ages."""
    done = make_runner(note, copy).run(chunk_of(3), 0, {1: Reduction.DEAD_LETTERS})
    summary = done.summary()
    assert summary.messages == 3
    assert summary.published == {TOPICS.duplicates: 2}
    assert summary.verdicts == {"exact": 2}
    assert [found.reason for found in summary.dead_letters] == [Reason.OVERSIZE]
    assert summary.ages == (1.0, 1.0, 1.0)


def test_note_names_the_message_while_it_is_worked_on(note: Path) -> None:
    """The supervisor can read which message it is, and that there is none afterwards."""
    seen = []
    reader_path = note

    def look(message: Message) -> tuple[Outcome, ...]:
        with Note(reader_path) as reader:
            seen.append(reader.read())
        return ()

    make_runner(note, look).run(chunk_of(2), 0, {})
    assert [(working.partition, working.offset) for working in seen if working] == [(1, 0), (1, 1)]
    with Note(note) as reader:
        assert reader.read() is None
