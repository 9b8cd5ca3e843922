"""Free ports on loopback for listeners that have no fixed one."""

import random
import socket
from collections.abc import Collection

from service.broker import BrokerError

# Below the range from which systems take ports of outgoing connections: a client that reconnects to a
# stopped broker could otherwise be given the broker's own port, and connect to itself.
LOWEST, HIGHEST = 20_000, 32_000
ATTEMPTS = 200


def is_free(host: str, port: int) -> bool:
    """Return whether a listener could be opened on `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As Java does, so that connections that are still winding down do not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1", *, besides: Collection[int] = ()) -> int:
    """Return a port nobody listens on, and none of those in `besides`, which are promised already.

    Raises:
        BrokerError: none was found.
    """
    for _ in range(ATTEMPTS):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 - spreads parallel starts, keeps no secret
        if port not in besides and is_free(host, port):
            return port
    raise BrokerError(f"no free port between {LOWEST} and {HIGHEST}")


def free_ports(count: int, host: str = "127.0.0.1") -> tuple[int, ...]:
    """Return so many different ports nobody listens on.

    Raises:
        BrokerError: there were not enough.
    """
    found: list[int] = []
    while len(found) < count:
        found.append(free_port(host, besides=found))
    return tuple(found)
