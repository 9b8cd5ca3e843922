"""Asking a port whether Kafka serves there, against listeners that behave well and badly."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiokafka.protocol.metadata import MetadataResponse_v2

from service.broker.ports import free_port
from service.broker.readiness import Answer, ask

HOST = "127.0.0.1"


@contextmanager
def answering(payload: bytes) -> Iterator[int]:
    """Listen on a port, read one request, answer `payload` and hang up."""
    with socket.create_server((HOST, 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(payload)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def metadata(*, brokers: int, controller: int) -> bytes:
    """Return a broker's answer as Kafka would frame it."""
    every = [(number, HOST, 9092, None) for number in range(brokers)]
    body: bytes = struct.pack(">i", 1) + MetadataResponse_v2(every, "cluster", controller, []).encode()
    return struct.pack(">i", len(body)) + body


def test_a_broker_with_a_controller_serves() -> None:
    """The answer names the cluster and says that it serves."""
    with answering(metadata(brokers=1, controller=1)) as port:
        answer = ask(HOST, port)

    assert answer == Answer(cluster_id="cluster", brokers=1, has_controller=True)
    assert answer.is_serving


@pytest.mark.parametrize(("brokers", "controller"), [(0, 1), (1, -1)])
def test_a_broker_that_is_still_starting_does_not_serve(brokers: int, controller: int) -> None:
    """Without a registered broker or a controller no topic can be made."""
    with answering(metadata(brokers=brokers, controller=controller)) as port:
        answer = ask(HOST, port)

    assert answer is not None
    assert not answer.is_serving


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        struct.pack(">i", -1),
        struct.pack(">i", 4),
        struct.pack(">i", 4) + b"\x00\x00\x00\x01",
        struct.pack(">i", 2**31 - 1),
        metadata(brokers=1, controller=1)[:-3],
    ],
    ids=["hangs up", "http", "negative length", "no body", "empty body", "absurd length", "cut off"],
)
def test_what_is_not_kafka_is_no_answer(payload: bytes) -> None:
    """Another program on the port never raises and never counts as a broker."""
    with answering(payload) as port:
        assert ask(HOST, port) is None


def test_nobody_is_no_answer() -> None:
    """A closed port is no answer."""
    assert ask(HOST, free_port()) is None
