"""The embedded broker as a user meets it: start, stop, crash, restart, and every way to fail."""

import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from service.broker import BrokerError
from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.jars import cache_path
from service.broker.lock import read_lock
from service.broker.process import Record, read_record, write_record
from service.broker.topics import ExpectedTopic
from service.model import Topics
from service.settings import load_settings

UNREACHABLE_PROXY = "http://127.0.0.1:9"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send everything but loopback to a proxy that nobody runs."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, UNREACHABLE_PROXY)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


async def _write(bootstrap: str, topic: str, values: list[bytes], transaction: str | None = None) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=transaction, max_request_size=80 * 2**20
    ) as producer:
        if transaction is None:
            for value in values:
                await producer.send_and_wait(topic, value)
            return
        async with producer.transaction():
            for value in values:
                await producer.send(topic, value)


async def _read(bootstrap: str, topic: str, partitions: int, count: int) -> list[bytes]:
    """Return the committed values of a topic when there are `count`, or what there is after 30 s.

    A commit is answered before its markers are written, so at first the end may lie before them.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=80 * 2**20,
    )
    every = [TopicPartition(topic, number) for number in range(partitions)]
    async with consumer:
        consumer.assign(every)
        values: list[bytes] = []
        deadline = time.monotonic() + 30
        while len(values) < count and time.monotonic() < deadline:
            batches = await consumer.getmany(timeout_ms=500)
            values += [record.value for records in batches.values() for record in records]
        return values


async def test_transactions_work(bootstrap: str, topics: Topics, topic_prefix: str) -> None:
    """What a committed transaction wrote is read by a read-committed consumer."""
    await _write(bootstrap, topics.enriched, [b"one", b"two"], transaction=f"{topic_prefix}-tx")

    assert sorted(await _read(bootstrap, topics.enriched, 4, 2)) == [b"one", b"two"]


async def test_a_raw_message_of_64_mib_passes(bootstrap: str, topics: Topics) -> None:
    """The largest raw message that the topics promise is stored and read back."""
    largest = bytes(64 * 2**20)

    await _write(bootstrap, topics.raw, [largest])

    assert await _read(bootstrap, topics.raw, 4, 1) == [largest]


async def test_data_survive_a_stop_and_a_crash(own_broker: EmbeddedBroker) -> None:
    """After an orderly stop and after a kill the same address serves the same data."""
    topic = ExpectedTopic(name="kept", partitions=1, config={})
    with own_broker as broker:
        await ensure_topics(broker.bootstrap, [topic])
        await _write(broker.bootstrap, "kept", [b"before the stop"])
        address = broker.bootstrap
        assert broker.stop()
        await _write(broker.start().bootstrap, "kept", [b"before the crash"])
        broker.kill()
        broker.start()

        assert broker.bootstrap == address
        assert await _read(broker.bootstrap, "kept", 1, 2) == [b"before the stop", b"before the crash"]


def test_status_follows_the_process(own_broker: EmbeddedBroker) -> None:
    """Status says whether it runs and serves, before, during and after."""
    assert not own_broker.status().running
    with own_broker:
        status = own_broker.status()
        assert (status.running, status.ready, status.kafka) == (True, True, read_lock().kafka)
        assert status.bootstrap == own_broker.bootstrap
    assert not own_broker.status().running
    assert not own_broker.layout.record.exists()


def test_a_second_start_takes_the_running_broker(own_broker: EmbeddedBroker) -> None:
    """Starting what runs changes nothing, and leaving its context does not stop it."""
    with own_broker:
        again = EmbeddedBroker(own_broker.layout.folder.parent, 0, cache_dir=own_broker.cache_dir)
        with again:
            assert again.bootstrap == own_broker.bootstrap
            assert again.status().pid == own_broker.status().pid
        assert own_broker.status().ready
        other_port = EmbeddedBroker(
            own_broker.layout.folder.parent, own_broker.port + 1, cache_dir=own_broker.cache_dir
        )
        with pytest.raises(BrokerError, match="already runs on port"):
            other_port.start()


def test_two_starts_at_once_make_one_broker(own_broker: EmbeddedBroker) -> None:
    """The second waits for the first and takes its broker."""
    state = own_broker.layout.folder.parent
    both = [EmbeddedBroker(state, own_broker.port, cache_dir=own_broker.cache_dir) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda broker: broker.start(), both))
    try:
        assert [broker.started_here for broker in both].count(True) == 1
        assert both[0].bootstrap == both[1].bootstrap
        assert both[0].status().pid == both[1].status().pid
    finally:
        for broker in both:
            broker.stop()


def test_a_port_that_is_taken_is_named(tmp_path: Path, own_broker: EmbeddedBroker) -> None:
    """A listener of somebody else on the port is one clear line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        broker = EmbeddedBroker(tmp_path, port, cache_dir=own_broker.cache_dir)
        with pytest.raises(BrokerError, match=f"port {port} is taken by another program"):
            broker.start()


