"""Which error of the sink leads to what."""

import asyncio
from typing import Any

import pytest
from aiokafka import errors

from service.worker.chunk import SourcePartition
from service.worker.outcomes import OutputRecord
from service.worker.transaction import (
    IN_FLIGHT_BYTES,
    Reaction,
    TransactionalWriter,
    WriterStuck,
    reaction_to,
)


@pytest.mark.parametrize(
    "error",
    [
        errors.KafkaConnectionError("gone"),
        errors.ProducerFenced(),
        errors.RequestTimedOutError(),
        errors.OutOfOrderSequenceNumber(),
        errors.NotLeaderForPartitionError(),
        TimeoutError(),
        ConnectionResetError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    """Brokers come back, and a fenced writer is replaced."""
    assert reaction_to(error) is Reaction.REOPEN


@pytest.mark.parametrize(
    "error",
    [
        errors.TopicAuthorizationFailedError("t"),
        errors.GroupAuthorizationFailedError("g"),
        errors.TransactionalIdAuthorizationFailed("i"),
        WriterStuck("s"),
        TypeError("a defect"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_cannot_pass_ends_the_process(error: Exception) -> None:
    """Permissions, producers that do not stop, and our own defects need a person or a fresh process."""
    assert reaction_to(error) is Reaction.EXIT


def test_refused_size_leads_to_less() -> None:
    """The same records would be refused again."""
    assert reaction_to(errors.MessageSizeTooLargeError()) is Reaction.REDUCE


async def test_what_is_on_the_way_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several large records for several partitions never add up to a request that a broker refuses."""
    writer = TransactionalWriter(SourcePartition("raw", 0), group="g", brokers="localhost:9092")
    on_the_way: list[int] = []
    most = 0

    async def send_batch(batch: Any, _topic: str, *, partition: int) -> asyncio.Future[None]:
        nonlocal most
        on_the_way.append(batch.size())
        most = max(most, sum(on_the_way))
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.001, on_the_way.clear)
        asyncio.get_running_loop().call_later(0.002, answer.set_result, None)
        return answer

    async def partitions_for(_topic: str) -> set[int]:
        return set(range(8))

    monkeypatch.setattr(writer._producer, "send_batch", send_batch)
    monkeypatch.setattr(writer._producer, "partitions_for", partitions_for)
    sizes = [3, 3, 3, 3, 3, 20, 3, 3]
    records = [
        OutputRecord("t", number, b"k", bytes(size * 1024 * 1024), ()) for number, size in enumerate(sizes)
    ]

    await writer._send(records)

    assert IN_FLIGHT_BYTES / 2 < most <= 21 * 1024 * 1024
    await writer._producer.stop()
