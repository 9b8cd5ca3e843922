"""The live page in headless Chromium: what is shown, hostile articles, keyboard, screens, accessibility."""

import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import orjson
import pytest
from aiokafka import ConsumerRecord
from axe_playwright_python.async_playwright import Axe

from service.codecs.dead_letter import dead_letter_headers
from service.model import DeadLetter, Reason, StageName
from service.telemetry.happenings import Fact, Happening, Happenings
from service.web import LiveFeed
from service.web.actions import Actions
from tests.browser.conftest import TOPICS, browsed, published, served
from tests.factories import ORIGIN, make_message
from tests.unit.web.doubles import TOKEN, Recorded, make_actions

pytestmark = pytest.mark.integration
SAMPLES = Path(__file__).parents[2] / "service" / "samples"
HOSTILE = (
    '"><img src=x onerror="window.attacked=1"><script>window.attacked=1</script>&lt;b&gt;javascript:attack()'
)


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Run the sample articles through the pipeline once; a JSON record each."""
    done = subprocess.run(
        [sys.executable, "-m", "service", "enrich", str(SAMPLES), "--dead-letters", "/dev/null"],
        capture_output=True,
        check=True,
        cwd=tmp_path_factory.mktemp("enrich"),
        timeout=300,
    )
    return done.stdout.splitlines()


@pytest.fixture
def filled(feed: LiveFeed, records: list[bytes]) -> LiveFeed:
    """Return a feed with the samples and a dead letter."""
    for record in records:
        status = orjson.loads(record)["dedup"]["status"]
        feed.add(published(TOPICS.enriched if status == "new" else TOPICS.duplicates, record))
    feed.add(letter(b"\xff\xfe<b>no text</b>"))
    return feed


def letter(body: bytes, detail: str = "no text") -> ConsumerRecord:
    """Return a dead letter as it lies on its topic."""
    failed = DeadLetter(reason=Reason.UNDECODABLE, stage=StageName.NORMALIZE, detail=detail, origin=ORIGIN)
    return published(TOPICS.dead_letter, body, dead_letter_headers(failed, make_message(body)))


async def test_articles_stories_places_and_letters_are_shown(
    filled: LiveFeed, actions: Actions, screenshots: Path, records: list[bytes]
) -> None:
    """What arrives stands on the page: as article, in its story, on the map, as dead letter."""
    async with served(filled, actions) as address, browsed(address) as page:
        await page.wait_for_selector("#stream > li.letter")
        assert await page.locator("#stream > li").count() == len(records) + 1
        assert await page.locator("#stories > li").count() >= 1
        assert await page.locator("#spots > circle").count() > 10
        await page.screenshot(path=screenshots / "page-light.png", full_page=False)
        await page.get_by_text("Raw bytes").first.click()
        assert "ff fe" in await page.locator("pre.hex").first.inner_text()


async def test_a_tag_says_why_it_is_there(filled: LiveFeed, actions: Actions, screenshots: Path) -> None:
    """By keyboard: a tag's button shows identity, confidence and creator, and marks its words."""
    async with served(filled, actions) as address, browsed(address) as page:
        await page.fill("#find", "Storm cuts power to 200,000 homes")
        item = page.locator("#stream > li:visible").first
        await item.locator("button.place", has_text="Lisbon").focus()
        await page.keyboard.press("Enter")
        box = item.locator(".reason-box")
        await box.get_by_text("geonames.org/2267057").wait_for()
        assert "confidence" in await box.inner_text()
        marked = item.locator("mark.chosen")
        assert set(await marked.all_inner_texts()) == {"Lisbon"}
        await page.screenshot(path=screenshots / "page-reason.png")


async def test_filters_and_places_choose_articles(filled: LiveFeed, actions: Actions) -> None:
    """Words, language, kind and a place on the map narrow the stream, and give it back."""
    async with served(filled, actions) as address, browsed(address) as page:
        await page.wait_for_selector("#stream > li.letter")
        everything = await page.locator("#stream > li:visible").count()
        await page.uncheck("#show-letters")
        assert await page.locator("#stream > li:visible").count() == everything - 1
        await page.select_option("#language", "de")
        languages = await page.locator("#stream > li:visible h3").evaluate_all("all => all.map(h => h.lang)")
        assert set(languages) == {"de"}
        await page.select_option("#language", "")
        await page.locator("#spots > circle").first.focus()
        await page.keyboard.press("Enter")
        assert 0 < await page.locator("#stream > li:visible").count() < everything
        await page.click("#clear-place")
        assert await page.locator("#stream > li:visible").count() == everything - 1


async def test_the_stream_can_be_paused(filled: LiveFeed, actions: Actions, records: list[bytes]) -> None:
    """While somebody reads, nothing moves; what came meanwhile is shown afterwards."""
    async with served(filled, actions) as address, browsed(address) as page:
        await page.wait_for_selector("#stream > li.letter")
        before = await page.locator("#stream > li").count()
        await page.click("#pause")
        filled.add(published(TOPICS.enriched, records[0]))
        await page.get_by_text("1 more since the pause").wait_for()
        assert await page.locator("#stream > li").count() == before
        await page.click("#pause")
        await page.locator("#stream > li").nth(before).wait_for(state="attached")


