"""TLS and SASL to a real broker: every way in works, every refusal is one line, no secret is ever shown."""

import asyncio
import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from click.testing import CliRunner

from service.broker import AccessRefused, BrokerError
from service.broker.admin import connected, ensure_topics, read_cluster
from service.broker.topics import expected_topics, load_topic_specs
from service.cli import cli
from service.cli.check import check_access
from service.connection import connection_of
from service.model import Topics, topics_with_prefix
from service.routing import load_routes
from service.settings import Settings, load_settings
from tests.integration.secure_broker import (
    PASSWORDS,
    Operation,
    Resource,
    SecureBroker,
    add_scram_users,
    allow,
    secure_broker,
)
from tests.integration.worker_process import ROOT, send, settled, started_worker

# A TLS connection is closed by both sides saying so, and after a refused sign-in the client library keeps no
# hold of it: where the event loop ends first, as a command's does, the socket is closed with its object.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module", autouse=True)
def refused_connections_end_here() -> Iterator[None]:
    """Collect what refused connections left, so that no other module's test is blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    """Start one broker with all kinds of listeners; users can sign in by every mechanism."""
    with secure_broker(tmp_path_factory.mktemp("secure"), load_settings().cache_dir) as broker:
        asyncio.run(add_scram_users(broker.plain))
        yield broker


@pytest.fixture
def prefix() -> str:
    """Return a prefix that no other test uses."""
    return f"secure-{uuid4().hex[:8]}"


@pytest.fixture
def secure_topics(secure: SecureBroker, prefix: str) -> Topics:
    """Create the topics on the secured broker, with two partitions each."""
    names = topics_with_prefix(prefix)
    routed = load_routes(None, prefix).targets
    expected = expected_topics(load_topic_specs(), names, routed=routed)
    small = [msgspec.structs.replace(topic, partitions=2) for topic in expected]
    asyncio.run(ensure_topics(secure.plain, small))
    return names


def environment_of(
    broker: SecureBroker, folder: Path, *, protocol: str, mechanism: str = "PLAIN", user: str = "admin"
) -> dict[str, str]:
    """Return the settings with which `user` comes in by `protocol`, its password in a file."""
    found = {"KAFKA_BOOTSTRAP_SERVERS": broker.address(protocol), "DATELINE_SECURITY_PROTOCOL": protocol}
    if protocol.startswith("SASL"):
        file = folder / "password"
        file.write_text(f"{PASSWORDS[user]}\n")
        found |= {
            "DATELINE_SASL_MECHANISM": mechanism,
            "DATELINE_SASL_USERNAME": user,
            "DATELINE_SASL_PASSWORD_FILE": str(file),
        }
    if protocol.endswith("SSL"):
        found["DATELINE_SSL_CA_FILE"] = str(broker.certificates.authority)
    if protocol == "SSL":
        found["DATELINE_SSL_CERTIFICATE_FILE"] = str(broker.certificates.client)
        found["DATELINE_SSL_KEY_FILE"] = str(broker.certificates.client_key)
    return found


def settings_of(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    """Return the settings as a command would read them."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


async def visit(settings: Settings) -> int:
    """Return how many brokers answer."""
    async with connected(connection_of(settings)) as client:
        return len((await read_cluster(client)).brokers)


WAYS = [
    ("SSL", ""),
    ("SASL_PLAINTEXT", "PLAIN"),
    ("SASL_PLAINTEXT", "SCRAM-SHA-256"),
    ("SASL_SSL", "PLAIN"),
    ("SASL_SSL", "SCRAM-SHA-256"),
    ("SASL_SSL", "SCRAM-SHA-512"),
]


@pytest.mark.parametrize(("protocol", "mechanism"), WAYS)
async def test_every_way_in_works(
    secure: SecureBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protocol: str, mechanism: str
) -> None:
    """Each protocol with each mechanism reaches the broker, with a client certificate if one is asked for."""
    environment = environment_of(secure, tmp_path, protocol=protocol, mechanism=mechanism)

    assert await visit(settings_of(monkeypatch, environment)) == 1


