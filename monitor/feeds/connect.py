"""Connections that reach only where they may: the address that was checked is the address that is connected.

Stands below httpx, at httpcore's network backend, because only there "checked" and "connected" are one step: a name
that resolves to a public address for the check and to a private one for the connection (DNS rebinding) gains nothing.
No connection serves two requests, so that a private feed's can never serve one that must stay outside.
"""

from __future__ import annotations

import asyncio
import errno
import re
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from ipaddress import ip_address
from typing import Any, Literal

import httpcore

from monitor.feeds.addresses import Address, is_public, is_reachable, literal
from monitor.feeds.resolve import Resolver
from monitor.feeds.sockets import Network

Weight = Literal["hard", "soft", "temporary"]
Headers = Sequence[tuple[bytes, bytes]]

ADDRESSES_TRIED = 4
CONNECT_SECONDS = 10.0  # for one address; the deadline of the whole request stands above

NETWORK_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    OSError,  # ssl.SSLError is one
)


class Unreachable(Exception):
    """Why there is no answer, in words for the operator; becomes a FetchFailed in `fetch`."""

    def __init__(self, cause: str, weight: Weight) -> None:
        super().__init__(cause)
        self.cause, self.weight = cause, weight


class Private(Unreachable):
    """The address is not public, and the request has no leave to use one."""


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, keeps the addresses that may be reached, and connects to those and no others."""

    def __init__(self, resolver: Resolver, inner: httpcore.AsyncNetworkBackend, *, private: bool) -> None:
        self._resolver, self._inner, self._private = resolver, inner, private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first of the host's permitted addresses that answers. Raises Unreachable."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in (await self._permitted(host, port))[:ADDRESSES_TRIED]:
            try:
                return await self._inner.connect_tcp(
                    str(address), port, CONNECT_SECONDS, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
        raise failure or Unreachable("no such host", "soft")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a feed does not live in a file."""
        raise Unreachable("not a network address", "hard")

    async def sleep(self, seconds: float) -> None:
        """Between httpcore's own retries, which are off; part of the interface."""
        await asyncio.sleep(seconds)

    async def _permitted(self, host: str, port: int) -> list[Address]:
        fixed = literal(host)
        found = [fixed] if fixed else await self._resolve(host, port)
        may = is_reachable if self._private else is_public
        permitted = [address for address in found if may(address)]
        if found and not permitted:
            named = "" if fixed == found[0] and str(fixed) == host else f"{host} is "
            raise Private(f"a private address ({named}{found[0]})", "hard")
        return permitted

    async def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            return [ip_address(address.partition("%")[0]) for address in await self._resolver(host, port)]
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise Unreachable(f"the name server did not answer for {host}", "temporary") from error
            raise Unreachable(f"no such host: {host}", "soft") from error
        except (OSError, UnicodeError, ValueError) as error:
            raise Unreachable(f"no such host: {host} ({error})", "soft") from error


class Answer:
    """The raw body of an answer as it arrives; `aclose` ends the connection that it comes over."""

    def __init__(self, connection: httpcore.AsyncHTTPConnection, response: httpcore.Response) -> None:
        self._connection = connection
        self.status, self.headers, self._stream = response.status, response.headers, response.stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._stream, AsyncIterable)
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._connection.aclose()


class Connections:
    """A connection of its own for every request, to the public network alone or, for private feeds, to others too.

    None is kept: polls of one host are minutes apart. A kept connection saves nothing then, may have been closed by the
    server meanwhile, and may still hold what a broken server sent after its last answer.
    """

    def __init__(
        self, context: ssl.SSLContext, resolver: Resolver, backend: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        inner = backend or Network()
        self._context = context
        self._networks = {private: CheckedBackend(resolver, inner, private=private) for private in (False, True)}

    async def get(self, url: tuple[bytes, bytes, int | None, bytes], headers: Headers, *, private: bool) -> Answer:
        """The answer to a GET of (scheme, host, port, target). It must be closed."""
        scheme, host, port, target = url
        address = httpcore.URL(scheme=scheme, host=host, port=port, target=target)
        connection = httpcore.AsyncHTTPConnection(
            address.origin, ssl_context=self._context, network_backend=self._networks[private]
        )
        request = httpcore.Request(b"GET", address, headers=list(headers))
        return Answer(connection, await connection.handle_async_request(request))


def explain(error: Exception) -> Unreachable:
    """A failure of the network or of HTTP in words that need no knowledge of either."""
    text = str(error)
    if isinstance(error, httpcore.ConnectTimeout):
        return Unreachable(f"no connection within {CONNECT_SECONDS:g} s", "temporary")
    if isinstance(error, httpcore.TimeoutException):
        return Unreachable("the server stopped answering", "temporary")
    if "CERTIFICATE_VERIFY_FAILED" in text:
        reason = re.sub(r".*certificate verify failed:? ?|\s*\(_ssl.*", "", text)
        return Unreachable(f"the server's certificate is not accepted: {reason}", "soft")
    if "SSL" in text or isinstance(error, ssl.SSLError):
        return Unreachable("no secure connection could be agreed on (TLS)", "soft")
    if isinstance(error, httpcore.ProtocolError):
        return _explain_protocol(text)
    return Unreachable(_explain_os(error), "temporary")


_NOT_HTTP = {  # a sign in the words of the HTTP library -> what it says of the answer
    "too long": "its head has no end",
    "chunk header": "a chunk without a length",
    "conflicting Content-Length": "two lengths",
    "Content-Length": "a length that is no number",
    "header line": "a header that is none",
    "illegal request line": "it begins with something else",
    "illegal status line": "it begins with something else",
    "status_code": "a status that does not exist",
    "_SWITCH": "it wants to speak another protocol",
}


def _explain_protocol(text: str) -> Unreachable:
    if "without sending complete" in text or "incomplete" in text:
        received = re.search(r"received (\d+) bytes, expected (\d+)", text)
        detail = f": {received[1]} of {received[2]} bytes arrived" if received else ""
        return Unreachable(f"the body was cut{detail}", "temporary")
    if "disconnected without" in text:
        return Unreachable("the server closed the connection without an answer", "temporary")
    if "unexpectedly closed" in text:
        return Unreachable("the body was cut: its last chunk is missing", "temporary")
    detail = next((f": {words}" for sign, words in _NOT_HTTP.items() if sign in text), "")
    return Unreachable(f"the server's answer is not proper HTTP{detail}", "soft")


def _explain_os(error: Exception) -> str:
    known = {
        errno.ECONNREFUSED: "connection refused",
        errno.ECONNRESET: "the server broke the connection off",
        errno.EPIPE: "the server broke the connection off",
        errno.ENETUNREACH: "no route to the server's network",
        errno.EHOSTUNREACH: "no route to the server",
    }
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in known:
            return known[cause.errno]
        cause = cause.__cause__ or cause.__context__
    broken = isinstance(error, httpcore.ReadError | httpcore.WriteError)
    return "the server broke the connection off" if broken else f"no connection ({str(error)[:100]})"
