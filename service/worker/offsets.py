"""A group's committed offset, asked for in a way that waits for transactions that are still ending.

aiokafka 0.14 speaks OffsetFetch up to version 3, which answers with the last stable offset even while a
transaction that moves it is being completed. Version 7 (KIP-447) has `require_stable`: the broker then
says UNSTABLE_OFFSET_COMMIT and we ask again. The version's layout is that of Kafka's protocol guide,
message type OffsetFetch (key 9). Brokers before 2.5 do not know it; they are refused.
"""

import asyncio
from typing import Any

from aiokafka import errors
from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Int64,
    Schema,
    TaggedFields,
)

from service.worker.chunk import SourcePartition

OFFSET_FETCH = 9
UNSTABLE_OFFSET_COMMIT = 88
NO_OFFSET = -1
RETRY_SECONDS = 0.05


class _OffsetFetchResponse(Response):  # type: ignore[misc]  # aiokafka has no types
    API_KEY = OFFSET_FETCH
    API_VERSION = 7
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "topics",
            CompactArray(
                ("name", CompactString("utf-8")),
                (
                    "partitions",
                    CompactArray(
                        ("partition", Int32),
                        ("offset", Int64),
                        ("leader_epoch", Int32),
                        ("metadata", CompactString("utf-8")),
                        ("error_code", Int16),
                        ("tags", TaggedFields),
                    ),
                ),
                ("tags", TaggedFields),
            ),
        ),
        ("error_code", Int16),
        ("tags", TaggedFields),
    )


class _OffsetFetchRequest(RequestStruct):  # type: ignore[misc]  # the same
    API_KEY = OFFSET_FETCH
    API_VERSION = 7
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _OffsetFetchResponse
    SCHEMA = Schema(
        ("group", CompactString("utf-8")),
        (
            "topics",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("partitions", CompactArray(Int32)),
                ("tags", TaggedFields),
            ),
        ),
        ("require_stable", Boolean),
        ("tags", TaggedFields),
    )


class _StableOffsetFetch(Request[_OffsetFetchRequest]):  # type: ignore[misc]  # the same
    API_KEY = OFFSET_FETCH

    def __init__(self, group: str, source: SourcePartition) -> None:
        self._group = group
        self._source = source

    def build(self, request_struct_class: type[_OffsetFetchRequest]) -> _OffsetFetchRequest:
        topics: list[Any] = [(self._source.topic, [self._source.partition], {})]
        return request_struct_class(self._group, topics, True, {})


async def committed_offset(client: AIOKafkaClient, *, group: str, source: SourcePartition) -> int | None:
    """Return the stable committed offset of `source` in `group`; `None` if none was ever committed.

    Raises:
        aiokafka.errors.KafkaError: the broker refused for good. As long as it only asks for patience this
            waits; the caller sets the limit.
    """
    while True:
        response = await _ask(client, group, source)
        code, offset = response.error_code, NO_OFFSET
        if code == 0:
            ((_, partitions, _),) = response.topics
            ((_, offset, _, _, code, _),) = partitions
        if code == 0:
            return None if offset == NO_OFFSET else offset
        if code != UNSTABLE_OFFSET_COMMIT and not errors.for_code(code).retriable:
            raise errors.for_code(code)()
        await asyncio.sleep(RETRY_SECONDS)


async def _ask(client: AIOKafkaClient, group: str, source: SourcePartition) -> Any:
    while True:
        try:
            node = await client.coordinator_lookup(CoordinationType.GROUP, group)
            return await client.send(
                node, _StableOffsetFetch(group, source), group=ConnectionGroup.COORDINATION
            )
        except errors.KafkaError as error:
            if not error.retriable:
                raise
            await client.force_metadata_update()
            await asyncio.sleep(RETRY_SECONDS)
