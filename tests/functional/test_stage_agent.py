"""A stage, fed through Faust's test context: each outcome is carried out, each error leaves no trace."""

import asyncio

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    MessageSizeTooLargeError,
    ProducerFenced,
    TopicAuthorizationFailedError,
)

from service.codecs.dead_letter import OMITTED_VALUE, read_dead_letter
from service.codecs.record import decode_article, decode_fingerprint
from service.model import DeadLetter, Message, Outcome, Publish, Reason, StageName, Topics
from service.record import Dedup, Fingerprint, Origin
from service.settings import Settings
from service.worker.outcomes import OutputRecord
from tests.functional.conftest import SOURCE, OpenStage
from tests.functional.memory_log import MemoryRecord
from tests.integration.simple_stages import SeenContents, define_simple, make_simple_article

TOPICS = Topics()


def publish(message: Message) -> tuple[Outcome, ...]:
    """Publish every message on two topics."""
    article = make_simple_article(message, (message.value or b"nothing").decode())
    return (Publish(topics=(TOPICS.normalized, "routed"), key=b"en", article=article),)


def refuse(message: Message) -> tuple[Outcome, ...]:
    """Make every message a dead letter."""
    return (
        DeadLetter(
            reason=Reason.EMPTY, stage=StageName.NORMALIZE, detail="no letters", origin=message.origin
        ),
    )


def texts(records: list[OutputRecord]) -> list[str]:
    """Return the bodies of records."""
    return [decode_article(record.value).body for record in records]


async def test_publish_goes_to_every_topic_under_its_key(open_stage: OpenStage) -> None:
    """A record is on each of its topics, with its key and the headers that say what it is."""
    async with open_stage(publish) as stage:
        await stage.put_records([MemoryRecord(0, b"one", headers=(("traceparent", b"00-ab-cd-01"),))])
        await stage.committed(1)

    (first,), (second,) = stage.log.on(TOPICS.normalized), stage.log.on("routed")
    headers = dict(first.headers)
    assert first.key == b"en"
    assert first.value == second.value
    assert decode_article(first.value).origin == Origin(topic=SOURCE.topic, partition=3, offset=0, item=0)
    assert headers["traceparent"] == b"00-ab-cd-01"
    assert headers["content-type"] == b"application/json"
    assert headers["received_at"] == b"2023-11-14T22:13:20.000Z"
    assert headers["processed_at"] > headers["received_at"]


async def test_dead_letter_keeps_the_message(open_stage: OpenStage) -> None:
    """Key, value and headers of the original are kept, and the reason can be read back."""
    original = MemoryRecord(7, b"\xff\xfe", key=b"k", headers=(("content-type", b"text/html"),))
    async with open_stage(refuse) as stage:
        await stage.put_records([original])
        await stage.committed(8)

    (record,) = stage.log.on(TOPICS.dead_letter)
    kept = read_dead_letter(
        Message(
            value=record.value,
            key=record.key,
            headers=record.headers,
            origin=Origin(topic=TOPICS.dead_letter, partition=0, offset=0, item=0),
        )
    )
    assert (kept.message.value, kept.message.key) == (b"\xff\xfe", b"k")
    assert kept.message.headers == (("content-type", b"text/html"),)
    assert kept.dead_letter.reason is Reason.EMPTY
    assert kept.dead_letter.origin.offset == 7


async def test_tombstone_without_key_can_be_kept(open_stage: OpenStage) -> None:
    """A record with neither key nor value cannot be produced, so its dead letter has an empty value."""
    async with open_stage(refuse) as stage:
        await stage.put(None)
        await stage.committed(1)

    (record,) = stage.log.on(TOPICS.dead_letter)
    assert (record.key, record.value, record.partition) == (None, b"", 3)


async def test_defect_becomes_a_dead_letter_among_good_ones(open_stage: OpenStage) -> None:
    """An exception in the stage costs its own message and no other."""

    def stage_with_defect(message: Message) -> tuple[Outcome, ...]:
        if message.value == b"bad":
            raise ZeroDivisionError("oh")
        return publish(message)

    async with open_stage(stage_with_defect) as stage:
        await stage.put(b"one", b"bad", b"two")
        await stage.committed(3)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "two"]
    (letter,) = stage.log.on(TOPICS.dead_letter)
    assert dict(letter.headers)["reason"] == b"internal_error"
    assert stage.log.transactions == [5]


