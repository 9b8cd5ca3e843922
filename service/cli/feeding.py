"""Send raw messages to a topic, bytes as they are, and account for each of them.

Used by `dateline feed` and `dateline demo`; reading files as messages is `service.cli.raw_inputs`. A
message counts as sent when all replicas have acknowledged it.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Self

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
)

from service.broker import BrokerError
from service.broker.admin import connected, read_cluster
from service.broker.topics import LARGEST_RAW
from service.cli.raw_inputs import (
    CONTENT_TYPES,
    LINE_FILES,
    LINES_TYPE,
    RawInput,
    list_files,
    read_inputs,
)

# What is fed and how it is sent are used together.
__all__ = (
    "CONTENT_TYPES",
    "LINES_TYPE",
    "LINE_FILES",
    "FeedResult",
    "RawInput",
    "feed",
    "list_files",
    "read_inputs",
)

IN_FLIGHT_MESSAGES = 1_000
IN_FLIGHT_BYTES = 128 * 1024 * 1024
# Refused by brokers without being written; a batch may be too large where each of its messages is not.
REFUSALS = (MessageSizeTooLargeError, OutOfOrderSequenceNumber)
# The value with its key and headers; the topic's own limit is a little above 64 MiB.
REQUEST_BYTES = LARGEST_RAW + 1024 * 1024


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An input that was not acknowledged, and why."""

    key: str
    reason: str


class FeedResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the inputs: each is acknowledged or a failure."""

    acknowledged: int
    failures: tuple[Failure, ...]


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
    sending = _Sending(lambda: _producer(bootstrap), topic, on_settled)
    try:
        async with sending:
            await _send_all(inputs, sending, rate)
    except KafkaConnectionError as error:
        raise BrokerError(f"no Kafka broker answers at {bootstrap}") from error
    return FeedResult(acknowledged=sending.acknowledged, failures=tuple(sending.failures))


def _producer(bootstrap: str) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id="dateline-feed",
        enable_idempotence=True,
        acks="all",
        linger_ms=5,
        max_request_size=REQUEST_BYTES,
    )


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
    """Messages under way, bounded in number and bytes, and what became of those that arrived.

    When brokers refuse a batch, aiokafka 0.14 goes on counting sequence numbers as if it had been
    written, and every later message of that partition is refused too. So after a refusal all that is
    under way is waited for, and what was refused is sent again by a new producer, one at a time: only
    what is refused alone has failed.
    """

    def __init__(
        self,
        make_producer: Callable[[], AIOKafkaProducer],
        topic: str,
        on_settled: Callable[[RawInput], None],
    ) -> None:
        self.acknowledged = 0
        self.failures: list[Failure] = []
        self._make_producer = make_producer
        self._producer = make_producer()
        self._topic = topic
        self._on_settled = on_settled
        self._under_way: set[asyncio.Future[object]] = set()
        self._refused: list[RawInput] = []
        self._bytes = 0

    async def __aenter__(self) -> Self:
        await self._producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._producer.stop()

    async def send(self, raw: RawInput) -> None:
        """Put one message under way, waiting for room."""
        if raw.problem is not None:
            self._settle(raw, raw.problem)
            return
        if self._refused:
            await self._recover()
        await self._wait_for_room(len(raw.value))
        try:
            future = await self._submit(raw)
        except KafkaError as error:
            self._settle(raw, _reason(error))
            return
        self._bytes += len(raw.value)
        self._under_way.add(future)
        future.add_done_callback(lambda done: self._arrived(raw, done))

    async def finish(self) -> None:
        """Wait until the fate of every message is known."""
        await self._drain()
        if self._refused:
            await self._recover()

    async def _submit(self, raw: RawInput) -> asyncio.Future[object]:
        future: asyncio.Future[object] = await self._producer.send(
            self._topic, value=raw.value, key=raw.key.encode(), headers=list(raw.headers)
        )
        return future

    async def _drain(self) -> None:
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
        if isinstance(error, REFUSALS):
            self._refused.append(raw)
        elif future.cancelled():
            self._settle(raw, "not acknowledged before the end")
        else:
            self._settle(raw, None if error is None else _reason(error))

    async def _recover(self) -> None:
        await self._drain()
        refused, self._refused = self._refused, []
        await self._renew()
        for raw in refused:
            try:
                await (await self._submit(raw))
            except KafkaError as error:
                self._settle(raw, _reason(error))
                await self._renew()
            else:
                self._settle(raw, None)

    async def _renew(self) -> None:
        await self._producer.stop()
        self._producer = self._make_producer()
        await self._producer.start()

    def _settle(self, raw: RawInput, reason: str | None) -> None:
        if reason is None:
            self.acknowledged += 1
        else:
            self.failures.append(Failure(key=raw.key, reason=reason))
        self._on_settled(raw)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
