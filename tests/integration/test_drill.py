"""The runbook's "Break it on purpose", done: each time an alert, a log line and the page say what happened.

Real Kafka, worker, Prometheus with the project's alerts and Chromium. The alerts are those of
`deploy/prometheus/alerts.yml`, rendered without their `for:`, which is patience and not what is told.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.async_api import Page

from service.broker.ports import free_port
from service.settings import load_settings
from tests.browser.conftest import browsed
from tests.conftest import ROOT
from tests.deploy.tools import tool
from tests.integration.prometheus_server import PrometheusServer, started_prometheus
from tests.integration.worker_process import WorkerProcess, is_running

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
PATIENCE = 300.0  # seconds for each thing to be seen; on a quiet machine most take two
DEATHS = 3


def commands(heading: str) -> list[str]:
    """Return the blocks of commands under a heading of the runbook, in their order."""
    _, text = re.split(rf"^#+ {heading}$", RUNBOOK, flags=re.MULTILINE)
    part = re.split(r"^##+ ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```sh\n(.*?)^```", part, re.DOTALL | re.MULTILINE)


(START,) = commands("Break it on purpose")
(KILL_PROCESS,) = commands("A process is killed")
SEND_GARBAGE, RESUME = commands("Garbage arrives")
STOP_KAFKA, START_KAFKA = commands("Kafka goes away")
(KILL_WORKER,) = commands("The worker is killed")


@dataclass(frozen=True)
class Drill:
    """The service as the runbook starts it, and those who watch it.

    Attributes:
        environment: of every command.
        worker: `dateline worker`, with its log.
        prometheus: with the alerts.
        page: the live page, open all the time.
        screenshots: folder for pictures.
    """

    environment: Mapping[str, str]
    worker: WorkerProcess
    prometheus: PrometheusServer
    page: Page
    screenshots: Path

    def run(self, command: str, **variables: str) -> None:
        """Run a block of the runbook as it stands."""
        _run(command, {**self.environment, **variables})

    def told(self) -> Any:
        """Return what the page is told."""
        return json.loads(self.worker.get("/api/now")[1])

    def newest(self, event: str) -> Any:
        """Return the newest happening of this name, `None` if there is none."""
        return next((one for one in reversed(self.told()["happenings"]) if one["event"] == event), None)

    def log_line(self, event: str, count: int = 1) -> dict[str, Any]:
        """Return the newest line of the log with this name, when there are so many."""
        return self.worker.wait_for(event, count, seconds=PATIENCE)[-1]

    def alert(self, name: str) -> None:
        """Wait until the alert is told."""
        until(lambda: name in self.prometheus.firing(), f"{name} fires")

    async def shown(self, text: str, where: str) -> None:
        """Wait until the page shows the text in that part of it."""
        found = self.page.locator(where).get_by_text(text).first
        await found.wait_for(timeout=PATIENCE * 1000)

    async def pictured(self, name: str) -> None:
        """Take a picture of the page."""
        await self.page.screenshot(path=self.screenshots / f"drill-{name}.png")

    async def well_again(self) -> None:
        """Wait until nothing is wrong any more."""
        await self.shown("All is well.", ".now")


def until(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def _run(command: str, environment: Mapping[str, str]) -> None:
    ended = subprocess.run(
        ["bash", "-ec", command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, f"{command}{ended.stdout[-2000:]}{ended.stderr[-2000:]}"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a state folder and ports of its own, and the shared jars."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {
        "PATH": programs,
        "DATELINE_STATE_DIR": str(tmp_path / "state"),
        "DATELINE_CACHE_DIR": str(load_settings().cache_dir),
        "DATELINE_BROKER_PORT": str(free_port("127.0.0.1")),
        "DATELINE_HTTP_PORT": str(free_port("127.0.0.1")),
        "DATELINE_LOG_FORMAT": "json",
        "NO_COLOR": "1",
    }


@contextmanager
def started(environment: Mapping[str, str], log: Path) -> Iterator[WorkerProcess]:
    """Do what the runbook says comes first; whatever happens, nothing of it is left."""
    *before, last = START.splitlines()
    try:
        for line in before:
            _run(line, environment)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*last.split(), "--processes", "1"],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        worker = WorkerProcess(process, log)
        try:
            worker.wait_for("worker_ready", seconds=PATIENCE)
            yield worker
        finally:
            for pid in [process.pid, *worker.children()]:
                if is_running(pid):
                    os.kill(pid, signal.SIGKILL)
            process.wait(10)
    finally:
        _run("dateline broker stop", environment)


@contextmanager
def fed(environment: Mapping[str, str]) -> Iterator[None]:
    """Feed articles, as the compose file does."""
    feeder = subprocess.Popen(
        [sys.executable, "-m", "deploy.compose.feeder", "--rate", "10"],
        cwd=ROOT,
        env={**environment, "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{environment['DATELINE_BROKER_PORT']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        feeder.send_signal(signal.SIGTERM)
        feeder.wait(30)


def impatient_rules(folder: Path) -> Path:
    """Write the project's alerts without their patience."""
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule.pop("for", None)
    path = folder / "alerts.yml"
    path.write_text(yaml.safe_dump(rules))
    return path


