"""The three stages as the worker sees them: what each reads, what it remembers, what it runs.

This is the composition root: here the pure functions of `service.pipeline` meet settings and state.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, cast

from service.dedup import Index, judge
from service.model import Message, Outcome, Publish, StageName, Topics
from service.pipeline import Stage, deduplicate, guarded, normalize, tag
from service.record import Fingerprint, Origin
from service.settings import Settings
from service.worker import sample
from service.worker.local_store import LocalStore

OBJECTS_BETWEEN_COLLECTIONS = 5_000  # Python's own 700 are reached with each article


class State(Protocol):
    """What a stage remembers of one source partition; rebuilt by adding everything again in order."""

    def add(self, fingerprint: Fingerprint) -> None:
        """Remember one more article."""

    def add_all(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Remember several, one after the other."""

    def __len__(self) -> int:
        """Return how many articles are remembered."""


class Stateless:
    """The state of a stage that remembers nothing."""

    def add(self, fingerprint: Fingerprint) -> None:
        """Forget it at once."""

    def add_all(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Forget them at once."""

    def __len__(self) -> int:
        """Return 0."""
        return 0


@dataclass(frozen=True, slots=True)
class StageDefinition:
    """One stage.

    Attributes:
        name: which one.
        source: the topic it reads.
        topics: all topics, for fingerprints and dead letters.
        destinations: topics it may write to, besides dead letters; they must exist.
        state_topic: what its state is rebuilt from, if it has any; as many partitions as `source`.
        new_state: makes the empty state of one partition.
        bind: makes the function that is run on each message of a partition with that state.
        warm_up: loads the tables, before the process joins its group: seconds of work at the first
            message would hold up partitions that are assigned already.
        refresh: takes up changed files of a user's; called between transactions.
    """

    name: StageName
    source: str
    topics: Topics
    destinations: tuple[str, ...]
    bind: Callable[[State], Stage]
    new_state: Callable[[], State] = Stateless
    state_topic: str | None = None
    warm_up: Callable[[], object] = tuple
    refresh: Callable[[], object] = tuple


Definitions = Callable[[StageName, Settings], StageDefinition]


def settle() -> None:
    """Exempt what is loaded from the garbage collector: it stays until the process ends.

    Otherwise the collector goes through a million objects of tables again and again, to no avail. What an
    article leaves behind is mostly not garbage of the collector's kind, so it looks at it less often, which
    saves 2 to 4 % of tagging (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


def define_stage(name: StageName, settings: Settings) -> StageDefinition:
    """Return one stage of the real flow; loads that stage's tables and no other's."""
    topics = settings.topics
    match name:
        case StageName.NORMALIZE:
            stage = partial(normalize, topics=topics, limits=settings.limits)
            return StageDefinition(
                name=name,
                source=topics.raw,
                topics=topics,
                destinations=(topics.normalized,),
                bind=lambda _: guarded(stage, name),
                warm_up=lambda: _normalize_sample(stage, topics),
            )
        case StageName.DEDUPLICATE:
            return _deduplicate(settings)
        case StageName.TAG:
            return _tag(settings)


def _deduplicate(settings: Settings) -> StageDefinition:
    topics = settings.topics
    horizon_ms = int(settings.dedup_horizon_hours * 3_600_000)
    return StageDefinition(
        name=StageName.DEDUPLICATE,
        source=topics.normalized,
        topics=topics,
        destinations=(topics.unique, topics.duplicates, topics.fingerprints),
        state_topic=topics.fingerprints,
        new_state=lambda: Index(
            horizon_ms=horizon_ms,
            max_articles=settings.dedup_max_articles,
            store=LocalStore(settings.state_dir / "dedup"),
        ),
        bind=lambda state: guarded(
            partial(deduplicate, topics=topics, index=cast(Index, state)), StageName.DEDUPLICATE
        ),
        warm_up=lambda: judge(sample.ARTICLE, Index(horizon_ms=horizon_ms, max_articles=1)),
    )


def _tag(settings: Settings) -> StageDefinition:
    from service.taggers import load_tables, tag_article  # noqa: PLC0415 - no other stage needs these tables
    from service.worker.tagging import Tagging  # noqa: PLC0415

    topics = settings.topics
    tagging = Tagging(settings)

    def run(message: Message) -> tuple[Outcome, ...]:
        return tag(message, topics=topics, routes=tagging.routes, others=tagging.taggers)

    def bind(_: State) -> Stage:
        tagging.start()
        return guarded(run, StageName.TAG)

    def warm_up() -> None:
        tagging.start()
        load_tables()
        # Without the user's taggers: one that hangs is to cost an article, by its budget, and not the start.
        tagging.routes.destinations(tag_article(sample.ARTICLE))

    return StageDefinition(
        name=StageName.TAG,
        source=topics.unique,
        topics=topics,
        destinations=(topics.enriched, *tagging.routes.targets),
        bind=bind,
        warm_up=warm_up,
        refresh=tagging.refresh,
    )


def _normalize_sample(stage: Stage, topics: Topics) -> None:
    """Run all steps once on a small text."""
    origin = Origin(topic=topics.raw, partition=0, offset=0, item=0)
    headers = (("content-type", b"text/plain"),)
    (outcome,) = stage(Message(value=sample.RAW, headers=headers, origin=origin))
    if not isinstance(outcome, Publish):
        raise TypeError(f"the sample text is not an article: {outcome}")
