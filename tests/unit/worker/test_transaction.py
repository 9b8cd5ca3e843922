"""Which error of the sink leads to what."""

import pytest
from aiokafka import errors

from service.worker.transaction import Reaction, WriterStuck, reaction_to


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
