"""Fetch the locked jars once, verify them by SHA-256 at every start.

Jars are downloaded by `jgo` into a cache that all state folders of a user share, and linked from
there into each broker's own folder. A folder whose jars match the lock needs neither the network
nor the cache. Which jars these are is `service.broker.lock`.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from service.broker import BrokerError
from service.broker.lock import Jar, Lock
from service.broker.process import one_at_a_time

Advance = Callable[[int], None]
PARALLEL_DOWNLOADS = 4
DOWNLOAD_ATTEMPTS = 3
TIMEOUT_S = 30


def install_jars(lock: Lock, folder: Path, *, cache: Path, advance: Advance) -> tuple[Path, ...]:
    """Make `folder` hold exactly the locked jars and return their paths in class-path order.

    Args:
        lock: the jar set.
        folder: where the broker runs them from.
        cache: Maven-style repository shared by several folders; only used when `folder` is not complete.
        advance: told how many more bytes have been downloaded.

    Raises:
        BrokerError: no network, no disk space, or a jar that is not the one locked.
    """
    missing = [jar for jar in lock.jars if not is_intact(folder / jar.filename, jar)]
    if missing:
        with reported_as_broker_error(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _install(missing, folder, cache=cache, advance=advance)
    return tuple(folder / jar.filename for jar in lock.jars)


def is_intact(path: Path, jar: Jar) -> bool:
    """Return whether `path` holds the locked bytes."""
    try:
        if path.stat().st_size != jar.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def cache_path(cache: Path, jar: Jar) -> Path:
    """Return where the cache keeps `jar`, in the layout of a Maven repository."""
    group, artifact, version = jar.coordinate.split(":")
    return cache.joinpath(*group.split("."), artifact, version, jar.filename)


def _install(jars: list[Jar], folder: Path, *, cache: Path, advance: Advance) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    # Whoever waited for another process's download finds what it fetched.
    with one_at_a_time(cache / ".lock"), ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
        list(pool.map(partial(_ensure_cached, cache=cache, advance=advance), jars))
    for jar in jars:
        _link(cache_path(cache, jar), folder / jar.filename)


def _ensure_cached(jar: Jar, *, cache: Path, advance: Advance) -> None:
    path = cache_path(cache, jar)
    if is_intact(path, jar):
        advance(jar.size)
        return
    for attempt in Retrying(
        retry=retry_if_exception(_is_worth_retrying),
        stop=stop_after_attempt(DOWNLOAD_ATTEMPTS),
        wait=wait_exponential(max=4),
        reraise=True,
    ):
        with attempt:
            _download(jar, cache=cache, advance=advance)
    if not is_intact(path, jar):
        path.unlink()
        raise BrokerError(
            f"{jar.filename} as downloaded is not the file that was locked (SHA-256 differs); "
            "something between this machine and Maven Central changed it"
        )


def _is_worth_retrying(error: BaseException) -> bool:
    return isinstance(error, (OSError, RuntimeError)) and getattr(error, "errno", None) != errno.ENOSPC


def _download(jar: Jar, *, cache: Path, advance: Advance) -> None:
    try:
        from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - only with the extra `broker`
    except ImportError as error:
        raise BrokerError("the embedded broker is not installed: pip install 'dateline[broker]'") from error

    # jgo takes any file at this path for the artefact, also half of one that an interruption left.
    cache_path(cache, jar).unlink(missing_ok=True)

    @contextmanager
    def report(_name: str, _size: int) -> Iterator[Advance]:
        yield advance

    group, artifact, version = jar.coordinate.split(":")
    resolver = PythonResolver(progress_callback=report)
    context: Any = MavenContext(resolver=resolver, repo_cache=cache, local_repos=[], timeout=TIMEOUT_S)
    context.create_dependency(f"{group}:{artifact}:jar:{version}:compile").artifact.resolve()


def _link(source: Path, target: Path) -> None:
    """Put `source` at `target` in one step; a hard link costs no space but needs one file system."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        part.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, part)
    part.replace(target)


@contextmanager
def reported_as_broker_error(folder: Path) -> Iterator[None]:
    """Turn what the network and the disk can do to us into one line."""
    try:
        yield
    except BrokerError:
        raise
    except OSError as error:
        raise BrokerError(_explained(error, folder)) from error
    except RuntimeError as error:
        raise BrokerError(f"Apache Kafka cannot be downloaded: {_first_line(error)}") from error


def _explained(error: OSError, folder: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"no disk space left under {folder}"
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return (
        "the first start downloads Apache Kafka (45 MB) and Maven Central cannot be reached: "
        f"{type(error).__name__}; check the network or proxy and start again"
    )


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