async def test_hostile_articles_are_text(feed: LiveFeed, actions: Actions, records: list[bytes]) -> None:
    """Markup and scripts in any field of a record stand there as they came and do nothing."""
    feed.add(published(TOPICS.enriched, orjson.dumps(_spoilt(orjson.loads(records[0])))))
    feed.add(letter(HOSTILE.encode(), HOSTILE))
    async with served(feed, actions) as address, browsed(address) as page:
        await page.wait_for_selector("#stream > li.letter")
        for summary in await page.locator("summary").all():
            if await summary.is_visible():
                await summary.click()
        for chip in await page.locator(".chips button").all():
            await chip.click()
        assert HOSTILE in await page.locator("#stream").inner_text()
        assert await page.evaluate("window.attacked") is None
        assert await page.locator("#stream img, #stream script, #stories img, #map img").count() == 0


def _spoilt(value: object) -> object:
    """Return the record with every text replaced, but for those that choose how it is shown."""
    if isinstance(value, dict):
        kept = {"status", "role", "rel", "kind", "iso_3166_1"}
        return {key: found if key in kept else _spoilt(found) for key, found in value.items()}
    if isinstance(value, list):
        return [_spoilt(found) for found in value]
    return HOSTILE if isinstance(value, str) else value


async def test_an_article_can_be_tried(feed: LiveFeed, records: list[bytes]) -> None:
    """What is pasted goes to the service, and its outcome is shown."""
    recorded = Recorded()

    async def try_article(trial: object) -> list[bytes]:
        await recorded.try_article(trial)  # type: ignore[arg-type]
        return [b'{"article":%s}' % records[0]]

    actions = make_actions(recorded)
    actions = type(actions)(try_article=try_article, replay=actions.replay, token=None, host="127.0.0.1")
    async with served(feed, actions) as address, browsed(address) as page:
        await page.fill("#trial-body", "A storm hit.\n\nIt was strong.")
        await page.click("#trial button")
        headline = orjson.loads(records[0])["headlines"][0]["value"]
        await page.locator("#trial-result").get_by_text(headline).wait_for()
    assert recorded.trials[0].body == "A storm hit.\n\nIt was strong."


async def test_a_letter_is_put_back_with_the_token_only(feed: LiveFeed, screenshots: Path) -> None:
    """The button asks for the token; a wrong one is refused and said, the right one puts it back."""
    recorded = Recorded()
    feed.add(letter(b"\xff\xfe"))
    async with served(feed, make_actions(recorded, token=TOKEN)) as address, browsed(address) as page:
        await page.get_by_role("button", name="Put back…").click()
        await page.fill("#replay-token", TOKEN)
        await page.screenshot(path=screenshots / "page-replay.png")
        await page.click("#replay-do")
        await page.get_by_text("1 put back: 1:7").wait_for()
    assert [(place.partition, place.offset) for place in recorded.letters] == [(1, 7)]


async def test_without_a_token_there_is_no_button(feed: LiveFeed, actions: Actions) -> None:
    """What nobody may do is not offered."""
    feed.add(letter(b"\xff\xfe"))
    async with served(feed, actions) as address, browsed(address) as page:
        await page.wait_for_selector("#stream > li.letter")
        assert await page.get_by_role("button", name="Put back…").count() == 0


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 380), ("dark", 380)]
)
async def test_the_page_is_accessible_on_every_screen(
    filled: LiveFeed, actions: Actions, screenshots: Path, scheme: str, width: int
) -> None:
    """No rule of WCAG 2 A and AA that a machine can check is broken, and a phone need not scroll sideways."""
    async with served(filled, actions) as address, browsed(address, width=width, scheme=scheme) as page:
        await page.wait_for_selector("#stream > li.letter")
        await page.locator("#stream > li:visible summary", has_text="Read").first.click()
        await page.screenshot(path=screenshots / f"page-{scheme}-{width}.png")
        overflow = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
        found = await Axe().run(page, options=rules)
        assert found.violations_count == 0, found.generate_report()


