"""The demo, as a person starts it."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.integration


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
