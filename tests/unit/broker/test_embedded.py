"""Starts that are refused before anything runs; real starts are in tests/integration."""

import socket
from pathlib import Path

import pytest

from service.broker import BrokerError
from service.broker.embedded import EmbeddedBroker
from service.settings import Settings


def test_a_broker_is_described_by_the_settings(tmp_path: Path) -> None:
    """Folder, port and cache are those of the settings."""
    settings = Settings(state_dir=tmp_path / "s", cache_dir=tmp_path / "c", broker_port=20_001)
    broker = EmbeddedBroker.of(settings)

    assert broker.layout.folder == tmp_path / "s" / "broker"
    assert broker.cache_dir == tmp_path / "c"
    assert broker.bootstrap == settings.bootstrap


def test_nothing_runs_before_the_first_start(tmp_path: Path) -> None:
    """Looking, stopping and killing leave no trace."""
    broker = EmbeddedBroker(tmp_path / "state", 0, cache_dir=tmp_path / "cache")
    status = broker.status()

    assert (status.running, status.ready, status.pid) == (False, False, None)
    assert not broker.stop()
    broker.kill()
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_found_before_any_download(tmp_path: Path) -> None:
    """The user learns of the port at once, and how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        broker = EmbeddedBroker(tmp_path / "state", port, cache_dir=tmp_path / "cache")
        with pytest.raises(BrokerError, match=f"port {port} is taken .* DATELINE_BROKER_PORT"):
            broker.start()
    assert not (tmp_path / "cache").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is one clear line."""
    (tmp_path / "state").write_text("a file")
    broker = EmbeddedBroker(tmp_path / "state", 0, cache_dir=tmp_path / "cache")
    with pytest.raises(BrokerError, match="state") as caught:
        broker.start()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "words"), [("a,b", "a comma"), ("a:b", "a colon"), ("a\nb", "a line break")]
)
def test_a_folder_that_kafka_misreads_is_refused(tmp_path: Path, name: str, words: str) -> None:
    """Before anything is written or downloaded, in one line that says what to set."""
    broker = EmbeddedBroker(tmp_path / name, 0, cache_dir=tmp_path / "cache")
    with pytest.raises(BrokerError, match=f"misreads {words} .* DATELINE_STATE_DIR") as caught:
        broker.start()
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
