"""The only reader of the environment: one frozen, typed `Settings`, refused with one line when wrong.

Every setting is `DATELINE_<NAME>` besides `KAFKA_BOOTSTRAP_SERVERS`, or `<name>` in the YAML file that
`DATELINE_CONFIG_FILE` names; the environment wins. An unknown name is an error with the nearest known one,
because a misspelt setting that is silently ignored is worse than none. What each setting does to the
service is decided where it is used.
"""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.model import Limits, Topics, topics_with_prefix

PREFIX = "DATELINE_"
FILE_VARIABLE = f"{PREFIX}CONFIG_FILE"
FILE_BYTES = 1024 * 1024


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
        for holds, problem in _security_rules(self):
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


def _security_rules(settings: Settings) -> tuple[tuple[bool, str], ...]:
    """Return what must hold between the settings of security, each with the line that says what to do."""
    protocol = settings.security_protocol
    has_sasl, has_tls = protocol.startswith("SASL"), protocol.endswith("SSL")
    passwords = [settings.sasl_password, settings.sasl_password_file]
    signing_in = [settings.sasl_username, *passwords]
    tls = [settings.ssl_ca_file, settings.ssl_certificate_file, settings.ssl_key_file]
    name = "DATELINE_SECURITY_PROTOCOL"
    return (
        (
            protocol == "PLAINTEXT" or settings.bootstrap_servers is not None,
            f"{name}={protocol} needs KAFKA_BOOTSTRAP_SERVERS; the embedded broker is PLAINTEXT",
        ),
        (
            not has_sasl or settings.sasl_username is not None,
            f"{name}={protocol} needs DATELINE_SASL_USERNAME",
        ),
        (
            not has_sasl or passwords.count(None) == 1,
            f"{name}={protocol} needs one of DATELINE_SASL_PASSWORD_FILE and DATELINE_SASL_PASSWORD",
        ),
        # A password that is silently not used would mean a connection without one.
        (has_sasl or not any(signing_in), f"DATELINE_SASL_* has no effect with {name}={protocol}"),
        (has_tls or not any(tls), f"DATELINE_SSL_* has no effect with {name}={protocol}"),
        (
            settings.ssl_key_file is None or settings.ssl_certificate_file is not None,
            "DATELINE_SSL_KEY_FILE needs DATELINE_SSL_CERTIFICATE_FILE",
        ),
        (
            None in {settings.ssl_key_password, settings.ssl_key_password_file},
            "give one of DATELINE_SSL_KEY_PASSWORD_FILE and DATELINE_SSL_KEY_PASSWORD",
        ),
        (
            None in {settings.page_token, settings.page_token_file},
            "give one of DATELINE_PAGE_TOKEN_FILE and DATELINE_PAGE_TOKEN",
        ),
    )


def load_settings() -> Settings:
    """Read the file of settings, if one is named, and the environment, which wins.

    Raises:
        InvalidSettings: an unknown name, a value out of bounds, or a file that cannot be read.
    """
    known = {variable_of(name): name for name in Settings.model_fields}
    for variable in sorted(os.environ):
        is_ours = variable.startswith(PREFIX) and variable not in {FILE_VARIABLE, f"{PREFIX}DATA"}
        if is_ours and variable not in known:
            raise InvalidSettings(f"{variable} is not a setting{_suggestion(variable, known)}")
    file = os.environ.get(FILE_VARIABLE)
    in_file = _read_file(Path(file)) if file else {}
    values = {name: value for name, value in in_file.items() if not os.environ.get(variable_of(name))}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise InvalidSettings(_told(error, file, values)) from error


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return "KAFKA_BOOTSTRAP_SERVERS" if name == "bootstrap_servers" else f"{PREFIX}{name.upper()}"


def _read_file(file: Path) -> dict[str, Any]:
    """Return the settings of a YAML file.

    Raises:
        InvalidSettings: it cannot be read, is no mapping, or names something that is no setting.
    """
    try:
        with file.open("rb") as stream:
            content = yaml.safe_load(stream.read(FILE_BYTES))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        why = " ".join(
            str(getattr(error, "problem", None) or getattr(error, "strerror", None) or error).split()
        )
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark is not None else str(file)
        raise InvalidSettings(f"{where}: settings cannot be read: {why}") from error
    if not isinstance(content or {}, dict):
        raise InvalidSettings(f"{file}: expected `name: value` lines, one for each setting")
    values = {str(name): value for name, value in (content or {}).items() if value is not None}
    for name in sorted(values):
        if name not in Settings.model_fields:
            raise InvalidSettings(
                f"{file}: {name} is not a setting{_suggestion(name, Settings.model_fields)}"
            )
    return values


def _told(error: ValidationError, file: str | None, values: dict[str, Any]) -> str:
    """Return the first problem in one line; a secret's value is never in it."""
    first = error.errors()[0]
    if not first["loc"]:
        return first["msg"].removeprefix("Value error, ")
    name = str(first["loc"][0]).removeprefix(PREFIX).lower()
    name = "bootstrap_servers" if name == "kafka_bootstrap_servers" else name
    field = Settings.model_fields.get(name)
    is_secret = field is not None and "SecretStr" in str(field.annotation)
    problem = first["msg"].removeprefix("Value error, ")
    where = f"{file}: {name}" if name in values else variable_of(name)
    return f"{where}{'' if is_secret else '=' + repr(first.get('input'))}: {problem}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(known))}"


def settings_page() -> str:
    """Return docs/settings.md: every setting with its default and meaning."""
    rows = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or field.default is None else f"`{field.default}`"
        rows.append(f"| `{variable_of(name)}` | {default} | {field.description} |")
    return "\n".join((_PAGE, *rows, ""))


_PAGE = """# Settings

All settings are environment variables, or lines of the YAML file that `DATELINE_CONFIG_FILE` names: there a
setting is called by its name in small letters without the prefix (`http_port: 8080`), and Kafka's address is
`bootstrap_servers`. Where both say something, the environment wins. An unknown name or a value out of
bounds ends every command with one line and exit status 2. Settings are read at start; routing rules,
gazetteers and rules for tags are read again whenever their files change. This page is written by
`python -m service.settings`.
"""

if __name__ == "__main__":
    print(settings_page(), end="")
