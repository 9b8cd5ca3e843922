"""Running a stage on messages, a slice at a time: so many that the work takes about 50 ms.

A slice is one transaction. Between slices the event loop runs, so a long batch holds up no heartbeat,
no revocation and no other partition.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from service.model import DeadLetter, Message, Outcome, Publish, Reason, Remember, StageName
from service.pipeline import Stage
from service.record import Article
from service.telemetry.tracing import NO_TRACING, Trace, Tracing
from service.worker.chunk import Chunk, SourcePartition, to_message
from service.worker.note import Note
from service.worker.outcomes import Encoded, OutcomeRecords, OutputRecord, Reduction, Stamp, received_ms
from service.worker.stages import State

SLICE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SliceSummary:
    """What a committed slice means in numbers."""

    messages: int
    published: Counter[str]
    articles: tuple[Article, ...]
    dead_letters: tuple[DeadLetter, ...]
    verdicts: Counter[str]
    durations: tuple[float, ...]
    ages: tuple[float, ...]
    tags: Counter[str]
    tagger_failures: tuple[tuple[str, Article], ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Messages that were worked on together, with their outcomes.

    Attributes:
        records: what the outcomes are on Kafka, in their order.
        end: index in the chunk of the first record that does not belong to it.
        durations: seconds of work for each message.
        traces: what each message was worked on under.
    """

    messages: tuple[Message, ...]
    outcomes: tuple[tuple[Outcome, ...], ...]
    records: tuple[OutputRecord, ...]
    durations: tuple[float, ...]
    traces: tuple[Trace | None, ...]
    end: int
    now_ms: int
    stage: StageName

    @property
    def items(self) -> int:
        """How many items were published or became dead letters."""
        return sum(isinstance(one, Publish | DeadLetter) for found in self.outcomes for one in found)

    @property
    def reasons(self) -> Counter[str]:
        """The dead letters by reason."""
        return Counter(
            one.reason.value for found in self.outcomes for one in found if isinstance(one, DeadLetter)
        )

    def summary(self) -> SliceSummary:
        """Count outcomes by kind."""
        published: Counter[str] = Counter()
        verdicts: Counter[str] = Counter()
        tags: Counter[str] = Counter()
        failures: list[tuple[str, Article]] = []
        letters: list[DeadLetter] = []
        articles: list[Article] = []
        for outcome in (outcome for found in self.outcomes for outcome in found):
            match outcome:
                case Publish():
                    published.update(outcome.topics)
                    articles.append(outcome.article)
                    if self.stage is StageName.TAG:
                        tags.update(_tag_counts(outcome))
                        failures += [(name, outcome.article) for name in _failed_taggers(outcome.article)]
                    elif self.stage is StageName.DEDUPLICATE and outcome.article.dedup is not None:
                        verdicts[outcome.article.dedup.status] += 1
                case DeadLetter():
                    letters.append(outcome)
                case Remember():
                    pass
                case _:
                    assert_never(outcome)
        return SliceSummary(
            messages=len(self.messages),
            published=published,
            articles=tuple(articles),
            dead_letters=tuple(letters),
            verdicts=verdicts,
            durations=self.durations,
            ages=tuple(self._ages()),
            tags=tags,
            tagger_failures=tuple(failures),
        )

    def _ages(self) -> list[float]:
        received = (received_ms(message, self.stage) for message in self.messages)
        return [max(0.0, (self.now_ms - then) / 1000) for then in received if then is not None]


def _tag_counts(outcome: Publish) -> dict[str, int]:
    article = outcome.article
    return {
        "people": len(article.people),
        "organisations": len(article.organisations),
        "places": len(article.places),
        "subjects": len(article.subjects),
        "quotes": len(article.quotes),
        "info_sources": len(article.info_sources),
        "quantities": len(article.quantities),
        "keywords": len(article.keywords),
    }


def _failed_taggers(article: Article) -> list[str]:
    """Return the user's taggers that failed on an article (`service.taggers.isolation` notes them)."""
    notes = (note for note in article.provenance if note.stage == "tag" and note.field == "tags")
    return [note.method for note in notes if (note.decision or "").startswith("failed:")]


