"""Run `dateline worker` beside the demo: start it, wait until it is ready, end it in bounded time.

    python -m service.cli.demo_worker LIFELINE

is that worker: it ends in order when its demo is gone, however that went.
"""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import aiohttp
import orjson

from service.cli import cli
from service.settings import Settings
from service.worker.lifeline import Lifeline

READY_S = 180.0
STOP_S = 20.0
_POLL_S = 0.1
_LAST_LINES = 5
_PORT_TAKEN = "cannot listen on"  # of the worker's event `worker_failed`


class WorkerFailed(RuntimeError):
    """The worker ended or did not become ready; the message holds the end of its log."""


class DemoWorker:
    """One worker process with a log file of its own."""

    def __init__(self, settings: Settings, log: Path) -> None:
        """Prepare to run a worker under `settings`, logging to `log`."""
        self._settings = settings
        self.log = log
        self._port = settings.http_port
        self._process: asyncio.subprocess.Process | None = None
        self._lifeline: int | None = None

    async def start(self) -> str:
        """Start it and return the address of its HTTP port once every stage is ready.

        The usual port may be another demo's; then it is any free one.

        Raises:
            WorkerFailed: it ended, or was not ready within `READY_S` seconds.
        """
        try:
            return await self._start_once()
        except WorkerFailed as error:
            if self._port == 0 or _PORT_TAKEN not in str(error):
                raise
        self._port = 0
        return await self._start_once()

    async def _start_once(self) -> str:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._let_go()
        reading, self._lifeline = os.pipe()
        try:
            with self.log.open("wb") as output:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    __name__,
                    str(reading),
                    env=self._environment(),
                    stdout=output,
                    stderr=output,
                    pass_fds=(reading,),
                )
        finally:
            os.close(reading)
        try:
            async with asyncio.timeout(READY_S):
                address = await self._address()
                await self._ready(address)
        except TimeoutError as error:
            raise WorkerFailed(f"not ready after {READY_S:g} s{self._last_words()}") from error
        return address

    async def stop(self) -> None:
        """End it gracefully, by force after `STOP_S` seconds."""
        try:
            await self._stop_process()
        finally:
            self._let_go()

    async def _stop_process(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), STOP_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    def _let_go(self) -> None:
        lifeline, self._lifeline = self._lifeline, None
        if lifeline is not None:
            os.close(lifeline)

    def check(self) -> None:
        """Raise `WorkerFailed` if it has ended."""
        if self._process is not None and self._process.returncode is not None:
            raise WorkerFailed(f"ended with status {self._process.returncode}{self._last_words()}")

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap,
            "DATELINE_TOPIC_PREFIX": settings.topic_prefix,
            "DATELINE_GROUP_PREFIX": settings.group_prefix,
            "DATELINE_HTTP_PORT": str(self._port),
            "DATELINE_LOG_FORMAT": "json",
        }

    async def _address(self) -> str:
        """Wait for the log line that tells the port."""
        while True:
            self.check()
            for line in self.log.read_bytes().splitlines():
                event = _event(line)
                if event.get("event") == "http_listening":
                    return f"http://{event['host']}:{event['port']}"
            await asyncio.sleep(_POLL_S)

    async def _ready(self, address: str) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                self.check()
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{address}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(_POLL_S)

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:]
        return "".join(f"\n  {line}" for line in [*lines, f"log: {self.log}"])


def run_worker(descriptor: int) -> None:
    """Be `dateline worker` until asked to end, or until the lifeline at `descriptor` is cut."""
    Lifeline(descriptor, grace_seconds=STOP_S).when_cut(lambda: os.kill(os.getpid(), signal.SIGTERM))
    cli(["worker"], prog_name="dateline")


def _event(line: bytes) -> dict[str, object]:
    try:
        event = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return event if isinstance(event, dict) else {}


if __name__ == "__main__":
    run_worker(int(sys.argv[1]))
