"""Telling our process from others, and ending it, with real processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from service.broker.process import (
    Record,
    end_process,
    kill_process,
    process_of,
    read_record,
    write_record,
)

STUBBORN = (
    "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); sys.stdin.read()"
)


@pytest.fixture
def properties(tmp_path: Path) -> Path:
    """Return the file by which a process is known."""
    return tmp_path / "server.properties"


@pytest.fixture
def child(properties: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that ignores the polite signal and names the file on its command line."""
    command = [sys.executable, "-c", STUBBORN, str(properties)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def record_of(pid: int) -> Record:
    """Return a record of the process."""
    return Record(pid=pid, port=20_000, kafka="4.1.2")


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What is noted comes back, and no part of the writing stays."""
    write_record(tmp_path / "broker.json", record_of(7))

    assert read_record(tmp_path / "broker.json") == record_of(7)
    assert [path.name for path in tmp_path.iterdir()] == ["broker.json"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"pid": "x"}', b"\xff"])
def test_a_damaged_record_is_none(tmp_path: Path, content: bytes) -> None:
    """Whatever lies in the file, reading it does not raise."""
    (tmp_path / "broker.json").write_bytes(content)

    assert read_record(tmp_path / "broker.json") is None


def test_no_record_is_none(tmp_path: Path) -> None:
    """Before the first start there is nothing."""
    assert read_record(tmp_path / "broker.json") is None


def test_our_process_is_found(child: subprocess.Popen[bytes], properties: Path) -> None:
    """A process that names our file is ours."""
    process = process_of(record_of(child.pid), properties)

    assert process is not None
    assert process.pid == child.pid


def test_another_process_with_the_number_is_not_ours(child: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """The same number with another command line is somebody else."""
    assert process_of(record_of(child.pid), tmp_path / "other.properties") is None


def test_a_process_that_ended_is_not_ours(child: subprocess.Popen[bytes], properties: Path) -> None:
    """Neither one that is gone nor one that nobody has waited for yet counts."""
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has taken note

    assert process_of(record_of(child.pid), properties) is None
    child.wait()
    assert process_of(record_of(child.pid), properties) is None
    assert process_of(None, properties) is None


def test_a_process_that_does_not_listen_is_killed(child: subprocess.Popen[bytes]) -> None:
    """After the bound the process is ended by force, and the caller learns of it."""
    assert not end_process(psutil.Process(child.pid), within_s=0.1)
    assert not psutil.pid_exists(child.pid)


def test_a_process_that_listens_ends_by_itself() -> None:
    """The polite signal is enough for most."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert end_process(psutil.Process(process.pid), within_s=10)


def test_ending_what_has_ended_is_fine() -> None:
    """A process may go away between looking and signalling."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        known = psutil.Process(process.pid)
        process.kill()
        process.wait()

    assert end_process(known, within_s=1)
    kill_process(known)
