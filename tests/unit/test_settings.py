"""Settings from the environment and a file: which wins, and how what is wrong is refused."""

import os
from pathlib import Path

import pytest

from service.settings import InvalidSettings, load_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every setting out of the environment."""
    for name in list(os.environ):
        if name.startswith("DATELINE_") or name == "KAFKA_BOOTSTRAP_SERVERS":
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that is named as that of the settings."""
    path = tmp_path / "dateline.yaml"
    monkeypatch.setenv("DATELINE_CONFIG_FILE", str(path))
    return path


def test_a_file_gives_settings(file: Path) -> None:
    """Names in small letters, values as YAML has them; nothing is as good as a default."""
    file.write_text(
        "bootstrap_servers: kafka-1:9092, kafka-2\nhttp_port: 9000\nbreaker_share: 0.25\ninstance_id:\n"
    )

    settings = load_settings()

    assert settings.bootstrap == "kafka-1:9092,kafka-2"
    assert settings.http_port == 9000
    assert settings.breaker_share == 0.25
    assert settings.instance_id is None


def test_the_environment_wins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for one process is meant for it, whatever the file says."""
    file.write_text("bootstrap_servers: kafka-1:9092\nhttp_port: 9000\n")
    monkeypatch.setenv("DATELINE_HTTP_PORT", "9001")
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka-3:9092")

    settings = load_settings()

    assert (settings.http_port, settings.bootstrap) == (9001, "kafka-3:9092")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("htp_port: 1\n", "htp_port is not a setting; did you mean http_port?"),
        ("http_port: 99999\n", "http_port=99999: Input should be less than or equal to 65535"),
        ("http_port: [1]\n", "http_port=[1]: Input should be a valid integer"),
        ("page_token: short\n", "page_token: Value should have at least 16 items"),
        ("- http_port\n", "expected `name: value` lines"),
        (
            "http_port: 1\n  log_level: x\n",
            ":2: settings cannot be read: mapping values are not allowed here",
        ),
        ("sasl_username: me\n", "DATELINE_SASL_* has no effect with DATELINE_SECURITY_PROTOCOL=PLAINTEXT"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(file: Path, text: str, expected: str) -> None:
    """The line names the file, the setting and what to do, and no secret."""
    file.write_text(text)

    with pytest.raises(InvalidSettings) as caught:
        load_settings()

    message = str(caught.value)
    assert expected in message
    assert "\n" not in message
    assert "short" not in message.removeprefix(str(file))


@pytest.mark.usefixtures("file")
def test_a_file_that_is_not_there_is_refused() -> None:
    """A path with a slip in it is no empty file."""
    with pytest.raises(InvalidSettings, match="No such file"):
        load_settings()


def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the nearest name that exists."""
    monkeypatch.setenv("DATELINE_HTP_PORT", "1")

    with pytest.raises(InvalidSettings, match="did you mean DATELINE_HTTP_PORT"):
        load_settings()
