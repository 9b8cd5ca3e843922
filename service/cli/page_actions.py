"""What the live page can have done, done: each by the command or process that does it elsewhere.

A trial goes to one process beside the worker (`service.cli.trial`), which is started when somebody first
tries an article and ends when nobody has for a while, since its tables take memory. Putting a dead letter
back is `dateline dlq replay` itself. Who may ask, and in what form, is `service.web.actions`.
"""

import asyncio
import contextlib
import os
import struct
import sys
from collections.abc import Sequence

import msgspec

from service.cli.chain_process import LENGTH, RECORD
from service.connection import secret_of
from service.model import Headers, Message
from service.record import Origin
from service.settings import Settings
from service.web.actions import ActionFailed, Actions, Busy, LetterPlace, Trial

WAITING = 4  # trials under way or waiting, at most
ARTICLE_SECONDS = 10.0  # for one of the article's items; the service itself is more patient
ANSWER_SECONDS = 120.0  # with the loading of the tables
IDLE_SECONDS = 600.0
REPLAY_SECONDS = 300.0
OUTCOMES = 50  # shown of a feed's items
_ORIGIN = Origin(topic="page", partition=0, offset=0, item=0)


class TrialProcess:
    """The process that tries articles, one after the other."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._idle: asyncio.TimerHandle | None = None

    async def run(self, trial: Trial) -> Sequence[bytes]:
        """Return the outcomes of `trial` as JSON, at most `OUTCOMES` of them.

        Raises:
            Busy: others are being tried, or wait for it.
            ActionFailed: there was no answer.
        """
        if self._waiting >= WAITING:
            raise Busy("others are trying articles; please try again in a moment")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._answer(trial)
        finally:
            self._waiting -= 1

    def end(self) -> None:
        """End the process."""
        if self._idle is not None:
            self._idle.cancel()
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._process = None

    async def _answer(self, trial: Trial) -> Sequence[bytes]:
        if self._idle is not None:
            self._idle.cancel()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                outcomes = await self._exchange(await self._started(), trial)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            self.end()
            raise ActionFailed("the trial came to no end; the log says more") from error
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.end)
        return outcomes

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            without_metrics = {
                name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"
            }
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "service.cli.trial",
                env=without_metrics | {"DATELINE_ARTICLE_SECONDS": f"{ARTICLE_SECONDS:g}"},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        return self._process

    async def _exchange(self, process: asyncio.subprocess.Process, trial: Trial) -> Sequence[bytes]:
        asked, told = process.stdin, process.stdout
        if asked is None or told is None:
            raise ActionFailed("the process that tries articles cannot be spoken to")
        content = msgspec.msgpack.encode(message_of(trial))
        asked.write(LENGTH.pack(RECORD, len(content)) + content)
        await asked.drain()
        outcomes: list[bytes] = []
        while True:
            kind, size = struct.unpack(LENGTH.format, await told.readexactly(LENGTH.size))
            content = await told.readexactly(size)
            if kind != RECORD:
                return outcomes
            if len(outcomes) < OUTCOMES:
                outcomes.append(content)


def message_of(trial: Trial) -> Message:
    """Return the message that a producer would have sent."""
    stated = (("content-type", trial.content_type.strip()), ("url", trial.url.strip()))
    headers: Headers = tuple((name, value.encode()) for name, value in stated if value)
    return Message(value=trial.body.encode("utf-8", "surrogatepass"), headers=headers, origin=_ORIGIN)


async def replay_letter(place: LetterPlace) -> str:
    """Put one dead letter back and return the command's words.

    Raises:
        ActionFailed: it was not put back; the message says why.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "dlq", "replay", f"{place.partition}:{place.offset}"),
        env=os.environ | {"NO_COLOR": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), REPLAY_SECONDS)
    except TimeoutError as error:
        process.kill()
        raise ActionFailed("the replay came to no end") from error
    told = " ".join(output.decode("utf-8", "replace").split()) or "the command said nothing"
    if process.returncode != 0:
        raise ActionFailed(told)
    return told


def page_actions(settings: Settings, trials: TrialProcess) -> Actions:
    """Return what the page can have done under `settings`.

    Raises:
        InvalidSettings: the token's file cannot be read.
    """
    return Actions(
        try_article=trials.run,
        replay=replay_letter,
        token=secret_of(settings.page_token, settings.page_token_file),
        host=settings.http_host,
    )
