"""The proxy: passes on, cuts in both ways, and heals."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from service.broker.ports import free_ports
from tests.chaos.proxy import Cut, Proxy


@asynccontextmanager
async def echo_behind_proxy() -> AsyncIterator[tuple[Proxy, int]]:
    """Run a server that returns each line, and a proxy in front of it."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    target, port = free_ports(2)
    server = await asyncio.start_server(echo, "127.0.0.1", target)
    async with server, Proxy(port=port, target=target) as proxy:
        yield proxy, port


async def test_bytes_pass_in_both_directions() -> None:
    """Through the proxy a client sees what the server says."""
    async with echo_behind_proxy() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"one\n")
        assert await reader.readline() == b"one\n"
        writer.close()


async def test_dropped_bytes_arrive_after_healing() -> None:
    """While the network is down nothing comes and nothing breaks; afterwards it comes."""
    async with echo_behind_proxy() as (proxy, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await proxy.cut(Cut.DROP)
        writer.write(b"two\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readline(), 0.3)
        await proxy.heal()
        assert await asyncio.wait_for(reader.readline(), 5) == b"two\n"
        writer.close()


async def test_reset_ends_connections_and_refuses_new_ones() -> None:
    """A reset connection ends at once, and so does one that is opened while it lasts."""
    async with echo_behind_proxy() as (proxy, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"three\n")
        await reader.readline()
        await proxy.cut(Cut.RESET)
        assert await _is_ended(reader)
        late_reader, late_writer = await asyncio.open_connection("127.0.0.1", port)
        assert await _is_ended(late_reader)
        await proxy.heal()
        healed, healed_writer = await asyncio.open_connection("127.0.0.1", port)
        healed_writer.write(b"four\n")
        assert await healed.readline() == b"four\n"
        for each in (writer, late_writer, healed_writer):
            each.close()


async def _is_ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(1), 5) == b""
    except ConnectionError:
        return True
