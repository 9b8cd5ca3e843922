"""A headless Chromium, and the page served with records that are handed to it.

The browser is the system's: its path in `CHROMIUM` or a Chromium on the path. Without one these
tests are skipped.
"""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiokafka import ConsumerRecord
from playwright.async_api import Page, async_playwright
from prometheus_client.metrics_core import Metric

from service.model import Headers, Topics
from service.telemetry.happenings import Happenings
from service.web import LiveFeed, live_routes
from service.web.actions import Actions
from service.worker.http import health_routes
from tests.unit.web.doubles import make_actions

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What a browser does by itself, nobody asked for in a test: updates, reports, look-ups of hosts.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
TOPICS = Topics()


def browser_path() -> str:
    """Return the browser's path, or skip."""
    given = os.environ.get("CHROMIUM")
    found = given or next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip("no Chromium here; install one or name it in CHROMIUM")
    return found


def published(topic: str, value: bytes, headers: Headers = ()) -> ConsumerRecord:
    """Return a record as it is consumed from `topic`."""
    return ConsumerRecord(topic, 1, 7, 0, 0, None, value, None, 0, len(value), headers)


@contextlib.asynccontextmanager
async def served(
    feed: LiveFeed,
    actions: Actions,
    *,
    collect: Callable[[], Iterable[Metric]] = list,
    reasons: dict[str, str] | None = None,
    happenings: Happenings | None = None,
    port: int | None = None,
) -> AsyncIterator[str]:
    """Serve the page with what `feed` holds and what is told of the service; yields its address."""
    app = web.Application()
    page = live_routes(
        feed,
        collect=collect,
        actions=actions,
        not_ready=lambda: reasons or {},
        happenings=happenings or Happenings(),
    )
    app.add_routes([*page, *health_routes(not_live=dict, not_ready=dict)])
    server = TestServer(app, port=port)
    await server.start_server()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        await server.close()


@contextlib.asynccontextmanager
async def browsed(
    address: str, *, width: int = 1280, height: int = 900, scheme: str = "light", expected: str = "\0"
) -> AsyncIterator[Page]:
    """Open `address` in a fresh browser; an error of its scripts or a refused resource fails the test.

    Args:
        address: of the page.
        width: of the window, in CSS pixels.
        height: of the window.
        scheme: of colours, `light` or `dark`.
        expected: what an error may say that belongs to the test.
    """
    problems: list[str] = []
    async with async_playwright() as playwright:
        rooted = ("--no-sandbox",) if os.geteuid() == 0 else ()
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=[*QUIET, *rooted])
        try:
            page = await browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
            await page.goto(address)
            yield page
        finally:
            await browser.close()
    assert not [problem for problem in problems if expected not in problem]


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Return the folder for pictures: `SCREENSHOTS` to keep them, otherwise the test's own."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def feed() -> LiveFeed:
    """Return a feed that is filled by hand."""
    return LiveFeed("nowhere:1", TOPICS)


@pytest.fixture
def actions() -> Actions:
    """Return actions that do nothing."""
    return make_actions()
