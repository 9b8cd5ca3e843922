"""Reading what is fed, and the command without a broker; sending is in tests/integration."""

import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from service.broker.ports import free_port
from service.broker.topics import LARGEST_RAW
from service.cli.feed import command
from service.cli.raw_inputs import RawInput, list_files, read_inputs


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    """The order is that of the names, so that two runs send the same."""
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden", ".git/config", "b/.DS_Store"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)

    assert [str(file.relative_to(tmp_path)) for file in list_files([tmp_path])] == [
        "a.txt",
        "b/1.txt",
        "b/2.txt",
    ]


def test_a_file_that_is_named_is_taken_even_if_hidden(tmp_path: Path) -> None:
    """Whoever names a file means it; order and repeats are the user's."""
    file = tmp_path / ".hidden"
    file.write_text("x")

    assert list_files([file, file]) == [file, file]


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.txt", "text/plain"),
        ("a.HTML", "text/html"),
        ("a.xml", "application/xml"),
        ("a.json", "application/json"),
        ("a.rss", "application/rss+xml"),
        ("a.atom", "application/atom+xml"),
        ("a.tst", None),
        ("a", None),
    ],
)
def test_only_the_files_ending_is_declared(tmp_path: Path, name: str, content_type: str | None) -> None:
    """Bytes pass as they are; an ending that says nothing declares nothing."""
    content = b"\xff\xfe<not> {anything"
    (tmp_path / name).write_bytes(content)
    (raw,) = read_inputs([tmp_path / name])

    headers = () if content_type is None else (("content-type", content_type.encode()),)
    assert raw == RawInput(key=name, value=content, headers=headers)


@given(lines=st.lists(st.binary().filter(lambda line: b"\n" not in line and b"\r" not in line)))
def test_each_line_that_says_something_is_a_message(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    """No line is lost or changed, blank ones are passed over, and keys carry the line's number."""
    file = tmp_path_factory.mktemp("lines") / "many.jsonl"
    file.write_bytes(b"\n".join(lines))

    assert [(raw.key, raw.value) for raw in read_inputs([file])] == [
        (f"many.jsonl:{number}", line) for number, line in enumerate(lines, 1) if line.strip()
    ]


def test_windows_line_ends_are_not_part_of_a_message(tmp_path: Path) -> None:
    """Lines ended in any way carry the same bytes."""
    (tmp_path / "a.ndjson").write_bytes(b'{"a": 1}\r\n{"b": 2}\n')

    assert [raw.value for raw in read_inputs([tmp_path / "a.ndjson"])] == [b'{"a": 1}', b'{"b": 2}']


def test_any_file_can_be_read_by_lines(tmp_path: Path) -> None:
    """A lines file under another name is read as one when asked."""
    (tmp_path / "dump.txt").write_bytes(b"one\ntwo\n")

    assert [raw.value for raw in read_inputs([tmp_path / "dump.txt"], as_lines=True)] == [b"one", b"two"]


@pytest.mark.parametrize(("as_lines", "values"), [(False, [b"one\ntwo\n"]), (True, [b"one", b"two"])])
def test_a_dash_is_standard_input(
    monkeypatch: pytest.MonkeyPatch, as_lines: bool, values: list[bytes]
) -> None:
    """Standard input is one message, or one a line."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo\n")))

    assert [raw.value for raw in read_inputs([Path("-")], as_lines=as_lines)] == values


def test_what_cannot_be_read_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A file that vanished does not hide the next one."""
    (tmp_path / "there.txt").write_text("x")
    lost, there = read_inputs([tmp_path / "lost.txt", tmp_path / "there.txt"])

    assert lost.problem is not None
    assert "lost.txt" in lost.problem
    assert there.problem is None


def test_a_message_of_64_mib_passes_and_one_byte_more_does_not(tmp_path: Path) -> None:
    """The bound is that of the raw topic, and holds before anything is sent."""
    for extra, name in ((0, "fits.txt"), (1, "large.txt")):
        with (tmp_path / name).open("wb") as file:
            file.truncate(LARGEST_RAW + extra)
    fits, large = read_inputs([tmp_path / "fits.txt", tmp_path / "large.txt"])

    assert (fits.problem, len(fits.value)) == (None, LARGEST_RAW)
    assert large.problem == "larger than 64 MiB"
    assert large.value == b""


def test_no_broker_is_one_line_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent and the exit status says so."""
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    monkeypatch.setenv("DATELINE_BROKER_PORT", str(free_port()))
    (tmp_path / "a.txt").write_text("x")
    result = CliRunner().invoke(command, [str(tmp_path)])

    assert result.exit_code == 1
    assert "dateline broker start" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [[], ["/no/such/file"], ["--rate", "0", "."]])
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    """Click's own exit status for usage."""
    assert CliRunner().invoke(command, arguments).exit_code == 2
