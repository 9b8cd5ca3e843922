"""The service from outside: what producers may send, and what consumers then find."""

import asyncio

import orjson
import pytest

from tests.integration.real_service import RealService, envelope, input_id, produce, work_of

NEWS = "{0} opens a bridge\n\nGALWAY, Ireland (Reuters) - {0} opened a bridge over the river on Monday.\n"
CONNECT = "__connect.errors."


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_compressed_batches_are_read(real_service: RealService, codec: str) -> None:
    """A producer may compress with whatever Kafka knows."""
    names = [f"{codec}-{number}" for number in range(3)]
    bodies = [envelope(name, NEWS.format(f"Mayor {name.title()} Number {name[-1] * 7}")) for name in names]
    records = [(b"key", body, ()) for body in bodies]
    topics = real_service.topics

    await produce(real_service.bootstrap, topics.raw, records, compression_type=codec, linger_ms=200)
    unique = await real_service.found(topics.normalized, lambda r: input_id(r) in names, 3)

    assert sorted(str(input_id(record)) for record in unique) == names


async def test_aborted_transactions_are_not_read(real_service: RealService) -> None:
    """What a producer takes back never happened; what it commits later has one outcome, and no lag stays."""
    topics = real_service.topics
    for name, ending in (("taken-back", "abort"), ("committed", "commit")):
        value = envelope(name, NEWS.format(f"Minister {name}"))
        await produce(real_service.bootstrap, topics.raw, [(None, value, ())], ending=ending)

    outcomes = await real_service.found(
        topics.normalized, lambda r: input_id(r) in {"taken-back", "committed"}
    )

    assert [input_id(record) for record in outcomes] == ["committed"]
    await _lag_ends(real_service)


async def _lag_ends(service: RealService) -> None:
    for _ in range(100):
        lags = [line for line in service.worker.get("/metrics")[1].splitlines() if "consumer_lag" in line]
        if all(float(line.split()[-1]) == 0 for line in lags if not line.startswith("#")):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(lags)


async def test_dead_letter_is_the_message_with_its_reason(real_service: RealService) -> None:
    """Key, value and headers are the original's, in their order, repeats included; then come the errors'."""
    topics = real_service.topics
    value = b"\xef\xbb\xbfBroken \xff\xfe text"
    headers = [
        ("content-type", b"text/plain"),
        ("tag", b"one"),
        ("tag", b"two"),
        ("odd", b"\xff\xfe"),
        ("none", None),
        ("empty", b""),
        ("reason", b"mine"),
        (f"{CONNECT}topic", b"mine too"),
    ]

    await produce(real_service.bootstrap, topics.raw, [(b"\x00key", value, headers)])
    (letter,) = await real_service.found(topics.dead_letter, lambda r: r.key == b"\x00key")

    original, ours = list(letter.headers)[: len(headers)], list(letter.headers)[len(headers) :]
    assert (letter.value, original) == (value, headers)
    assert [name for name, _ in ours][:2] == [f"{CONNECT}topic", f"{CONNECT}partition"]
    found = dict(ours)
    assert found["reason"] == found[f"{CONNECT}exception.class.name"] == b"undecodable"
    assert found[f"{CONNECT}topic"] == topics.raw.encode()
    assert found["original_item"] == b"0"

    where = f"{letter.partition}:{letter.offset}"
    shown = real_service.command("dlq", "show", where)
    assert shown.returncode == 0, shown.stderr
    record = orjson.loads(shown.stdout)
    assert set(record) == {
        *("reason", "stage", "detail", "version", "origin", "content_type"),
        *("key_base64", "headers", "body_base64"),
    }
    assert record["headers"]["tag"] == ["one", "two"]
    dry = real_service.command("dlq", "replay", "--dry-run", where)
    first = real_service.command("dlq", "replay", where)
    again = real_service.command("dlq", "replay", where)
    assert (dry.returncode, first.returncode, again.returncode) == (0, 0, 0), first.stderr + again.stderr
    letters = await real_service.found(topics.dead_letter, lambda r: r.key == b"\x00key", 2)
    assert len(letters) == 2
    assert dict(letters[-1].headers)["retry_count"] == b"1"


async def test_keys_and_order_of_topics(real_service: RealService) -> None:
    """Language keys the normalised, work id the enriched, so a compacted view keeps the latest revision."""
    topics = real_service.topics
    drought = (
        "Kielder Water, the largest reservoir of northern England, lost a third of its volume since June."
    )
    bodies = [
        f"{drought} Levels fell again.",
        f"{drought} Levels rose by two metres after the storm of Friday.",
    ]
    for body in bodies:
        value = envelope("revised", f"Reservoir watched closely\n\nKIELDER, England - {body}")
        await produce(real_service.bootstrap, topics.raw, [(None, value, ())])

    enriched = await real_service.found(topics.enriched, lambda r: input_id(r) == "revised", 2)
    normalized = await real_service.found(topics.normalized, lambda r: input_id(r) == "revised", 2)

    view = {record.key: record for record in enriched}
    (latest,) = view.values()
    assert {record.key for record in normalized} == {b"en"}
    assert all(record.key == work_of(record).encode() for record in enriched)
    assert len({orjson.loads(record.value)["uri"] for record in enriched}) == 2
    assert bodies[1] in orjson.loads(latest.value)["bodies"][0]["value"]
    assert orjson.loads(latest.value)["version"] == "2"


async def test_feed_has_an_outcome_for_each_item(real_service: RealService) -> None:
    """A message of n items ends as n outcomes that know the message and their number in it."""
    items = "".join(
        f"<item><guid>item-{n}</guid><title>Item {n} of the day</title>"
        f"<description>The council of town number {n} met on Monday.</description></item>"
        for n in range(12)
    )
    feed = f"<rss version='2.0'><channel><title>Items</title>{items}</channel></rss>".encode()
    topics = real_service.topics

    await produce(
        real_service.bootstrap, topics.raw, [(None, feed, [("content-type", b"application/rss+xml")])]
    )
    records = await real_service.found(topics.normalized, lambda r: b"of the day" in r.value, 12)
    origins = [orjson.loads(record.value)["origin"] for record in records]

    assert sorted(origin["item"] for origin in origins) == list(range(12))
    assert len({(origin["topic"], origin["partition"], origin["offset"]) for origin in origins}) == 1


async def test_routed_articles_are_on_both_topics(real_service: RealService) -> None:
    """What a rule names comes on top, with the same bytes and key."""
    topics = real_service.topics
    text = (
        "Le pont rouvre à Nantes\n\nNANTES (AFP) - Le pont de la Loire a rouvert lundi après un an, "
        "a annoncé la mairie. Les habitants du quartier attendaient cette réouverture depuis longtemps."
    )

    await produce(real_service.bootstrap, topics.raw, [(None, envelope("pont", text), ())])
    (enriched,) = await real_service.found(topics.enriched, lambda r: input_id(r) == "pont")
    (routed,) = await real_service.found(f"{topics.enriched}.french", lambda r: input_id(r) == "pont")

    assert (routed.key, routed.value) == (enriched.key, enriched.value)
    assert orjson.loads(enriched.value)["language"] == "fr"

    tail = real_service.command("tail", "--from-beginning", "--no-follow", "--where", "language=fr", "--json")
    uri = orjson.loads(enriched.value)["uri"]
    assert uri in {orjson.loads(line)["uri"] for line in tail.stdout.splitlines()}
    explained = real_service.command("explain", uri)
    assert explained.returncode == 0, explained.stderr
    assert "Le pont rouvre" in explained.stdout
