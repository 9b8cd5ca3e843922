"""Lanes: all partitions that this process was assigned, each opened, worked on and closed on its own.

`Lanes` is what the engine talks to; one `service.worker.lane.Lane` does the work of one partition.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from service.telemetry import events
from service.worker.chunk import Chunk, SourcePartition
from service.worker.lane import Lane
from service.worker.lane_context import LanePhase

LaneFactory = Callable[[SourcePartition, int], Lane]


@dataclass(frozen=True, slots=True)
class LanesStatus:
    """What readiness, watchdog and metrics ask about.

    Attributes:
        joined: an assignment has been received, even an empty one.
        phases: of the lanes there are.
        restoring: offsets of state topics still to be read.
        paused: why breakers hold partitions back.
    """

    joined: bool
    phases: dict[int, LanePhase]
    restoring: int
    paused: dict[int, str]

    @property
    def ready(self) -> bool:
        """Whether everything that is assigned is being worked on."""
        return self.joined and all(phase is LanePhase.RUNNING for phase in self.phases.values())


class Lanes:
    """The lanes of one stage process, by partition.

    Args:
        stage: for log lines and metrics.
        source: topic whose partitions are worked on; others are passed over.
        make: makes the lane of a partition for a generation of the assignment.
    """

    def __init__(self, *, stage: str, source: str, make: LaneFactory) -> None:
        self._stage = stage
        self._source = source
        self._make = make
        self._lanes: dict[SourcePartition, Lane] = {}
        self._generation = 0
        self._joined = False
        self._stopping = False

    def assigned(self, sources: Iterable[SourcePartition]) -> None:
        """Start to open the lanes of these partitions, in the background."""
        self._joined = True
        if self._stopping:
            return
        wanted = sorted(source for source in sources if source.topic == self._source)
        events.partitions_assigned(self._stage, [source.partition for source in wanted], self._generation)
        for source in wanted:
            if source not in self._lanes:
                lane = self._make(source, self._generation)
                self._lanes[source] = lane
                lane.start()

    async def revoked(self, sources: Iterable[SourcePartition]) -> None:
        """Close the lanes of these partitions; the next owner reads on from what they committed."""
        self._generation += 1
        closing = [lane for source in set(sources) if (lane := self._lanes.pop(source, None))]
        if not closing:
            return
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(lane.close() for lane in closing))
        took = asyncio.get_running_loop().time() - began
        events.partitions_revoked(self._stage, sorted(lane.source.partition for lane in closing), took)

    def deliver(self, chunk: Chunk) -> None:
        """Hand a chunk to its lane; one whose lane is gone will be read again by the next owner."""
        lane = self._lanes.get(chunk.source)
        if lane is not None:
            lane.offer(chunk)

    async def close(self) -> None:
        """Close all lanes and open no more."""
        self._stopping = True
        await self.revoked(list(self._lanes))

    def resume(self) -> None:
        """Let all breakers that are open try again now."""
        for lane in self._lanes.values():
            lane.resume()

    def __iter__(self) -> Iterator[Lane]:
        return iter(list(self._lanes.values()))

    def status(self) -> LanesStatus:
        """Return the state of all lanes."""
        return LanesStatus(
            joined=self._joined,
            phases={lane.source.partition: lane.phase for lane in self._lanes.values()},
            restoring=sum(lane.restoring for lane in self._lanes.values()),
            paused={
                lane.source.partition: why
                for lane in self._lanes.values()
                if (why := lane.paused) is not None
            },
        )
