"""A batch of records one of which has a header name that is no UTF-8, as a broken producer would send it.

No client library makes one, so a proper batch is built, and a name in it exchanged for bytes of the same
length.
"""

import struct

from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.util import calc_crc32c

NAME, BAD = "evil", b"\xff\xfe\xc3\x28"
ESCAPED = "\\xff\\xfe\\xc3("
_CRC_AT, _CRC_FROM = 17, 21
_LARGEST = 1024 * 1024


class BadHeaderBatch(BatchBuilder):  # type: ignore[misc]  # aiokafka has no types
    """Records whose header `NAME` becomes bytes that are no UTF-8; the checksum is right."""

    def __init__(self) -> None:
        super().__init__(_LARGEST, 0)

    def _build(self) -> bytearray:
        changed = bytearray(bytes(super()._build()).replace(NAME.encode(), BAD))
        struct.pack_into(">I", changed, _CRC_AT, calc_crc32c(bytes(changed[_CRC_FROM:])))
        self._buffer = changed
        return changed
