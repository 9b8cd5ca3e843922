"""`dateline check` where a part is absent or wrong; with a real broker it is in tests/integration."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.broker.ports import free_port
from service.cli.check import (
    CHECKS,
    check_brokers,
    check_routing,
    check_schemas,
    check_tables,
    check_topics,
    command,
    run_checks,
)
from service.settings import Settings


@pytest.fixture
def no_broker() -> Settings:
    """Return settings that point at a port where nobody listens."""
    return Settings(broker_port=free_port())


def test_our_schemas_are_in_order() -> None:
    """The files that ship pass the check that ships with them."""
    (result,) = check_schemas(Settings())

    assert result.is_fine, result.detail


def test_our_routing_is_in_order() -> None:
    """The routing file in the package is valid."""
    (result,) = check_routing(Settings())

    assert result.is_fine, result.detail


def test_a_wrong_routing_file_is_named(tmp_path: Path) -> None:
    """The line names the file that has to be mended."""
    (result,) = check_routing(Settings(routing_file=tmp_path / "none.yaml"))

    assert not result.is_fine
    assert "none.yaml" in result.detail


def test_no_broker_is_a_problem_with_a_remedy(no_broker: Settings) -> None:
    """The line says how to start one, and the topics are not silently passed over."""
    (brokers,), (topics,) = check_brokers(no_broker), check_topics(no_broker)

    assert not brokers.is_fine
    assert "dateline broker start" in brokers.detail
    assert not topics.is_fine


def test_topics_are_compared_even_when_routing_is_wrong(no_broker: Settings, tmp_path: Path) -> None:
    """Every check reports by itself instead of raising."""
    broken = no_broker.model_copy(update={"routing_file": tmp_path / "none.yaml"})

    assert [result.is_fine for check in CHECKS for result in check(broken) if result.what == "topics"] == [
        False
    ]


def test_wrong_settings_end_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be judged by settings that cannot be read."""
    monkeypatch.setenv("DATELINE_BROKER_PROT", "1")
    (result,) = run_checks()

    assert not result.is_fine
    assert "DATELINE_BROKER_PORT" in result.detail


def test_each_tagger_has_a_line() -> None:
    """Every entry of the list is loaded, whatever it loads."""
    taggers = pytest.importorskip("service.taggers")
    lines = list(check_tables(Settings()))

    assert [line.what for line in lines] == [f"tagger {tagger.name}" for tagger in taggers.TAGGERS]
    assert all(line.is_fine for line in lines), lines


def test_a_problem_is_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong line is enough, and each line begins with its mark."""
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    monkeypatch.setenv("DATELINE_BROKER_PORT", str(free_port()))
    result = CliRunner().invoke(command)

    assert result.exit_code == 1
    assert all(line[0] in "✓✗" for line in result.output.splitlines())
    assert "✗ brokers" in result.output