@pytest.mark.timeout(1500)
async def test_what_is_broken_on_purpose_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    """Process killed, Kafka stopped, garbage sent, worker killed: alert, log line and page say so."""
    program = tool("prometheus")
    port = int(environment["DATELINE_HTTP_PORT"])
    pictures = Path(os.environ.get("SCREENSHOTS", tmp_path))
    with (
        started(environment, tmp_path / "worker.log") as worker,
        started_prometheus(program, tmp_path, port, rules=impatient_rules(tmp_path)) as prometheus,
        fed(environment),
    ):
        async with browsed(f"http://127.0.0.1:{port}", expected="Failed to load resource") as page:
            drill = Drill(environment, worker, prometheus, page, pictures)
            await page.locator("#stream > li").nth(4).wait_for(timeout=PATIENCE * 1000)
            await drill.well_again()
            await _kill_a_process(drill)
            await _stop_kafka(drill)
            await _send_garbage(drill)
            await _kill_the_worker(drill)


async def _kill_a_process(drill: Drill) -> None:
    until(
        lambda: drill.prometheus.values("sum(dateline_worker_restarts_total) == 0"), "no restart is counted"
    )
    for death in range(1, DEATHS + 1):
        pid = str(_wait_for_process(drill, death)["pid"])
        await drill.shown(f"tag-0 started, process {pid}", "#happenings")
        drill.run(KILL_PROCESS, PID=pid)
        line = drill.log_line("process_exited", death)
        assert (line["stage"], line["number"], line["status"], line["cause"]) == ("tag", 0, -9, "sigkill")
        await drill.shown("tag-0 is not r", "#troubles")  # running, or ready
    _wait_for_process(drill, DEATHS + 1)
    await drill.pictured("killed")
    drill.alert("DatelineRestarting")
    await drill.shown("tag-0 was killed by SIGKILL", "#happenings")
    assert drill.newest("process_exited")["text"] == "tag-0 was killed by SIGKILL"
    await drill.well_again()
    await drill.shown("tag-0 took partitions", "#happenings")


def _wait_for_process(drill: Drill, count: int) -> Any:
    """Return the log line of the newest process of tagging, when so many have been started."""
    until(lambda: len(_spawned(drill)) >= count, f"{count} processes of tagging were started")
    return _spawned(drill)[-1]


def _spawned(drill: Drill) -> list[Any]:
    return [line for line in drill.worker.events("process_spawned") if line["stage"] == "tag"]


async def _stop_kafka(drill: Drill) -> None:
    drill.run(STOP_KAFKA)
    assert "127.0.0.1" in drill.log_line("brokers_away")["detail"]
    await drill.shown("Kafka does not answer: nothing is read", "#troubles")
    await drill.shown("Kafka does not answer: ", "#happenings")
    (trouble,) = [one for one in drill.told()["troubles"] if "Kafka does not answer" in one["text"]]
    assert trouble["since"] == drill.log_line("brokers_away")["timestamp"]
    drill.alert("DatelineBrokersAway")
    await drill.pictured("kafka")
    drill.run(START_KAFKA)
    assert drill.log_line("brokers_back")["seconds"] > 0
    await drill.shown("Kafka answers again, after ", "#happenings")
    await drill.well_again()


async def _send_garbage(drill: Drill) -> None:
    drill.run(SEND_GARBAGE)
    opened = drill.log_line("breaker_open")
    assert "malformed_json" in opened["why"]
    letter = drill.log_line("dead_letter_kept")
    assert {"topic", "partition", "offset", "reason", "stage"} <= set(letter)
    await drill.shown("normalize-0 holds messages back, its breaker is open", "#troubles")
    await drill.shown(f"breaker open, partition {opened['partition']} is paused", "#happenings")
    await drill.shown("malformed_json", "#stream > li.letter")
    drill.alert("DatelineBreakerOpen")
    drill.alert("DatelineDeadLetters")
    await drill.pictured("garbage")
    drill.run(RESUME)
    await drill.shown("the breaker tries partition", "#happenings")


async def _kill_the_worker(drill: Drill) -> None:
    drill.run(KILL_WORKER, WORKER=str(drill.worker.process.pid))
    drill.worker.process.wait(10)
    await drill.shown("The service does not answer", "#troubles")
    drill.alert("DatelineDown")
    until(lambda: drill.worker.events("supervisor_lost"), "its processes tell")
    await drill.pictured("gone")