def test_lack_of_disk_space_is_named(tmp_path: Path, own_broker: EmbeddedBroker) -> None:
    """Too little room is found out before anything is written."""
    broker = EmbeddedBroker(tmp_path / "new", 0, cache_dir=own_broker.cache_dir, room=2**60)
    with pytest.raises(BrokerError, match="no disk space"):
        broker.start()
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("no_network")
def test_no_network_at_the_first_start_is_named(tmp_path: Path) -> None:
    """Without a cache and without a network the first start fails with one line."""
    broker = EmbeddedBroker(tmp_path, 0, cache_dir=tmp_path / "empty-cache")
    with pytest.raises(BrokerError, match="cannot be reached") as caught:
        broker.start()
    assert "\n" not in str(caught.value)


def test_later_starts_need_neither_network_nor_cache(
    own_broker: EmbeddedBroker, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A folder with intact jars starts with the network gone and the cache empty."""
    own_broker.start().stop()
    request.getfixturevalue("no_network")
    own_broker.cache_dir = tmp_path / "empty-cache"
    with own_broker:
        assert own_broker.status().ready
    assert not own_broker.cache_dir.exists()


def test_a_damaged_jar_is_replaced_from_the_cache(own_broker: EmbeddedBroker) -> None:
    """A jar whose bytes changed is noticed by its checksum and put right."""
    own_broker.start().stop()
    lock = read_lock()
    jar = own_broker.layout.folder / f"kafka-{lock.kafka}" / lock.jars[0].filename
    jar.unlink()
    jar.write_bytes(b"not a jar")
    with own_broker:
        assert own_broker.status().ready
    assert jar.stat().st_size == lock.jars[0].size


@pytest.mark.usefixtures("no_network")
def test_a_damaged_cache_is_not_used(own_broker: EmbeddedBroker, tmp_path: Path) -> None:
    """A damaged jar in the cache is never run: it is downloaded again, or the start fails."""
    lock = read_lock()
    cache = tmp_path / "cache"
    for jar in lock.jars:
        target = cache_path(cache / "maven", jar)
        target.parent.mkdir(parents=True)
        shutil.copyfile(cache_path(own_broker.cache_dir / "maven", jar), target)
    cache_path(cache / "maven", lock.jars[0]).write_bytes(bytes(lock.jars[0].size))
    own_broker.cache_dir = cache
    with pytest.raises(BrokerError, match="cannot be reached"):
        own_broker.start()


def test_a_broker_that_dies_at_start_says_why(own_broker: EmbeddedBroker) -> None:
    """A setting that Kafka refuses shows in the error, and nothing stays behind."""
    own_broker.properties = {"num.io.threads": "none"}
    with pytest.raises(BrokerError, match=r"num\.io\.threads") as caught:
        own_broker.start()
    assert "\n" not in str(caught.value)
    assert not own_broker.status().running
    assert not own_broker.layout.record.exists()


def test_a_number_given_to_another_process_is_left_alone(own_broker: EmbeddedBroker) -> None:
    """A record whose process number now belongs to somebody else is not a running broker."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        own_broker.layout.folder.mkdir(parents=True)
        write_record(own_broker.layout.record, Record(pid=other.pid, port=20_000, kafka="4.1.2"))

        assert not own_broker.status().running
        assert not own_broker.stop()
        assert other.poll() is None
        other.communicate(b"\n")


def test_a_restart_after_a_crash_is_quick(own_broker: EmbeddedBroker) -> None:
    """The old session of a crashed broker does not hold up the new one for long."""
    with own_broker as broker:
        broker.kill()
        begun = time.monotonic()
        broker.start()

        assert time.monotonic() - begun < 30
        assert read_record(broker.layout.record) is not None


def test_the_cache_is_that_of_the_settings(embedded_broker: EmbeddedBroker) -> None:
    """Sessions share their downloads."""
    assert embedded_broker.cache_dir == load_settings().cache_dir.absolute()
