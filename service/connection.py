"""How to reach the brokers: the one place that turns settings into options of a Kafka client.

Every client of this service (worker, admin, commands, live page) takes `client_options`, so that what
is encrypted and who signs in cannot differ between them. Secrets are read here, from the settings or
from files, and go nowhere else: neither `repr` nor any message of this module holds one.
"""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import aiokafka
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from pydantic import SecretStr

from service.settings import InvalidSettings, Settings

PROBE_SECONDS = 10.0
CLOSE_SECONDS = 0.5
# Of OpenSSL's x509_vfy.h: the certificate is valid, but for another host name or address.
OTHER_HOST = frozenset({62, 64})


@dataclass(frozen=True, slots=True)
class Connection:
    """Brokers, and how to speak to them.

    Attributes:
        bootstrap: `host:port,…`.
        security_protocol: of Kafka's four.
        tls: with whom to speak and as whom, where the protocol is encrypted.
        sasl_mechanism: how to sign in, where the protocol has that.
    """

    bootstrap: str
    security_protocol: str = "PLAINTEXT"
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    sasl_mechanism: str | None = None
    username: str | None = None
    password: SecretStr | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.bootstrap


Brokers = str | Connection
"""Where brokers are; plain text means an unencrypted listener that asks for no password."""


def connection_of(settings: Settings) -> Connection:
    """Return the connection that the settings describe.

    Raises:
        InvalidSettings: a file cannot be read or holds no certificate or key.
    """
    protocol = settings.security_protocol
    has_sasl = protocol.startswith("SASL")
    return Connection(
        bootstrap=settings.bootstrap,
        security_protocol=protocol,
        tls=_tls(settings) if protocol.endswith("SSL") else None,
        sasl_mechanism=settings.sasl_mechanism if has_sasl else None,
        username=settings.sasl_username if has_sasl else None,
        password=secret_of(settings.sasl_password, settings.sasl_password_file) if has_sasl else None,
    )


def client_options(brokers: Brokers) -> dict[str, Any]:
    """Return the keyword arguments by which any aiokafka client reaches `brokers`."""
    if isinstance(brokers, str):
        return {"bootstrap_servers": brokers}
    return {"bootstrap_servers": brokers.bootstrap, **_security(brokers)}


def _security(connection: Connection) -> dict[str, Any]:
    options: dict[str, Any] = {
        "security_protocol": connection.security_protocol,
        "ssl_context": connection.tls,
    }
    if connection.sasl_mechanism is not None and connection.password is not None:
        options["sasl_mechanism"] = connection.sasl_mechanism
        options["sasl_plain_username"] = connection.username
        options["sasl_plain_password"] = connection.password.get_secret_value()
    return options


def _tls(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.ssl_ca_file is not None:
        context = ssl.create_default_context(cafile=_readable(settings.ssl_ca_file, "SSL_CA_FILE"))
    context.check_hostname = settings.ssl_check_hostname
    if settings.ssl_certificate_file is None:
        return context
    password = secret_of(settings.ssl_key_password, settings.ssl_key_password_file)
    try:
        context.load_cert_chain(
            settings.ssl_certificate_file,
            settings.ssl_key_file,
            # Without any, OpenSSL would ask for one on the terminal.
            password=password.get_secret_value() if password else "",
        )
    except (OSError, ValueError) as error:
        raise InvalidSettings(
            f"DATELINE_SSL_CERTIFICATE_FILE and DATELINE_SSL_KEY_FILE cannot be used: {_told(error)}"
        ) from error
    return context


def _readable(path: Path, name: str) -> Path:
    """Refuse a file of authorities that OpenSSL cannot read, with the setting's name."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise InvalidSettings(f"DATELINE_{name}={str(path)!r} cannot be used: {_told(error)}") from error
    return path


def secret_of(value: SecretStr | None, file: Path | None) -> SecretStr | None:
    """Return a secret that is given as such or in a file; line ends at the file's end do not count.

    Raises:
        InvalidSettings: the file is empty or cannot be read.
    """
    if file is None:
        return value
    try:
        text = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f"{file} cannot be read as a secret: {type(error).__name__}") from error
    if not text:
        raise InvalidSettings(f"{file} is empty; it should hold a secret")
    return SecretStr(text)


async def stop_client(client: Any) -> None:
    """Stop an aiokafka consumer, producer or admin client within a bounded time.

    A TLS connection is closed by both sides saying so. A broker that is slow with an answer says it late,
    and the event loop waits 30 s for that; so what is still open after a moment is cut.
    """
    network = client.client if isinstance(client, aiokafka.AIOKafkaProducer) else client._client
    transports = [
        connection._writer.transport
        for connection in network._conns.values()
        if connection._writer is not None
    ]

    def cut() -> None:
        for transport in transports:
            transport.abort()

    timer = asyncio.get_running_loop().call_later(CLOSE_SECONDS, cut)
    try:
        await (client.close() if hasattr(client, "close") else client.stop())
    finally:
        timer.cancel()


class Refusal(NamedTuple):
    """Why a broker does not talk to us, in one line; `is_final` when waiting cannot mend it."""

    reason: str
    is_final: bool = True


async def refusal(brokers: Brokers) -> Refusal | None:
    """Return why brokers refuse to talk to us; `None` when none even answers.

    The client library only logs what went wrong with each broker and then says that it reached none, so
    each is asked once more.
    """
    connection = Connection(brokers) if isinstance(brokers, str) else brokers
    for host, port, _ in collect_hosts(connection.bootstrap):
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                probe = await create_conn(host, port, **_security(connection))
        except (KafkaError, OSError, TimeoutError) as error:
            found = _refusal_of(error, connection, f"{host}:{port}")
            if found is not None:
                return found
        else:
            with contextlib.suppress(KafkaError, OSError):
                probe.close()
    return None


def _refusal_of(error: Exception, connection: Connection, address: str) -> Refusal | None:
    if isinstance(error, ConnectionResetError | ConnectionAbortedError | KafkaConnectionError):
        protocol = connection.security_protocol
        expects = f"does it expect DATELINE_SECURITY_PROTOCOL={protocol}, without a client certificate?"
        return Refusal(f"{address} closes the connection; {expects}", is_final=False)
    told = _told_refusal(error, connection, address)
    return None if told is None else Refusal(told)


def _told_refusal(error: Exception, connection: Connection, address: str) -> str | None:
    match error:
        case ssl.SSLCertVerificationError() if error.verify_code in OTHER_HOST:
            return f"the certificate of {address} is for another host: {error.verify_message}"
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate of {address} is not trusted ({error.verify_message}); "
                "DATELINE_SSL_CA_FILE should name the authority that signed it"
            )
        case ssl.SSLError():
            return f"TLS with {address} fails: {_told(error)}; is it a listener with TLS?"
        case AuthenticationFailedError() | SaslAuthenticationFailed():
            return (
                f"{address} does not accept user {connection.username!r} with its password "
                f"({connection.sasl_mechanism})"
            )
        case UnsupportedSaslMechanismError():
            return f"{address} does not offer {connection.sasl_mechanism}; set DATELINE_SASL_MECHANISM"
        case IllegalSaslStateError():
            return f"{address} expects another DATELINE_SECURITY_PROTOCOL than {connection.security_protocol}"
        case _:
            return None


def _told(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return str(error.reason or "no PEM certificate or key in it").replace("_", " ").lower()
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return type(error).__name__
