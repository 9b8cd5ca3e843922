"""Log lines about a message say where it lies."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from service.codecs.record import encode_article
from service.model import DeadLetter, Message, Publish, Reason, StageName, Topics
from service.record import Origin
from service.telemetry import events
from service.worker.outcomes import OutcomeRecords, Reduction, Stamp
from tests.integration.simple_stages import make_simple_article

ORIGIN = Origin(topic="articles.unique", partition=2, offset=9, item=0)
PLACE = {"topic": "articles.unique", "partition": 2, "offset": 9}
ARTICLE = make_simple_article(Message(value=b"x", origin=ORIGIN), "text")


def summary(**fields: Any) -> Any:
    """Return what is told of a slice, with nothing in it but these fields."""
    nothing: dict[str, Any] = {name: Counter() for name in ("published", "verdicts", "tags")}
    nothing |= dict.fromkeys(("dead_letters", "articles", "tagger_failures", "durations", "ages"), ())
    return SimpleNamespace(**nothing | {"messages": 1} | fields)


def letter() -> DeadLetter:
    """Return a dead letter of an article that could not be published."""
    return DeadLetter(
        reason=Reason.OVERSIZE, stage=StageName.TAG, detail="large", origin=ORIGIN, uri="urn:one"
    )


TOLD: list[tuple[str, Callable[[], None], dict[str, object]]] = [
    (
        "dead_letter_kept",
        lambda: events.transaction_committed("tag", summary(dead_letters=(letter(),)), 0.1),
        {"uri": "urn:one", "reason": "oversize"},
    ),
    (
        "tagger_failed",
        lambda: events.transaction_committed("tag", summary(tagger_failures=(("mine", ARTICLE),)), 0.1),
        {"uri": ARTICLE.uri, "reason": "mine"},
    ),
    ("message_overdue", lambda: events.message_overdue("tag", ORIGIN, 61.0), {"seconds": 61.0}),
    (
        "transaction_aborted",
        lambda: events.transaction_aborted("tag", ORIGIN, TimeoutError("late"), 5),
        {"error": "TimeoutError", "messages": 5},
    ),
]


@pytest.mark.parametrize(("name", "happen", "details"), TOLD, ids=[name for name, *_ in TOLD])
def test_event_about_a_message_says_which(
    name: str, happen: Callable[[], None], details: dict[str, object]
) -> None:
    """Topic, partition, offset and stage always, the article's uri where there is an article."""
    with capture_logs() as lines:
        happen()
    (line,) = lines
    assert line["event"] == name
    assert line.items() >= ({"stage": "tag"} | PLACE | details).items()


@pytest.mark.parametrize(
    ("stage", "reason", "uri"),
    [
        (StageName.TAG, Reason.INTERNAL_ERROR, ARTICLE.uri),
        (StageName.TAG, Reason.TIMEOUT, None),
        (StageName.NORMALIZE, Reason.INTERNAL_ERROR, None),
    ],
)
def test_letter_of_an_inner_stage_names_the_article(
    stage: StageName, reason: Reason, uri: str | None
) -> None:
    """The uri comes from the record that failed; raw messages and those that took too long are not opened."""
    encoder = OutcomeRecords(topics=Topics(), stage=stage, max_bytes=100_000)
    message = Message(value=encode_article(ARTICLE), origin=ORIGIN)
    failed = msgspec.structs.replace(letter(), uri=None, stage=stage, reason=reason)
    (kept,) = encoder.encode(message, [failed], Stamp(1)).outcomes
    assert isinstance(kept, DeadLetter)
    assert kept.uri == uri


def test_letter_of_a_refused_record_names_the_article() -> None:
    """A record that no broker takes is found by its uri too."""
    encoder = OutcomeRecords(topics=Topics(), stage=StageName.NORMALIZE, max_bytes=100_000)
    published = Publish(topics=("t",), key=b"k", article=ARTICLE)
    message = Message(value=b"x", origin=ORIGIN)
    (kept,) = encoder.encode(message, [published], Stamp(1), Reduction.DEAD_LETTERS).outcomes
    assert isinstance(kept, DeadLetter)
    assert (kept.reason, kept.uri) == (Reason.OVERSIZE, ARTICLE.uri)
