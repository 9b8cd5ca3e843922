"""Putting messages back: what, where, and only once."""

import msgspec
import pytest

from service.cli.letters import FoundLetter
from service.cli.replay import Planner, Refusal, Replay, replayed_coordinates
from service.codecs.dead_letter import REPLAY_COUNT, REPLAY_OF, KeptLetter
from service.model import DeadLetter, Headers, Message, Reason, StageName, Topics
from service.record import Origin

RAW = Origin(topic="articles.raw", partition=2, offset=8, item=0)


def _letter(
    origin: Origin = RAW, *, value: bytes | None = b"x", headers: Headers = (), omitted: int | None = None
) -> FoundLetter:
    letter = DeadLetter(reason=Reason.INTERNAL_ERROR, stage=StageName.TAG, detail="d", origin=origin)
    message = Message(value=value, key=b"k", headers=headers, origin=msgspec.structs.replace(origin, item=0))
    kept = KeptLetter(
        dead_letter=letter, message=message, version="0.1.0", retry_count=2, omitted_bytes=omitted
    )
    return FoundLetter(partition=0, offset=1, failed_ms=5, kept=kept)


def _planner(*done: tuple[str, int, int]) -> Planner:
    return Planner(Topics(), done)


def test_a_message_goes_back_as_it_was_with_a_mark() -> None:
    """Original headers first, then what it replays and how often it has been tried."""
    old: Headers = (("source", b"a"), (REPLAY_OF, b"articles.raw/0/1"), (REPLAY_COUNT, b"2"))

    decision = _planner().decide(_letter(headers=old))

    assert isinstance(decision, Replay)
    assert decision.message.value == b"x"
    assert decision.headers == (
        ("source", b"a"),
        (REPLAY_OF, b"articles.raw/2/8"),
        (REPLAY_COUNT, b"3"),
    )
    assert replayed_coordinates(decision.headers) == ("articles.raw", 2, 8)


def test_a_message_is_put_back_once_for_all_its_items_and_all_times() -> None:
    """Two items of one message, and a message that went back before."""
    planner = _planner(("articles.raw", 0, 1))
    second = msgspec.structs.replace(RAW, item=5)
    before = Origin(topic="articles.raw", partition=0, offset=1, item=0)

    decisions = [planner.decide(_letter(origin)) for origin in (RAW, second, before)]

    assert isinstance(decisions[0], Replay)
    assert [decision.is_done for decision in decisions[1:] if isinstance(decision, Refusal)] == [True, True]


@pytest.mark.parametrize("topic", ["articles.raw", "articles.normalized", "articles.unique"])
def test_every_stage_gets_its_messages_back(topic: str) -> None:
    """A message returns to the topic that the stage at which it failed reads."""
    origin = Origin(topic=topic, partition=1, offset=3, item=0)

    assert isinstance(_planner().decide(_letter(origin)), Replay)


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (_letter(Origin(topic="story.txt", partition=0, offset=0, item=0)), "no topic that a stage"),
        (_letter(Origin(topic="other.raw", partition=0, offset=0, item=0)), "no topic that a stage"),
        (_letter(value=None), "empty"),
        (_letter(value=b""), "empty"),
    ],
)
def test_what_cannot_be_put_back_says_why(letter: FoundLetter, why: str) -> None:
    """Letters from elsewhere and messages with nothing in them."""
    decision = _planner().decide(letter)

    assert isinstance(decision, Refusal)
    assert why in decision.why
    assert not decision.is_done


def test_a_value_that_was_too_large_to_keep_is_to_be_fetched() -> None:
    """An empty value with a size is not an empty message."""
    assert isinstance(_planner().decide(_letter(value=b"", omitted=9)), Replay)


@pytest.mark.parametrize(
    "headers",
    [(), ((REPLAY_OF, b""),), ((REPLAY_OF, b"a/b/c"),), ((REPLAY_OF, b"\xff/1/-2"),), ((REPLAY_OF, b"1/2"),)],
)
def test_marks_that_are_none_are_passed_over(headers: Headers) -> None:
    """A producer may write any header."""
    assert replayed_coordinates(headers) is None


def test_a_topic_with_slashes_is_read_from_the_right() -> None:
    """The last two parts are numbers, the rest is the topic."""
    assert replayed_coordinates(((REPLAY_OF, b"a/b/1/2"),)) == ("a/b", 1, 2)
