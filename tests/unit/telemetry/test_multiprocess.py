"""The metrics of several processes, as one port tells them."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from service.telemetry.ended import fold_ended, whole
from tests.conftest import ROOT

# What a stage process does to a counter, to a gauge that is summed, to one of which the largest counts.
PROCESS = """
import os, sys
from service.telemetry import metrics
number = int(sys.argv[1])
metrics.messages_received.labels("tag").inc(number)
metrics.article_freshness.labels("received_enriched").observe(number)
metrics.lag.labels("tag", 0).set(number)
metrics.commit_age.labels("tag", 0).set(number)
metrics.build.labels("1").set(1)
print(os.getpid())
"""


@pytest.fixture
def pids(tmp_path: Path) -> list[int]:
    """Let three processes leave their values in one folder; return who they were."""
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    return [
        int(
            subprocess.run(
                [sys.executable, "-c", PROCESS, str(number)],
                cwd=ROOT,
                env=environment,
                check=True,
                capture_output=True,
                timeout=60,
            ).stdout
        )
        for number in (1, 2, 4)
    ]


def values(folder: Path) -> dict[str, float]:
    """Return all samples by name, as the port would tell them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    return {
        sample.name: sample.value
        for family in registry.collect()
        for sample in family.samples
        if not sample.name.endswith("_bucket")
    }


def test_values_of_processes_are_put_together_by_what_they_mean(tmp_path: Path, pids: list[int]) -> None:
    """Counts, histograms and lag add up; of ages the largest counts; the version is one."""
    found = values(tmp_path)

    assert len(set(pids)) == 3
    assert found["dateline_messages_received_total"] == 7
    assert found["dateline_article_freshness_seconds_count"] == 3
    assert found["dateline_article_freshness_seconds_sum"] == 7
    assert found["dateline_consumer_lag_records"] == 7
    assert found["dateline_commit_age_seconds"] == 4
    assert found["dateline_build_info"] == 1


def test_a_process_that_has_ended_keeps_its_counts_only(tmp_path: Path, pids: list[int]) -> None:
    """What it did was done; what it held it holds no longer."""
    fold_ended(tmp_path, pids[2])
    found = values(tmp_path)

    assert found["dateline_messages_received_total"] == 7
    assert found["dateline_article_freshness_seconds_count"] == 3
    assert found["dateline_article_freshness_seconds_sum"] == 7
    assert found["dateline_consumer_lag_records"] == 3
    assert found["dateline_commit_age_seconds"] == 2
    assert found["dateline_build_info"] == 1


def test_processes_that_end_do_not_fill_the_folder(tmp_path: Path, pids: list[int]) -> None:
    """However many have ended, one file of each kind is left; one that left nothing is no error."""
    for pid in (*pids, 2**22 + 1):
        fold_ended(tmp_path, pid)
    found = values(tmp_path)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["counter_ended.db", "histogram_ended.db"]
    assert found["dateline_messages_received_total"] == 7
    assert found["dateline_article_freshness_seconds_count"] == 3
    assert "dateline_consumer_lag_records" not in found


def test_counts_only_grow_while_processes_end(tmp_path: Path, pids: list[int]) -> None:
    """A reader at any moment sees each count once: a smaller one would look like a restart."""
    seen: list[float] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set() or not seen:
            with whole:
                seen.append(values(tmp_path)["dateline_messages_received_total"])

    reader = threading.Thread(target=read)
    reader.start()
    for pid in pids:
        fold_ended(tmp_path, pid)
    is_over.set()
    reader.join()

    assert set(seen) == {7.0}
