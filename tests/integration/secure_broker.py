"""The embedded Apache Kafka with secured listeners beside its plain one: TLS, SASL, and access lists.

Certificates are made by `openssl` when the tests run. Whoever comes by the plain listener is a super user
(so that tests can prepare topics and users there), and so is `admin`; everybody else may do only what
`allow` has granted.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from aiokafka.protocol.admin import CreateAclsRequest
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    CompactArray,
    CompactBytes,
    CompactString,
    Int8,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from service.broker.admin import connected
from service.broker.embedded import EmbeddedBroker
from service.broker.ports import free_ports

PASSWORDS = {"admin": "correct horse", "reader": "battery staple"}
ITERATIONS = 4096
SCRAM_CODES = {"SCRAM-SHA-256": (1, "sha256"), "SCRAM-SHA-512": (2, "sha512")}
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


class Resource(IntEnum):
    """Kinds of resources in Kafka's access lists (`ResourceType`)."""

    TOPIC = 2
    GROUP = 3
    TRANSACTIONAL_ID = 5


class Operation(IntEnum):
    """Operations in Kafka's access lists (`AclOperation`)."""

    READ = 3
    WRITE = 4
    DESCRIBE = 8


@dataclass(frozen=True)
class Certificates:
    """PEM files: two authorities that know nothing of each other, a broker's and a client's certificate."""

    authority: Path
    stranger: Path
    broker: Path
    client: Path
    client_key: Path


@dataclass(frozen=True)
class SecureBroker:
    """A running broker with its listeners on `localhost`, the name in its certificate."""

    plain: str
    ports: dict[str, int]
    certificates: Certificates

    def address(self, protocol: str, host: str = "localhost") -> str:
        """Return `host:port` of the listener of one security protocol."""
        return f"{host}:{self.ports[protocol]}"


def make_certificates(folder: Path) -> Certificates:
    """Make everything with `openssl`, valid for one day."""
    for name in ("authority", "stranger"):
        _openssl(
            folder,
            f"req -x509 -newkey rsa:2048 -nodes -days 1 -keyout {name}.key -out {name}.pem -subj /CN={name}",
        )
    for name in ("broker", "client"):
        _openssl(folder, f"req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN={name}")
        (folder / f"{name}.ext").write_text("subjectAltName=DNS:localhost\n")
        _openssl(
            folder,
            f"x509 -req -in {name}.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 1 "
            f"-extfile {name}.ext -out {name}.pem",
        )
    both = folder / "broker-with-key.pem"
    both.write_text((folder / "broker.key").read_text() + (folder / "broker.pem").read_text())
    return Certificates(
        authority=folder / "authority.pem",
        stranger=folder / "stranger.pem",
        broker=both,
        client=folder / "client.pem",
        client_key=folder / "client.key",
    )


def _openssl(folder: Path, arguments: str) -> None:
    subprocess.run(["openssl", *arguments.split()], cwd=folder, check=True, capture_output=True)


@contextmanager
def secure_broker(folder: Path, cache: Path) -> Iterator[SecureBroker]:
    """Run a broker with all four kinds of listeners."""
    certificates = make_certificates(folder)
    names = ("PLAINTEXT", "SSL", "SASL_SSL", "SASL_PLAINTEXT", "CONTROLLER")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    properties = _listeners(ports) | _tls(certificates) | _sasl() | _access()
    with EmbeddedBroker(folder / "state", ports["PLAINTEXT"], cache_dir=cache, properties=properties) as own:
        yield SecureBroker(plain=own.bootstrap, ports=ports, certificates=certificates)


def _listeners(ports: dict[str, int]) -> dict[str, str]:
    clients = {name: port for name, port in ports.items() if name != "CONTROLLER"}
    return {
        "listeners": ",".join(f"{name}://127.0.0.1:{port}" for name, port in ports.items()),
        "advertised.listeners": ",".join(f"{name}://localhost:{port}" for name, port in clients.items()),
        "controller.quorum.voters": f"1@127.0.0.1:{ports['CONTROLLER']}",
    }


def _tls(certificates: Certificates) -> dict[str, str]:
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(certificates.broker),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(certificates.authority),
        "listener.name.ssl.ssl.client.auth": "required",
    }


def _sasl() -> dict[str, str]:
    users = " ".join(f'user_{name}="{password}"' for name, password in PASSWORDS.items())
    properties = {"sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"}
    for listener in ("sasl_ssl", "sasl_plaintext"):
        name = f"listener.name.{listener}"
        properties[f"{name}.plain.sasl.jaas.config"] = f"{PLAIN} required {users};"
        for mechanism in ("scram-sha-256", "scram-sha-512"):
            properties[f"{name}.{mechanism}.sasl.jaas.config"] = f"{SCRAM} required;"
    return properties


def _access() -> dict[str, str]:
    return {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:admin;User:CN=client",
    }


async def allow(bootstrap: str, user: str, resource: Resource, name: str, operation: Operation) -> None:
    """Grant one operation on all resources whose names begin with `name`."""
    request = CreateAclsRequest(resource, name, 4, f"User:{user}", "*", operation, 3)
    async with connected(bootstrap) as client:
        response = await client._send_to_controller(request)
    ((code, message),) = response.creation_responses
    assert code == 0, message


async def add_scram_users(bootstrap: str) -> None:
    """Give every user its password in both SCRAM mechanisms."""
    async with connected(bootstrap) as client:
        for mechanism in SCRAM_CODES:
            response = await client._send_to_controller(_AlterScram(mechanism))
            assert not [code for _, code, _, _ in response.results if code], response


class _AlterScramResponse(Response):  # type: ignore[misc]  # aiokafka ships no types
    API_KEY = 51
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _AlterScramRequest(RequestStruct):  # type: ignore[misc]
    API_KEY = 51
    API_VERSION = 0
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _AlterScramResponse
    SCHEMA = Schema(
        (
            "deletions",
            CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields)),
        ),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _AlterScram(Request[_AlterScramRequest]):  # type: ignore[misc]
    API_KEY = 51

    def __init__(self, mechanism: str) -> None:
        self._code, self._digest = SCRAM_CODES[mechanism]

    def build(self, request_struct_class: type[_AlterScramRequest]) -> _AlterScramRequest:
        upsertions: list[tuple[Any, ...]] = []
        for user, password in PASSWORDS.items():
            salt = os.urandom(16)
            salted = hashlib.pbkdf2_hmac(self._digest, password.encode(), salt, ITERATIONS)
            upsertions.append((user, self._code, ITERATIONS, salt, salted, {}))
        return request_struct_class([], upsertions, {})
