"""A browser that asks for the same figures again and again over one connection, with as little effort of its own as
can be: what is measured is the platform."""

import asyncio
import json
from urllib.parse import urlsplit

TIMEOUT = 60.0  # seconds without an answer
Answer = tuple[
    int, dict[str, str], bytes
]  # its status, its headers by their small names, and the body


class Asker:
    """Asks one address; keeps the name (ETag) of what it was told last."""

    def __init__(self, base: str, cookie: str, url: str) -> None:
        self.place, self.cookie, self.url = urlsplit(base), cookie, url
        self.etag = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, *, anew: bool = False) -> dict | None:
        """What is told now; none if it is unchanged. Raises RuntimeError for any other answer."""
        if anew:
            self.etag = ""
        status, headers, body = await asyncio.wait_for(self._answer(), TIMEOUT)
        if status == 304:
            return None
        if status != 200:
            raise RuntimeError(f"{status}: {body[:200]!r}")
        self.etag = headers["etag"]
        return json.loads(body)

    async def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _answer(self) -> Answer:
        """A connection on which nothing was said for long has been closed by the platform: as a browser does, one asks
        once more over a new one."""
        was_open = self._streams is not None
        try:
            return await self._exchange()
        except (EOFError, ConnectionError):
            await self.close()
            if not was_open:
                raise
        return await self._exchange()

    async def _exchange(self) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.place.hostname, self.place.port)
        reader, writer = self._streams
        known = f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        writer.write(
            f"GET {self.url} HTTP/1.1\r\nHost: {self.place.netloc}\r\n"
            f"Cookie: {self.cookie}\r\n{known}\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await self._body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return int(head[0].split(" ")[1]), headers, body

    async def _body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await reader.readexactly(int(headers.get("content-length", 0)))
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body
