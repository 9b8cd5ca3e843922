"""Verifying and linking jars, with a cache that is already filled: nothing here uses a network."""

import errno
import hashlib
from pathlib import Path

import pytest

from service.broker import BrokerError
from service.broker.jars import cache_path, install_jars, is_intact, reported_as_broker_error
from service.broker.lock import Jar, Lock

CONTENT = b"what a jar holds"
JAR = Jar(coordinate="org.example:thing:1.0", sha256=hashlib.sha256(CONTENT).hexdigest(), size=len(CONTENT))
LOCK = Lock(kafka="1.0", jars=(JAR,))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return a cache that holds the jar."""
    path = cache_path(tmp_path / "cache", JAR)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return tmp_path / "cache"


def test_the_cache_has_the_layout_of_a_maven_repository(tmp_path: Path) -> None:
    """Group by folders, then artefact, version and file."""
    assert cache_path(tmp_path, JAR) == tmp_path / "org" / "example" / "thing" / "1.0" / "thing-1.0.jar"


def test_jars_come_from_the_cache_and_are_counted(tmp_path: Path, cache: Path) -> None:
    """What the cache has is linked, and its bytes count as progress."""
    progress: list[int] = []

    paths = install_jars(LOCK, tmp_path / "jars", cache=cache, advance=progress.append)

    assert [path.read_bytes() for path in paths] == [CONTENT]
    assert progress == [JAR.size]


def test_an_intact_folder_needs_no_cache(tmp_path: Path, cache: Path) -> None:
    """The second time neither cache nor network is touched."""
    install_jars(LOCK, tmp_path / "jars", cache=cache, advance=lambda _: None)
    absent = tmp_path / "absent"

    install_jars(LOCK, tmp_path / "jars", cache=absent, advance=lambda _: None)

    assert not absent.exists()


@pytest.mark.parametrize("damage", [b"", b"what a jar hides", CONTENT + b"!"])
def test_a_damaged_jar_is_replaced(tmp_path: Path, cache: Path, damage: bytes) -> None:
    """Empty, changed at equal length, and longer: each is noticed and put right."""
    folder = tmp_path / "jars"
    folder.mkdir()
    (folder / JAR.filename).write_bytes(damage)
    assert not is_intact(folder / JAR.filename, JAR)

    install_jars(LOCK, folder, cache=cache, advance=lambda _: None)

    assert is_intact(folder / JAR.filename, JAR)


def test_replacing_leaves_no_parts_behind(tmp_path: Path, cache: Path) -> None:
    """Jars appear under their name in one step."""
    install_jars(LOCK, tmp_path / "jars", cache=cache, advance=lambda _: None)

    assert [path.name for path in (tmp_path / "jars").iterdir()] == [JAR.filename]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no disk space left under"),
        (OSError(errno.EACCES, "Permission denied", "/there"), "/there: Permission denied"),
        (ConnectionResetError(), "cannot be reached"),
        (RuntimeError("no such artefact\nat all"), "cannot be downloaded: no such artefact"),
    ],
)
def test_what_goes_wrong_is_one_line(tmp_path: Path, error: Exception, message: str) -> None:
    """Disk, permissions, network and repository each have their own words."""
    with pytest.raises(BrokerError, match=message) as caught, reported_as_broker_error(tmp_path):
        raise error
    assert "\n" not in str(caught.value)
