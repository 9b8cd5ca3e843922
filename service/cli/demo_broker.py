"""The embedded broker for as long as any demo needs it, and no longer.

Demos may run side by side, and a broker may have been running before: the last demo to end stops the
broker if a demo started it. Each holds a shared lock while it runs; the one that can make it exclusive is
the last.
"""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.progress import Progress

from service.broker.embedded import EmbeddedBroker


@contextmanager
def broker_for_demo(broker: EmbeddedBroker, folder: Path, progress: Progress) -> Iterator[None]:
    """Start `broker` unless it runs, and stop it at the end where that is ours to do.

    Args:
        broker: the embedded one.
        folder: shared by the demos of this state folder.
        progress: shows download and start.

    Raises:
        BrokerError: it cannot be started.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "broker.pid"  # of a broker that a demo started
    with (folder / "demos.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            with progress:
                broker.start(progress)
            if broker.started_here:
                mark.write_text(str(broker.status().pid))
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)  # what follows is short, and must not be torn
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop_if_ours(broker, mark)


def _stop_if_ours(broker: EmbeddedBroker, mark: Path) -> None:
    marked = mark.read_text() if mark.exists() else None
    if broker.started_here or marked == str(broker.status().pid):
        broker.stop()
    mark.unlink(missing_ok=True)
