"""`dateline feed` onto a real topic: bytes, keys and headers arrive, and the count is exact."""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from click.testing import CliRunner

from service.broker import BrokerError
from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.topics import ExpectedTopic
from service.cli.feed import command
from service.cli.feeding import NO_ANSWER, FeedResult, feed
from service.cli.raw_inputs import RawInput, read_inputs
from service.model import Topics


async def read_all(bootstrap: str, topic: str, partitions: int = 4) -> list[ConsumerRecord]:
    """Return all records of a topic."""
    every = [TopicPartition(topic, number) for number in range(partitions)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    async with consumer:
        consumer.assign(every)
        ends = await consumer.end_offsets(every)
        records: list[ConsumerRecord] = []
        while len(records) < sum(ends.values()):
            batches = await consumer.getmany(timeout_ms=500)
            records += [record for batch in batches.values() for record in batch]
        return records


async def test_bytes_keys_and_types_arrive(bootstrap: str, topics: Topics, tmp_path: Path) -> None:
    """Any bytes pass unchanged under the file's name, with the type its ending says."""
    (tmp_path / "a.html").write_bytes(b"<p>caf\xe9\x00")
    (tmp_path / "b.bin").write_bytes(bytes(range(256)))
    (tmp_path / "empty.txt").write_bytes(b"")
    files = [tmp_path / name for name in ("a.html", "b.bin", "empty.txt")]
    result = await feed(read_inputs(files), bootstrap=bootstrap, topic=topics.raw)

    assert (result.acknowledged, result.failures) == (3, ())
    records = {record.key: record for record in await read_all(bootstrap, topics.raw)}
    assert {key: record.value for key, record in records.items()} == {
        file.name.encode(): file.read_bytes() for file in files
    }
    assert records[b"a.html"].headers == (("content-type", b"text/html"),)
    assert records[b"b.bin"].headers == ()


async def test_every_line_is_counted_and_spread(bootstrap: str, topics: Topics, tmp_path: Path) -> None:
    """Thousands of lines arrive once each, over all partitions, and each is told of."""
    file = tmp_path / "many.jsonl"
    file.write_bytes(b"".join(b'{"body": "%d"}\n' % number for number in range(5_000)))
    settled: list[str] = []
    result = await feed(
        read_inputs([file]),
        bootstrap=bootstrap,
        topic=topics.raw,
        on_settled=lambda raw: settled.append(raw.key),
    )

    records = await read_all(bootstrap, topics.raw)
    assert result.acknowledged == len(records) == len(set(settled)) == 5_000
    assert {record.value for record in records} == set(file.read_bytes().splitlines())
    assert {record.partition for record in records} == {0, 1, 2, 3}


@pytest.mark.parametrize("rate", [None, 100])
async def test_what_is_refused_fails_alone(bootstrap: str, topics: Topics, rate: float | None) -> None:
    """A message that brokers refuse takes no other with it, in one batch with others or by itself."""
    await ensure_topics(
        bootstrap,
        [ExpectedTopic(name=f"{topics.raw}.small", partitions=1, config={"max.message.bytes": "1000"})],
    )
    small = [RawInput(key=f"small-{number}", value=bytes(100)) for number in range(50)]
    large = RawInput(key="large", value=bytes(5_000))
    unreadable = RawInput(key="unreadable", problem="gone")
    inputs = [*small[:5], large, *small[5:30], unreadable, large, *small[30:]]
    result = await feed(inputs, bootstrap=bootstrap, topic=f"{topics.raw}.small", rate=rate)
    records = await read_all(bootstrap, f"{topics.raw}.small", 1)

    assert [record.key.decode() for record in records] == [raw.key for raw in small]
    assert result.acknowledged == 50
    assert sorted(failure.key for failure in result.failures) == ["large", "large", "unreadable"]


async def test_large_messages_do_not_add_up_to_a_request_that_is_refused(
    bootstrap: str, topics: Topics
) -> None:
    """Messages of 40 MiB for four partitions at once would exceed what a broker takes in one request."""
    inputs = [RawInput(key=str(number), value=bytes(40 * 2**20)) for number in range(6)]
    result = await feed(inputs, bootstrap=bootstrap, topic=topics.raw, patience_s=20)

    assert (result.acknowledged, result.failures) == (6, ())


async def test_a_rate_is_kept(bootstrap: str, topics: Topics) -> None:
    """Messages leave evenly, no faster than asked, by the brokers' own clock."""
    inputs = [RawInput(key=str(number), value=b"x") for number in range(21)]
    await feed(inputs, bootstrap=bootstrap, topic=topics.raw, rate=20)
    times = sorted(record.timestamp for record in await read_all(bootstrap, topics.raw))

    assert times[-1] - times[0] >= 950


async def test_a_topic_that_is_absent_is_refused_at_once(bootstrap: str, topic_prefix: str) -> None:
    """Nothing waits for a topic that nobody will create."""
    with pytest.raises(BrokerError, match="dateline topics --apply"):
        await feed([RawInput(key="k", value=b"v")], bootstrap=bootstrap, topic=f"{topic_prefix}.none")


async def _feed_through_a_crash(broker: EmbeddedBroker, *, restart: bool, patience_s: float) -> FeedResult:
    """Kill the broker while 600 messages are being sent, and start it again if asked."""
    with broker:
        await ensure_topics(broker.bootstrap, [ExpectedTopic(name="crash", partitions=2, config={})])
        settled = 0

        def crash_once(_: RawInput) -> None:
            nonlocal settled
            settled += 1
            if settled == 200:
                broker.kill()
                if restart:
                    broker.start()

        inputs = [RawInput(key=str(number), value=b"x" * 1000) for number in range(600)]
        result = await feed(
            inputs,
            bootstrap=broker.bootstrap,
            topic="crash",
            rate=2000,
            on_settled=crash_once,
            patience_s=patience_s,
        )
        if restart:
            records = await read_all(broker.bootstrap, "crash", 2)
            assert sorted(int(record.key) for record in records) == list(range(600))
    return result


async def test_a_crash_of_the_broker_neither_loses_nor_repeats(own_broker: EmbeddedBroker) -> None:
    """After the broker is back every message is there once."""
    result = await _feed_through_a_crash(own_broker, restart=True, patience_s=60)

    assert (result.acknowledged, result.failures) == (600, ())


async def test_a_broker_that_stays_away_is_given_up(own_broker: EmbeddedBroker) -> None:
    """Every message has one fate, acknowledged or not, and the sending ends."""
    result = await _feed_through_a_crash(own_broker, restart=False, patience_s=2)

    assert result.acknowledged >= 200
    assert result.acknowledged + len(result.failures) == 600
    assert {failure.reason for failure in result.failures} == {NO_ANSWER}


def test_the_command_counts_and_succeeds(
    bootstrap: str, topics: Topics, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders and standard input are sent, and the count is printed."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", bootstrap)
    monkeypatch.setenv("DATELINE_TOPIC_PREFIX", topic_prefix)
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.jsonl").write_text("{}\n{}\n")
    result = CliRunner().invoke(command, [str(tmp_path), "-"], input=b"from a pipe")

    assert result.exit_code == 0, result.output
    assert f"4 messages on {topics.raw}" in result.output


def test_the_command_fails_when_anything_was_not_sent(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input that is too large is named, the rest is sent, and the exit status is 1."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", bootstrap)
    monkeypatch.setenv("DATELINE_TOPIC_PREFIX", topic_prefix)
    (tmp_path / "fine.txt").write_text("one")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    result = CliRunner().invoke(command, [str(tmp_path)])

    assert result.exit_code == 1
    assert f"1 message on {topics.raw}" in result.output
    assert "large.txt: larger than 64 MiB" in result.output


def test_nothing_to_send_is_a_failure(
    embedded_broker: EmbeddedBroker,
    topics: Topics,
    topic_prefix: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An empty folder is most likely a mistake."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", embedded_broker.bootstrap)
    monkeypatch.setenv("DATELINE_TOPIC_PREFIX", topic_prefix)
    result = CliRunner().invoke(command, [str(tmp_path)])

    assert result.exit_code == 1
    assert "nothing to send" in result.output
    assert topics.raw.startswith(topic_prefix)