async def test_unwritable_record_becomes_a_dead_letter(open_stage: OpenStage) -> None:
    """A lone surrogate that reached a record cannot be written as JSON; the message is kept instead."""

    def surrogate(message: Message) -> tuple[Outcome, ...]:
        article = make_simple_article(message, "\ud800 text")
        return (Publish(topics=(TOPICS.normalized,), key=b"en", article=article),)

    async with open_stage(surrogate) as stage:
        await stage.put(b"one")
        await stage.committed(1)

    (letter,) = stage.log.on(TOPICS.dead_letter)
    assert letter.value == b"one"
    assert dict(letter.headers)["reason"] == b"internal_error"


async def test_remember_is_seen_by_the_next_message_of_the_batch(open_stage: OpenStage) -> None:
    """Two copies in one batch: the second knows the first, before anything is committed."""
    async with open_stage(publish, **copies()) as stage:
        await stage.put(b"a same", b"b same")
        await stage.committed(2)

    assert texts(stage.log.on(TOPICS.unique)) == ["a same"]
    assert texts(stage.log.on(TOPICS.duplicates)) == ["b same"]
    prints = stage.log.on(TOPICS.fingerprints)
    assert [record.partition for record in prints] == [3, 3]
    assert decode_fingerprint(prints[0].value or b"").content == "same"


def copies() -> dict[str, object]:
    """Return the arguments of a stage that recognises copies."""
    definition = define_simple(StageName.DEDUPLICATE, Settings())
    return {"name": StageName.DEDUPLICATE, "new_state": SeenContents, "bind": definition.bind}


@pytest.mark.parametrize(
    "error",
    [KafkaConnectionError("gone"), ProducerFenced(), TimeoutError()],
    ids=["gone", "fenced", "timeout"],
)
async def test_failed_transaction_is_done_again_once(open_stage: OpenStage, error: Exception) -> None:
    """What was not committed is worked on again, and what came before it is not."""
    async with open_stage(publish, max_messages=2) as stage:
        stage.log.failures.extend([None, error])
        await stage.put(b"one", b"two", b"three", b"four")
        await stage.committed(4)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "two", "three", "four"]
    assert stage.log.epochs[SOURCE] == 2


async def test_commit_with_a_lost_reply_is_not_repeated(open_stage: OpenStage) -> None:
    """The broker committed but the answer was lost: the offset read anew says so."""
    async with open_stage(publish, max_messages=2) as stage:
        stage.log.lost_replies.append(KafkaConnectionError("reply lost"))
        await stage.put(b"one", b"two", b"three")
        await stage.committed(3)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "two", "three"]


async def test_state_of_an_aborted_batch_is_forgotten(open_stage: OpenStage) -> None:
    """The first of two copies was remembered in a batch that failed; when it comes again it is still new."""
    async with open_stage(publish, **copies()) as stage:
        stage.log.failures.append(KafkaConnectionError("gone"))
        await stage.put(b"a same", b"b same")
        await stage.committed(2)

    assert texts(stage.log.on(TOPICS.unique)) == ["a same"]
    assert texts(stage.log.on(TOPICS.duplicates)) == ["b same"]


async def test_state_is_restored_before_anything_is_read(open_stage: OpenStage) -> None:
    """A copy of something in the state topic is recognised although its original is not read again."""

    async def restore(_source: object, add: object, _report: object) -> int:
        message = Message(value=b"", origin=Origin(topic="t", partition=3, offset=1, item=0))
        article = make_simple_article(message, "old same")
        assert callable(add)
        fingerprint = Fingerprint(
            uri=article.uri,
            work="w",
            content="same",
            shingles=b"",
            language="en",
            origin=article.origin,
            story="s",
            dedup=Dedup(status="new"),
            version="1",
        )
        add([fingerprint])
        return 1

    async with open_stage(publish, **copies(), restore=restore, state_topic=TOPICS.fingerprints) as stage:
        await stage.put(b"a same")
        await stage.committed(1)

    (copy,) = stage.log.on(TOPICS.duplicates)
    dedup = decode_article(copy.value).dedup
    assert dedup is not None
    assert dedup.of == "urn:t:3:1"


async def test_record_that_the_broker_refuses_becomes_a_dead_letter(open_stage: OpenStage) -> None:
    """A batch is refused for its size: the messages are tried one by one, and only the large one fails."""
    async with open_stage(publish) as stage:
        stage.log.failures.extend([MessageSizeTooLargeError(), None, MessageSizeTooLargeError()])
        await stage.put(b"one", b"large", b"three")
        await stage.committed(3)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "three"]
    (letter,) = stage.log.on(TOPICS.dead_letter)
    assert (letter.value, dict(letter.headers)["reason"]) == (b"large", b"oversize")


