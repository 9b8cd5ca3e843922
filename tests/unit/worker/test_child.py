"""A stage process as the supervisor sees it: signals never cost its exit status."""

import asyncio
import signal
import sys
from pathlib import Path

import msgspec

from service.telemetry.happenings import HAPPENINGS, Happening
from service.worker.child import Child
from service.worker.note import Note
from service.worker.status import ProcessStatus

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


async def test_what_a_process_tells_is_kept(tmp_path: Path) -> None:
    """Each status line's happenings join those of this process; a line that is cut off does no harm."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "")
    child = Child(process, -1, Note(tmp_path / "note"))
    told = [
        Happening(
            at="2026-11-19T10:00:00Z",
            event=event,
            level="info",
            stage="tag",
            process="0",
            facts={"partition": 1},
        )
        for event in ("partition_opened", "breaker_open")
    ]
    reader = asyncio.StreamReader()
    for happening in told:
        reader.feed_data(msgspec.json.encode(ProcessStatus(ready=True, happened=(happening,))) + b"\n")
    reader.feed_data(b'{"ready": true, "happened": [{"at"\n')
    reader.feed_eof()
    number, _ = HAPPENINGS.after(0)

    await child.listen(reader)

    assert [kept.happening for kept in HAPPENINGS.after(number)[1]] == told
    assert child.status.ready
    await child.wait()
