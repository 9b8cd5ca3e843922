"""A rolling upgrade: two versions of the package, as processes, side by side in the same groups.

The later version is a copy of the package with another version number and a record that has a field more,
which it fills. Both are run as `dateline worker` from their own folders.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from service import __version__
from service.codecs.record import decode_article
from service.model import Topics
from tests.chaos.articles import Kind, make_inputs
from tests.integration.worker_process import (
    ROOT,
    WorkerProcess,
    committed,
    input_ids,
    is_running,
    send,
    settled,
    worker_environment,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

LATER = "99.0.0"
MESSAGES = 600
EDITS = {
    "__init__.py": (f'__version__ = "{__version__}"', f'__version__ = "{LATER}"'),
    "record.py": (
        "    origin: Origin\n\n    @property\n    def body",
        "    later: str | None = None\n    origin: Origin\n\n    @property\n    def body",
    ),
    "codecs/record.py": (
        "    return orjson.dumps(msgspec.to_builtins(article))",
        '    return orjson.dumps(msgspec.to_builtins(msgspec.structs.replace(article, later="yes")))',
    ),
}


@pytest.fixture
def later_version(tmp_path: Path) -> Path:
    """Return a folder with the later version of the package."""
    folder = tmp_path / "later"
    shutil.copytree(ROOT / "service", folder / "service", ignore=shutil.ignore_patterns("__pycache__"))
    for name, (old, new) in EDITS.items():
        path = folder / "service" / name
        text = path.read_text()
        assert text.count(old) == 1, name
        path.write_text(text.replace(old, new))
    return folder


@contextmanager
def _worker(folder: Path, environment: Mapping[str, str], log: Path) -> Iterator[WorkerProcess]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "worker", "--processes", "1"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), **environment},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    worker = WorkerProcess(process, log)
    try:
        yield worker
    finally:
        for pid in [process.pid, *worker.children()]:
            if is_running(pid):
                os.kill(pid, 9)
        process.wait(10)


def _versions(records: list[Any]) -> Counter[bytes]:
    return Counter(dict(record.headers)["processing_version"] for record in records)


async def test_two_versions_share_the_work_and_read_each_other(
    bootstrap: str, topic_prefix: str, topics: Topics, tmp_path: Path, later_version: Path
) -> None:
    """Old, then both, then new alone: each message has one outcome, and each record is read by the other."""
    environment = worker_environment(bootstrap, topic_prefix)
    inputs = [sent for sent in make_inputs(1, 2 * MESSAGES) if sent.kind is not Kind.INVALID][:MESSAGES]
    values = [sent.value for sent in inputs]
    third = MESSAGES // 3
    outcomes = [topics.enriched, topics.duplicates]
    with ExitStack() as stack:
        old = stack.enter_context(_worker(ROOT, environment, tmp_path / "old.log"))
        old.wait_for("worker_ready", seconds=180)
        await send(bootstrap, topics.raw, values[:third])
        await settled(bootstrap, outcomes, third, seconds=120)
        new = stack.enter_context(_worker(later_version, environment, tmp_path / "new.log"))
        new.wait_for("worker_ready", seconds=180)
        await send(bootstrap, topics.raw, values[third : 2 * third])
        await settled(bootstrap, outcomes, 2 * third, seconds=120)
        assert old.stop(40) == 0
        await send(bootstrap, topics.raw, values[2 * third :])
        counts = await settled(bootstrap, outcomes, MESSAGES, seconds=180)
        assert new.stop(40) == 0
        crashed = old.events("process_exited") + new.events("process_exited")

    normalized = await committed(bootstrap, topics.normalized)
    enriched = await committed(bootstrap, topics.enriched)
    read = [decode_article(record.value) for record in [*normalized, *enriched]]
    print(_versions(normalized), _versions(enriched))
    assert counts.total() == MESSAGES
    assert counts == Counter(sent.id for sent in inputs)
    assert crashed == []
    assert (await input_ids(bootstrap, topics.dead_letter)).total() == 0
    assert (
        _versions(normalized).keys() == _versions(enriched).keys() == {__version__.encode(), LATER.encode()}
    )
    assert {orjson.loads(record.value).get("later") for record in normalized} == {None, "yes"}
    assert len(read) == MESSAGES + len(enriched)
