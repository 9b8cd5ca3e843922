"""Run Kafka's own programs: prepare its storage, start the server, read why it did not start.

The folder's layout is `Layout`; when to do what, and waiting for readiness, is
`service.broker.embedded`.
"""

import base64
import os
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from service.broker import BrokerError
from service.broker.properties import java_command, log4j_properties, render_properties, server_properties

FORMAT_TIMEOUT_S = 120
LAST_LINES = 3
LINE_CHARACTERS = 300


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one broker, all under `folder`."""

    folder: Path

    @property
    def data(self) -> Path:
        """Kafka's log segments."""
        return self.folder / "data"

    @property
    def properties(self) -> Path:
        """The server's properties, written anew at every start."""
        return self.folder / "server.properties"

    @property
    def logging(self) -> Path:
        """The logging configuration."""
        return self.folder / "log4j2.properties"

    @property
    def record(self) -> Path:
        """The record of the process."""
        return self.folder / "broker.json"

    @property
    def log(self) -> Path:
        """The server's log of this start; that of the start before is beside it."""
        return self.folder / "logs" / "server.log"

    @property
    def output(self) -> Path:
        """What Java itself prints, such as a heap it cannot have."""
        return self.folder / "logs" / "output.log"

    @property
    def cluster_id(self) -> str | None:
        """The cluster's identity as the data has it, `None` before the first start."""
        try:
            lines = (self.data / "meta.properties").read_text().splitlines()
        except OSError:
            return None
        return next((line.partition("=")[2] for line in lines if line.startswith("cluster.id=")), None)


class Java(msgspec.Struct, frozen=True, kw_only=True):
    """A Java runtime and a class path."""

    executable: str
    jars: tuple[Path, ...]

    def command(self, layout: Layout, main: str) -> list[str]:
        """Return the command line up to the main class."""
        return java_command(self.executable, self.jars, logging=layout.logging, main=main)


def write_configuration(layout: Layout, *, port: int, controller_port: int, extra: Mapping[str, str]) -> None:
    """Write the properties and the logging configuration."""
    properties = server_properties(data=layout.data, port=port, controller_port=controller_port, extra=extra)
    layout.log.parent.mkdir(parents=True, exist_ok=True)
    layout.properties.write_text(render_properties(properties))
    layout.logging.write_text(log4j_properties(layout.log))


def format_storage(layout: Layout, java: Java) -> None:
    """Give empty storage its cluster identity; storage that has one is left alone.

    Raises:
        BrokerError: Kafka refuses, with its reason, or takes too long.
    """
    if layout.cluster_id is not None:
        return
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    # Joined by "=", because an identity may begin with a dash.
    arguments = ["format", f"--cluster-id={cluster}", "--config", str(layout.properties)]
    command = [*java.command(layout, "kafka.tools.StorageTool"), *arguments]
    try:
        result = subprocess.run(  # noqa: S603 - our own Java with our own arguments
            command, check=False, capture_output=True, text=True, timeout=FORMAT_TIMEOUT_S, env=_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise BrokerError(
            f"Kafka's storage under {layout.data} was not prepared within {FORMAT_TIMEOUT_S} s; "
            "is this machine too busy? Start it again"
        ) from error
    if result.returncode != 0:
        reason = _telling((result.stdout + result.stderr).splitlines(), 1)
        raise BrokerError(f"Kafka's storage under {layout.data} cannot be prepared: {reason}")


def spawn_server(layout: Layout, java: Java) -> subprocess.Popen[bytes]:
    """Start the server, detached from the terminal and from our process group."""
    if layout.log.exists():
        layout.log.replace(layout.log.with_name("server.previous.log"))
    with layout.output.open("wb") as output:
        return subprocess.Popen(  # noqa: S603 - our own Java with our own arguments
            [*java.command(layout, "kafka.Kafka"), str(layout.properties)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=layout.folder,
            env=_environment(),
            start_new_session=True,
        )


def _environment() -> dict[str, str]:
    """Return ours, with file names in UTF-8: in a plain C locale Java cannot open one beyond ASCII."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def last_words(layout: Layout, count: int = LAST_LINES) -> str:
    """Return the last telling lines of what the server left, on one line."""
    files = [file for file in (layout.output, layout.log) if file.exists()]
    lines = [line for file in files for line in file.read_text(errors="replace").splitlines()]
    return _telling(lines, count)


def _telling(lines: Sequence[str], count: int) -> str:
    said = [line.strip()[:LINE_CHARACTERS] for line in lines if line.strip()]
    errors = [line for line in said if any(word in line for word in (" ERROR ", "Exception", "Error:"))]
    return " | ".join((errors or said)[-count:]) or "it said nothing"
