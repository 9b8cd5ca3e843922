"""What the page asks the service to do: try an article, put a dead letter back; and who may.

Reading needs nothing. Both actions need the token of `DATELINE_PAGE_TOKEN`, except that whoever sits at the
machine itself may try articles: a trial costs work and publishes nothing. A request must be JSON and come
from the page itself, so that no other site can have a visitor's browser send it. What is done is given as
two functions; this module only decides, bounds and answers.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec
import orjson
from aiohttp import web
from pydantic import SecretStr

from service.admission import LOOPBACK, has_token, names_this_machine

MAX_ARTICLE_BYTES = 2 * 1024 * 1024
_Asked = TypeVar("_Asked")


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """An article to be tried: the body, and what a producer could declare of it.

    Attributes:
        body: text in any of the supported formats.
        content_type: media type; unset: detected.
        url: of the article.
    """

    body: str
    content_type: str = ""
    url: str = ""


class LetterPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a dead letter lies on the dead-letter topic."""

    partition: int
    offset: int


class Busy(RuntimeError):
    """Too much is being tried at once; the message is one line."""


class ActionFailed(RuntimeError):
    """What was asked for cannot be done; the message is one line for the person who asked."""


class Actions(msgspec.Struct, frozen=True, kw_only=True):
    """What the page can have done, and the token that allows it.

    Attributes:
        try_article: returns the outcomes of a trial as JSON, one for each item. Raises Busy, ActionFailed.
        replay: puts one dead letter back; returns a line that says what was done. Raises ActionFailed.
        token: what a request must carry; `None`: nothing is put back, and only this machine tries articles.
        host: address that is served.
    """

    try_article: Callable[[Trial], Awaitable[Sequence[bytes]]]
    replay: Callable[[LetterPlace], Awaitable[str]]
    token: SecretStr | None
    host: str

    @property
    def allowed(self) -> dict[str, str]:
        """Return for each action what it takes: `open`, `token` or `off`."""
        guarded = "off" if self.token is None else "token"
        return {"try": "open" if self.host in LOOPBACK else guarded, "replay": guarded}


def action_routes(actions: Actions, headers: dict[str, str]) -> list[web.RouteDef]:
    """Return the routes of what the page can ask for; every answer carries `headers`."""

    async def answer(request: web.Request, action: str) -> web.Response:
        try:
            _admit(request, actions, action)
            body = await (_tried(request, actions) if action == "try" else _replayed(request, actions))
        except _Refused as refused:
            return _told(refused.status, str(refused), headers)
        except Busy as error:
            return _told(429, str(error), headers)
        except ActionFailed as error:
            return _told(409, str(error), headers)
        return web.Response(body=body, content_type="application/json", headers=headers)

    async def try_article(request: web.Request) -> web.Response:
        return await answer(request, "try")

    async def replay(request: web.Request) -> web.Response:
        return await answer(request, "replay")

    async def allowed(_request: web.Request) -> web.Response:
        return web.Response(
            body=orjson.dumps(actions.allowed), content_type="application/json", headers=headers
        )

    return [
        web.get("/api/actions", allowed),
        web.post("/api/try", try_article),
        web.post("/api/replay", replay),
    ]


class _Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def _admit(request: web.Request, actions: Actions, action: str) -> None:
    """Refuse what did not come from the page, and what lacks the token.

    Raises:
        _Refused: with the status and the line to answer.
    """
    if request.content_type != "application/json":
        raise _Refused(415, "the request must be application/json")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise _Refused(403, "the request must come from the page itself")
    if actions.host in LOOPBACK and not names_this_machine(request):
        raise _Refused(403, "the page must be opened by the address that is served")
    needed = actions.allowed[action]
    if needed == "off":
        raise _Refused(403, "switched off; set DATELINE_PAGE_TOKEN or DATELINE_PAGE_TOKEN_FILE to allow it")
    if needed == "token" and (actions.token is None or not has_token(request, actions.token)):
        raise _Refused(401, "the token is missing or wrong")


async def _tried(request: web.Request, actions: Actions) -> bytes:
    trial = await _read(request, Trial)
    outcomes = await actions.try_article(trial)
    return b'{"outcomes":[%s]}' % b",".join(outcomes)


async def _replayed(request: web.Request, actions: Actions) -> bytes:
    place = await _read(request, LetterPlace)
    return orjson.dumps({"done": await actions.replay(place)})


async def _read(request: web.Request, kind: type[_Asked]) -> _Asked:
    """Return the request's body as `kind`, read up to its bound.

    Raises:
        _Refused: it is too large or not of that form.
    """
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_ARTICLE_BYTES:
            raise _Refused(413, f"more than {MAX_ARTICLE_BYTES // 2**20} MiB")
    try:
        return msgspec.json.decode(bytes(body), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Refused(400, f"not understood: {error}") from error


def _told(status: int, why: str, headers: dict[str, str]) -> web.Response:
    body: dict[str, Any] = {"error": why}
    return web.Response(
        status=status, body=orjson.dumps(body), content_type="application/json", headers=headers
    )