async def test_dead_letter_that_the_broker_refuses_loses_its_value(open_stage: OpenStage) -> None:
    """If even the dead letter is refused, its coordinates and the length of its value are kept."""
    async with open_stage(publish) as stage:
        stage.log.failures.extend([MessageSizeTooLargeError()] * 3)
        await stage.put(b"large")
        await stage.committed(1)

    (letter,) = stage.log.on(TOPICS.dead_letter)
    headers = dict(letter.headers)
    assert letter.value == b""
    assert (headers[OMITTED_VALUE], headers["original_offset"]) == (b"5", b"0")


async def test_overdue_message_is_not_run_again(open_stage: OpenStage) -> None:
    """A message over which a process was killed becomes a dead letter with reason timeout."""
    async with open_stage(publish) as stage:
        stage.overdue.add((SOURCE.topic, SOURCE.partition, 1))
        await stage.put(b"one", b"hangs", b"three")
        await stage.committed(3)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "three"]
    (letter,) = stage.log.on(TOPICS.dead_letter)
    assert (letter.value, dict(letter.headers)["reason"]) == (b"hangs", b"timeout")


async def test_error_that_cannot_be_mended_ends_the_process(open_stage: OpenStage) -> None:
    """Without permission to write there is nothing to try again."""
    async with open_stage(publish) as stage:
        stage.log.failures.append(TopicAuthorizationFailedError("articles.normalized"))
        await stage.put(b"one")
        await stage.until(lambda: stage.failed)

    assert isinstance(stage.failed[0], TopicAuthorizationFailedError)
    assert stage.log.records == []


async def test_lost_chunk_is_noticed_by_the_next_one(open_stage: OpenStage) -> None:
    """A chunk that never arrived is read again, together with the one behind it, in order."""
    async with open_stage(publish) as stage:
        await stage.put(b"one")
        await stage.committed(1)
        stage.backlog[1] = MemoryRecord(1, b"lost on the way")
        stage.fetching.made += 1
        await stage.put(b"three", start=2)
        await stage.committed(3)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "lost on the way", "three"]


async def test_chunk_of_an_older_session_is_dropped(open_stage: OpenStage) -> None:
    """What was fetched before the partition was opened again is not worked on twice."""
    async with open_stage(publish) as stage:
        await stage.put(b"one")
        await stage.committed(1)
        stage.fetching.sessions -= 1
        stage.fetching.made = 0
        await stage.put(b"one")
        stage.fetching.sessions += 1
        stage.fetching.made = 1
        await stage.put(b"two", start=1)
        await stage.committed(2)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "two"]


async def test_revocation_lets_a_commit_under_way_end(open_stage: OpenStage) -> None:
    """A partition is taken away while its transaction is being committed: it is committed, once."""
    async with open_stage(publish) as stage:
        stage.log.gate = asyncio.Event()
        await stage.put(b"one", b"two")
        (lane,) = stage.lanes
        await stage.until(lambda: lane.is_committing)
        asyncio.get_running_loop().call_later(0.05, stage.log.gate.set)
        await stage.lanes.revoked([SOURCE])

        assert texts(stage.log.on(TOPICS.normalized)) == ["one", "two"]
        assert stage.log.offsets[SOURCE] == 2


async def test_revocation_gives_up_a_commit_that_hangs(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait is bounded; what was not committed is read again by the next owner."""
    monkeypatch.setattr("service.worker.lane.COMMIT_SECONDS", 0.05)
    async with open_stage(publish) as stage:
        stage.log.gate = asyncio.Event()
        await stage.put(b"one")
        (lane,) = stage.lanes
        await stage.until(lambda: lane.is_committing)
        await stage.lanes.revoked([SOURCE])
        stage.log.gate.set()
        assert stage.log.records == []

        stage.lanes.assigned([SOURCE])
        await stage.committed(1)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one"]


async def test_chunk_that_never_arrives_is_noticed(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last chunk is lost and none follows it: the partition is read again all the same."""
    monkeypatch.setattr("service.worker.lane.LOST_SECONDS", 0.05)
    monkeypatch.setattr("service.worker.lane.LOST_TURN_SECONDS", 0.001)
    async with open_stage(publish) as stage:
        await stage.put(b"one")
        await stage.committed(1)
        stage.backlog[1] = MemoryRecord(1, b"lost on the way")
        stage.fetching.made += 1
        await stage.committed(2)

    assert texts(stage.log.on(TOPICS.normalized)) == ["one", "lost on the way"]
