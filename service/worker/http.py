"""The worker's one HTTP port: `/metrics`, `/livez`, `/readyz`, and whatever routes are given besides.

Metrics are summed over the stage processes from the folder they all write to. Liveness says that the
supervisor runs; readiness that every stage has joined its group, restored its state and works.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import orjson
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from service.telemetry import events
from service.telemetry.ended import whole

Reasons = Callable[[], Mapping[str, str]]


def health_routes(*, not_live: Reasons, not_ready: Reasons) -> list[web.RouteDef]:
    """Return the routes of liveness and readiness.

    Args:
        not_live: returns why the worker should be replaced, by part; empty when it is well.
        not_ready: returns why it does not do all its work, by part; empty when it does.
    """

    async def livez(_request: web.Request) -> web.Response:
        return _verdict("live", not_live())

    async def readyz(_request: web.Request) -> web.Response:
        return _verdict("ready", not_ready())

    return [web.get("/livez", livez), web.get("/readyz", readyz)]


def metrics_route(folder: str) -> web.RouteDef:
    """Return the route of the metrics that all processes keep in `folder`."""

    async def metrics(_request: web.Request) -> web.Response:
        body = await asyncio.to_thread(_latest, folder)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return web.get("/metrics", metrics)


@asynccontextmanager
async def http_server(routes: Iterable[web.RouteDef], *, host: str, port: int) -> AsyncIterator[int]:
    """Serve `routes`; yields the port, which was chosen by the system if `port` is 0.

    Raises:
        OSError: the address is taken or not ours.
    """
    app = web.Application()
    app.add_routes(list(routes))
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        chosen = int(runner.addresses[0][1])
        events.http_listening(host, chosen)
        yield chosen
    finally:
        await runner.cleanup()


def _verdict(name: str, reasons: Mapping[str, str]) -> web.Response:
    body = orjson.dumps({name: not reasons, "reasons": dict(reasons)})
    return web.Response(body=body, status=503 if reasons else 200, content_type="application/json")


def registry_of(folder: str) -> CollectorRegistry:
    """Return the sum of the metrics that all processes keep in `folder`; it is read when collected."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return registry


def _latest(folder: str) -> bytes:
    with whole:
        return generate_latest(registry_of(folder))
