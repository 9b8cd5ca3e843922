"""Ask whatever listens on a port whether it is a Kafka broker that serves, by Kafka's own protocol.

One metadata request over a plain socket, blocking, so that it can be used with or without a running
event loop. Waiting and giving up is the caller's.
"""

import socket
import struct
from io import BytesIO

import msgspec
from aiokafka.protocol.metadata import MetadataRequest_v2, MetadataResponse_v2

TIMEOUT_S = 2.0
LARGEST_ANSWER = 1024 * 1024
NO_CONTROLLER = -1


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a broker says about its cluster."""

    cluster_id: str | None
    brokers: int
    has_controller: bool

    @property
    def is_serving(self) -> bool:
        """Whether topics can be created and written: a broker is registered and a controller elected."""
        return self.brokers > 0 and self.has_controller


def ask(host: str, port: int) -> Answer | None:
    """Return the answer to a metadata request, or `None` when there is none, or it is not Kafka's."""
    try:
        with socket.create_connection((host, port), timeout=TIMEOUT_S) as connection:
            connection.sendall(_request())
            return _answer(_receive(connection))
    except (OSError, ValueError, struct.error):
        return None


def _request() -> bytes:
    # An empty list asks for no topic; null would ask for all.
    request = MetadataRequest_v2([])
    body: bytes = request.build_request_header(1, "dateline").encode() + request.encode()
    return struct.pack(">i", len(body)) + body


def _receive(connection: socket.socket) -> bytes:
    (length,) = struct.unpack(">i", _exactly(connection, 4))
    if not 0 < length <= LARGEST_ANSWER:
        raise ValueError("not an answer of Kafka")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionResetError("closed in the middle of an answer")
        data += part
    return bytes(data)


def _answer(data: bytes) -> Answer:
    buffer = BytesIO(data)
    MetadataRequest_v2([]).parse_response_header(buffer)
    response = MetadataResponse_v2.decode(buffer)
    return Answer(
        cluster_id=response.cluster_id,
        brokers=len(response.brokers),
        has_controller=response.controller_id != NO_CONTROLLER,
    )
