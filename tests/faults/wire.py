"""Connections that drip, break, stall and lie about their length (row 19), and redirects that go nowhere."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct

from tests.faults.hostile import TITLE, Case, feed, refused
from tests.servers.feeds import Reply, Script, for_ever

LATE = r"took longer than"
CUT = r"cut|broke the connection|closed the connection|not proper HTTP|ends before"
_DOC = feed(TITLE)
_OK = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
_CHUNKED = f"{_OK}Transfer-Encoding: chunked\r\n\r\n"


def broken() -> dict[str, Case]:
    """Row 19. What drips is as long as a total deadline is not there; what is cut never counts as whole."""
    return {f"/19/{name}": case for name, case in (_slow() | _cut() | _odd()).items()}


def _slow() -> dict[str, Case]:
    return {
        "byte-drip": refused(19, LATE, _DOC, pause=0.2),
        "header-drip": refused(19, LATE, _DOC, header_pause=0.5),
        "late": refused(19, LATE, _DOC, delay=600),
        "silence": _script(_silent(b""), LATE),
        "silence-after-status": _script(_silent(b"HTTP/1.1 200 OK\r\n"), LATE),
        "silence-after-head": _script(_silent(f"{_OK}Content-Length: {len(_DOC)}\r\n\r\n".encode()), LATE),
        "silence-after-half": _script(_silent(f"{_OK}Content-Length: {len(_DOC)}\r\n\r\n{_DOC[:100]}".encode()), LATE),
        "silence-in-chunk": _script(_silent(f"{_CHUNKED}{len(_DOC):x}\r\n{_DOC[:100]}".encode()), LATE),
        "chunk-drip": _script(_drip(_CHUNKED.encode(), b"1\r\n \r\n", 0.05), LATE),
        "space-drip": _script(_drip(f"{_OK}\r\n".encode(), b" ", 0.05), LATE),
        "flood-of-103": _script(_drip(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.01), LATE),
        "flood-of-100": _script(_drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01), LATE),
        "flood-of-102": _script(_drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.01), LATE),
    }


def _cut() -> dict[str, Case]:
    half = len(_DOC) // 2
    packed = gzip.compress(_DOC.encode(), mtime=0)
    gz = (("Content-Encoding", "gzip"),)
    return {
        "short-body": refused(19, CUT, _DOC, cut=half),
        "short-by-one": refused(19, CUT, _DOC, cut=len(_DOC) - 1),
        "empty-of-promised": refused(19, CUT, _DOC, cut=0),
        "short-chunks": refused(19, CUT, _DOC, chunked=True, cut=half),
        "no-last-chunk": refused(19, CUT, _DOC, chunked=True, cut=len(_DOC) + 9),
        "short-gzip": refused(19, CUT, packed[: len(packed) // 2], headers=gz),
        "gzip-without-crc": refused(19, CUT, packed[:-8], headers=gz),
        "gzip-wrong-crc": refused(19, "damaged", packed[:-8] + b"\0\0\0\0" + packed[-4:], headers=gz),
        "gzip-that-is-none": refused(19, "damaged", _DOC, headers=gz),
        "cut-document": refused(19, CUT, _DOC[: _DOC.index("</channel")]),
        "cut-in-item": refused(19, CUT, _DOC[: _DOC.index("</item>")]),
        "cut-in-tag": refused(19, CUT, _DOC[: _DOC.index("<title>Cease") + 4]),
        "cut-in-cdata": refused(19, CUT, _DOC[: _DOC.index("<item>")] + "<item><title><![CDATA[Cease"),
        "cut-json": refused(19, CUT, '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1",'),
        "reset": _script(_reset(b""), CUT),
        "reset-in-head": _script(_reset(_OK.encode()), CUT),
        "reset-in-body": _script(_reset(f"{_OK}Content-Length: {len(_DOC)}\r\n\r\n{_DOC[:half]}".encode()), CUT),
        "closed": Case(19, Reply(raw=b""), cause=CUT),
        "closed-without-length": Case(19, Reply(raw=f"{_OK}\r\n{_DOC[:half]}".encode()), cause=CUT),
    }


def _odd() -> dict[str, Case]:
    whole = f"{len(_DOC):x}\r\n{_DOC}\r\n0\r\n\r\n"
    http, length = r"not proper HTTP", f"Content-Length: {len(_DOC)}\r\n"
    return {
        "no-length": _raw(f"{_OK}\r\n{_DOC}"),
        "http-1.0": _raw(f"HTTP/1.0 200 OK\r\n\r\n{_DOC}"),
        "chunk-extension": _raw(f"{_CHUNKED}{len(_DOC):x};a=b\r\n{_DOC}\r\n0\r\n\r\n"),
        "chunk-trailer": _raw(f"{_CHUNKED}{len(_DOC):x}\r\n{_DOC}\r\n0\r\nX-A: b\r\n\r\n"),
        "upper-case-chunks": _raw(f"{_CHUNKED}{len(_DOC):X}\r\n{_DOC}\r\n0\r\n\r\n"),
        "byte-chunks": _raw(_CHUNKED + "".join(f"1\r\n{letter}\r\n" for letter in _DOC) + "0\r\n\r\n"),
        "one-103-first": _raw(f"HTTP/1.1 103 Early Hints\r\n\r\n{_OK}Content-Length: {len(_DOC)}\r\n\r\n{_DOC}"),
        "no-reason": _raw(f"HTTP/1.1 200\r\nContent-Length: {len(_DOC)}\r\n\r\n{_DOC}"),
        "latin-1-header": Case(
            19,
            Reply(raw=f"HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\n\r\n{_DOC}".encode("latin-1")),
            (TITLE,),
        ),
        "two-equal-lengths": _raw(f"{_OK}Content-Length: {len(_DOC)}\r\nContent-Length: {len(_DOC)}\r\n\r\n{_DOC}"),
        "bad-chunk": Case(19, Reply(raw=f"{_CHUNKED}zz\r\n{_DOC}".encode()), cause=http),
        "negative-chunk": Case(19, Reply(raw=f"{_CHUNKED}-5\r\n{_DOC}".encode()), cause=http),
        "huge-chunk": Case(19, Reply(raw=f"{_CHUNKED}{'f' * 40}\r\n{_DOC}".encode()), cause=f"{http}|cut"),
        "two-lengths": Case(19, Reply(raw=f"{_OK}{length}Content-Length: 9\r\n\r\n{_DOC}".encode()), cause=http),
        "negative-length": Case(19, Reply(raw=f"{_OK}Content-Length: -1\r\n\r\n{_DOC}".encode()), cause=http),
        "word-length": Case(19, Reply(raw=f"{_OK}Content-Length: many\r\n\r\n{_DOC}".encode()), cause=http),
        "length-and-chunks": Case(
            19, Reply(raw=f"{_OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{whole}".encode()), (TITLE,)
        ),
        "not-http": Case(19, Reply(raw=b"SSH-2.0-OpenSSH_9.6\r\n"), cause=CUT),
        "only-xml": Case(19, Reply(raw=_DOC.encode()), cause=CUT),
        "tls-alert": Case(19, Reply(raw=b"\x15\x03\x01\x00\x02\x02\x28"), cause=f"{http}|closed"),
        "http-9": _raw(f"HTTP/9.9 200 OK\r\n\r\n{_DOC}"),
        "status-99": Case(19, Reply(raw=f"HTTP/1.1 099 Odd\r\n\r\n{_DOC}".encode()), cause=f"{http}|HTTP 99"),
        "status-999": Case(19, Reply(raw=f"HTTP/1.1 999 Denied\r\n\r\n{_DOC}".encode()), cause="HTTP 999"),
        "nul-in-header": Case(19, Reply(raw=b"HTTP/1.1 200 OK\r\nX-A: a\0b\r\n\r\n" + _DOC.encode()), cause=http),
        "header-without-colon": Case(19, Reply(raw=f"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n{_DOC}".encode()), cause=http),
        "switching-protocols": Case(
            19, Reply(raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), cause=http
        ),
    }


def _raw(answer: str) -> Case:
    return Case(19, Reply(raw=answer.encode()), (TITLE,))


def _script(script: Script, cause: str) -> Case:
    return Case(19, Reply(script=script), cause=cause)


def _silent(first: bytes) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        await writer.drain()
        await reader.read()  # until the client goes

    return script


def _drip(first: bytes, again: bytes, pause: float) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        await for_ever(writer, again, pause)

    return script


def _reset(first: bytes) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        await writer.drain()
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return script
