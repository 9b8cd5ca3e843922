"""What the page asks for, done by the service: articles tried, dead letters put back."""

import io
from typing import Any

import aiohttp
import orjson
import pytest

from tests.integration.real_service import PAGE_TOKEN, RealService, envelope, input_id, produce
from tests.integration.worker_process import committed

STORY = """Bridge closed after a barge strikes a pillar

By Nora Lind

RIGA, Latvia (Meridian) - A bridge over the Daugava was closed on Monday after a barge struck a pillar.

"Nobody was hurt," said Juris Ozols, the harbour master.
"""


def address_of(service: RealService) -> str:
    """Return where the page is."""
    return f"http://127.0.0.1:{service.worker.wait_for('http_listening')[-1]['port']}"


async def ask(
    service: RealService, path: str, body: dict[str, Any], token: str = ""
) -> tuple[int, dict[str, Any]]:
    """Send a request as the page does; returns status and answer."""
    content = io.BytesIO(orjson.dumps(body))
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(address_of(service)) as session,
        session.post(path, data=content, headers=headers) as answer,
    ):
        return answer.status, orjson.loads(await answer.read())


async def test_a_trial_shows_the_article_and_publishes_nothing(real_service: RealService) -> None:
    """The whole pipeline runs on what is pasted, each time against nothing remembered."""
    before = len(await committed(real_service.bootstrap, real_service.topics.enriched))
    for _ in range(2):
        status, answer = await ask(real_service, "/api/try", {"body": STORY})

        assert status == 200
        (outcome,) = answer["outcomes"]
        assert outcome["article"]["headlines"][0]["value"] == "Bridge closed after a barge strikes a pillar"
        assert outcome["article"]["by"] == "Nora Lind"
        assert outcome["article"]["dedup"]["status"] == "new"
        assert "RIGA" in outcome["article"]["dateline"]["place"].upper()
    assert len(await committed(real_service.bootstrap, real_service.topics.enriched)) == before


@pytest.mark.parametrize(
    ("body", "reason"),
    [("...", "empty"), ("<rss><channel></channel></rss>", "no_items"), ('{"body": 5}', "invalid_envelope")],
)
async def test_a_trial_shows_why_it_failed(real_service: RealService, body: str, reason: str) -> None:
    """An article that would be a dead letter is shown as one."""
    status, answer = await ask(real_service, "/api/try", {"body": body})

    assert status == 200
    assert [outcome["letter"]["reason"] for outcome in answer["outcomes"]] == [reason]


async def test_the_page_puts_a_letter_back_once(real_service: RealService) -> None:
    """With the token, and however often it is asked for; a letter that is not there is said."""
    topics = real_service.topics
    broken = envelope("for-replay", "").replace(b'"body":""', b'"body":5')
    await produce(real_service.bootstrap, topics.raw, [(None, broken, ())])
    (letter,) = await real_service.found(topics.dead_letter, lambda record: record.value == broken)
    place = {"partition": letter.partition, "offset": letter.offset}

    assert (await ask(real_service, "/api/replay", place, "guess"))[0] == 401
    status, answer = await ask(real_service, "/api/replay", place, PAGE_TOKEN)

    assert status == 200, answer
    await real_service.found(topics.raw, lambda record: record.value == broken, count=2)
    await ask(real_service, "/api/replay", place, PAGE_TOKEN)
    found = [
        record for record in await committed(real_service.bootstrap, topics.raw) if record.value == broken
    ]
    assert len(found) == 2
    assert not [
        r for r in await committed(real_service.bootstrap, topics.enriched) if input_id(r) == "for-replay"
    ]


async def test_the_flow_is_told_in_numbers(real_service: RealService) -> None:
    """The page's own numbers come from the same metrics as Prometheus's."""
    async with (
        aiohttp.ClientSession(address_of(real_service)) as session,
        session.get("/api/now") as answer,
    ):
        stages = orjson.loads(await answer.read())["stages"]

    assert [stage["name"] for stage in stages] == ["normalize", "deduplicate", "tag"]
    assert all(stage["processes"] == 1 for stage in stages)
