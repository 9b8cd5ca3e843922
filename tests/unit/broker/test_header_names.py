"""Records with header names that are no UTF-8 are read, and all others exactly as before."""

from collections.abc import Sequence

import pytest
from aiokafka.consumer import fetcher
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.memory_records import MemoryRecords

from service.broker.header_names import LenientRecords, read_any_header_name
from tests.integration.bad_header import ESCAPED, NAME, BadHeaderBatch

GZIP, NONE = 1, 0


def _batch(*names: str, compression: int = NONE) -> bytes:
    return _filled(BatchBuilder(1_000_000, compression), names)


def _filled(builder: BatchBuilder, names: Sequence[str]) -> bytes:
    for number, name in enumerate(names):
        builder.append(
            timestamp=1_700_000_000_000 + number,
            key=b"k%d" % number,
            value=b"v%d" % number,
            headers=[(name, b"h%d" % number), ("url", b"u")],
        )
    return bytes(builder._build())


def _read(records: LenientRecords | MemoryRecords) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    while records.has_next():
        batch = records.next_batch()
        assert batch is not None
        assert batch.validate_crc()
        found += [(each.offset, each.timestamp, each.key, each.value, each.headers) for each in batch]
    return found


@pytest.mark.parametrize("compression", [NONE, GZIP])
def test_readable_records_are_read_as_ever(compression: int) -> None:
    """Several batches, compressed or not: the same as aiokafka gives, with the batch's own attributes."""
    data = _batch("a", "b", compression=compression) + _batch("ü")

    assert _read(LenientRecords(data)) == _read(MemoryRecords(data))
    assert LenientRecords(data).size_in_bytes() == len(data)
    batch = LenientRecords(data).next_batch()
    assert (batch.base_offset, batch.next_offset, batch.is_control_batch) == (0, 2, False)


def test_a_control_batch_is_looked_into_as_aiokafka_does() -> None:
    """By its first record, without iterating."""
    assert next(LenientRecords(_batch("a")).next_batch()).key == b"k0"


def test_an_unreadable_name_is_escaped_and_nothing_is_lost() -> None:
    """Where the library gives up on the whole batch, all of all records is there."""
    data = _filled(BadHeaderBatch(), ("good", NAME, "fine")) + _batch("next")
    with pytest.raises(UnicodeDecodeError):
        _read(MemoryRecords(data))

    found = _read(LenientRecords(data))

    assert [(value, headers[0][0]) for _, _, _, value, headers in found] == [  # type: ignore[index]
        (b"v0", "good"),
        (b"v1", ESCAPED),
        (b"v2", "fine"),
        (b"v0", "next"),
    ]
    assert [headers[1:] for *_, headers in found] == [[("url", b"u")]] * 4  # type: ignore[index]
    assert [offset for offset, *_ in found] == [0, 1, 2, 0]


def test_a_truncated_last_batch_is_no_batch() -> None:
    """A fetch may end in the middle of one; it comes again with the next fetch."""
    data = _batch("a") + _batch("b")[:-5]

    assert len(_read(LenientRecords(data))) == 1
    records = LenientRecords(b"")
    assert not records.has_next()
    assert records.next_batch() is None


def test_consumers_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fetcher takes the class by its name in the module."""
    monkeypatch.setattr(fetcher, "MemoryRecords", MemoryRecords)

    read_any_header_name()

    assert fetcher.MemoryRecords is LenientRecords
