"""`dateline breaker` without a worker, and with wrong addresses."""

import pytest
from click.testing import CliRunner

from service.broker.ports import free_port
from service.cli.breaker import command


def test_no_worker_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says where it asked."""
    port = free_port()
    monkeypatch.setenv("DATELINE_HTTP_PORT", str(port))

    for name in ("show", "resume"):
        ended = CliRunner().invoke(command, [name])

        assert ended.exit_code == 1
        assert f"no worker answers at http://127.0.0.1:{port}/" in ended.output


def test_only_http_is_asked() -> None:
    """A file is no worker."""
    ended = CliRunner().invoke(command, ["show", "--url", "file:///etc/passwd"])

    assert ended.exit_code == 2
    assert "must begin with http" in ended.output
