"""Whether the brokers answer: asked every few seconds by the supervisor, told when it changes.

While brokers are away nothing that a stage process measures says so: nobody tells it the end of a partition,
so nothing seems to wait. What happens to the work then is none of this module's business; it goes on by
itself when they are back.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from service.broker import BrokerError
from service.broker.admin import connected
from service.connection import Brokers
from service.telemetry import events

PROBE_SECONDS = 5.0
ANSWER_SECONDS = 10.0

Probe = Callable[[], Awaitable[str | None]]


async def watch_brokers(brokers: Brokers) -> None:
    """Ask until cancelled."""

    async def probe() -> str | None:
        return await problem_of(brokers)

    await watch(probe, PROBE_SECONDS, str(brokers))


async def watch(probe: Probe, pause_seconds: float, name: str) -> None:
    """Ask `probe`, which returns what is wrong, until cancelled; tell how long it has been wrong."""
    answered, were_away = time.monotonic(), False
    while True:
        problem = await probe()
        away = 0.0 if problem is None else time.monotonic() - answered
        if problem is None:
            if were_away:
                events.brokers_back(name, time.monotonic() - answered)
            answered, were_away = time.monotonic(), False
        elif not were_away:
            events.brokers_away(name, problem)
            were_away = True
        events.brokers_probed(away)
        await asyncio.sleep(pause_seconds)


async def problem_of(brokers: Brokers) -> str | None:
    """Return in one line why the brokers cannot be used, `None` if one answers."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            async with connected(brokers):
                return None
    except TimeoutError:
        return f"no Kafka broker answers at {brokers} within {ANSWER_SECONDS:.0f} s"
    except (BrokerError, OSError) as error:
        return str(error)
