"""The work that every engine does: one hop of a flow, from a consumed record to the records to be produced.

`pass`: one hop that makes a small record of each message, to see what the engines cost. `whole`: Dateline's
three stages with everything they know. The functions are the product's own; an engine only calls them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from service.model import Headers, Message, StageName
from service.pipeline import Stage
from service.record import Origin
from service.settings import Settings
from service.worker.outcomes import OutcomeRecords, OutputRecord, Stamp
from service.worker.stages import Definitions, StageDefinition, define_stage
from service.worker.transaction import MAX_RECORD_BYTES
from tests.integration.simple_stages import define_simple

DEFINITIONS: dict[str, tuple[str, Definitions]] = {
    "pass": ("tests.integration.simple_stages:define_simple", define_simple),
    "whole": ("service.worker.stages:define_stage", define_stage),
}
STAGES = {"pass": (StageName.NORMALIZE,), "whole": tuple(StageName)}
RawHeaders = Iterable[tuple[str, bytes | None]] | None


@dataclass(frozen=True, slots=True)
class Consumed:
    """A record as any of the engines hands it over."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: RawHeaders
    timestamp_ms: int


@dataclass(slots=True)
class Hop:
    """One stage with the state of each partition it has met."""

    definition: StageDefinition
    encoder: OutcomeRecords
    clock_ms: Callable[[], int]
    _bound: dict[int, tuple[Stage, object]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The topic that is read."""
        return self.definition.source

    @property
    def targets(self) -> tuple[str, ...]:
        """Every topic that may be written."""
        return (*self.definition.destinations, self.definition.topics.dead_letter)

    def run(self, record: Consumed) -> list[OutputRecord]:
        """Return what is to be produced for one consumed record."""
        message = Message(
            value=record.value,
            key=record.key,
            headers=_headers(record.headers),
            origin=Origin(topic=record.topic, partition=record.partition, offset=record.offset, item=0),
            timestamp_ms=record.timestamp_ms,
        )
        stage = self._stage_of(record.partition)
        return self.encoder.encode(message, stage(message), Stamp(self.clock_ms())).records

    def _stage_of(self, partition: int) -> Stage:
        if partition not in self._bound:
            state = self.definition.new_state()
            self._bound[partition] = self.definition.bind(state), state
        return self._bound[partition][0]


def _headers(headers: RawHeaders) -> Headers:
    return tuple(headers or ())


def open_hop(job: str, stage: StageName, settings: Settings, clock_ms: Callable[[], int]) -> Hop:
    """Return one hop of a job with its tables loaded."""
    definition = DEFINITIONS[job][1](stage, settings)
    definition.warm_up()
    encoder = OutcomeRecords(topics=definition.topics, stage=stage, max_bytes=MAX_RECORD_BYTES)
    return Hop(definition=definition, encoder=encoder, clock_ms=clock_ms)
