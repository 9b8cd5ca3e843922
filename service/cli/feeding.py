"""Send raw messages to a topic, bytes as they are, and account for each of them.

Used by `dateline feed` and `dateline demo`. What the bytes are is for the worker to find out: the
only thing said about them here is what a file name's ending says. A message counts as sent when all
replicas have acknowledged it.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from service.broker import BrokerError
from service.broker.admin import connected, read_cluster
from service.broker.topics import LARGEST_RAW
from service.model import Headers

CONTENT_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".xml": "application/xml",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
}
LINE_FILES = frozenset({".jsonl", ".ndjson"})
LINES_TYPE = "application/json"
IN_FLIGHT_MESSAGES = 1_000
IN_FLIGHT_BYTES = 128 * 1024 * 1024
# The value with its key and headers; the topic's own limit is a little above 64 MiB.
REQUEST_BYTES = LARGEST_RAW + 1024 * 1024


class RawInput(msgspec.Struct, frozen=True, kw_only=True):
    """One message to be sent; `problem` is set instead of `value` when it cannot be read."""

    key: str
    value: bytes = b""
    headers: Headers = ()
    problem: str | None = None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An input that was not acknowledged, and why."""

    key: str
    reason: str


class FeedResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the inputs: each is acknowledged or a failure."""

    acknowledged: int
    failures: tuple[Failure, ...]


def list_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files under `paths`, folders walked in order of name, hidden files left out."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.is_file())
            files += sorted(file for file in found if not _is_hidden(file.relative_to(path)))
        else:
            files.append(path)
    return files


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_inputs(files: Iterable[Path], *, as_lines: bool = False) -> Iterator[RawInput]:
    """Read files as messages, one at a time: a file is one, a line of a lines file is one.

    Args:
        files: what to read; `-` is standard input.
        as_lines: take every line of every file as a message, whatever the file's name.
    """
    for file in files:
        name = "stdin" if str(file) == "-" else file.name
        try:
            if as_lines or file.suffix.lower() in LINE_FILES:
                yield from _lines(file, name)
            else:
                yield _whole(file, name)
        except OSError as error:
            yield RawInput(key=name, problem=f"{file}: {error.strerror}")


def _whole(file: Path, name: str) -> RawInput:
    if str(file) == "-":
        # One byte more than fits tells what is too large without reading all of it.
        return _input(name, sys.stdin.buffer.read(LARGEST_RAW + 1))
    with file.open("rb") as opened:
        return _input(name, opened.read(LARGEST_RAW + 1), CONTENT_TYPES.get(file.suffix.lower()))


def _lines(file: Path, name: str) -> Iterator[RawInput]:
    if str(file) == "-":
        yield from _numbered(sys.stdin.buffer, name)
        return
    with file.open("rb") as opened:
        yield from _numbered(opened, name)


def _numbered(lines: Iterable[bytes], name: str) -> Iterator[RawInput]:
    """Key each line by its number too, so that one file spreads over all partitions."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _input(f"{name}:{number}", line.rstrip(b"\r\n"), LINES_TYPE)


def _input(key: str, value: bytes, content_type: str | None = None) -> RawInput:
    if len(value) > LARGEST_RAW:
        return RawInput(key=key, problem=f"larger than {LARGEST_RAW // 2**20} MiB")
    headers = () if content_type is None else (("content-type", content_type.encode()),)
    return RawInput(key=key, value=value, headers=headers)


async def feed(
    inputs: Iterable[RawInput],
    *,
    bootstrap: str,
    topic: str,
    rate: float | None = None,
    on_settled: Callable[[RawInput], None] = lambda _: None,
) -> FeedResult:
    """Send `inputs` to `topic` and wait until each is acknowledged by all replicas or has failed.

    Args:
        inputs: the messages, read as they are sent.
        bootstrap: the brokers.
        topic: must exist.
        rate: messages a second, at most; `None` for as fast as the brokers take them.
        on_settled: told of each message when its fate is known.

    Raises:
        BrokerError: no broker answers, or the topic does not exist.
    """
    await _require_topic(bootstrap, topic)
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id="dateline-feed",
        enable_idempotence=True,
        acks="all",
        linger_ms=5,
        max_request_size=REQUEST_BYTES,
    )
    sending = _Sending(producer, topic, on_settled)
    try:
        async with producer:
            await _send_all(inputs, sending, rate)
    except KafkaConnectionError as error:
        raise BrokerError(f"no Kafka broker answers at {bootstrap}") from error
    return FeedResult(acknowledged=sending.acknowledged, failures=tuple(sending.failures))


async def _send_all(inputs: Iterable[RawInput], sending: "_Sending", rate: float | None) -> None:
    clock = asyncio.get_running_loop().time
    begun = clock()
    for count, raw in enumerate(inputs):
        if rate is not None:
            await asyncio.sleep(max(0.0, begun + count / rate - clock()))
        await sending.send(raw)
    await sending.finish()


async def _require_topic(bootstrap: str, topic: str) -> None:
    """Refuse a topic that does not exist at once; the producer would wait for it for long."""
    async with connected(bootstrap) as client:
        cluster = await read_cluster(client, [topic])
    if topic not in cluster.topics:
        raise BrokerError(f"topic {topic} does not exist; create it with: dateline topics --apply")


class _Sending:
    """Messages under way, bounded in number and bytes, and what became of those that arrived."""

    def __init__(
        self, producer: AIOKafkaProducer, topic: str, on_settled: Callable[[RawInput], None]
    ) -> None:
        self.acknowledged = 0
        self.failures: list[Failure] = []
        self._producer = producer
        self._topic = topic
        self._on_settled = on_settled
        self._under_way: set[asyncio.Future[object]] = set()
        self._bytes = 0

    async def send(self, raw: RawInput) -> None:
        if raw.problem is not None:
            self._settle(raw, raw.problem)
            return
        await self._wait_for_room(len(raw.value))
        try:
            future = await self._producer.send(
                self._topic, value=raw.value, key=raw.key.encode(), headers=list(raw.headers)
            )
        except KafkaError as error:
            self._settle(raw, _reason(error))
            return
        self._bytes += len(raw.value)
        self._under_way.add(future)
        future.add_done_callback(lambda done: self._arrived(raw, done))

    async def finish(self) -> None:
        """Wait for all that are under way, without stopping at one that fails."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _wait_for_room(self, size: int) -> None:
        while self._under_way and (
            len(self._under_way) >= IN_FLIGHT_MESSAGES or self._bytes + size > IN_FLIGHT_BYTES
        ):
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    def _arrived(self, raw: RawInput, future: asyncio.Future[object]) -> None:
        self._under_way.discard(future)
        self._bytes -= len(raw.value)
        error = None if future.cancelled() else future.exception()
        if future.cancelled():
            self._settle(raw, "not acknowledged before the end")
        else:
            self._settle(raw, None if error is None else _reason(error))

    def _settle(self, raw: RawInput, reason: str | None) -> None:
        if reason is None:
            self.acknowledged += 1
        else:
            self.failures.append(Failure(key=raw.key, reason=reason))
        self._on_settled(raw)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
