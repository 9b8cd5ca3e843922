"""The live page's server side."""

import re

import orjson
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiokafka import ConsumerRecord

from service.codecs.dead_letter import dead_letter_headers
from service.model import DeadLetter, Headers, Message, Reason, StageName, Topics
from service.telemetry.happenings import Happening, Happenings
from service.web.feed import KEPT, MAX_BYTES, LiveFeed
from service.web.page import SCRIPTS, STATIC, live_routes
from tests.factories import ORIGIN, make_message
from tests.unit.web.doubles import make_actions

TOPICS = Topics()


def make_record(topic: str, value: bytes, headers: Headers = ()) -> ConsumerRecord:
    """Return a consumed record of `topic`."""
    return ConsumerRecord(topic, 0, 3, 0, 0, None, value, None, 0, len(value), headers)


async def _get(feed: LiveFeed, path: str) -> tuple[int, str, dict[str, str]]:
    app = web.Application()
    happenings = Happenings()
    happenings.add(Happening(at="2026-11-19T10:00:00Z", event="brokers_away", level="error"))
    app.add_routes(
        live_routes(feed, collect=list, actions=make_actions(), not_ready=dict, happenings=happenings)
    )
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path)
        return answer.status, await answer.text(), dict(answer.headers)


async def test_page_and_its_files_are_served_under_a_strict_policy() -> None:
    """Nothing may be loaded from elsewhere and no script may stand inline."""
    feed = LiveFeed("nowhere:1", TOPICS)
    for path in ("/", "/page.css", *(f"/{name}" for name in SCRIPTS)):
        status, _, headers = await _get(feed, path)
        assert status == 200
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


async def test_page_names_no_outside_address_and_has_no_inline_script() -> None:
    """The page works offline."""
    _, html, _ = await _get(LiveFeed("nowhere:1", TOPICS), "/")
    scripts = [(await _get(LiveFeed("nowhere:1", TOPICS), f"/{name}"))[1] for name in SCRIPTS]
    script = "".join(scripts).replace("http://www.w3.org/2000/svg", "")  # the name of SVG, not an address

    assert not re.search(r"https?://", html + script)
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)


def test_every_script_is_served() -> None:
    """A script that stands in the folder and is not served would break the page in the browser only."""
    assert {file.name for file in STATIC.glob("*.js")} == set(SCRIPTS)


async def test_only_records_after_the_number_are_sent() -> None:
    """The page asks for what it has not seen."""
    feed = LiveFeed("nowhere:1", TOPICS)
    for number in range(3):
        feed.add(make_record(TOPICS.enriched, b'{"n":%d}' % number))

    _, text, _ = await _get(feed, "/api/records?after=2")

    answer = orjson.loads(text)
    assert answer["number"] == 3
    assert [record["article"]["n"] for record in answer["records"]] == [2]


async def test_nonsense_number_is_taken_as_the_beginning() -> None:
    """A broken query is no error."""
    status, _, _ = await _get(LiveFeed("nowhere:1", TOPICS), "/api/records?after=-1x")

    assert status == 200


async def test_now_is_told_with_what_happened_after_the_number() -> None:
    """What is wrong stands there each time, what happened only once."""
    answers = [
        orjson.loads((await _get(LiveFeed("nowhere:1", TOPICS), f"/api/now?after={number}"))[1])
        for number in (0, 1)
    ]

    assert [len(answer["happenings"]) for answer in answers] == [1, 0]
    assert all("Kafka does not answer" in answer["troubles"][0]["text"] for answer in answers)
    assert [stage["name"] for stage in answers[0]["stages"]] == ["normalize", "deduplicate", "tag"]


def test_memory_is_bounded_in_number_and_size() -> None:
    """Old records go and large ones are named instead of kept."""
    feed = LiveFeed("nowhere:1", TOPICS)
    for _ in range(KEPT + 5):
        feed.add(make_record(TOPICS.enriched, b"{}"))
    feed.add(make_record(TOPICS.enriched, b'"' + b"x" * MAX_BYTES + b'"'))

    number, records = feed.after(0)

    assert number == KEPT + 6
    assert len(records) == KEPT
    assert b"oversize" in records[-1]


def test_dead_letter_keeps_reason_and_first_bytes() -> None:
    """The page shows why, and the beginning of the original bytes."""
    message: Message = make_message(b"\xff\xfe")
    letter = DeadLetter(reason=Reason.UNDECODABLE, stage=StageName.NORMALIZE, detail="no text", origin=ORIGIN)
    feed = LiveFeed("nowhere:1", TOPICS)

    feed.add(make_record(TOPICS.dead_letter, b"\xff\xfe", dead_letter_headers(letter, message)))

    _, records = feed.after(0)
    shown = orjson.loads(records[0])["letter"]
    assert shown["reason"] == "undecodable"
    assert shown["body_base64"] == "//4="
