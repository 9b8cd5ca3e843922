"""Serve the page and its data. The page is static and loads nothing from outside.

The content security policy forbids inline scripts and foreign origins; the script writes text with
`textContent` only, so that nothing in an article can become markup.
"""

from pathlib import Path

from aiohttp import web

from service.web.feed import LiveFeed

_STATIC = Path(__file__).parent / "static"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_FILES = {
    "/": ("index.html", "text/html"),
    "/page.js": ("page.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
}


def live_routes(feed: LiveFeed) -> list[web.RouteDef]:
    """Return the page's routes; `feed` supplies the records."""

    async def records(request: web.Request) -> web.Response:
        text = request.query.get("after", "0")
        number, found = feed.after(int(text) if text.isdecimal() and len(text) < 16 else 0)
        body = b'{"number":%d,"records":[%s]}' % (number, b",".join(found))
        return web.Response(body=body, content_type="application/json", headers=_HEADERS)

    files = [web.get(path, _file(name, kind)) for path, (name, kind) in _FILES.items()]
    return [*files, web.get("/api/records", records)]


def _file(name: str, content_type: str) -> "web._Handler":  # type: ignore[name-defined]
    body = (_STATIC / name).read_bytes()

    async def serve(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=_HEADERS)

    return serve
