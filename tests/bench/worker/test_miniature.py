"""Every measurement of the worker in miniature, on a real broker: it runs, and what it finds fits."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from service.model import StageName
from tests.bench.mix import Raw
from tests.bench.worker.__main__ import PARTS, Files, measure
from tests.bench.worker.context import Context
from tests.bench.worker.curves import curves
from tests.bench.worker.drain import drain_rounds
from tests.bench.worker.latency import LOADS, late_rounds
from tests.bench.worker.run import Plan
from tests.bench.worker.scaling import partition_rounds, process_rounds
from tests.bench.worker.soak import soak
from tests.conftest import ROOT
from tests.integration.worker_process import committed, is_running

pytestmark = [pytest.mark.integration, pytest.mark.shared_data, pytest.mark.timeout(900)]
PROCESSES = {"normalize-0", "deduplicate-0", "tag-0", "supervisor", "broker"}


def test_a_drain_commits_each_article_once(context: Context) -> None:
    """As many outcomes as articles, costs for every stage and process, and the engine's share is a share."""
    for found in drain_rounds(context, until=0.0):
        assert found.committed == found.articles >= context.sizes.drained
        assert found.per_second > 0
        assert set(found.cpu_ms) == set(found.resident_mb) == PROCESSES
        assert [hop.stage for hop in found.hops] == list(StageName)
        assert all(hop.function > 0 and hop.engine > 0 for hop in found.hops)
        assert 0 < found.engine_share < 1


def test_lateness_is_measured_at_each_load(context: Context) -> None:
    """Every record comes out, and the percentiles are in order."""
    found = late_rounds(context, capacity=12.0, until=0.0)

    assert [one.load for one in found] == list(LOADS)
    for one in found:
        assert one.records > 0
        assert 0 < one.p50 <= one.p95 <= one.p99 <= one.most


def test_processes_and_partitions_are_counted(context: Context) -> None:
    """One process and two work the same records off, and so does one on other numbers of partitions."""
    found = process_rounds(context, until=0.0)
    assert [one.processes for one in found] == [1, 2]

    found += partition_rounds(context, until=0.0)
    assert [one.partitions for one in found] == [8, 8, context.sizes.partitions[0]]
    assert all(one.per_second > 0 and one.cpu_ms > 0 for one in found)


def test_curves_have_a_point_for_each_size(context: Context) -> None:
    """When there is time for all sizes, all are there."""
    found = curves(context, until=float("inf"))

    assert [one.names for one in found.gazetteer] == [0, *context.sizes.names]
    assert [one.messages for one in found.backlog] == list(context.sizes.backlogs)
    assert all(one.article_ms > 0 and one.resident_mb > 0 for one in found.gazetteer)
    assert all(one.cpu_ms > one.engine_ms > 0 for one in found.backlog)


def test_a_minute_under_load_leaves_memory_flat(context: Context) -> None:
    """The short form of the hour, in which caches still fill: no process grows by a fifth."""
    found = soak(context, minutes=1.0)

    assert found.articles > 0
    assert found.minutes >= 1.0
    assert {one.name for one in found.memory} == PROCESSES - {"broker"}
    for one in found.memory:
        assert one.growth < 0.2 * one.middle, one


def test_figures_tables_and_plots_are_written(context: Context, tmp_path: Path) -> None:
    """What was measured stands in the results and in the document, and a resumed run measures nothing."""
    document = tmp_path / "performance.md"
    document.write_text((ROOT / "docs" / "performance.md").read_text())
    files = Files(document, tmp_path / "results")

    found = measure(context, ["partitions", "curves"], files, minutes=0.0, resume=False)

    for part in ("partitions", "curves"):
        assert files.read(part) == found[part]
        assert msgspec.json.decode(files.of(part).read_bytes())["machine"]["cores"]
        for make in PARTS[part].tables.values():
            assert make(found[part]) in document.read_text()
    assert (tmp_path / "performance-curves.svg").read_text().startswith("<svg")
    assert measure(context, ["partitions", "curves"], files, minutes=0.0, resume=True) == found


def test_a_run_ends_its_processes(context: Context) -> None:
    """Nothing is left running, and the raw topic holds what was put on it."""
    with context.run(Plan(stages="normalize")) as run:
        assert run.fill([Raw(b"one", ()), Raw(b"two", (), 2)]) == 3
        run.start()
        run.wait_ready()
        pids = [pid for name, pid in run.processes().items() if name != "broker"]
        assert all(is_running(pid) for pid in pids)
    assert not any(is_running(pid) for pid in pids)
    assert len(asyncio.run(committed(context.kafka.bootstrap, run.topics.raw))) == 2
