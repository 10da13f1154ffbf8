"""A web server on loopback that behaves as well or as badly as a test asks.

    async with FeedServer() as server:
        server.serve("/a.xml", Reply(rss("one", "two"), etag='"1"'))
        ... fetch server.url("/a.xml") ...
        assert server.hits("/a.xml") == 1

Speaks HTTP/1.1 with keep-alive. A path is served by one Reply, by several in turn (the last stays), or by a function
of the request. `Reply.raw` and `Reply.script` bypass HTTP altogether. In a thread of its own (for code that owns its
event loop): `with FeedServer.in_thread() as server`.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType
from xml.sax.saxutils import escape

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked: header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. With `etag` or `last_modified` set, a matching conditional request gets a 304 without body.

    status, content_type, headers   as sent; headers may repeat a name
    packed          send the body gzipped, with its Content-Encoding
    chunked         Transfer-Encoding: chunked instead of a Content-Length
    cut             close after this many bytes of the body (of the promised length)
    pause           seconds between single bytes of the body (a drip)
    header_pause    seconds between single bytes of the status line and headers
    delay           seconds before the first byte
    raw             these bytes verbatim, then the connection closes
    script          takes the connection over, then it closes
    """

    body: bytes | str = b""
    status: int = 200
    content_type: str = "application/rss+xml; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    last_modified: str = ""
    packed: bool = False
    chunked: bool = False
    cut: int | None = None
    pause: float = 0.0
    header_pause: float = 0.0
    delay: float = 0.0
    raw: bytes | None = None
    script: Script | None = None

    def payload(self) -> bytes:
        """The body as it goes over the wire."""
        body = self.body.encode() if isinstance(self.body, str) else self.body
        return gzip.compress(body, mtime=0) if self.packed else body


Behaviour = Reply | Callable[[Request], Reply]


@dataclass
class FeedServer:
    """The server; an async context manager. `requests` holds everything asked so far, in order."""

    host: str = "127.0.0.1"
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    _paths: dict[str, list[Behaviour]] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _port: int = 0

    def serve(self, path: str, *behaviours: Behaviour) -> str:
        """From now on `path` gives these replies in turn, the last of them for ever. Returns its URL."""
        self._paths[path] = list(behaviours)
        return self.url(path)

    def url(self, path: str = "/", host: str = "") -> str:
        """The address of a path; `host` names the same server differently (a name that a test resolver knows)."""
        return f"http://{host or self.host}:{self._port}{path}"

    @property
    def port(self) -> int:
        """The port the system gave."""
        return self._port

    def hits(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.path == path for request in self.requests)

    async def __aenter__(self) -> FeedServer:
        self._server = await asyncio.start_server(self._converse, self.host, 0, limit=1 << 20)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for conversation in (conversations := tuple(self._open)):
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)
        await self._server.wait_closed()

    @classmethod
    @contextmanager
    def in_thread(cls) -> Iterator[FeedServer]:
        """The same server in an event loop of its own thread."""
        server, ready, loop = cls(), Event(), asyncio.new_event_loop()
        done = asyncio.Event()

        async def live() -> None:
            async with server:
                ready.set()
                await done.wait()

        thread = Thread(target=loop.run_until_complete, args=(live(),), daemon=True)
        thread.start()
        ready.wait()
        try:
            yield server
        finally:
            loop.call_soon_threadsafe(done.set)
            thread.join()
            loop.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections += 1
        self._open.add(task)
        try:
            # Cancelled when the server closes; asyncio's own callback would report that as an error.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await _read(reader)
        self.requests.append(request)
        return await _answer(self._reply(request), request, reader, writer)

    def _reply(self, request: Request) -> Reply:
        behaviours = self._paths.get(request.path)
        if not behaviours:
            return Reply("nothing here", status=404, content_type="text/plain")
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        return behaviour if isinstance(behaviour, Reply) else behaviour(request)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    line, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = line.split(" ", 2)
    pairs = (header.partition(":") for header in lines if header)
    return Request(method, path, {name.strip().lower(): value.strip() for name, _, value in pairs})


async def _answer(reply: Reply, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Sends one reply; whether the connection stays open."""
    if reply.delay:
        await asyncio.sleep(reply.delay)
    if reply.raw is not None or reply.script is not None:
        writer.write(reply.raw or b"")
        if reply.script is not None:
            await reply.script(reader, writer)
        await writer.drain()
        return False
    unchanged = _unchanged(reply, request)
    payload = b"" if unchanged else reply.payload()
    await _drip(writer, _head(reply, 304 if unchanged else reply.status, len(payload)), reply.header_pause)
    if reply.chunked and not unchanged:
        payload = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(payload)) + b"0\r\n\r\n"
    if reply.cut is not None and not unchanged:
        await _drip(writer, payload[: reply.cut], reply.pause)
        return False
    await _drip(writer, payload, reply.pause)
    return True


def _unchanged(reply: Reply, request: Request) -> bool:
    asked = request.headers
    if "if-none-match" in asked:  # wins over the date (RFC 9110 section 13.2.2)
        return bool(reply.etag) and asked["if-none-match"] == reply.etag
    return bool(reply.last_modified) and asked.get("if-modified-since") == reply.last_modified


def _head(reply: Reply, status: int, length: int) -> bytes:
    headers = list(reply.headers)
    if status != 304:
        headers.append(("Transfer-Encoding", "chunked") if reply.chunked else ("Content-Length", str(length)))
        headers += [("Content-Type", reply.content_type)] if reply.content_type else []
        headers += [("Content-Encoding", "gzip")] if reply.packed else []
    headers += [("ETag", reply.etag)] if reply.etag else []
    headers += [("Last-Modified", reply.last_modified)] if reply.last_modified else []
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status} Scripted\r\n{lines}\r\n".encode()


def _parts(payload: bytes, size: int = 4096) -> Iterator[bytes]:
    yield from (payload[start : start + size] for start in range(0, len(payload), size))


async def _drip(writer: asyncio.StreamWriter, data: bytes, pause: float) -> None:
    if not pause:
        writer.write(data)
        await writer.drain()
        return
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(pause)


async def for_ever(writer: asyncio.StreamWriter, data: bytes, pause: float = 0.0) -> None:
    """Repeats the same bytes until the client has had enough."""
    while not writer.is_closing():
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(pause)


def item(title: str, link: str = "", text: str = "", guid: str = "", date: str = "") -> str:
    """One RSS item."""
    parts = {"title": title, "link": link, "description": text, "guid": guid, "pubDate": date}
    return "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value) + "</item>"


def rss(*items: str, title: str = "Test feed", extra: str = "") -> str:
    """A whole RSS 2.0 document around items (see `item`)."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://example.org/</link>{extra}{''.join(items)}</channel></rss>"
    )
