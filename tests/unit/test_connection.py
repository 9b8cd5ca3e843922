"""Settings of security become client options; what cannot be meant is refused, and no secret is shown."""

from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from service.connection import Connection, client_options, connection_of, stop_client
from service.settings import InvalidSettings, load_settings

SECRET = "hunter two"  # noqa: S105 - what must not be shown
SIGNED_IN = {
    "KAFKA_BOOTSTRAP_SERVERS": "kafka:9093",
    "DATELINE_SECURITY_PROTOCOL": "SASL_SSL",
    "DATELINE_SASL_MECHANISM": "SCRAM-SHA-256",
    "DATELINE_SASL_USERNAME": "desk",
}


def _connection(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Connection:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return connection_of(load_settings())


def test_plain_text_is_an_open_listener() -> None:
    """An address alone asks for no encryption and no password."""
    assert client_options("kafka:9092") == {"bootstrap_servers": "kafka:9092"}


def test_a_password_in_a_file_reaches_the_client_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The line end of the file does not count; neither the connection nor the settings show the password."""
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    connection = _connection(monkeypatch, **SIGNED_IN, DATELINE_SASL_PASSWORD_FILE=str(file))
    options = client_options(connection)

    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("desk", SECRET)
    assert (options["security_protocol"], options["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-256")
    assert options["ssl_context"].check_hostname
    assert SECRET not in f"{connection!r} {connection}"


def test_a_password_in_the_environment_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings' own text has stars instead of it."""
    connection = _connection(monkeypatch, **SIGNED_IN, DATELINE_SASL_PASSWORD=SECRET)

    assert client_options(connection)["sasl_plain_password"] == SECRET
    assert SECRET not in f"{load_settings()!r} {load_settings()} {connection!r}"
    assert SECRET not in load_settings().model_dump_json()


WRONG = {
    "no user": ({"DATELINE_SASL_USERNAME": ""}, "DATELINE_SASL_USERNAME"),
    "no password": ({}, "needs one of DATELINE_SASL_PASSWORD_FILE"),
    "two passwords": (
        {"DATELINE_SASL_PASSWORD": SECRET, "DATELINE_SASL_PASSWORD_FILE": "x"},
        "needs one of DATELINE_SASL_PASSWORD_FILE",
    ),
    "unused password": (
        {"DATELINE_SECURITY_PROTOCOL": "SSL", "DATELINE_SASL_PASSWORD": SECRET},
        "has no effect with DATELINE_SECURITY_PROTOCOL=SSL",
    ),
    "absent file": ({"DATELINE_SASL_PASSWORD_FILE": "/nowhere/secret"}, "/nowhere/secret cannot be read"),
    "unknown protocol": ({"DATELINE_SECURITY_PROTOCOL": "TLS"}, "DATELINE_SECURITY_PROTOCOL='TLS'"),
    "empty password": ({"DATELINE_SASL_PASSWORD": ""}, "DATELINE_SASL_PASSWORD: "),
    "no authority": (
        {"DATELINE_SASL_PASSWORD": SECRET, "DATELINE_SSL_CA_FILE": "/nowhere/ca.pem"},
        "DATELINE_SSL_CA_FILE='/nowhere/ca.pem' cannot be used",
    ),
    "no certificate": (
        {"DATELINE_SASL_PASSWORD": SECRET, "DATELINE_SSL_CERTIFICATE_FILE": "/nowhere/c.pem"},
        "DATELINE_SSL_CERTIFICATE_FILE",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_meant_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """The line names the setting and never a secret."""
    changes, expected = WRONG[case]

    with pytest.raises(InvalidSettings) as caught:
        _connection(monkeypatch, **(SIGNED_IN | changes))

    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert SECRET not in f"{caught.value!s} {caught.value.__cause__!s}"


def test_the_embedded_broker_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Encryption without an address of brokers is refused."""
    monkeypatch.setenv("DATELINE_SECURITY_PROTOCOL", "SSL")

    with pytest.raises(InvalidSettings, match="needs KAFKA_BOOTSTRAP_SERVERS"):
        load_settings()


@pytest.mark.parametrize("kind", [AIOKafkaProducer, AIOKafkaConsumer, AIOKafkaAdminClient])
async def test_every_kind_of_client_can_be_stopped(kind: type[Any]) -> None:
    """Producers keep their network client under another name than consumers and admin clients."""
    client = kind(**client_options("127.0.0.1:1"))

    await stop_client(client)
