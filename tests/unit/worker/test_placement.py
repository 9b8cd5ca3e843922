"""A key's partition is the one that Kafka's own producers choose."""

from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from service.worker.placement import place


@given(st.binary(max_size=200), st.integers(1, 50))
def test_the_partition_is_that_of_other_producers(key: bytes, count: int) -> None:
    """For any key and any number of partitions."""
    partitions = list(range(count))

    assert place(key, partitions) == DefaultPartitioner()(key, partitions, partitions)


def test_partitions_may_have_any_numbers() -> None:
    """The place among them counts."""
    assert place(b"en", [7]) == 7