def bad_day(text: str = "nobody listens at kafka:9092") -> Happenings:
    """Return what happens when a process is killed and the brokers go away."""
    told = Happenings()
    lines: list[tuple[str, str, dict[str, Fact]]] = [
        ("worker_ready", "info", {}),
        ("process_exited", "warning", {"status": -9, "cause": "sigkill"}),
        ("process_will_restart", "info", {"wait_seconds": 0.7}),
        ("process_spawned", "info", {"pid": 4711}),
        ("breaker_near", "warning", {"partition": 1, "why": text}),
        ("breaker_open", "error", {"partition": 1, "why": text}),
        ("restore_progressed", "info", {"partition": 1, "remaining": 12345}),
        ("brokers_away", "error", {"detail": text}),
    ]
    for second, (event, level, facts) in enumerate(lines):
        told.add(
            Happening(
                at=f"2026-11-19T10:00:{second:02}Z",
                event=event,
                level=level,
                stage="" if event.startswith(("worker", "brokers")) else "tag",
                process="" if event.startswith(("worker", "brokers")) else "0",
                facts=facts,
            )
        )
    return told


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 380), ("dark", 380)]
)
async def test_what_is_wrong_and_what_happened_is_told(
    filled: LiveFeed, actions: Actions, screenshots: Path, scheme: str, width: int
) -> None:
    """Above everything else, newest first, for screen readers too; on every screen."""
    reasons = {
        "tag-0": "not running",
        "normalize-0": "partitions: 1 paused, 3 running; partition 1: 210 of 300 items became dead letters",
    }
    told = bad_day()
    async with (
        served(filled, actions, reasons=reasons, happenings=told) as address,
        browsed(address, width=width, scheme=scheme) as page,
    ):
        await page.locator("#troubles > li").nth(2).wait_for()
        troubles = await page.locator("#troubles > li").all_inner_texts()
        assert "Kafka does not answer" in troubles[0]
        assert "tag-0 is not running; it is started again." in troubles[1]
        assert "its breaker is open" in troubles[2]
        assert await page.locator("#state").inner_text() == "not all is well"
        assert await page.get_by_text("All is well.").is_hidden()
        happened = await page.get_by_role("log", name="Lately").locator("li").all_inner_texts()
        assert len(happened) == 8
        assert "Kafka does not answer: nobody listens" in happened[0]
        assert "tag-0 was killed by SIGKILL" in happened[6]
        await page.screenshot(path=screenshots / f"page-troubles-{scheme}-{width}.png")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        assert found.violations_count == 0, found.generate_report()


async def test_what_happens_while_one_looks_is_added(feed: LiveFeed, actions: Actions) -> None:
    """Each once, repeats in one line, and when all is well again the page says so."""
    told, reasons = bad_day(), {"tag-0": "not running"}
    failed: dict[str, Fact] = {"partition": 2, "error": "Lost", "detail": "gone"}
    async with (
        served(feed, actions, reasons=reasons, happenings=told) as address,
        browsed(address) as page,
    ):
        await page.locator("#happenings > li").nth(7).wait_for()
        for second in (1, 2, 3):
            at = f"2026-11-19T10:01:0{second}Z"
            told.add(Happening(at=at, event="partition_failed", level="warning", facts=failed))
            await page.get_by_text("Lost: gone" + ("" if second == 1 else f" ({second} times)")).wait_for()
        told.add(
            Happening(at="2026-11-19T10:02:00Z", event="brokers_back", level="warning", facts={"seconds": 43})
        )
        reasons.clear()
        await page.get_by_text("All is well.").wait_for()
        assert await page.locator("#happenings > li").count() == 10
        assert "Kafka answers again" in await page.locator("#happenings > li.good").first.inner_text()
        assert await page.locator("#state").inner_text() == "live"


async def test_hostile_happenings_are_text(feed: LiveFeed, actions: Actions) -> None:
    """What a broker or a file's name says cannot become markup."""
    reasons = {"tag-0": HOSTILE}
    async with (
        served(feed, actions, reasons=reasons, happenings=bad_day(HOSTILE)) as address,
        browsed(address) as page,
    ):
        await page.locator("#happenings > li").nth(7).wait_for()
        assert HOSTILE in await page.locator("#happenings").inner_text()
        assert HOSTILE in await page.locator("#troubles").inner_text()
        assert await page.evaluate("window.attacked") is None
        assert await page.locator(".now img, .now script").count() == 0


async def test_a_service_that_is_gone_is_told(feed: LiveFeed, actions: Actions, screenshots: Path) -> None:
    """Since when, and that it is back; what it tells from then on is not taken for what is known."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(AsyncExitStack())
        address = await first.enter_async_context(served(feed, actions, happenings=bad_day()))
        page = await stack.enter_async_context(browsed(address, expected="ERR_CONNECTION"))
        await page.locator("#happenings > li").nth(7).wait_for()
        await first.aclose()
        await page.get_by_text("The service does not answer: the worker has ended").wait_for()
        assert await page.locator("#state").inner_text() == "no answer from the service"
        await page.screenshot(path=screenshots / "page-gone.png")
        anew = Happenings()
        anew.add(Happening(at="2026-11-19T11:00:00Z", event="worker_ready", level="info"))
        port = int(address.rpartition(":")[2])
        await stack.enter_async_context(served(feed, actions, happenings=anew, port=port))
        await page.get_by_text("the service answers again").wait_for()
        await page.get_by_text("All is well.").wait_for()
        assert await page.locator("#happenings > li[data-event=worker_ready]").count() == 2
