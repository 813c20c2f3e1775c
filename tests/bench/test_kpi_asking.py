"""Whoever asks again over a connection that was closed meanwhile is answered over a new one."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.kpi_asking import Asker

TOLD = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 2\r\n\r\n{}'


def asked_twice(answers_of: list[int]) -> int:
    """How many connections it took to be told twice; each connection gives so many answers and is closed."""
    opened = 0

    async def one(reader, writer):
        nonlocal opened
        many = answers_of[min(opened, len(answers_of) - 1)]
        opened += 1
        for _ in range(many):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(TOLD)
            await writer.drain()
        writer.close()

    async def ask():
        server = await asyncio.start_server(one, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            asker = Asker(f"http://127.0.0.1:{port}", "session=1", "/figures")
            try:
                assert [await asker.ask(anew=True) for _ in range(2)] == [{}, {}]
            finally:
                await asker.close()

    with ThreadPoolExecutor(1) as aside:  # a browser of other tests may keep a loop in this thread
        aside.submit(asyncio.run, ask()).result()
    return opened


def test_a_connection_is_kept():
    assert asked_twice([2]) == 1


def test_a_closed_connection_is_opened_anew():
    assert asked_twice([1]) == 2


def test_a_platform_that_never_answers_is_told():
    with pytest.raises((EOFError, ConnectionError)):
        asked_twice([0])
