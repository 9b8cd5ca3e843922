"""A stage process as the supervisor sees it: signals never cost its exit status."""

import asyncio
import signal
import sys
from pathlib import Path

from service.worker.child import Child
from service.worker.note import Note

ROUNDS = 15


async def test_a_killed_process_is_told_as_killed(tmp_path: Path) -> None:
    """However often it is signalled while it goes, its status is that of SIGKILL."""
    statuses = set()
    for number in range(ROUNDS):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-S", "-c", "import time; time.sleep(60)"
        )
        child = Child(process, -1, Note(tmp_path / f"{number}.note"))
        for _ in range(200):
            child.signal(signal.SIGKILL)
        statuses.add(await child.wait())
        child.signal(signal.SIGKILL)  # long gone, and no error

    assert statuses == {-signal.SIGKILL}
