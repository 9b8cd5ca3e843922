"""The demo, as a person starts it."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.integration

GONE_SECONDS = 40.0


def test_nothing_of_a_demo_outlives_it(bootstrap: str, tmp_path: Path) -> None:
    """However a demo goes, even by SIGKILL, its worker and the worker's processes end in order."""
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "DATELINE_HTTP_PORT": "0",
        "DATELINE_STATE_DIR": str(tmp_path),
        "NO_COLOR": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "service", "demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        said = ""
        while "Worker ready" not in said:
            line = demo.stdout.readline()
            assert line, said
            said += line
        family = psutil.Process(demo.pid).children(recursive=True)
        demo.kill()
        _, alive = psutil.wait_procs(family, timeout=GONE_SECONDS)
        for process in alive:
            process.kill()

    assert len(family) >= 4
    assert alive == []
    log = next(tmp_path.glob("demo/demo-*.log")).read_text()
    assert "worker_stopped" in log


def test_demo_ends_by_itself_with_everything_accounted_for(bootstrap: str) -> None:
    """On a running cluster the demo sends all samples, shows every outcome and exits with 0."""
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "DATELINE_HTTP_PORT": "0",
        "NO_COLOR": "1",
        "COLUMNS": "160",
    }

    ended = subprocess.run(
        [sys.executable, "-m", "service", "demo", "--once"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    assert "NOT ACCOUNTED FOR" not in ended.stdout
    assert "Storm cuts power to 200,000 homes" in ended.stdout
    assert "nearly the same text as" in ended.stdout
    assert "dead letter unsafe_xml" in ended.stdout
