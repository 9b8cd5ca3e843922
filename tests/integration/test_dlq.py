"""`dateline dlq` against a real broker: list, show, and replay that is done once."""

import asyncio
import base64
import json
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord
from click.testing import CliRunner, Result

from service.cli.dlq import command
from service.cli.reading import read_topics
from service.codecs.dead_letter import OMITTED_VALUE, REPLAY_COUNT, REPLAY_OF, dead_letter_headers
from service.model import DeadLetter, Headers, Message, Reason, StageName, Topics
from service.record import Origin

BROKEN = b'{"id": "a", "source": "Paper", "body": 5}'


class Desk:
    """Puts messages and their dead letters on the topics, and runs the command there."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self.bootstrap = bootstrap
        self.topics = topics

    def send(
        self, topic: str, value: bytes | None, *, key: bytes | None = b"k", headers: Headers = ()
    ) -> int:
        """Send one record to partition 1; return its offset."""

        async def sent() -> int:
            async with AIOKafkaProducer(
                bootstrap_servers=self.bootstrap, max_request_size=9_000_000
            ) as producer:
                metadata = await producer.send_and_wait(
                    topic, value=value, key=key, partition=1, headers=list(headers)
                )
                return int(metadata.offset)

        return asyncio.run(sent())

    def fail(
        self, value: bytes, reason: Reason, *, items: Sequence[int] = (0,), keep_value: bool = True
    ) -> int:
        """Send a raw message and a dead letter for each of its items; return the raw offset."""
        stated: Headers = (("content-type", b"application/json"),)
        offset = self.send(self.topics.raw, value, headers=stated)
        for item in items:
            origin = Origin(topic=self.topics.raw, partition=1, offset=offset, item=item)
            message = Message(value=value, key=b"k", headers=stated, origin=origin)
            letter = DeadLetter(
                reason=reason, stage=StageName.NORMALIZE, detail="d", origin=origin, input_id="a"
            )
            headers = dead_letter_headers(letter, message)
            if not keep_value:
                headers = (*headers, (OMITTED_VALUE, str(len(value)).encode()))
            self.send(self.topics.dead_letter, value if keep_value else b"", headers=headers)
        return offset

    def run(self, *arguments: str) -> Result:
        """Run `dateline dlq` with these arguments."""
        return CliRunner().invoke(command, list(arguments))

    def raw(self) -> list[ConsumerRecord]:
        """Return all committed records of the raw topic."""

        async def read() -> list[ConsumerRecord]:
            records = read_topics(self.bootstrap, [self.topics.raw], from_beginning=True, follow=False)
            return [record async for record in records]

        return asyncio.run(read())


@pytest.fixture
def desk(bootstrap: str, topics: Topics, topic_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk whose commands see this test's topics only."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", bootstrap)
    monkeypatch.setenv("DATELINE_TOPIC_PREFIX", topic_prefix)
    monkeypatch.setenv("DATELINE_GROUP_PREFIX", topic_prefix)
    return Desk(bootstrap, topics)


def test_letters_are_listed_by_choice(desk: Desk) -> None:
    """Reason and source choose; what somebody else wrote on the topic does not disturb."""
    desk.fail(BROKEN, Reason.INVALID_ENVELOPE)
    desk.fail(b"\xff", Reason.UNDECODABLE)
    desk.send(desk.topics.dead_letter, b"foreign")

    everything, chosen, none = (
        desk.run("list"),
        desk.run("list", "--source", "paper", "--reason", "invalid_envelope"),
        desk.run("list", "--until", "1h"),
    )

    assert len(everything.stdout.splitlines()) == 2
    assert "2 dead letters: 1 invalid_envelope, 1 undecodable" in everything.stderr
    (row,) = chosen.stdout.splitlines()
    assert row.startswith("1:0  ")
    assert "invalid_envelope" in row
    assert none.stdout == ""


def test_a_letter_is_shown_as_json_or_as_its_bytes(desk: Desk) -> None:
    """The JSON is that of every dead letter; the bytes are those that came."""
    offset = desk.fail(b"\xff\x00", Reason.UNDECODABLE)

    shown, body, absent = desk.run("show", "1:0"), desk.run("show", "1:0", "--body"), desk.run("show", "1:9")

    letter = json.loads(shown.stdout)
    assert letter["reason"] == "undecodable"
    assert letter["origin"] == {
        "topic": desk.topics.raw,
        "partition": 1,
        "offset": offset,
        "item": 0,
        "id": "a",
    }
    assert base64.b64decode(letter["body_base64"]) == b"\xff\x00"
    assert letter["headers"] == {"content-type": "application/json"}
    assert body.stdout_bytes == b"\xff\x00"
    assert absent.exit_code == 1
    assert "no dead letter at 1:9" in absent.stderr


def test_a_replay_is_done_once_however_often_it_is_asked_for(desk: Desk) -> None:
    """Dry first, then for good, then again: the message is back once, marked, as it was."""
    offset = desk.fail(BROKEN, Reason.INVALID_ENVELOPE, items=(0, 1, 2))

    dry = desk.run("replay", "--reason", "invalid_envelope", "--dry-run")
    assert len(desk.raw()) == 1
    first = desk.run("replay", "--reason", "invalid_envelope")
    second = desk.run("replay", "--all")

    assert "1 messages would be put back" in dry.stderr
    assert first.exit_code == second.exit_code == 0
    assert "1 messages put back" in first.stderr
    assert "2 not: another item of the same message" in first.stderr
    assert "0 messages put back" in second.stderr
    assert "3 not: has been put back before" in second.stderr
    original, replayed = desk.raw()
    assert (replayed.value, replayed.key, replayed.partition) == (BROKEN, b"k", 1)
    assert dict(replayed.headers) == {
        "content-type": b"application/json",
        REPLAY_OF: f"{original.topic}/1/{offset}".encode(),
        REPLAY_COUNT: b"1",
    }


def test_a_large_value_is_fetched_from_its_own_topic(desk: Desk) -> None:
    """A letter without its value leads to the message, as long as the topic has it."""
    value = b'{"body": "' + b"word " * 200_000 + b'"}'
    desk.fail(value, Reason.OVERSIZE, keep_value=False)

    result = desk.run("replay", "1:0")

    assert result.exit_code == 0, result.stderr
    assert [record.value for record in desk.raw()] == [value, value]


def test_what_cannot_be_put_back_is_named_and_the_rest_goes(desk: Desk) -> None:
    """A letter from elsewhere is told by its place, and the status is not 0."""
    desk.fail(BROKEN, Reason.INVALID_ENVELOPE)
    origin = Origin(topic="story.txt", partition=0, offset=0, item=0)
    letter = DeadLetter(reason=Reason.EMPTY, stage=StageName.NORMALIZE, detail="d", origin=origin)
    headers = dead_letter_headers(letter, Message(value=b"x", origin=origin))
    desk.send(desk.topics.dead_letter, b"x", headers=headers)

    result = desk.run("replay", "--all", "--rate", "50")

    assert result.exit_code == 1
    assert "1 messages put back" in result.stderr
    assert "cannot be put back: 1:1" in result.stderr
    assert len(desk.raw()) == 2


def test_a_rate_holds(desk: Desk) -> None:
    """Six messages at four a second take more than a second."""
    for number in range(6):
        desk.fail(b'{"body": %d}' % number, Reason.INVALID_ENVELOPE)

    result = desk.run("replay", "--all", "--rate", "4")

    stamps = [record.timestamp for record in desk.raw() if dict(record.headers).get(REPLAY_OF)]
    assert result.exit_code == 0
    assert len(stamps) == 6
    assert max(stamps) - min(stamps) >= 800
