"""What must be there before a stage process is worth starting: brokers and topics.

The wait is bounded and told in log lines; at its end there is one line that says what to do. Topics are
never created here: a misspelt prefix would create a second, silent installation.
"""

import asyncio
import time
from collections.abc import Iterable

from service.broker import AccessRefused, BrokerError
from service.broker.access import Needs
from service.broker.admin import ClusterState, connected, mismatched_state, read_cluster
from service.connection import Brokers, connection_of
from service.settings import Settings
from service.telemetry import events
from service.worker.stages import StageDefinition

POLL_SECONDS = 2.0


class NotReady(RuntimeError):
    """Brokers or topics are missing; the message is one line that says what and how to mend it."""


async def wait_for_cluster(definitions: Iterable[StageDefinition], settings: Settings) -> None:
    """Return when the brokers answer and all topics of the stages exist.

    Raises:
        NotReady: that was not so within `settings.startup_seconds`, or the topics cannot work together.
    """
    deadline = time.monotonic() + settings.startup_seconds
    names = needed_topics(definitions)
    while True:
        problem = await _problem(names, settings)
        if problem is None:
            return
        if time.monotonic() >= deadline:
            raise NotReady(problem)
        await asyncio.sleep(min(POLL_SECONDS, max(0.0, deadline - time.monotonic())))


def needed_topics(definitions: Iterable[StageDefinition]) -> tuple[str, ...]:
    """Return every topic the stages read or write, without repeats."""
    names: list[str] = []
    for definition in definitions:
        names += [definition.source, *definition.destinations, definition.topics.dead_letter]
        names += [definition.state_topic] if definition.state_topic else []
    return tuple(dict.fromkeys(names))


def needs_of(definition: StageDefinition, settings: Settings) -> Needs:
    """Return what the access lists must allow a stage."""
    state = (definition.state_topic,) if definition.state_topic else ()
    return Needs(
        group=f"{settings.group_prefix}-{definition.name}",
        source=definition.source,
        reads=(definition.source, *state),
        writes=tuple(dict.fromkeys((*definition.destinations, definition.topics.dead_letter))),
    )


async def _problem(names: tuple[str, ...], settings: Settings) -> str | None:
    try:
        cluster = await _read(names, connection_of(settings))
    except AccessRefused as error:
        raise NotReady(str(error)) from error  # trying a wrong password again may lock the account
    except BrokerError as error:
        events.broker_awaited(settings.bootstrap, str(error))
        start = "; start one with `dateline broker start`" if settings.uses_embedded_broker else ""
        return f"{error}{start}"
    missing = [name for name in names if name not in cluster.topics]
    if missing:
        events.topics_awaited(missing)
        return f"topics are missing: {', '.join(missing)}; create them with `dateline topics --apply`"
    mismatch = mismatched_state(cluster, settings.topics)
    if mismatch is not None:
        raise NotReady(mismatch)
    return None


async def _read(names: tuple[str, ...], brokers: Brokers) -> ClusterState:
    async with connected(brokers) as client:
        return await read_cluster(client, names, with_settings=False)
