"""Starting and ending workers: nothing of them is left, whatever state they are in."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from service.model import topics_with_prefix
from tests.chaos.cluster import running_cluster
from tests.chaos.plan import SHORT, make_plan
from tests.chaos.run import PREFIX, worker_settings
from tests.chaos.scene import opened_scene
from tests.chaos.workers import send

pytestmark = pytest.mark.integration


class Interrupted(Exception):
    """What an interruption raises in the middle of a run."""


async def test_nothing_outlives_an_interrupted_run(tmp_path: Path) -> None:
    """With a stopped stage process and a stopped broker, all of a run's own processes are gone after it."""
    found: list[psutil.Process] = []

    with pytest.raises(Interrupted):
        await _interrupted_run(tmp_path, found)

    assert len(found) > 3
    assert [process for process in found if _runs(process)] == []


async def _interrupted_run(folder: Path, found: list[psutil.Process]) -> None:
    plan = make_plan(2, SHORT)
    before = set(psutil.Process().children(recursive=True))  # the broker of other tests, for one
    async with running_cluster(folder) as cluster:
        await cluster.create_topics(topics_with_prefix(PREFIX), PREFIX)
        async with opened_scene(plan, cluster, worker_settings(PREFIX, folder), folder) as scene:
            while len(scene.slots[0].stages()) < 3:  # noqa: ASYNC110 - processes
                await asyncio.sleep(0.2)
            send(scene.slots[0].stages()["tag"], signal.SIGSTOP)
            cluster.signal(signal.SIGSTOP)
            found += set(psutil.Process().children(recursive=True)) - before
            raise Interrupted


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
