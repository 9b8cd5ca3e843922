"""The broker's folder, and what is read from it when a start fails."""

import sys
from pathlib import Path

import pytest

from service.broker import BrokerError
from service.broker.launch import Java, Layout, format_storage, last_words, write_configuration


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Return the layout of a configured broker."""
    layout = Layout(folder=tmp_path / "broker")
    write_configuration(layout, port=20_001, controller_port=20_002, extra={"num.partitions": "3"})
    return layout


def test_everything_lies_in_the_folder(layout: Layout) -> None:
    """Nothing is written beside the broker's own folder."""
    paths = (layout.data, layout.properties, layout.logging, layout.record, layout.log, layout.output)

    assert all(path.is_relative_to(layout.folder) for path in paths)


def test_the_configuration_is_written(layout: Layout) -> None:
    """Ports, extra properties and the log's place are in the files."""
    assert "PLAINTEXT://127.0.0.1:20001" in layout.properties.read_text()
    assert "num.partitions=3\n" in layout.properties.read_text()
    assert str(layout.log) in layout.logging.read_text()


def test_the_cluster_is_known_from_its_data(layout: Layout) -> None:
    """The identity is what Kafka wrote down, and none before that."""
    assert layout.cluster_id is None
    layout.data.mkdir()
    (layout.data / "meta.properties").write_text("#\nversion=1\ncluster.id=6NKW4q4wQEqAIISRYZorLg\n")

    assert layout.cluster_id == "6NKW4q4wQEqAIISRYZorLg"


def test_storage_that_has_an_identity_is_left_alone(layout: Layout) -> None:
    """No program is run on formatted storage: a runtime that does not exist is not missed."""
    layout.data.mkdir()
    (layout.data / "meta.properties").write_text("cluster.id=abc\n")

    format_storage(layout, Java(executable="/no/such/java", jars=()))


def test_a_failing_storage_tool_is_quoted(layout: Layout, tmp_path: Path) -> None:
    """What the tool said last is in the error, on one line."""
    tool = tmp_path / "java"
    tool.write_text(f"#!{sys.executable}\nimport sys\nprint('no')\nsys.exit('Exception: disk is on fire')\n")
    tool.chmod(0o755)
    with pytest.raises(BrokerError, match="disk is on fire") as caught:
        format_storage(layout, Java(executable=str(tool), jars=()))
    assert "\n" not in str(caught.value)


def test_a_storage_tool_that_takes_too_long_is_one_line(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine too busy to format in time is told so, without a command line of fifty jars."""
    monkeypatch.setattr("service.broker.launch.FORMAT_TIMEOUT_S", 0.05)
    tool = tmp_path / "java"
    tool.write_text("#!/bin/sh\nexec sleep 20\n")
    tool.chmod(0o755)
    with pytest.raises(BrokerError, match="not prepared within") as caught:
        format_storage(layout, Java(executable=str(tool), jars=()))
    assert "\n" not in str(caught.value)


def test_the_telling_lines_are_chosen(layout: Layout) -> None:
    """Errors are preferred over whatever came last."""
    layout.output.write_text("OpenJDK warning: something\n")
    layout.log.write_text("12:00 INFO fine\n12:01 ERROR address in use (kafka)\n12:02 INFO shutting down\n")

    assert last_words(layout) == "12:01 ERROR address in use (kafka)"


def test_without_errors_the_last_lines_are_taken(layout: Layout) -> None:
    """A program that dies without an error is quoted with its last lines."""
    layout.log.write_text("one\ntwo\n\nthree\nfour\n")

    assert last_words(layout) == "two | three | four"


def test_silence_is_said(layout: Layout) -> None:
    """A program that left nothing is described as such."""
    assert last_words(layout) == "it said nothing"
