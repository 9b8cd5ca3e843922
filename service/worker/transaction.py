"""The transactional sink: outputs, fingerprints and the source offset of a batch, all or nothing.

One producer for each assigned source partition, with a transactional id made of group and partition:
starting it completes or aborts what its predecessor left open and fences that predecessor, wherever it
runs. Only after that is the committed offset read (`committed_offset`), so whatever was committed before
is behind us and whatever was not is read again. A transaction whose end is not known is treated like one
that failed: the writer is thrown away and a new one started, which settles it either way.

aiokafka 0.14 commits even when a batch of the transaction was refused (its sender waits for batches
without looking at their results), so every batch's result is awaited before the commit is asked for.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

import aiokafka
from aiokafka import errors
from aiokafka.partitioner import DefaultPartitioner

from service.connection import Brokers, client_options, stop_client
from service.worker.chunk import SourcePartition
from service.worker.offsets import committed_offset
from service.worker.outcomes import OutputRecord
from service.worker.placement import place

BATCH_BYTES = 512 * 1024
MAX_RECORD_BYTES = 72 * 1024 * 1024  # a raw message of 64 MiB with its headers and ours
# One request carries a batch of every partition that has any, and a broker closes the connection on one
# beyond its `socket.request.max.bytes` (100 MiB by default), so what is on the way is bounded.
IN_FLIGHT_BYTES = 8 * 1024 * 1024
TRANSACTION_SECONDS = 50.0
REQUEST_SECONDS = 40.0
START_SECONDS = 60.0  # longer than a predecessor's transaction may take to be aborted by the broker
STOP_SECONDS = 3.0


class Reaction(StrEnum):
    """What to do about an error of the sink."""

    REOPEN = "reopen"  # settle the transaction, read state and offset anew, go on
    REDUCE = "reduce"  # the same, and leave out what is too large
    EXIT = "exit"  # nothing that trying again in this process would mend


class WriterStuck(RuntimeError):
    """The producer did not stop in time; only the end of the process gets rid of it."""


_EXIT_ERRORS = (
    errors.TopicAuthorizationFailedError,
    errors.GroupAuthorizationFailedError,
    errors.TransactionalIdAuthorizationFailed,
    errors.ClusterAuthorizationFailedError,
    errors.AuthenticationFailedError,
    errors.UnsupportedVersionError,
    errors.IncompatibleBrokerVersion,
    WriterStuck,
)


def reaction_to(error: BaseException) -> Reaction:
    """Classify an error raised while a partition was opened or written.

    Fenced is `REOPEN` too: if the partition is no longer ours the group will say so, and if it is, the
    new producer fences the other one in turn. Neither order repeats or loses anything.
    """
    if isinstance(error, errors.MessageSizeTooLargeError | errors.RecordListTooLargeError):
        return Reaction.REDUCE
    if isinstance(error, _EXIT_ERRORS):
        return Reaction.EXIT
    if isinstance(error, errors.KafkaError | ConnectionError | TimeoutError | AssertionError):
        return Reaction.REOPEN  # AssertionError: aiokafka's guard of its transaction states
    return Reaction.EXIT


class TransactionalWriter:
    """One partition's producer.

    Args:
        source: the partition whose messages are worked on.
        group: the consumer group, whose offset is committed.
        brokers: where they are and how to reach them.
    """

    def __init__(self, source: SourcePartition, *, group: str, brokers: Brokers) -> None:
        self._source = source
        self._group = group
        self._partitioner = DefaultPartitioner()
        self._in_transaction = False
        self._producer = aiokafka.AIOKafkaProducer(
            **client_options(brokers),
            client_id=f"{group}-{source.topic}-{source.partition}",
            **self._guarantee(),
            request_timeout_ms=int(REQUEST_SECONDS * 1000),
            acks="all",
            linger_ms=0,
            compression_type=None,
            max_batch_size=BATCH_BYTES,
            max_request_size=MAX_RECORD_BYTES,
        )

    def _guarantee(self) -> dict[str, Any]:
        return {  # the id is that of `service.broker.access.Needs`
            "transactional_id": f"{self._group}-{self._source.topic}-{self._source.partition}",
            "transaction_timeout_ms": int(TRANSACTION_SECONDS * 1000),
        }

    async def start(self) -> int | None:
        """Fence the partition's former owner; return the committed offset, `None` if there is none."""
        async with asyncio.timeout(START_SECONDS):
            await self._producer.start()
            return await committed_offset(self._producer.client, group=self._group, source=self._source)

    async def write(self, records: Sequence[OutputRecord], next_offset: int) -> None:
        """Produce `records` and commit `next_offset` for the source, in one transaction.

        Raises:
            Exception: nothing is committed, or it is not known whether it is; the writer must be stopped
                and a new one started. `reaction_to` says what else is to be done.
        """
        await self._producer.begin_transaction()
        self._in_transaction = True
        await all_done(await self._send(records))
        # Not at the same time: while the group is being added to the transaction, the broker puts the first
        # batch on each partition off (NOT_ENOUGH_REPLICAS, see docs/faust.md), which costs 100 ms.
        offsets = {aiokafka.TopicPartition(*self._source): next_offset}
        await self._producer.send_offsets_to_transaction(offsets, self._group)
        await self._producer.commit_transaction()
        self._in_transaction = False

    async def _send(self, records: Sequence[OutputRecord]) -> list[asyncio.Future[Any]]:
        placed = await self._place(records)
        sent: list[asyncio.Future[Any]] = []
        in_flight = 0
        for (topic, partition), group in placed.items():
            for batch in self._batches(group):
                if sent and in_flight + batch.size() > IN_FLIGHT_BYTES:
                    await all_done(sent)
                    sent, in_flight = [], 0
                sent.append(await self._producer.send_batch(batch, topic, partition=partition))
                in_flight += batch.size()
        return sent

    async def _place(self, records: Iterable[OutputRecord]) -> dict[tuple[str, int], list[OutputRecord]]:
        placed: dict[tuple[str, int], list[OutputRecord]] = {}
        partitions: dict[str, list[int]] = {}
        for record in records:
            known = partitions.get(record.topic)
            if known is None:
                known = sorted(await self._producer.partitions_for(record.topic))
                partitions[record.topic] = known
            placed.setdefault((record.topic, self._partition(record, known)), []).append(record)
        return placed

    def _partition(self, record: OutputRecord, known: list[int]) -> int:
        if record.partition is not None:
            return record.partition if record.partition in known else known[record.partition % len(known)]
        # All partitions, available or not: a key must not wander while a broker is away.
        if record.key is not None:
            return place(record.key, known)
        chosen: int = self._partitioner(None, known, known)
        return chosen

    def _batches(self, records: Iterable[OutputRecord]) -> Iterator[Any]:
        builder = self._producer.create_batch()
        now_ms = int(time.time() * 1000)
        for record in records:
            if _append(builder, record, now_ms) is None:
                yield builder
                builder = self._producer.create_batch()
                _append(builder, record, now_ms)
        if builder.record_count():
            yield builder

    async def stop(self) -> None:
        """Abort what is open and close all connections, within a time limit.

        Raises:
            WriterStuck: the limit passed.
        """
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._abort()
                await stop_client(self._producer)
        except TimeoutError as error:
            raise WriterStuck(f"the producer of {self._source} did not stop") from error

    async def _abort(self) -> None:
        if not self._in_transaction:
            return
        self._in_transaction = False
        try:
            await self._producer.abort_transaction()
        except (errors.KafkaError, AssertionError):
            return  # fenced, already ending or broken: the next writer's start settles it


def _append(builder: Any, record: OutputRecord, now_ms: int) -> Any:
    headers = list(record.headers)
    return builder.append(timestamp=now_ms, key=record.key, value=record.value, headers=headers)


async def all_done(futures: Sequence[asyncio.Future[Any]]) -> None:
    """Wait until all have ended, then raise the first error: none may be left unread."""
    results = await asyncio.gather(*futures, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
