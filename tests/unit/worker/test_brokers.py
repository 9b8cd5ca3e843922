"""Whether the brokers answer is told when it changes."""

import asyncio
import socket
from collections.abc import Sequence

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from service.worker.brokers import problem_of, watch


async def watched(answers: Sequence[str | None]) -> tuple[list[str], list[float]]:
    """Return the events' names and the metric after each answer."""
    metric: list[float] = []
    left = list(answers)

    async def probe() -> str | None:
        metric.append(REGISTRY.get_sample_value("dateline_brokers_away_seconds") or 0.0)
        if not left:
            raise EOFError
        await asyncio.sleep(0.01)
        return left.pop(0)

    with capture_logs() as logs, pytest.raises(EOFError):
        await watch(probe, 0.0, "kafka:9092")
    return [str(log["event"]) for log in logs], metric[1:]


async def test_brokers_that_answer_are_not_worth_a_line() -> None:
    """Nothing is told, and the age is 0."""
    assert await watched([None, None]) == ([], [0.0, 0.0])


async def test_each_change_is_one_line() -> None:
    """Away once, back once; the age grows in between."""
    events, ages = await watched([None, "no answer", "no answer", None])

    assert events == ["brokers_away", "brokers_back"]
    assert ages[0] == ages[3] == 0.0
    assert 0.0 < ages[1] < ages[2]


async def test_a_port_where_nobody_listens_is_a_problem() -> None:
    """The line names the address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        assert address in str(await problem_of(address))
