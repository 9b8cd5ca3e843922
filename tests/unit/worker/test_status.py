"""What a stage process says about itself."""

from service.worker.stages import define_stage
from service.worker.status import DEFINITIONS, ProcessStatus, resolve_definitions


def test_ready_has_no_reason() -> None:
    """There is nothing to explain."""
    assert ProcessStatus(joined=True, ready=True).reason is None


def test_reason_before_the_first_assignment() -> None:
    """The group has not answered yet."""
    assert ProcessStatus().reason == "joining its consumer group"


def test_reason_while_tables_are_loaded() -> None:
    """It has not even asked the group."""
    assert ProcessStatus(loading=True).reason == "loading its tables"


def test_reason_while_state_is_restored() -> None:
    """Phases and what is left are told."""
    status = ProcessStatus(joined=True, partitions={"running": 1, "restoring": 2}, restoring=345)
    assert status.reason == "partitions: 2 restoring, 1 running, 345 records left to restore"


def test_definitions_are_found_by_name() -> None:
    """The default names the real flow."""
    assert resolve_definitions(DEFINITIONS) is define_stage
