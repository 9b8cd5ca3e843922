"""One message with thousands of items through the real broker: all of them in one transaction."""

from collections import Counter
from pathlib import Path

import orjson

from service.model import Topics
from service.worker.status import DEFINITIONS
from tests.integration.real_service import produce
from tests.integration.worker_process import committed, settled_count, started_worker, worker_environment

ARTICLES, EMPTY = 4_000, 20
FEED_BYTES = 8 * 1024 * 1024
SENTENCE = "The council of the harbour town voted on Tuesday to repair the eastern breakwater before winter. "


def _feed() -> bytes:
    """Return a feed of about 8 MiB, in which each item has a text of its own and some have nothing."""
    each = FEED_BYTES // ARTICLES - 200
    items = [
        f"<item><guid isPermaLink='false'>g{number}</guid><title>Breakwater vote, part {number}</title>"
        f"<description>{(f'Paper {number} of {ARTICLES}. ' + SENTENCE * 30)[:each]}</description></item>"
        for number in range(ARTICLES)
    ]
    items += [f"<item><guid isPermaLink='false'>e{number}</guid></item>" for number in range(EMPTY)]
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Harbour</title>"
    return f"{head}{''.join(items)}</channel></rss>".encode()


async def test_every_item_of_a_large_feed_has_its_outcome_in_one_transaction(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path
) -> None:
    """Thousands of articles, and a dead letter for each item with nothing in it, all committed together."""
    environment = worker_environment(bootstrap, topic_prefix) | {
        "DATELINE_ARTICLE_SECONDS": "600",  # of a machine that is busy with other things
        "DATELINE_STUCK_SECONDS": "900",
    }
    feed = _feed()
    assert 0.95 * FEED_BYTES < len(feed) < 1.05 * FEED_BYTES
    raw = [(b"k", feed, [("content-type", b"application/rss+xml")])]
    await produce(bootstrap, topics.raw, raw, max_request_size=2 * FEED_BYTES)
    log = tmp_path / "worker.log"
    with started_worker(environment, log, stages="normalize", definitions=DEFINITIONS) as worker:
        due = ARTICLES + EMPTY
        await settled_count(bootstrap, [topics.normalized, topics.dead_letter], due, seconds=240)
        _, metrics = worker.get("/metrics")
        assert worker.stop() == 0

    articles = await committed(bootstrap, topics.normalized)
    letters = await committed(bootstrap, topics.dead_letter)
    items = [orjson.loads(record.value)["origin"].get("item", 0) for record in articles]
    refused = [int(dict(letter.headers)["original_item"]) for letter in letters]
    assert Counter(items + refused) == Counter(range(due))
    assert sorted(refused) == list(range(ARTICLES, due))
    assert {dict(letter.headers)["reason"] for letter in letters} == {b"empty"}
    assert 'dateline_transactions_total{result="committed",stage="normalize"} 1.0' in metrics
    # One transaction leaves one marker at the end: no gap between the offsets of a partition.
    for partition in {record.partition for record in articles}:
        offsets = sorted(record.offset for record in articles if record.partition == partition)
        assert offsets == list(range(len(offsets)))
