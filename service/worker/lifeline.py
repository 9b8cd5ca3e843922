"""Ends a process with the one that started it, however that goes, and from its first instruction on.

The starter holds the writing end of a pipe, which the system closes with it, even after SIGKILL. A thread
waits for that, so it is noticed while tables are loaded and no event loop runs yet. Nothing but the standard
library is imported here: a process can watch its lifeline before it imports anything else.
"""

import os
import threading
from collections.abc import Callable

GRACE_SECONDS = 20.0


class Lifeline:
    """The reading end of the pipe.

    Args:
        descriptor: its file descriptor.
        end: ends this process at once; `os._exit` by default.
        grace_seconds: how long an orderly end may take.
    """

    def __init__(
        self,
        descriptor: int,
        *,
        end: Callable[[int], None] = os._exit,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._descriptor = descriptor
        self._end = end
        self._grace = grace_seconds
        self._lock = threading.Lock()
        self._stop: Callable[[], object] | None = None
        self._is_cut = False
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def when_cut(self, stop: Callable[[], object]) -> None:
        """From now on begin an orderly end by `stop`, which is called from another thread.

        Until this is called there is nothing to end in order, and the process just ends.
        """
        with self._lock:
            self._stop = stop
            is_cut = self._is_cut
        if is_cut:
            stop()

    def _watch(self) -> None:
        try:
            while os.read(self._descriptor, 1024):
                pass
        except OSError:
            pass  # it was never open here, which is no better than cut
        with self._lock:
            self._is_cut = True
            stop = self._stop
        if stop is None:
            self._end(0)
            return
        stop()
        threading.Event().wait(self._grace)
        self._end(1)