@dataclass(slots=True)
class SliceRunner:
    """Runs one stage; one for a process.

    Attributes:
        stage: its name.
        encoder: turns outcomes into records.
        max_messages: in one slice.
        max_seconds: of work, after which a slice ends; the message that passes it still belongs to it.
        is_overdue: whether a message once took so long that its process was killed.
        note: where the message being worked on is written down for the supervisor.
        refresh: takes up changed files before a slice, so that they change with a transaction.
        tracing: names the span under which a message is worked on, and is told what was committed.
    """

    stage: StageName
    encoder: OutcomeRecords
    max_messages: int
    max_seconds: float
    is_overdue: Callable[[str, int, int], bool]
    note: Note
    refresh: Callable[[], object] = tuple
    tracing: Tracing = NO_TRACING
    clock: Callable[[], float] = time.perf_counter
    wall_clock: Callable[[], float] = time.time
    _bound: dict[SourcePartition, tuple[Stage, State]] = field(default_factory=dict)

    def bind(self, source: SourcePartition, stage: Stage, state: State) -> None:
        """Use this function and this state for messages of `source` from now on."""
        self._bound[source] = (stage, state)

    def unbind(self, source: SourcePartition) -> None:
        """Let go of the state of `source`."""
        self._bound.pop(source, None)

    def run(
        self, chunk: Chunk, start: int, reductions: Mapping[int, Reduction], *, single: bool = False
    ) -> Slice:
        """Work on the records of `chunk` from `start` until a bound is reached, at least on one.

        Args:
            chunk: whose partition must be bound.
            start: index of the first record.
            reductions: by offset, what must be left out of a message's outcomes.
            single: take one record only.
        """
        self.refresh()
        stage, state = self._bound[chunk.source]
        stamp = Stamp(int(self.wall_clock() * 1000))
        done = _Gathered()
        began = now = self.clock()
        for record in chunk.records[start:]:
            message = to_message(chunk.source, record)
            reduction = reductions.get(record.offset, Reduction.NONE)
            trace = self.tracing.follow(message.headers)
            outcomes = self._run_one(stage, message)
            encoded = self.encoder.encode(message, outcomes, stamp, reduction, trace=trace)
            _remember(encoded.outcomes, state)
            then, now = now, self.clock()
            done.add(message, encoded, now - then, trace)
            is_full = len(done.messages) >= self.max_messages or now - began >= self.max_seconds
            if single or is_full or done.size >= SLICE_BYTES:
                break
        return Slice(
            messages=tuple(done.messages),
            outcomes=tuple(done.outcomes),
            records=tuple(done.records),
            durations=tuple(done.durations),
            traces=tuple(done.traces),
            end=start + len(done.messages),
            now_ms=stamp.now_ms,
            stage=self.stage,
        )

    def _run_one(self, stage: Stage, message: Message) -> tuple[Outcome, ...]:
        origin = message.origin
        if self.is_overdue(origin.topic, origin.partition, origin.offset):
            return (self._failed(message, Reason.TIMEOUT, "its process was killed for taking too long"),)
        self.note.begin(origin.partition, origin.offset)
        try:
            return stage(message)
        finally:
            self.note.end()

    def _failed(self, message: Message, reason: Reason, detail: str) -> DeadLetter:
        return DeadLetter(reason=reason, stage=self.stage, detail=detail, origin=message.origin)


@dataclass(slots=True)
class _Gathered:
    """A slice while it grows."""

    messages: list[Message] = field(default_factory=list)
    outcomes: list[tuple[Outcome, ...]] = field(default_factory=list)
    records: list[OutputRecord] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    traces: list[Trace | None] = field(default_factory=list)
    size: int = 0

    def add(self, message: Message, encoded: Encoded, seconds: float, trace: Trace | None) -> None:
        self.messages.append(message)
        self.outcomes.append(encoded.outcomes)
        self.records.extend(encoded.records)
        self.durations.append(seconds)
        self.traces.append(trace)
        self.size += sum(record.size for record in encoded.records)


def _remember(outcomes: tuple[Outcome, ...], state: State) -> None:
    """Add fingerprints at once, so that copies within one batch see each other."""
    for outcome in outcomes:
        if isinstance(outcome, Remember):
            state.add(outcome.fingerprint)
