"""`dateline topics`: what is printed, and failing without a broker; the rest is in tests/integration."""

from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from service.broker.admin import ClusterState, TopicState, compare
from service.broker.ports import free_port
from service.broker.topics import ExpectedTopic
from service.cli.topics import command, expected_of, topic_table, with_advice
from service.settings import Settings

CONFIG = {"cleanup.policy": "delete", "retention.ms": "86400000"}
EXPECTED = tuple(ExpectedTopic(name=name, partitions=8, config=CONFIG) for name in ("a", "b", "c", "d"))


def state_of(name: str, partitions: int = 8) -> TopicState:
    """Return a topic that has the expected settings."""
    return TopicState(name=name, partitions=partitions, replication=1, config=CONFIG)


def test_each_topic_has_its_state_in_the_table() -> None:
    """Fine, different, missing and newly created topics are told apart in words, not only by colour."""
    cluster = ClusterState(
        brokers=("one:1",), topics={"a": state_of("a"), "b": state_of("b", 4), "d": state_of("d")}
    )
    output = StringIO()
    table = topic_table(EXPECTED, cluster, compare(EXPECTED, cluster), frozenset({"d"}))
    Console(file=output, width=100).print(table)
    rows = {line.split()[0]: line.split() for line in output.getvalue().splitlines()}

    assert {name: rows[name][-1] for name in "abcd"} == {
        "a": "ok",
        "b": "differs",
        "c": "missing",
        "d": "created",
    }
    assert rows["b"][1] == "4"
    assert "1 days" in output.getvalue()


def test_routing_targets_are_expected_too(tmp_path: Path) -> None:
    """A rule's topic is created with the others, under the prefix."""
    rules = tmp_path / "routing.yaml"
    rules.write_text(
        "version: 1\nroutes:\n  - {name: war, topic: articles.enriched.war, when: {places: [UA]}}\n"
    )
    names = [topic.name for topic in expected_of(Settings(routing_file=rules, topic_prefix="desk"))]

    assert len(names) == 8
    assert "desk.enriched.war" in names


def test_a_longer_horizon_is_expected_of_the_cluster() -> None:
    """The setting reaches the retention of the fingerprints."""
    kept = {
        topic.name: int(topic.config["retention.ms"])
        for topic in expected_of(Settings(dedup_horizon_hours=500))
    }

    assert kept["articles.fingerprints"] == 1000 * 3_600_000


@pytest.mark.parametrize("arguments", [[], ["--apply"]])
def test_no_broker_is_one_line_with_advice(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Without a broker the command says how to get one."""
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    monkeypatch.setenv("DATELINE_BROKER_PORT", str(free_port()))
    result = CliRunner().invoke(command, arguments)

    assert result.exit_code == 1
    assert "dateline broker start" in result.output
    assert "Traceback" not in result.output


def test_advice_is_only_given_where_it_helps() -> None:
    """Another cluster is not started by us, and other problems have other remedies."""
    ours, other = Settings(), Settings(bootstrap_servers="kafka.example:9092")

    assert "broker start" in with_advice("no Kafka broker answers at x", ours)
    assert "broker start" not in with_advice("no Kafka broker answers at x", other)
    assert "broker start" not in with_advice("topic x does not exist", ours)


def test_a_wrong_routing_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the rules is found before any broker is asked."""
    (tmp_path / "routing.yaml").write_text("version: 9\n")
    monkeypatch.setenv("DATELINE_ROUTING_FILE", str(tmp_path / "routing.yaml"))
    result = CliRunner().invoke(command)

    assert result.exit_code == 1
    assert "version" in result.output
