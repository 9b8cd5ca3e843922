"""The only reader of the environment: one frozen, typed `Settings`, refused with one line when wrong.

Every setting is `DATELINE_<NAME>` besides `KAFKA_BOOTSTRAP_SERVERS`. An unknown `DATELINE_*` name is an
error with the nearest known name, because a misspelt setting that is silently ignored is worse than
none. What each setting does to the service is decided where it is used.
"""

import difflib
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.model import Limits, Topics, topics_with_prefix

PREFIX = "DATELINE_"


class InvalidSettings(ValueError):
    """The environment is not usable; the message is one line that says what and how to mend it."""


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "dateline"


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "dateline"


def _checked_servers(servers: str | None) -> str | None:
    """Return `host:port,…` without spaces, `None` for nothing; a port left out is Kafka's own.

    Raises:
        ValueError: an address is none.
    """
    addresses = [address.strip() for address in (servers or "").split(",") if address.strip()]
    for address in addresses:
        host, colon, port = address.rpartition(":")
        is_port = port.isascii() and port.isdigit() and 0 < int(port) < 65536
        if colon and not (host and is_port):
            raise ValueError(f"{address} is not host:port")
    return ",".join(addresses) or None


class Settings(BaseSettings):
    """All settings with their defaults; times in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", populate_by_name=True)

    bootstrap_servers: Annotated[
        str | None,
        AfterValidator(_checked_servers),
        Field(
            validation_alias=AliasChoices("bootstrap_servers", "KAFKA_BOOTSTRAP_SERVERS"),
            description="host:port,… of the Kafka cluster; unset: the embedded broker",
        ),
    ] = None
    state_dir: Annotated[Path, Field(description="where the embedded broker and local state live")] = Field(
        default_factory=_state_folder
    )
    cache_dir: Annotated[Path, Field(description="what can be downloaded again: the broker's jars")] = Field(
        default_factory=_cache_folder
    )
    broker_port: Annotated[int, Field(ge=1024, le=65535, description="port of the embedded broker")] = 29092
    topic_prefix: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$", description="first part of every topic's name")
    ] = "articles"
    group_prefix: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9._-]{1,100}$", description="first part of every consumer group's name"),
    ] = "dateline"
    instance_id: Annotated[str | None, Field(description="static group membership; unset: dynamic")] = None
    http_host: Annotated[str, Field(description="address of /metrics, /livez, /readyz and the page")] = (
        "127.0.0.1"
    )
    http_port: Annotated[int, Field(ge=0, le=65535, description="its port; 0 for any free one")] = 8080
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="least severe event that is logged")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "console"], Field(description="auto: console on a terminal, JSON otherwise")
    ] = "auto"
    batch_messages: Annotated[
        int, Field(ge=1, le=10_000, description="messages in one transaction, at most")
    ] = 500
    batch_seconds: Annotated[
        float, Field(gt=0, le=10, description="how long a batch may take to fill or to be worked on")
    ] = 0.05
    article_seconds: Annotated[
        float,
        Field(
            gt=0, le=3600, description="work on one message; longer: its process is killed, reason timeout"
        ),
    ] = 60.0
    stuck_seconds: Annotated[
        float, Field(gt=1, le=3600, description="no progress for so long ends a process, which is replaced")
    ] = 120.0
    startup_seconds: Annotated[
        float, Field(ge=0, le=3600, description="how long the worker waits for brokers and topics at start")
    ] = 60.0
    max_message_bytes: Annotated[
        int,
        Field(ge=1024, le=64 * 1024 * 1024, description="a larger raw message is a dead letter: oversize"),
    ] = Limits().message_bytes
    routing_file: Annotated[Path | None, Field(description="routing.yaml; unset: the one in the package")] = (
        None
    )
    dedup_horizon_hours: Annotated[
        float, Field(gt=0, le=24 * 30, description="how long an article is remembered, by event time")
    ] = 72
    dedup_max_articles: Annotated[
        int, Field(ge=1_000, description="articles remembered per partition, at most")
    ] = 200_000

    @property
    def bootstrap(self) -> str:
        """The brokers to use: those given, else the embedded one."""
        return self.bootstrap_servers or f"127.0.0.1:{self.broker_port}"

    @property
    def uses_embedded_broker(self) -> bool:
        """Whether no other cluster was given."""
        return self.bootstrap_servers is None

    @property
    def topics(self) -> Topics:
        """The topics' names under the chosen prefix."""
        return topics_with_prefix(self.topic_prefix)

    @property
    def limits(self) -> Limits:
        """The bounds on one message."""
        return Limits(message_bytes=self.max_message_bytes)


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        InvalidSettings: an unknown `DATELINE_*` name or a value out of bounds.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} - {f"{PREFIX}BOOTSTRAP_SERVERS"}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known | {f"{PREFIX}DATA"}:
            raise InvalidSettings(f"{name} is not a setting{_suggestion(name, known)}")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        variable = f"{PREFIX}{name.upper()}"
        if name in {"bootstrap_servers", "KAFKA_BOOTSTRAP_SERVERS"}:
            variable = "KAFKA_BOOTSTRAP_SERVERS"
        raise InvalidSettings(f"{variable}={first.get('input')!r}: {first['msg'].removeprefix('Value error, ')}") from error


def _suggestion(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(known))}"


def settings_page() -> str:
    """Return docs/settings.md: every setting with its default and meaning."""
    rows = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        variable = "KAFKA_BOOTSTRAP_SERVERS" if name == "bootstrap_servers" else f"{PREFIX}{name.upper()}"
        default = "" if field.default_factory or field.default is None else f"`{field.default}`"
        rows.append(f"| `{variable}` | {default} | {field.description} |")
    return "\n".join((_PAGE, *rows, ""))


_PAGE = """# Settings

All settings are environment variables. An unknown `DATELINE_*` name or a value out of bounds ends every
command with one line and exit status 2. This page is written by `python -m service.settings`.
"""

if __name__ == "__main__":
    print(settings_page(), end="")
