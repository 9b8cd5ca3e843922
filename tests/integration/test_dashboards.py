"""Every panel and every alert on a real Prometheus that reads a real worker under load."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from deploy.dashboards.__main__ import DASHBOARDS
from tests.conftest import ROOT
from tests.deploy.queries import runnable
from tests.deploy.tools import tool
from tests.integration.prometheus_server import PrometheusServer, started_prometheus
from tests.integration.real_service import RealService
from tests.integration.worker_process import committed

WINDOW = "20s"
LOAD_SECONDS = 120
RATE = 20
QUERIES = [
    pytest.param(query.expression, id=f"{name}: {panel.title}: {query.legend or 'value'}")
    for name, _, _, rows in DASHBOARDS
    for row in rows
    for panel in row.panels
    for query in panel.queries
]


@pytest.fixture(scope="module")
def prometheus(
    real_service: RealService, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PrometheusServer]:
    """Feed the service as the compose file does, and let Prometheus read it, while the tests run."""
    program = tool("prometheus")
    port = real_service.worker.wait_for("http_listening")[-1]["port"]
    feeder = subprocess.Popen(
        [sys.executable, "-m", "deploy.compose.feeder", "--rate", str(RATE)],
        cwd=ROOT,
        env={**os.environ, **real_service.environment},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with started_prometheus(program, tmp_path_factory.mktemp("prometheus"), port) as server:
            yield server
    finally:
        feeder.send_signal(signal.SIGTERM)
        feeder.wait(30)


@pytest.mark.parametrize("expression", QUERIES)
def test_panel_shows_something(prometheus: PrometheusServer, expression: str) -> None:
    """Each query returns at least one number while articles flow."""
    query = runnable(expression, WINDOW)
    deadline = time.monotonic() + LOAD_SECONDS
    while not prometheus.values(query):
        assert time.monotonic() < deadline, query
        time.sleep(1)


def test_alerts_are_quiet_while_all_is_well(prometheus: PrometheusServer) -> None:
    """No condition of an alert holds on a healthy service, and each is understood."""
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"] if "alert" in rule]
    firing = {rule["alert"]: found for rule in alerts if (found := prometheus.values(rule["expr"]))}

    assert alerts
    assert firing == {}


def test_stages_are_told_together_and_counted_once(
    real_service: RealService, prometheus: PrometheusServer
) -> None:
    """One port answers for three processes, and what it says is what is on the topics."""
    _, text = real_service.worker.get("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    running = families["dateline_worker_processes"].samples

    assert {sample.labels["stage"]: sample.value for sample in running} == {
        "normalize": 1.0,
        "deduplicate": 1.0,
        "tag": 1.0,
    }
    before = len(asyncio.run(committed(real_service.bootstrap, real_service.topics.enriched)))
    _, text = real_service.worker.get("/metrics")
    after = len(asyncio.run(committed(real_service.bootstrap, real_service.topics.enriched)))
    families = {family.name: family for family in text_string_to_metric_families(text)}
    published = [
        sample.value
        for sample in families["dateline_records_published"].samples
        if sample.labels["topic"] == real_service.topics.enriched
    ]

    assert len(published) == 1
    # Counted when committed, so between what was there before and what is there after the look; a batch
    # that was committed at that moment may not be counted yet.
    assert before - 500 <= published[0] <= after
