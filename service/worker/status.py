"""What supervisor and stage process tell each other: an assignment down, a status line a second up."""

import pkgutil

import msgspec

from service.telemetry.happenings import Happening
from service.worker.stages import Definitions

DEFINITIONS = "service.worker.stages:define_stage"


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage process is to do.

    Attributes:
        stage: name of the stage.
        number: which of its processes this is, from 0.
        definitions: `module:function` that defines the stages; another in tests.
        status: file descriptor for status lines.
        note: file in which the message being worked on is noted.
        overdue: file of messages that must not be run again.
    """

    stage: str
    number: int
    definitions: str = DEFINITIONS
    status: int
    note: str
    overdue: str


class ProcessStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a stage process is.

    Attributes:
        loading: it loads its tables, and gets on with that.
        joined: it has an assignment, if an empty one.
        ready: all its partitions are being worked on.
        partitions: number of them by phase.
        restoring: offsets of the state topic still to be read.
        paused: why breakers hold partitions back, by partition.
        happened: what people should see, since the line before.
    """

    loading: bool = False
    joined: bool = False
    ready: bool = False
    partitions: dict[str, int] = {}
    restoring: int = 0
    paused: dict[int, str] = {}
    happened: tuple[Happening, ...] = ()

    @property
    def reason(self) -> str | None:
        """Why it is not ready, in one line; `None` when it is."""
        if self.ready:
            return None
        if self.loading:
            return "loading its tables"
        if not self.joined:
            return "joining its consumer group"
        phases = ", ".join(f"{count} {phase}" for phase, count in sorted(self.partitions.items()))
        left = f", {self.restoring} records left to restore" if self.restoring else ""
        held = "".join(f"; partition {number}: {why}" for number, why in sorted(self.paused.items()))
        return f"partitions: {phases}{left}{held}"


def resolve_definitions(name: str) -> Definitions:
    """Return the function that `module:function` names."""
    found: Definitions = pkgutil.resolve_name(name)
    return found
