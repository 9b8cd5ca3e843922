"""The pinned jar set of the embedded Apache Kafka: which artefacts, with which SHA-256.

Run as a module to resolve a Kafka version afresh and rewrite the lock file beside this one:

    python -m service.broker.lock 4.1.2

Fetching and verifying the locked jars is `service.broker.jars`.
"""

import hashlib
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from service.broker import BrokerError

LOCK_FILE = "kafka.lock.json"
BROKER = "org.apache.kafka:kafka_2.13"
LOGGING = "org.apache.logging.log4j:log4j-slf4j-impl"


class Jar(msgspec.Struct, frozen=True, kw_only=True):
    """One artefact: Maven coordinate `group:artifact:version`, checksum, size in bytes."""

    coordinate: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        """The jar's file name."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """The whole set, in class-path order."""

    kafka: str
    jars: tuple[Jar, ...]

    @property
    def size(self) -> int:
        """Bytes of all jars together."""
        return sum(jar.size for jar in self.jars)


def read_lock() -> Lock:
    """Return the jar set that this version of Dateline runs.

    Raises:
        BrokerError: the lock file is not readable, which means a broken installation.
    """
    try:
        return msgspec.json.decode(files("service.broker").joinpath(LOCK_FILE).read_bytes(), type=Lock)
    except (OSError, msgspec.DecodeError) as error:
        raise BrokerError(f"{LOCK_FILE} is not readable ({error}); reinstall dateline") from error


def resolve_lock(version: str, repository: Path) -> Lock:
    """Resolve Kafka `version` from Maven Central and hash every jar.

    Kafka's jars log through slf4j and bring no binding; log4j's is added at the version of the log4j
    that Kafka chose. It is resolved alone, because a second root's managed versions would otherwise
    override Kafka's own.

    Args:
        version: of Kafka, such as `4.1.2`.
        repository: folder that serves as the Maven cache.
    """
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - only with the extra `broker`

    context = MavenContext(resolver=PythonResolver(), repo_cache=repository, local_repos=[])
    broker = context.create_dependency(f"{BROKER}:jar:{version}:compile")
    _, needed = context.resolver.resolve([broker])
    artifacts = [broker.artifact, *(d.artifact for d in needed if d.scope in {"compile", "runtime"})]
    log4j = next(artifact.version for artifact in artifacts if artifact.artifactId == "log4j-core")
    artifacts.append(context.create_dependency(f"{LOGGING}:jar:{log4j}:compile").artifact)
    return Lock(kafka=version, jars=tuple(_locked(artifact) for artifact in artifacts))


def _locked(artifact: Any) -> Jar:
    data = artifact.resolve().read_bytes()
    coordinate = f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}"
    return Jar(coordinate=coordinate, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def main(version: str) -> None:
    """Write the lock file for `version`, from a fresh cache so that nothing local is trusted."""
    with tempfile.TemporaryDirectory() as repository:
        lock = resolve_lock(version, Path(repository))
    text = msgspec.json.format(msgspec.json.encode(lock), indent=1) + b"\n"
    Path(__file__).with_name(LOCK_FILE).write_bytes(text)
    print(f"{LOCK_FILE}: {len(lock.jars)} jars, {lock.size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
