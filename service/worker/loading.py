"""What a stage process says while it imports its modules, loads its tables and cannot say anything else.

On a slow or busy machine that may take longer than a process may be silent. So a thread writes a status
line every second, but only if the process has had processor time since the last one: a start that hangs
(a file system that does not answer) stays silent, and is ended for it.

Nothing but the standard library is imported here, since importing is part of what is told.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable

BEAT_SECONDS = 1.0
WORK_SECONDS = 0.01  # of processor time; far more than a beat itself takes
LINE = b'{"loading":true}\n'  # a `service.worker.status.ProcessStatus`


class Loading:
    """Tells that the process is loading, from now until `done`.

    Args:
        descriptor: of the pipe for status lines; from now on writing to it does not block.
        beat_seconds: between two lines.
        used_seconds: returns the processor time of this process.
    """

    def __init__(
        self,
        descriptor: int,
        *,
        beat_seconds: float = BEAT_SECONDS,
        used_seconds: Callable[[], float] = time.process_time,
    ) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._beat_seconds = beat_seconds
        self._used_seconds = used_seconds
        self._loaded = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="loading", daemon=True)
        self._thread.start()

    def done(self) -> None:
        """Say no more; the process speaks for itself now."""
        self._loaded.set()
        self._thread.join()

    def _beat(self) -> None:
        told = self._used_seconds()
        while not self._loaded.wait(self._beat_seconds):
            used = self._used_seconds()
            if used - told >= WORK_SECONDS:
                told = used
                with contextlib.suppress(OSError):  # a full pipe, or nobody there any more
                    os.write(self._descriptor, LINE)
