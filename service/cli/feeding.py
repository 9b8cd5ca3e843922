"""Send raw messages to a topic, bytes as they are, and account for each of them.

Used by `dateline feed` and `dateline demo`; reading files as messages is `service.cli.raw_inputs`. A
message counts as sent when all replicas have acknowledged it.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
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
from service.broker.admin import connected, read_cluster, unreachable
from service.broker.topics import LARGEST_RAW
from service.cli.raw_inputs import RawInput
from service.connection import Brokers, client_options

IN_FLIGHT_MESSAGES = 1_000
# aiokafka puts one batch of every partition into a request, whatever their size, and brokers take requests
# of 100 MiB: with all that is under way below that, no request can be larger.
IN_FLIGHT_BYTES = LARGEST_RAW
PATIENCE_S = 60.0
NO_ANSWER = "not acknowledged: the brokers stopped answering"
# Refused by brokers without being written; a batch may be too large where each of its messages is not.
REFUSALS = (MessageSizeTooLargeError, OutOfOrderSequenceNumber)
# The value with its key and headers; the topic's own limit is a little above 64 MiB.
REQUEST_BYTES = LARGEST_RAW + 1024 * 1024


Delivery = asyncio.Future[object]


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
    bootstrap: Brokers,
    topic: str,
    rate: float | None = None,
    on_settled: Callable[[RawInput], None] = lambda _: None,
    patience_s: float = PATIENCE_S,
) -> FeedResult:
    """Send `inputs` to `topic` and wait until each is acknowledged by all replicas or has failed.

    Args:
        inputs: the messages, read as they are sent.
        bootstrap: the brokers.
        topic: must exist.
        rate: messages a second, at most; `None` for as fast as the brokers take them.
        on_settled: told of each message when its fate is known.
        patience_s: how long nothing may be acknowledged before what is left is given up.

    Raises:
        BrokerError: no broker answers, or the topic does not exist.
    """
    await _require_topic(bootstrap, topic)
    sending = _Sending(partial(_producer, bootstrap), topic, on_settled, patience_s=patience_s)
    remaining = iter(inputs)
    try:
        async with sending:
            await _send_all(remaining, sending, rate)
    except KafkaConnectionError as error:
        raise await unreachable(bootstrap) from error
    except TimeoutError:
        sending.give_up(remaining)
    return FeedResult(acknowledged=sending.acknowledged, failures=tuple(sending.failures))


def _producer(bootstrap: Brokers) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        **client_options(bootstrap),
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


async def _require_topic(bootstrap: Brokers, topic: str) -> None:
    """Refuse a topic that does not exist at once; the producer would wait for it for long."""
    async with connected(bootstrap) as client:
        cluster = await read_cluster(client, [topic])
    if topic not in cluster.topics:
        raise BrokerError(f"topic {topic} does not exist; create it with: dateline topics --apply")


class _Sending:
    """Messages under way, bounded in number and bytes, and what became of those that arrived.

    Two things about aiokafka 0.14 shape this. An idempotent producer tries for ever, so patience is
    kept here. And when brokers refuse a batch it goes on counting sequence numbers as if that had been
    written, so every later message of the partition is refused too: after a refusal all that is under
    way is waited for, and what was refused is sent again by a new producer, one at a time, so that
    only what is refused alone has failed.
    """

    def __init__(
        self,
        make_producer: Callable[[], AIOKafkaProducer],
        topic: str,
        on_settled: Callable[[RawInput], None],
        *,
        patience_s: float,
    ) -> None:
        self.acknowledged = 0
        self.failures: list[Failure] = []
        self._make_producer = make_producer
        self._producer = make_producer()
        self._topic = topic
        self._on_settled = on_settled
        self._patience_s = patience_s
        self._under_way: dict[Delivery, RawInput] = {}
        self._refused: list[RawInput] = []
        self._bytes = 0

    async def __aenter__(self) -> Self:
        await self._producer.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            # Otherwise stopping would wait for what nobody waits for any more.
            await self._producer._sender.close()
        await self._producer.stop()

    async def send(self, raw: RawInput) -> None:
        """Put one message under way, waiting for room.

        Raises:
            TimeoutError: nothing has been acknowledged for too long.
        """
        if raw.problem is not None:
            self._settle(raw, raw.problem)
            return
        try:
            await self._recover()
            await self._wait_for_room(len(raw.value))
            delivery = await self._submit(raw)
        except TimeoutError:
            self._settle(raw, NO_ANSWER)
            raise
        except KafkaError as error:
            self._settle(raw, _reason(error))
            return
        self._bytes += len(raw.value)
        self._under_way[delivery] = raw
        delivery.add_done_callback(self._arrived)

    async def finish(self) -> None:
        """Wait until the fate of every message is known.

        Raises:
            TimeoutError: nothing has been acknowledged for too long.
        """
        await self._drain()
        await self._recover()

    def give_up(self, remaining: Iterable[RawInput]) -> None:
        """Count as failures what is under way, what was to be sent again and what was never sent."""
        under_way, self._under_way = self._under_way, {}
        refused, self._refused = self._refused, []
        for raw in (*under_way.values(), *refused):
            self._settle(raw, NO_ANSWER)
        for raw in remaining:
            self._settle(raw, raw.problem or NO_ANSWER)

    async def _submit(self, raw: RawInput) -> Delivery:
        async with asyncio.timeout(self._patience_s):
            delivery: Delivery = await self._producer.send(
                self._topic, value=raw.value, key=raw.key.encode(), headers=list(raw.headers)
            )
        return delivery

    async def _drain(self) -> None:
        while self._under_way:
            await self._wait_for_one()

    async def _wait_for_room(self, size: int) -> None:
        while self._under_way and (
            len(self._under_way) >= IN_FLIGHT_MESSAGES or self._bytes + size > IN_FLIGHT_BYTES
        ):
            await self._wait_for_one()

    async def _wait_for_one(self) -> None:
        done, _ = await asyncio.wait(
            self._under_way, timeout=self._patience_s, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            raise TimeoutError

    def _arrived(self, delivery: Delivery) -> None:
        raw = self._under_way.pop(delivery, None)
        error = KafkaError(NO_ANSWER) if delivery.cancelled() else delivery.exception()
        if raw is None:  # it has been given up
            return
        self._bytes -= len(raw.value)
        if isinstance(error, REFUSALS):
            self._refused.append(raw)
        else:
            self._settle(raw, None if error is None else _reason(error))

    async def _recover(self) -> None:
        if not self._refused:
            return
        await self._drain()
        await self._renew()
        while self._refused:
            await self._send_alone(self._refused[0])
            del self._refused[0]

    async def _send_alone(self, raw: RawInput) -> None:
        delivery = await self._submit(raw)
        try:
            async with asyncio.timeout(self._patience_s):
                await delivery
        except KafkaError as error:
            self._settle(raw, _reason(error))
            await self._renew()
        else:
            self._settle(raw, None)

    async def _renew(self) -> None:
        await self._producer.stop()
        self._producer = self._make_producer()
        try:
            await self._producer.start()
        except KafkaConnectionError as error:
            raise TimeoutError from error

    def _settle(self, raw: RawInput, reason: str | None) -> None:
        if reason is None:
            self.acknowledged += 1
        else:
            self.failures.append(Failure(key=raw.key, reason=reason))
        self._on_settled(raw)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
