"""Who may let breakers go on over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from pydantic import SecretStr

from service.worker.breaker_route import PATH, breaker_routes
from service.worker.http import http_server

TOKEN = "a-token-of-some-length"  # noqa: S105 - of this test


@asynccontextmanager
async def _served(token: str | None, host: str, told: Callable[[], int]) -> AsyncIterator[str]:
    routes = breaker_routes(told, token=None if token is None else SecretStr(token), host=host)
    async with http_server(routes, host="127.0.0.1", port=0) as port:
        yield f"http://127.0.0.1:{port}{PATH}"


@pytest.mark.parametrize(
    ("token", "host", "headers", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "127.0.0.1", {"Content-Type": "text/plain"}, 415),
        (None, "127.0.0.1", {"Host": "evil.example:80"}, 403),
        (None, "0.0.0.0", {}, 403),  # noqa: S104 - nothing is bound there
        (TOKEN, "0.0.0.0", {"Authorization": f"Bearer {TOKEN}"}, 200),  # noqa: S104 - the same
        (TOKEN, "0.0.0.0", {"Authorization": "Bearer wrong"}, 401),  # noqa: S104 - the same
        (TOKEN, "127.0.0.1", {}, 401),
    ],
)
async def test_who_may(token: str | None, host: str, headers: dict[str, str], status: int) -> None:
    """This machine without a token, others with it, and no web page at all."""
    calls: list[int] = []

    def told() -> int:
        calls.append(1)
        return 3

    async with _served(token, host, told) as url, aiohttp.ClientSession() as session:
        sent = {"Content-Type": "application/json"} | headers
        async with session.post(url, data=b"{}", headers=sent) as answer:
            body = await answer.json()
        async with session.get(url) as read:
            assert read.status == 405

    assert answer.status == status
    assert (body == {"told": 3}) == (status == 200) == (len(calls) == 1)
