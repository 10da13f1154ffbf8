"""Connections over real sockets, plain and encrypted (feed.example.pem was made for these tests alone)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpcore
import pytest

from monitor.feeds.connect import Connections, explain
from monitor.feeds.sockets import Network

CERTIFICATE = Path(__file__).with_name("feed.example.pem")
BODY = b"x" * 200_000
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + BODY


def answer(line: socket.socket, *, encrypted: bool) -> None:
    """One request and its answer; then waits until the other side has closed."""
    with line, suppress(OSError):
        if encrypted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            line = context.wrap_socket(line, server_side=True)
        with line:
            line.recv(1000)
            line.sendall(ANSWER)
            line.recv(1)


@contextmanager
def served(*, encrypted: bool = False) -> Iterator[int]:
    """The port of a server for one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=lambda: answer(listener.accept()[0], encrypted=encrypted))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


async def resolve(host: str, port: int) -> list[str]:
    """Every name leads to this machine."""
    return ["127.0.0.1"]


async def body(port: int, scheme: bytes, context: ssl.SSLContext) -> bytes:
    """What the server answers."""
    connections, address = Connections(context, resolve), (scheme, b"feed.example", port, b"/")
    reply = await connections.get(address, [(b"Host", b"feed.example")], private=True)
    try:
        return b"".join([chunk async for chunk in reply])
    finally:
        await reply.aclose()


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_body_larger_than_a_buffer_arrives_whole(encrypted: bool) -> None:
    """Plain and encrypted; of TLS the name in the address is what the certificate must be for."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    with served(encrypted=encrypted) as port:
        assert await body(port, b"https" if encrypted else b"http", context) == BODY


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted() -> None:
    """And the cause says so."""
    with served(encrypted=True) as port, pytest.raises(httpcore.ConnectError) as refused:
        await body(port, b"https", ssl.create_default_context())
    assert explain(refused.value).cause == "the server's certificate is not accepted: self-signed certificate"


async def test_what_is_not_encrypted_is_no_tls() -> None:
    """A server that speaks plainly where TLS was asked for."""
    with served() as port, pytest.raises(httpcore.ConnectError) as refused:
        await body(port, b"https", ssl.create_default_context())
    assert explain(refused.value).cause == "no secure connection could be agreed on (TLS)"


async def test_a_line_that_breaks_is_an_error_of_httpcores() -> None:
    """It knows no errors of the operating system, and its ReadError and WriteError are told apart."""
    with served() as port:
        connection = await Network().connect_tcp("127.0.0.1", port)
        connection.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        with pytest.raises(httpcore.WriteError) as broken:
            for _ in range(10):
                await connection.write(ANSWER)
        await connection.aclose()
    assert explain(broken.value).cause == "the server broke the connection off"


async def test_nobody_there_is_a_connect_error_with_its_cause() -> None:
    """The operating system's error says which."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(httpcore.ConnectError) as refused:
        await Network().connect_tcp("127.0.0.1", port)
    assert explain(refused.value).cause == "connection refused"
