"""What can be set: one frozen, typed `Settings` with defaults, bounds and what must hold between them.

What each setting does to the service is decided where it is used; the environment and the file are read in
`service.settings.reading`.
"""

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.model import Limits, Topics, topics_with_prefix
from service.settings.agreement import rules_between

PREFIX = "DATELINE_"


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

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    bootstrap_servers: Annotated[
        str | None,
        AfterValidator(_checked_servers),
        Field(
            validation_alias=AliasChoices("bootstrap_servers", "KAFKA_BOOTSTRAP_SERVERS"),
            description="host:port,… of the Kafka cluster; unset: the embedded broker",
        ),
    ] = None
    security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        Field(description="how to speak to the brokers: encrypted (SSL), signed in (SASL), both or neither"),
    ] = "PLAINTEXT"
    sasl_mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], Field(description="how to sign in")
    ] = "SCRAM-SHA-512"
    sasl_username: Annotated[str | None, Field(min_length=1, description="who signs in")] = None
    sasl_password: Annotated[
        SecretStr | None, Field(min_length=1, description="its password; better in a file")
    ] = None
    sasl_password_file: Annotated[
        Path | None, Field(description="file with the password; line ends at its end do not count")
    ] = None
    ssl_ca_file: Annotated[
        Path | None,
        Field(description="PEM file of the authorities that sign brokers' certificates; unset: the system's"),
    ] = None
    ssl_certificate_file: Annotated[
        Path | None, Field(description="PEM file of our certificate, where brokers ask for one")
    ] = None
    ssl_key_file: Annotated[
        Path | None, Field(description="PEM file of its private key; unset: in the certificate's file")
    ] = None
    ssl_key_password: Annotated[
        SecretStr | None, Field(min_length=1, description="what the private key is encrypted with")
    ] = None
    ssl_key_password_file: Annotated[Path | None, Field(description="file with that")] = None
    ssl_check_hostname: Annotated[
        bool, Field(description="whether a broker's certificate must be for the host we connect to")
    ] = True
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
    session_seconds: Annotated[
        float,
        Field(
            ge=6,
            le=1800,
            description="silence after which a member's partitions go to others; with an instance_id, "
            "longer than a restart takes",
        ),
    ] = 10.0
    http_host: Annotated[str, Field(description="address of /metrics, /livez, /readyz and the page")] = (
        "127.0.0.1"
    )
    http_port: Annotated[int, Field(ge=0, le=65535, description="its port; 0 for any free one")] = 8080
    page_token: Annotated[
        SecretStr | None,
        Field(
            min_length=16,
            description="who gives it on the page may put dead letters back, and try articles where the page "
            "is not only this machine's; unset: nobody may; better in a file",
        ),
    ] = None
    page_token_file: Annotated[Path | None, Field(description="file with that")] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="least severe event that is logged")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "console"], Field(description="auto: console on a terminal, JSON otherwise")
    ] = "auto"
    otlp_endpoint: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^\s/@]+(/[^\s?#]*)?$",
            description="receiver of traces by OTLP over HTTP, such as http://collector:4318; unset: none "
            "are made; needs the extra `tracing`",
        ),
    ] = None
    trace_share: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="share of raw messages that are traced where their sender has not decided it "
            "(`traceparent`)",
        ),
    ] = 0.1
    delivery: Annotated[
        Literal["exactly_once", "at_least_once"],
        Field(description="at_least_once: for brokers without transactions; a crash may repeat records"),
    ] = "exactly_once"
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
    gazetteer_files: Annotated[
        str,
        Field(
            description="names that add to ours or override them: files, parted by commas; read again when "
            "one changes (docs/extending.md)"
        ),
    ] = ""
    rules_files: Annotated[
        str,
        Field(description="rules from phrases to tags: YAML files, parted by commas; read again likewise"),
    ] = ""
    taggers: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9._, -]*$",
            description="installed taggers (entry points dateline.taggers) that run after ours, in this "
            "order, parted by commas; no other runs",
        ),
    ] = ""
    breaker_share: Annotated[
        float,
        Field(gt=0, le=1, description="share of dead letters above which a partition is paused; 1: never"),
    ] = 0.5
    breaker_min_items: Annotated[int, Field(ge=20, description="items before that share says anything")] = 200
    breaker_window_seconds: Annotated[float, Field(gt=0, description="how far back items count for it")] = (
        60.0
    )
    breaker_wait_seconds: Annotated[
        float,
        Field(
            gt=0,
            description="pause before some messages are tried; `dateline breaker resume` tries them at once",
        ),
    ] = 300.0
    dedup_horizon_hours: Annotated[
        float, Field(gt=0, le=24 * 30, description="how long an article is remembered, by event time")
    ] = 72
    dedup_max_articles: Annotated[
        int,
        Field(
            ge=1_000,
            le=16_777_216,
            description="articles remembered per partition, at most: 400 bytes of memory each",
        ),
    ] = 200_000

    @model_validator(mode="after")
    def _check_security(self) -> Self:
        for holds, problem in rules_between(self):
            if not holds:
                raise ValueError(problem)
        return self

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
    def gazetteers(self) -> tuple[Path, ...]:
        """The user's gazetteers, later ones over earlier ones."""
        return tuple(map(Path, _listed(self.gazetteer_files)))

    @property
    def rules(self) -> tuple[Path, ...]:
        """The user's files of rules."""
        return tuple(map(Path, _listed(self.rules_files)))

    @property
    def user_taggers(self) -> tuple[str, ...]:
        """Entry points of the user's taggers, in the order in which they run."""
        return _listed(self.taggers)

    @property
    def limits(self) -> Limits:
        """The bounds on one message."""
        return Limits(message_bytes=self.max_message_bytes)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
