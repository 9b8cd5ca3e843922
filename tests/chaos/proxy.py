"""A TCP proxy in front of the broker, so that the network of one worker can be cut without root.

A cut of kind `drop` is what a broken network does: connections stay open and nothing passes in either
direction, new ones included. `reset` closes them and refuses new ones, as a firewall may.
"""

import asyncio
import contextlib
from enum import StrEnum

PART = 64 * 1024


class Cut(StrEnum):
    """How the connection is cut."""

    DROP = "drop"
    RESET = "reset"


class Proxy:
    """Listens on `port` of loopback and passes everything on to `target`."""

    def __init__(self, *, port: int, target: int) -> None:
        self._port = port
        self._target = target
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._refusing = False
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Proxy":
        self._flowing.set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._end_connections()

    async def cut(self, kind: Cut) -> None:
        """Let nothing pass from now on."""
        self._flowing.clear()
        self._refusing = kind is Cut.RESET
        if self._refusing:
            await self._end_connections()

    async def heal(self) -> None:
        """Let everything pass again, what waited in cut connections first, as TCP would send it again."""
        self._refusing = False
        self._flowing.set()

    async def _end_connections(self) -> None:
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError):
            return
        finally:
            self._connections.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            return
        await self._flowing.wait()
        remote_reader, remote_writer = await asyncio.open_connection("127.0.0.1", self._target)
        there = asyncio.create_task(self._pass_on(reader, remote_writer))
        back = asyncio.create_task(self._pass_on(remote_reader, writer))
        try:
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
        finally:
            remote_writer.transport.abort()
            for task in (there, back):
                task.cancel()
            await asyncio.gather(there, back, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while part := await reader.read(PART):
                await self._flowing.wait()
                writer.write(part)
                await writer.drain()
