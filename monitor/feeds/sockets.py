"""A TCP connection of asyncio's, with TLS or without, in the terms of httpcore, which speaks HTTP over it.

httpcore's own network goes through anyio, whose cancel scopes and checkpoints around every read and write cost as much
as all the rest of a small answer. Here stands no timeout but the one for connecting: a deadline for the whole request
stands above, and a cancelled request closes its connection, in the midst of a TLS handshake, too.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore


class Network(httpcore.AsyncNetworkBackend):
    """Connects to addresses; names are none of its business."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection. Raises httpcore.ConnectError, the error of the operating system as its cause."""
        try:
            async with asyncio.timeout(timeout):
                return Connection(*await asyncio.open_connection(host, port))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error


class Connection(httpcore.AsyncNetworkStream):
    """One connection. What breaks it off is a ReadError, a WriteError or, in the handshake, a ConnectError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """What has arrived; nothing at the end."""
        try:
            return await self._reader.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Sends."""
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            raise httpcore.WriteError from error

    async def aclose(self) -> None:
        """Closes at once, whatever the other side still has to say."""
        self._writer.close()
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted; closed when that fails or is cancelled."""
        secure = False
        try:
            await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
            secure = True
        except OSError as error:  # ssl.SSLError is one
            raise httpcore.ConnectError(str(error)) from error
        finally:
            if not secure:
                await self.aclose()
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection: which protocol TLS has agreed on."""
        return self._writer.get_extra_info(info)
