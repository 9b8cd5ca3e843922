"""Free ports on loopback."""

import socket

import pytest

from service.broker import BrokerError, ports
from service.broker.ports import HIGHEST, LOWEST, free_port, free_ports, is_free


def test_a_free_port_can_be_listened_on() -> None:
    """The port offered is one that a listener can have, below those of outgoing connections."""
    port = free_port()

    assert LOWEST <= port <= HIGHEST < 32_768
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", port)


def test_ports_for_one_broker_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two listeners on one port are none: chance that gives a port twice is asked again."""
    given = iter([20_001, 20_001, 20_002, 20_002, 20_003])
    monkeypatch.setattr(ports, "is_free", lambda *_: True)
    monkeypatch.setattr("random.randint", lambda *_: next(given))

    assert free_ports(3) == (20_001, 20_002, 20_003)


def test_no_port_left_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is bounded."""
    monkeypatch.setattr(ports, "is_free", lambda *_: False)

    with pytest.raises(BrokerError, match="no free port"):
        free_port()