REFUSALS = {
    "wrong password": ({"DATELINE_SASL_PASSWORD": "guessed"}, "does not accept user 'admin'"),
    "unknown authority": ({"DATELINE_SSL_CA_FILE": "stranger"}, "is not trusted"),
    "another host": ({"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1"}, "is for another host"),
    "no TLS there": ({"KAFKA_BOOTSTRAP_SERVERS": "SASL_PLAINTEXT"}, "closes the connection; does it expect"),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_a_refusal_is_one_line_that_says_why(
    secure: SecureBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """Password, authority, host name and protocol are each told apart, without the password."""
    changes, expected = REFUSALS[case]
    environment = environment_of(secure, tmp_path, protocol="SASL_SSL") | changes
    if "DATELINE_SASL_PASSWORD" in changes:
        del environment["DATELINE_SASL_PASSWORD_FILE"]
    if "DATELINE_SSL_CA_FILE" in changes:
        environment["DATELINE_SSL_CA_FILE"] = str(secure.certificates.stranger)
    host = changes.get("KAFKA_BOOTSTRAP_SERVERS", "localhost")
    if host == "SASL_PLAINTEXT":
        environment["KAFKA_BOOTSTRAP_SERVERS"] = secure.address("SASL_PLAINTEXT")
    else:
        environment["KAFKA_BOOTSTRAP_SERVERS"] = secure.address("SASL_SSL", host)

    with pytest.raises(BrokerError) as caught:
        await visit(settings_of(monkeypatch, environment))

    message = str(caught.value)
    assert expected in message
    assert isinstance(caught.value, AccessRefused) == (host != "SASL_PLAINTEXT")
    assert "\n" not in message
    assert not any(secret in message for secret in ("guessed", *PASSWORDS.values()))


async def test_the_host_check_can_be_switched_off(
    secure: SecureBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the check a certificate for another name is taken, if its authority is trusted."""
    environment = environment_of(secure, tmp_path, protocol="SASL_SSL") | {
        "KAFKA_BOOTSTRAP_SERVERS": secure.address("SASL_SSL", "127.0.0.1"),
        "DATELINE_SSL_CHECK_HOSTNAME": "false",
    }

    assert await visit(settings_of(monkeypatch, environment)) == 1


@pytest.mark.parametrize(
    "command", [("check",), ("tail", "--topic", "enriched"), ("dlq", "list"), ("topics",)]
)
def test_commands_end_with_one_line(
    secure: SecureBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """A wrong password ends a command with status 1 and a line that says so."""
    environment = environment_of(secure, tmp_path, protocol="SASL_SSL", mechanism="SCRAM-SHA-512")
    del environment["DATELINE_SASL_PASSWORD_FILE"]
    settings_of(monkeypatch, environment | {"DATELINE_SASL_PASSWORD": "guessed"})

    result = CliRunner().invoke(cli, list(command))

    assert result.exit_code == 1
    lines = [line for line in result.output.splitlines() if "does not accept user 'admin'" in line]
    assert len(lines) == (3 if command == ("check",) else 1)
    assert "guessed" not in result.output


async def test_the_worker_signs_in_and_shows_no_secret(
    secure: SecureBroker, tmp_path: Path, prefix: str, secure_topics: Topics
) -> None:
    """All its clients (group, transactions, state) work by TLS and SCRAM; its log has no password."""
    log = tmp_path / "worker.log"
    settings = environment_of(secure, tmp_path, protocol="SASL_SSL", mechanism="SCRAM-SHA-512") | {
        "DATELINE_TOPIC_PREFIX": prefix,
        "DATELINE_GROUP_PREFIX": prefix,
        "DATELINE_HTTP_PORT": "0",
        "DATELINE_LOG_FORMAT": "json",
        "DATELINE_LOG_LEVEL": "debug",
    }
    values = [b"m%d c%d" % (number, number % 10) for number in range(20)]
    await send(secure.plain, secure_topics.raw, values)
    with started_worker(settings, log, stages="normalize,deduplicate") as worker:
        outcomes = [secure_topics.unique, secure_topics.duplicates]
        counts = await settled(secure.plain, outcomes, len(values))
        assert worker.stop() == 0

    assert counts.total() == len(counts) == len(values)
    text = log.read_text()
    assert PASSWORDS["admin"] not in text


def test_the_worker_refused_ends_at_once(
    secure: SecureBroker, tmp_path: Path, prefix: str, secure_topics: Topics
) -> None:
    """A wrong password is no reason to wait: one line and status 1, at once."""
    settings = environment_of(secure, tmp_path, protocol="SASL_SSL") | {
        "DATELINE_SASL_PASSWORD": "guessed",
        "DATELINE_TOPIC_PREFIX": prefix,
        "DATELINE_HTTP_PORT": "0",
    }
    del settings["DATELINE_SASL_PASSWORD_FILE"]
    command = [sys.executable, "-m", "service", "worker", "--stages", "normalize"]
    result = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert result.returncode == 1
    refusal = f"{secure.address('SASL_SSL')} does not accept user 'admin' with its password (PLAIN)"
    assert len([line for line in result.stderr.splitlines() if refusal in line]) == 1
    assert "Traceback" not in result.stderr
    assert "guessed" not in result.stderr


def test_check_names_what_the_access_lists_do_not_allow(
    secure: SecureBroker,
    tmp_path: Path,
    prefix: str,
    secure_topics: Topics,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every missing right is named until all are granted; asking fences and changes nothing."""
    settings = settings_of(
        monkeypatch,
        environment_of(secure, tmp_path, protocol="SASL_PLAINTEXT", user="reader")
        | {"DATELINE_TOPIC_PREFIX": prefix, "DATELINE_GROUP_PREFIX": prefix},
    )

    def grant(resource: Resource, name: str, operation: Operation) -> None:
        asyncio.run(allow(secure.plain, "reader", resource, name, operation))

    nothing = [result.detail for result in check_access(settings)]
    grant(Resource.TOPIC, f"{prefix}.", Operation.READ)
    grant(Resource.GROUP, f"{prefix}-normalize", Operation.READ)
    grant(Resource.TRANSACTIONAL_ID, f"{prefix}-normalize", Operation.WRITE)
    some = [result.detail for result in check_access(settings)]
    grant(Resource.TOPIC, f"{prefix}.", Operation.WRITE)
    grant(Resource.GROUP, prefix, Operation.READ)
    grant(Resource.TRANSACTIONAL_ID, prefix, Operation.WRITE)
    (everything,) = check_access(settings)

    assert any(f"Read on topic {secure_topics.raw}; grant it to User:reader" in line for line in nothing)
    assert not any("Read on" in line and "topic" in line for line in some)
    assert any(f"Write on topic {secure_topics.dead_letter}" in line for line in some)
    assert not any(f"group {prefix}-normalize;" in line for line in some)
    assert any(f"Read on group {prefix}-tag;" in line for line in some)
    assert any(f"Write on transactional id {prefix}-tag-{secure_topics.unique}-0;" in line for line in some)
    assert everything.is_fine, everything.detail
