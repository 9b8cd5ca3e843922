"""The README's commands for operating the service, run as they stand on the embedded broker."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from service.broker.ports import free_port
from service.settings import load_settings
from tests.conftest import ROOT
from tests.contract.test_docs import BLOCKS
from tests.integration.worker_process import WorkerProcess


def _block_with(command: str) -> list[list[str]]:
    """Return the lines of the block that holds `command`, as words without the program's name."""
    (block,) = [block for kind, block in BLOCKS if kind == "sh" and f"\n{command}\n" in f"\n{block}"]
    return [shlex.split(line)[1:] for line in block.splitlines()]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a state folder and a port of its own, and the shared jars."""
    return os.environ | {
        "DATELINE_STATE_DIR": str(tmp_path / "state"),
        "DATELINE_CACHE_DIR": str(load_settings().cache_dir),
        "DATELINE_BROKER_PORT": str(free_port("127.0.0.1")),
        "DATELINE_HTTP_PORT": "0",
        "NO_COLOR": "1",
    }


def _run(words: list[str], environment: dict[str, str]) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "service", *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, f"{words}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}"
    return ended.stdout


def test_operating_commands_run_in_their_order(environment: dict[str, str], tmp_path: Path) -> None:
    """Start the broker, create the topics, check, work, feed, look, and stop."""
    *before, worker_words = _block_with("dateline worker")
    *after, stop_words = _block_with("dateline dlq list")
    log = tmp_path / "worker.log"
    try:
        for words in before:
            _run(words, environment)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "service", *worker_words],
                env=environment,
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )
        worker = WorkerProcess(process, log)
        try:
            worker.wait_for("worker_ready", seconds=60)
            shown = {" ".join(words[:2]): _run(words, environment) for words in after}
            assert worker.stop() == 0
        finally:
            process.kill()
            process.wait(10)
    finally:
        _run(stop_words, environment)

    assert "malformed_json" in shown["dlq list"]
