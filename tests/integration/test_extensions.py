"""A user's files while the service runs on a real broker: taken up, refused, and named in the records."""

import asyncio
import re
import time
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from service.codecs.record import encode_article
from service.model import Topics
from service.record import AltId
from service.worker.status import DEFINITIONS
from tests.eval.documents import plain_article
from tests.integration.worker_process import (
    WorkerProcess,
    committed,
    send,
    started_worker,
    worker_environment,
)

SECONDS = 120.0
TEXT = "Qarland Grid said on Monday that it would close its office in Lisbon."
WORK = AltId(role="work", value="urn:dateline:work:test")
VALUE = encode_article(msgspec.structs.replace(plain_article(TEXT), alt_ids=(WORK,)))


def written(path: Path, uri: str, kind: str = "organisation") -> None:
    """Replace the gazetteer in one step."""
    part = path.with_suffix(".part")
    part.write_text(f"kind\tname\turi\n{kind}\tQarland Grid\t{uri}\n", encoding="utf-8")
    part.replace(path)


async def fed_until(worker: WorkerProcess, event: str, bootstrap: str, topics: Topics) -> dict[str, Any]:
    """Send articles, since files are looked at when there is work, until the worker tells `event`."""
    deadline = time.monotonic() + SECONDS
    while not (told := worker.events(event)):
        assert time.monotonic() < deadline, worker.log.read_text()[-4000:]
        await send(bootstrap, topics.unique, [VALUE], partition=0)
        await asyncio.sleep(0.3)
    return told[0]


async def tagged(bootstrap: str, topics: Topics, count: int) -> list[tuple[str, str]]:
    """Return (uri, creator) of the organisation in each record, in order, when there are `count`."""
    deadline = time.monotonic() + SECONDS
    while len(records := await committed(bootstrap, topics.enriched)) < count:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.3)
    found = [orjson.loads(record.value)["organisations"] for record in records]
    return [(one[0]["uri"], one[0]["creator"]) for one in found]


@pytest.mark.timeout(400)
async def test_a_gazetteer_changes_between_transactions(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path
) -> None:
    """Records name the version they were made by; a wrong file changes nothing, a right one all."""
    names = tmp_path / "names.tsv"
    written(names, "urn:x:first")
    environment = worker_environment(bootstrap, topic_prefix) | {
        "DATELINE_GAZETTEER_FILES": str(names),
    }
    with started_worker(environment, tmp_path / "log", stages="tag", definitions=DEFINITIONS) as worker:
        worker.wait_for("worker_ready", seconds=SECONDS)
        await send(bootstrap, topics.unique, [VALUE], partition=0)
        ((first, version),) = set(await tagged(bootstrap, topics, 1))

        written(names, "urn:x:wrong", kind="beast")
        refused = await fed_until(worker, "tables_refused", bootstrap, topics)
        written(names, "urn:x:second")
        renewed = await fed_until(worker, "tables_renewed", bootstrap, topics)
        await send(bootstrap, topics.unique, [VALUE], partition=0)
        sent = len(await committed(bootstrap, topics.unique))
        seen = await tagged(bootstrap, topics, sent)
        _, metrics = worker.get("/metrics")
        assert worker.stop() == 0

    assert first == "urn:x:first"
    assert re.fullmatch(r"entities/\w+\+gazetteer\.[0-9a-f]{12}", version)
    assert f"{names}:2: kind is 'beast'" in refused["reason"]
    assert {uri for uri, _ in seen} == {"urn:x:first", "urn:x:second"}
    assert [uri for uri, _ in seen] == sorted(uri for uri, _ in seen)
    assert seen[-1] == ("urn:x:second", f"{version.partition('+')[0]}+gazetteer.{renewed['gazetteer']}")
    assert "dateline_tables_refused_total 1.0" in metrics
