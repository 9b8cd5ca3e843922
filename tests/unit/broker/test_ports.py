"""Free ports on loopback."""

import socket

from service.broker.ports import HIGHEST, LOWEST, free_port, is_free


def test_a_free_port_can_be_listened_on() -> None:
    """The port offered is one that a listener can have, below those of outgoing connections."""
    port = free_port()

    assert LOWEST <= port <= HIGHEST < 32_768
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", port)
