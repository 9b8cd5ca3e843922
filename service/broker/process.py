"""The broker's process: which one is ours, and how to end it.

A record beside the data names the process. A process counts as ours only when its command line
names our properties file, so that a number the system has given to somebody else is never signalled.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil

from service.broker import BrokerError


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted about a started broker."""

    pid: int
    port: int
    kafka: str


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Let one process at a time do what follows; the others wait. The lock ends with its process."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_record(path: Path, record: Record) -> None:
    """Note the started process, in one step."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(msgspec.json.encode(record))
    part.replace(path)


def read_record(path: Path) -> Record | None:
    """Return the record, or `None` when there is none or it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return None


def process_of(record: Record | None, properties: Path) -> psutil.Process | None:
    """Return the live process of `record` if it is a broker running with the file `properties`."""
    if record is None:
        return None
    try:
        process = psutil.Process(record.pid)
        is_ours = str(properties) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return None
    return process if is_ours else None


def end_process(process: psutil.Process, *, within_s: float) -> bool:
    """Ask `process` to end, and kill it when it has not within `within_s` seconds.

    Returns:
        Whether it ended by itself.

    Raises:
        BrokerError: it belongs to another user.
    """
    try:
        process.terminate()
        process.wait(within_s)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        kill_process(process)
        return False
    except psutil.AccessDenied as error:
        raise BrokerError(f"process {process.pid} belongs to another user") from error
    return True


def kill_process(process: psutil.Process) -> None:
    """End `process` at once, as a crash would."""
    try:
        process.kill()
        process.wait(10)
    except psutil.NoSuchProcess:
        return
