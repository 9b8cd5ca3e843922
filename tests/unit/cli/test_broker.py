"""`dateline broker` without starting anything; real starts are in tests/integration."""

import socket
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.progress import Task

from service.broker.ports import free_port
from service.cli.broker import NOT_RUNNING, command, start_progress


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use an empty state folder and a free port."""
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    monkeypatch.setenv("DATELINE_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("DATELINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATELINE_BROKER_PORT", str(free_port()))
    return tmp_path


def test_status_of_nothing_says_how_to_start() -> None:
    """A broker that does not run has its own exit status."""
    result = CliRunner().invoke(command, ["status"])

    assert result.exit_code == NOT_RUNNING
    assert "dateline broker start" in result.output


def test_stop_of_nothing_is_fine() -> None:
    """Stopping twice is no error."""
    result = CliRunner().invoke(command, ["stop"])

    assert result.exit_code == 0
    assert "was not running" in result.output


def test_a_failed_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A taken port ends the command with exit status 1 and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("DATELINE_BROKER_PORT", str(listener.getsockname()[1]))
        result = CliRunner().invoke(command, ["start"])

    assert result.exit_code == 1
    assert "is taken" in result.output
    assert "Traceback" not in result.output


def test_another_cluster_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has set another cluster learns that the embedded broker is not used."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka.example:9092")

    assert "kafka.example:9092" in CliRunner().invoke(command, ["status"]).output


def test_help_has_examples() -> None:
    """The help names the three commands and shows their use."""
    output = CliRunner().invoke(command, ["--help"]).output

    assert all(f"dateline broker {name}" in output for name in ("start", "stop", "status"))


def test_progress_shows_bytes_only_where_they_are_known() -> None:
    """A download has a size, a start has none."""
    with start_progress(Console(force_terminal=True, file=StringIO())) as progress:
        download = progress.add_task("download", total=1000)
        start = progress.add_task("start", total=None)
        column = progress.columns[3]

        def shown(task: int) -> str:
            found: Task = next(each for each in progress.tasks if each.id == task)
            return str(column(found))  # type: ignore[operator]

        assert "1.0" in shown(download)
        assert shown(start) == ""
