"""Which Kafka a cluster runs, as far as it tells: the finalised metadata version of its features.

A broker's release is not part of Kafka's protocol. The metadata version that the cluster has agreed
on is (ApiVersions, version 3), and each release introduced its own. Clusters that are not Apache
Kafka may not have one.
"""

from io import BytesIO
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.api import Request, RequestStruct, Response, ResponseHeader_v0
from aiokafka.protocol.types import CompactArray, CompactString, Int16, Int32, Schema, TaggedFields

from service import __version__

FINALIZED_FEATURES = 2  # tag of the field in the answer
FEATURE = "metadata.version"
# First level of each release, as `kafka-storage version-mapping` prints the last one before it.
RELEASES = (
    (26, "4.1"),
    (22, "4.0"),
    (21, "3.9"),
    (20, "3.8"),
    (15, "3.7"),
    (12, "3.6"),
    (9, "3.5"),
    (8, "3.4"),
    (1, "3.3"),
)
NEWEST_KNOWN = 27

_FEATURES = CompactArray(
    ("name", CompactString("utf-8")), ("max", Int16), ("min", Int16), ("tags", TaggedFields)
)


class _Answer(Response):  # type: ignore[misc]  # aiokafka ships no types
    API_KEY = 18
    API_VERSION = 3
    SCHEMA = Schema(
        ("error_code", Int16),
        (
            "api_versions",
            CompactArray(("api_key", Int16), ("min", Int16), ("max", Int16), ("tags", TaggedFields)),
        ),
        ("throttle_time_ms", Int32),
        ("tags", TaggedFields),
    )


class _Question(RequestStruct):  # type: ignore[misc]
    API_KEY = 18
    API_VERSION = 3
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _Answer
    SCHEMA = Schema(
        ("software", CompactString("utf-8")), ("version", CompactString("utf-8")), ("tags", TaggedFields)
    )

    def parse_response_header(self, read_buffer: Any) -> Any:
        """Read the old header: a broker must be able to answer before it knows the client's age."""
        return ResponseHeader_v0.decode(read_buffer)


class _FeaturesRequest(Request[_Question]):  # type: ignore[misc]
    API_KEY = 18

    def build(self, request_struct_class: type[_Question]) -> _Question:
        return request_struct_class("dateline", __version__, {})


def release_of(level: int) -> str:
    """Return the Kafka release that introduced a metadata version's level."""
    if level > NEWEST_KNOWN:
        return f"newer than {RELEASES[0][1]}"
    return next((release for first, release in RELEASES if level >= first), "older than 3.3")


async def kafka_release(client: AIOKafkaAdminClient) -> str | None:
    """Return the release that the cluster's metadata version stands for, `None` when it has none."""
    try:
        answer = await client._send_request(_FeaturesRequest())
    except (KafkaError, NotImplementedError):
        return None
    features = _FEATURES.decode(BytesIO(answer.tags.get(FINALIZED_FEATURES, b"\x01"))) or []
    levels = [most for name, most, _least, _tags in features if name == FEATURE]
    return release_of(levels[0]) if levels else None
