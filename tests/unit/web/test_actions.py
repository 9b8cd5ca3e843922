"""Who may ask the page for what, and what is answered."""

import io
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from service.web.actions import MAX_ARTICLE_BYTES, Actions, action_routes
from tests.unit.web.doubles import TOKEN, Recorded, make_actions

BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def ask(
    actions: Actions, path: str, body: Any, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Send a request as the page does, with other headers if given; returns status and answer."""
    app = web.Application()
    app.add_routes(action_routes(actions, {}))
    content = io.BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
    async with TestClient(TestServer(app)) as client:
        sent = {"Content-Type": "application/json"} | (headers or {})
        answer = await client.post(path, data=content, headers=sent)
        return answer.status, orjson.loads(await answer.read())


async def test_whoever_sits_at_the_machine_may_try_articles() -> None:
    """A trial on loopback needs no token."""
    recorded = Recorded()

    status, answer = await ask(
        make_actions(recorded), "/api/try", {"body": "A storm.", "url": "https://a.example/"}
    )

    assert (status, answer) == (200, {"outcomes": [{"article": {"n": 8}}]})
    assert recorded.trials[0].url == "https://a.example/"


@pytest.mark.parametrize(
    ("token", "headers", "expected"),
    [
        (None, {}, 403),
        (TOKEN, {}, 401),
        (TOKEN, {"Authorization": "Bearer guess"}, 401),
        (TOKEN, BEARER, 200),
    ],
)
async def test_elsewhere_trials_take_the_token(
    token: str | None, headers: dict[str, str], expected: int
) -> None:
    """On a page that others can reach, work is done for those with the token only."""
    status, _ = await ask(make_actions(token=token, host="::"), "/api/try", {"body": "x"}, headers)

    assert status == expected


@pytest.mark.parametrize(
    ("token", "headers", "expected"), [(None, BEARER, 403), (TOKEN, {}, 401), (TOKEN, BEARER, 200)]
)
async def test_putting_back_always_takes_the_token(
    token: str | None, headers: dict[str, str], expected: int
) -> None:
    """Replaying changes what is published, so nobody may without a token, not even on loopback."""
    recorded = Recorded()

    status, _ = await ask(
        make_actions(recorded, token=token), "/api/replay", {"partition": 1, "offset": 2}, headers
    )

    assert status == expected
    assert len(recorded.letters) == (expected == 200)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "rebound.example:8080"}, 403),
    ],
)
async def test_another_site_cannot_ask(headers: dict[str, str], expected: int) -> None:
    """What a page of another origin can have a browser send is refused."""
    status, _ = await ask(
        make_actions(token=TOKEN), "/api/replay", {"partition": 0, "offset": 0}, BEARER | headers
    )

    assert status == expected


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"body": 3}', b'{"body": "\xff"}', b'{"url": ""}'])
async def test_what_is_not_understood_is_refused_in_one_line(body: bytes) -> None:
    """A request that is not of the form is answered with 400."""
    status, answer = await ask(make_actions(), "/api/try", body)

    assert status == 400
    assert "\n" not in answer["error"]


async def test_a_large_article_is_refused() -> None:
    """The body is bounded."""
    status, _ = await ask(make_actions(), "/api/try", {"body": "x" * MAX_ARTICLE_BYTES})

    assert status == 413


async def test_what_cannot_be_done_is_told() -> None:
    """A busy service and a letter that is not there have their own answers."""
    assert (await ask(make_actions(), "/api/try", {"body": "busy"}))[0] == 429
    status, answer = await ask(
        make_actions(token=TOKEN), "/api/replay", {"partition": 0, "offset": 404}, BEARER
    )
    assert (status, answer) == (409, {"error": "no such letter"})


def test_the_token_is_in_no_representation() -> None:
    """A log line that shows the actions shows no secret."""
    assert TOKEN not in repr(make_actions(token=TOKEN))
