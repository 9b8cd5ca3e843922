"""Serve the page and its data. The page is static and loads nothing from outside.

The content security policy forbids inline scripts and foreign origins; the scripts write text with
`textContent` only, so that nothing in an article can become markup.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
import orjson
from aiohttp import web
from prometheus_client.metrics_core import Metric

from service.telemetry.happenings import Happenings
from service.web.actions import Actions, action_routes
from service.web.feed import LiveFeed
from service.web.flow import flow_of
from service.web.happenings import as_json
from service.web.troubles import troubles_of

STATIC = Path(__file__).parent / "static"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SCRIPTS = (
    "page.js",
    "article.js",
    "dom.js",
    "filters.js",
    "flow.js",
    "letters.js",
    "map.js",
    "now.js",
    "outline.js",
    "stories.js",
    "text.js",
    "trial.js",
)
_FILES = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    **{f"/{name}": (name, "text/javascript") for name in SCRIPTS},
}
Collect = Callable[[], Iterable[Metric]]
Reasons = Callable[[], Mapping[str, str]]


def live_routes(
    feed: LiveFeed, *, collect: Collect, actions: Actions, not_ready: Reasons, happenings: Happenings
) -> list[web.RouteDef]:
    """Return the page's routes.

    Args:
        feed: supplies the records.
        collect: reads the metrics of all processes; called in a thread.
        actions: what the page can ask for.
        not_ready: returns why not all work is done, by process.
        happenings: what happened lately.
    """

    async def records(request: web.Request) -> web.Response:
        number, found = feed.after(_number(request))
        return _json(b'{"number":%d,"records":[%s]}' % (number, b",".join(found)))

    async def now(request: web.Request) -> web.Response:
        _, kept = happenings.after(0)
        number, found = happenings.after(_number(request))
        numbers = await asyncio.to_thread(lambda: flow_of(collect()))
        reasons = not_ready()
        troubles = troubles_of(reasons, numbers, [one.happening for one in kept])
        answer = {
            "begun": happenings.begun,
            "number": number,
            "ready": not reasons,
            "troubles": [msgspec.to_builtins(trouble) for trouble in troubles],
            "happenings": as_json(found),
        }
        return _json(orjson.dumps(answer | numbers))

    files = [web.get(path, _file(name, kind)) for path, (name, kind) in _FILES.items()]
    data = [web.get("/api/records", records), web.get("/api/now", now)]
    return [*files, *data, *action_routes(actions, _HEADERS)]


def _number(request: web.Request) -> int:
    """Return what comes `after`; nonsense is the beginning."""
    text = request.query.get("after", "0")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else 0


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json", headers=_HEADERS)


def _file(name: str, content_type: str) -> "web._Handler":  # type: ignore[name-defined]
    body = (STATIC / name).read_bytes()

    async def serve(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=_HEADERS)

    return serve
