"""Stages that are simple enough to count: one article for each line of text, no language, no tables.

They run in real stage processes (`--definitions`), so that the worker's guarantees are tested without the
rooms that understand text. Words in a message make things happen: `poison` a dead letter, `defect` an
exception, `hang` a call that does not return, `grind` one that computes for ever, `slow` one of 20 ms,
`churn` 0.4 s of work, `huge` a record that no broker takes.
"""

import dataclasses
import re
import time
from collections.abc import Sequence

from service.codecs.record import InvalidRecord, decode_article
from service.model import DeadLetter, Message, Outcome, Publish, Reason, Remember, StageName
from service.pipeline import Stage, guarded
from service.record import AltId, Article, Dedup, Fingerprint, Standard, Text
from service.settings import Settings
from service.worker.stages import StageDefinition, State

CHURN_SECONDS = 0.4
STANDARD = Standard(
    name="ninjs", version="3.1", schema="http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
)


class SeenContents:
    """State: which contents were seen, and by which article first."""

    def __init__(self) -> None:
        self.first: dict[str, str] = {}

    def add(self, fingerprint: Fingerprint) -> None:
        """Remember a content."""
        self.first.setdefault(fingerprint.content, fingerprint.uri)

    def add_all(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Remember several contents."""
        for fingerprint in fingerprints:
            self.add(fingerprint)

    def __len__(self) -> int:
        """Return how many contents there are."""
        return len(self.first)


def make_simple_article(message: Message, text: str, dedup: Dedup | None = None) -> Article:
    """Return a small record whose identity is where the message lies."""
    origin = message.origin
    uri = f"urn:{origin.topic}:{origin.partition}:{origin.offset}"
    return Article(
        uri=uri,
        standard=STANDARD,
        schema_version="1",
        processing_version="test",
        ruleset_version="test",
        type="text",
        representation_type="full",
        version="1",
        pub_status="usable",
        alt_ids=(AltId(role="work", value=uri), AltId(role="input", value=text.split(maxsplit=1)[0])),
        language="en",
        bodies=(Text(content_type="text/plain", value=text),),
        dedup=dedup,
        origin=origin,
    )


def define_simple(name: StageName, settings: Settings) -> StageDefinition:
    """Return a simple stage that reads and writes the real topics."""
    topics = settings.topics
    if name is StageName.DEDUPLICATE:
        return StageDefinition(
            name=name,
            source=topics.normalized,
            topics=topics,
            destinations=(topics.unique, topics.duplicates, topics.fingerprints),
            state_topic=topics.fingerprints,
            new_state=SeenContents,
            bind=lambda state: guarded(_first_or_copy(settings, state), name),
        )
    source, target = {
        StageName.NORMALIZE: (topics.raw, topics.normalized),
        StageName.TAG: (topics.unique, topics.enriched),
    }[name]
    return StageDefinition(
        name=name,
        source=source,
        topics=topics,
        destinations=(target,),
        bind=lambda _: guarded(_pass_through(name, target), name),
    )


def define_loading(name: StageName, settings: Settings) -> StageDefinition:
    """Return a simple stage that never has loaded its tables, and works on it all the time."""
    return dataclasses.replace(define_simple(name, settings), warm_up=_load_for_ever)


def _load_for_ever() -> None:
    while True:
        sum(range(10_000))


def _churn(seconds: float) -> None:
    """Work without a pause for so much processor time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        sum(range(1_000))


def text_of(message: Message) -> str:
    """Return the text of a raw message, or the body of a record that an earlier stage made of one."""
    try:
        return decode_article(message.value).body
    except InvalidRecord:
        return (message.value or b"").decode()


def _pass_through(name: StageName, target: str) -> Stage:
    def run(message: Message) -> tuple[Outcome, ...]:
        text = text_of(message)
        if "poison" in text:
            detail = "the message says so"
            return (DeadLetter(reason=Reason.UNDECODABLE, stage=name, detail=detail, origin=message.origin),)
        if "defect" in text:
            raise RuntimeError("the message says so")
        if "slow" in text[:20]:
            time.sleep(0.02)
        if "churn" in text:
            _churn(CHURN_SECONDS)
        if "hang" in text:
            time.sleep(3600)
        if "grind" in text:
            re.match(r"(a+)+$", "a" * 40 + "b")  # centuries, without once letting go of the interpreter
        article = make_simple_article(message, text if "huge" not in text else text * 10_000_000)
        return (Publish(topics=(target,), key=message.key or b"key", article=article),)

    return run


def _first_or_copy(settings: Settings, state: State) -> Stage:
    assert isinstance(state, SeenContents)

    def run(message: Message) -> tuple[Outcome, ...]:
        text = text_of(message)
        content = text.split()[-1]
        first = state.first.get(content)
        status = Dedup(status="new") if first is None else Dedup(status="exact", of=first)
        article = make_simple_article(message, text, status)
        topic = settings.topics.unique if first is None else settings.topics.duplicates
        fingerprint = Fingerprint(
            uri=article.uri,
            work=article.uri,
            content=content,
            shingles=b"",
            language="en",
            origin=article.origin,
            story=article.uri,
            dedup=status,
            version="1",
        )
        return (
            Publish(topics=(topic,), key=message.key or b"key", article=article),
            Remember(fingerprint=fingerprint),
        )

    return run
