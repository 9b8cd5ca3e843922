"""A real Prometheus on this machine's loopback that reads one worker, and answers queries."""

import json
import math
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

START_SECONDS = 60


class PrometheusServer:
    """A server that answers.

    Attributes:
        port: where it does.
    """

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, **parameters: str) -> Any:
        """Return the data of an answer.

        Raises:
            urllib.error.URLError: there is none.
        """
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}?{query}", timeout=10) as answer:
            return json.loads(answer.read())["data"]

    def values(self, expression: str) -> list[float]:
        """Return the values of a query now, those that are numbers."""
        found = (
            float(series["value"][1]) for series in self.get("/api/v1/query", query=expression)["result"]
        )
        return [value for value in found if not math.isnan(value)]

    def firing(self) -> set[str]:
        """Return the names of the alerts that are told now."""
        alerts = self.get("/api/v1/alerts")["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}


@contextmanager
def started_prometheus(
    program: str, folder: Path, target: int, *, rules: Path | None = None
) -> Iterator[PrometheusServer]:
    """Run Prometheus, reading the worker on port `target` every second, until the context ends.

    Args:
        program: path of Prometheus.
        folder: for its files.
        target: port of the worker.
        rules: of alerts, looked at every second.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    configuration = folder / "prometheus.yml"
    jobs = [{"job_name": "dateline", "static_configs": [{"targets": [f"127.0.0.1:{target}"]}]}]
    every = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    files = [] if rules is None else [str(rules)]
    configuration.write_text(
        yaml.safe_dump({"global": every, "rule_files": files, "scrape_configs": jobs}),
    )
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [
                program,
                f"--config.file={configuration}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_until_ready(process, port, folder)
        yield PrometheusServer(port)
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError((folder / "prometheus.log").read_text()[-2000:])
