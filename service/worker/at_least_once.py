"""The sink without transactions, for brokers that have none: outcomes first, then the offset.

What is lost is exactly what transactions give. A process that dies between the two leaves outcomes whose
messages are read again, so records may be repeated; nothing is lost, because an offset is committed only
when every outcome before it has been acknowledged by all replicas. Repeated records are equal byte for
byte and have the same `uri`, so a consumer can tell them by it. Nobody is fenced: what keeps a process
that was taken for dead from moving an offset is the group's generation, which the broker checks on commit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from service.connection import Brokers
from service.worker.chunk import SourcePartition
from service.worker.outcomes import OutputRecord
from service.worker.transaction import TransactionalWriter, all_done

WRITE_SECONDS = 50.0

Commit = Callable[[SourcePartition, int], Awaitable[None]]


class AtLeastOnceWriter(TransactionalWriter):
    """One partition's producer; its offsets are committed by the consumer.

    Args:
        source: the partition whose messages are worked on.
        group: the consumer group, whose offset is committed.
        brokers: where they are and how to reach them.
        commit: commits an offset as the present member of the group.
    """

    def __init__(self, source: SourcePartition, *, group: str, brokers: Brokers, commit: Commit) -> None:
        super().__init__(source, group=group, brokers=brokers)
        self._commit = commit

    def _guarantee(self) -> dict[str, Any]:
        return {"enable_idempotence": True}

    async def write(self, records: Sequence[OutputRecord], next_offset: int) -> None:
        """Produce `records`, wait until all are acknowledged, then commit `next_offset`.

        Raises:
            Exception: the offset is not committed, or it is not known whether it is; the records may be
                there already and will be produced again.
        """
        async with asyncio.timeout(WRITE_SECONDS):  # by itself an idempotent producer tries for ever
            await all_done(await self._send(records))
            await self._commit(self._source, next_offset)
