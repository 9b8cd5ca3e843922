"""What the cluster's access lists allow us, found out without changing anything.

Topics tell it themselves: brokers answer a metadata request with the operations that the asking user is
authorised for (Metadata version 8, KIP-430). A group is tried with the heartbeat of a member that does not
exist, a transactional id by adding a partition for a producer that does not exist: brokers look at the
access list first and at the rest afterwards, and refuse either way.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

import msgspec
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import CoordinationType
from aiokafka.errors import (
    CoordinatorNotAvailableError,
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    NotCoordinatorError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.group import HeartbeatRequest
from aiokafka.protocol.transaction import AddPartitionsToTxnRequest
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

from service.broker import BrokerError

# Of Kafka's `AclOperation`; the answer has one bit for each.
READ, WRITE = 3, 4
EVERYTHING = -1
UNTOLD = -(2**31)
NOBODY = ""
NO_PRODUCER = -1
PATIENCE_SECONDS = 10.0
RETRY_SECONDS = 0.1


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What one consumer group and its producers must be allowed.

    Attributes:
        group: to be joined.
        source: topic it reads; there is one transactional id for each of its partitions.
        reads: topics to be read.
        writes: topics to be written.
    """

    group: str
    source: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    def transactional_id(self, partition: int) -> str:
        """Return the id under which outcomes of a source partition are committed."""
        return f"{self.group}-{self.source}-{partition}"


async def denied(client: AIOKafkaAdminClient, needs: Iterable[Needs]) -> tuple[str, ...]:
    """Return what the access lists do not allow, such as `Read on group x`, without repeats.

    Raises:
        BrokerError: a coordinator does not answer.
    """
    found: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for need in needs:
                partitions = await _topics(client, need, found)
                if not await _may_join(client, need.group):
                    found.append(f"Read on group {need.group}")
                for partition in range(partitions):
                    name = need.transactional_id(partition)
                    if not await _may_commit(client, name, need.source):
                        found.append(f"Write on transactional id {name}")
                        break  # they are granted by a prefix; one line is enough
    except TimeoutError as error:
        raise BrokerError("the coordinators do not answer; is the cluster well?") from error
    return tuple(dict.fromkeys(found))


async def _topics(client: AIOKafkaAdminClient, need: Needs, found: list[str]) -> int:
    """Add what is denied on topics to `found`; return the partitions of the source."""
    names = dict.fromkeys((need.source, *need.reads, *need.writes))
    response = await client._send_request(_OperationsRequest(list(names)))
    allowed = {name: _operations(code, operations) for code, name, _, _, operations in response.topics}
    for names_of, operation, told in ((need.reads, READ, "Read"), (need.writes, WRITE, "Write")):
        found += [f"{told} on topic {name}" for name in names_of if not _has(allowed.get(name, 0), operation)]
    return next((len(parts) for _, name, _, parts, _ in response.topics if name == need.source), 0)


def _operations(code: int, operations: int) -> int:
    """Return the bits; all of them for a topic that is missing, which is another complaint."""
    error = for_code(code)
    if error is TopicAuthorizationFailedError:
        return 0  # not even to be looked at
    return EVERYTHING if error is UnknownTopicOrPartitionError or operations == UNTOLD else operations


def _has(operations: int, operation: int) -> bool:
    return bool(operations >> operation & 1)


async def _may_join(client: AIOKafkaAdminClient, group: str) -> bool:
    try:
        node = await _coordinator(client, CoordinationType.GROUP, group)
    except GroupAuthorizationFailedError:
        return False
    response = await client._send_request(HeartbeatRequest(group, -1, NOBODY), node)
    return for_code(response.error_code) is not GroupAuthorizationFailedError


async def _may_commit(client: AIOKafkaAdminClient, transactional_id: str, topic: str) -> bool:
    try:
        node = await _coordinator(client, CoordinationType.TRANSACTION, transactional_id)
    except TransactionalIdAuthorizationFailed:
        return False
    request = AddPartitionsToTxnRequest(transactional_id, NO_PRODUCER, 0, [(topic, [0])])
    response = await client._send_request(request, node)
    codes = [code for _, partitions in response.errors for _, code in partitions]
    return TransactionalIdAuthorizationFailed not in map(for_code, codes)


async def _coordinator(client: AIOKafkaAdminClient, kind: CoordinationType, key: str) -> int:
    while True:
        try:
            node: int = await client._client.coordinator_lookup(kind, key)
            return node
        except (CoordinatorNotAvailableError, GroupCoordinatorNotAvailableError, NotCoordinatorError):
            await asyncio.sleep(RETRY_SECONDS)  # a new cluster first creates the topic it keeps them on


class _OperationsResponse(Response):  # type: ignore[misc]  # aiokafka ships no types
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            Array(("node_id", Int32), ("host", String("utf-8")), ("port", Int32), ("rack", String("utf-8"))),
        ),
        ("cluster_id", String("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String("utf-8")),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("cluster_operations", Int32),
    )


class _OperationsStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _OperationsResponse
    SCHEMA = Schema(
        ("topics", Array(String("utf-8"))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_operations", Boolean),
        ("include_topic_operations", Boolean),
    )


class _OperationsRequest(Request[_OperationsStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, topics: list[str]) -> None:
        self._topics = topics

    def build(self, request_struct_class: type[_OperationsStruct]) -> Any:
        return request_struct_class(self._topics, False, False, True)
