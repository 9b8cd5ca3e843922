"""The command that lets open breakers try again, over the worker's HTTP port.

`POST /breaker/resume`, as JSON, so that no web page can have a visitor's browser send it. It needs the
token of `DATELINE_PAGE_TOKEN` where one is set; where none is, only a worker that serves this machine alone
takes it. `dateline breaker resume` sends it; SIGUSR1 to the worker does the same.
"""

from collections.abc import Callable

import orjson
from aiohttp import web
from pydantic import SecretStr

from service.admission import LOOPBACK, has_token, names_this_machine

PATH = "/breaker/resume"


def breaker_routes(resume: Callable[[], int], *, token: SecretStr | None, host: str) -> list[web.RouteDef]:
    """Return the route.

    Args:
        resume: has all open breakers try again; returns how many processes were told.
        token: what a request must carry; `None`: nothing, if `host` is this machine.
        host: address that is served.
    """

    async def answer(request: web.Request) -> web.Response:
        refused = _refusal(request, token, host)
        if refused is not None:
            status, why = refused
            return _json({"error": why}, status)
        return _json({"told": resume()}, 200)

    return [web.post(PATH, answer)]


def _refusal(request: web.Request, token: SecretStr | None, host: str) -> tuple[int, str] | None:
    if request.content_type != "application/json":
        return 415, "say content-type: application/json"
    if token is None:
        if host in LOOPBACK and names_this_machine(request):
            return None
        return 403, "this worker serves others too; set DATELINE_PAGE_TOKEN to allow this"
    return None if has_token(request, token) else (401, "the token is missing or wrong")


def _json(body: dict[str, object], status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
