"""Who may ask the worker's HTTP port to do something: whoever has the token, or sits at the machine.

What is asked for, and which of the two it takes, is decided by the routes (`service.web.actions`,
`service.worker.breaker_route`).
"""

import hmac

from aiohttp import web
from pydantic import SecretStr

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SCHEME = "Bearer "


def has_token(request: web.Request, token: SecretStr) -> bool:
    """Whether a request carries the token (RFC 6750), compared in a time that tells nothing of it."""
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"{_SCHEME}{token.get_secret_value()}".encode())


def names_this_machine(request: web.Request) -> bool:
    """Whether a request was sent to a name of this machine itself.

    Another site's name may have been made to point here, to have a visitor's browser speak to us.
    """
    return request.url.host in LOOPBACK
