"""The configuration of the embedded broker as text."""

from pathlib import Path

from service.broker.properties import java_command, log4j_properties, render_properties, server_properties

DATA = Path("/state/data")


def test_every_listener_is_on_loopback() -> None:
    """Nobody outside this machine can reach the broker."""
    properties = server_properties(data=DATA, port=20_001, controller_port=20_002, extra={})
    listeners = properties["listeners"].split(",") + properties["advertised.listeners"].split(",")

    assert all("://127.0.0.1:" in listener for listener in listeners)
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:20001,CONTROLLER://127.0.0.1:20002"


def test_one_node_is_enough_for_transactions() -> None:
    """No internal topic asks for more copies than there are brokers."""
    properties = server_properties(data=DATA, port=1, controller_port=2, extra={})
    counts = [value for name, value in properties.items() if name.endswith(("replication.factor", "min.isr"))]

    assert len(counts) >= 5
    assert set(counts) == {"1"}


def test_raw_messages_of_64_mib_fit_everywhere() -> None:
    """The record, the request around it and a segment are large enough, and memory is bounded."""
    properties = server_properties(data=DATA, port=1, controller_port=2, extra={})
    record = int(properties["message.max.bytes"])

    assert record > 64 * 2**20
    assert record <= int(properties["replica.fetch.max.bytes"])
    assert record < int(properties["socket.request.max.bytes"]) <= int(properties["queued.max.request.bytes"])
    assert record < int(properties["log.segment.bytes"])


def test_extra_properties_win() -> None:
    """Whoever runs the broker can override and add."""
    extra = {"num.partitions": "3", "ssl.keystore.location": "/keys"}
    properties = server_properties(data=DATA, port=1, controller_port=2, extra=extra)

    assert extra.items() <= properties.items()


def test_backslashes_survive_javas_format() -> None:
    """A password with a backslash is read back as it was given."""
    assert render_properties({"a": "b\\c", "d": "e"}) == "a=b\\\\c\nd=e\n"


def test_names_beyond_ascii_survive_javas_format() -> None:
    """Kafka reads ISO 8859-1 and escapes of UTF-16; a sign beyond them takes two."""
    assert render_properties({"a": "zü\U0001f4f0"}) == "a=z\\u00fc\\ud83d\\udcf0\n"
    assert "fileName = /st\\u00e4dte/server.log\n" in log4j_properties(Path("/städte/server.log"))


def test_logs_are_bounded() -> None:
    """The log is rolled and old files are dropped."""
    text = log4j_properties(Path("/state/logs/server.log"))

    assert "appender.file.fileName = /state/logs/server.log" in text
    assert "strategy.max = 3" in text


def test_the_command_names_runtime_heap_and_class_path() -> None:
    """Exactly the locked jars are on the class path, in their order, and the heap is small."""
    command = java_command(
        "/java", [Path("/b.jar"), Path("/a.jar")], logging=Path("/log"), main="kafka.Kafka"
    )

    assert command[0] == "/java"
    assert command[-1] == "kafka.Kafka"
    assert command[command.index("-cp") + 1] == "/b.jar:/a.jar"
    assert "-Xmx512m" in command
