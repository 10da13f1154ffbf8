"""The address that was checked is the address that is connected, for every connection."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import pytest

from monitor.feeds.connect import CheckedBackend, Private, Unreachable, explain


class Line(httpcore.AsyncNetworkBackend):
    """A network that notes whom it is asked to call, and answers for the addresses that are `up`."""

    def __init__(self, *up: str) -> None:
        self.called: list[str] = []
        self._up = up

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Notes the call."""
        self.called.append(host)
        if host not in self._up:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncNetworkStream()


def backend(line: Line, *answers: list[str] | OSError, private: bool = False) -> CheckedBackend:
    """A backend whose name server gives these answers in turn."""
    turn = iter(answers)

    async def resolve(host: str, port: int) -> list[str]:
        answer = next(turn)
        if isinstance(answer, OSError):
            raise answer
        return answer

    return CheckedBackend(resolve, line, private=private)


async def test_a_public_name_is_connected_by_its_address() -> None:
    """The network below never sees the name, so it cannot resolve it again."""
    line = Line("93.184.216.34")
    await backend(line, ["93.184.216.34"]).connect_tcp("example.org", 443)
    assert line.called == ["93.184.216.34"]


async def test_a_name_that_rebinds_gains_nothing() -> None:
    """Every connection resolves and checks anew."""
    line = Line("93.184.216.34")
    rebinding = backend(line, ["93.184.216.34"], ["127.0.0.1"])
    await rebinding.connect_tcp("rebind.example", 80)
    with pytest.raises(Private, match=r"private address \(rebind.example is 127.0.0.1\)"):
        await rebinding.connect_tcp("rebind.example", 80)
    assert line.called == ["93.184.216.34"]


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "169.254.169.254", "[64:ff9b::7f00:1]"])
async def test_a_literal_private_address_is_never_called(host: str) -> None:
    """Whatever its spelling; and no name server is asked."""
    line = Line()
    with pytest.raises(Private):
        await backend(line).connect_tcp(host, 80)
    assert not line.called


async def test_of_mixed_answers_only_the_public_are_called() -> None:
    """A name with one public and one private address leads to the public one, or nowhere."""
    line = Line()
    with pytest.raises(httpcore.ConnectError):
        await backend(line, ["10.0.0.1", "8.8.8.8", "::1", "8.8.4.4"]).connect_tcp("mixed.example", 80)
    assert line.called == ["8.8.8.8", "8.8.4.4"]


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    """A server with a broken IPv6 address is still reached."""
    line = Line("8.8.8.8")
    await backend(line, ["2606:4700::1111", "8.8.8.8"]).connect_tcp("example.org", 80)
    assert line.called == ["2606:4700::1111", "8.8.8.8"]


async def test_leave_for_private_addresses_is_no_leave_for_metadata() -> None:
    """A private feed reaches the operator's network; cloud metadata stays closed."""
    line = Line("127.0.0.1", "192.168.1.5")
    private = backend(line, ["192.168.1.5"], private=True)
    await private.connect_tcp("127.0.0.1", 80)
    await private.connect_tcp("rss-bridge.lan", 80)
    with pytest.raises(Private):
        await private.connect_tcp("169.254.169.254", 80)
    assert line.called == ["127.0.0.1", "192.168.1.5"]


@pytest.mark.parametrize(
    ("error", "cause", "weight"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "no such host: a.example", "soft"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "the name server did not answer for a.example", "temporary"),
    ],
)
async def test_a_name_without_address_says_why(error: OSError, cause: str, weight: str) -> None:
    """A wrong name and a silent name server are different things to fix."""
    with pytest.raises(Unreachable) as failure:
        await backend(Line(), error).connect_tcp("a.example", 80)
    assert (failure.value.cause, failure.value.weight) == (cause, weight)


async def test_no_answer_and_no_socket_file_are_refused() -> None:
    """An empty answer is no host, and a feed does not live in a file."""
    with pytest.raises(Unreachable, match="no such host"):
        await backend(Line(), []).connect_tcp("a.example", 80)
    with pytest.raises(Unreachable):
        await backend(Line()).connect_unix_socket("/run/docker.sock")


EXPIRED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1)"
CUT = "peer closed connection without sending complete message body (received 3 bytes, expected 9)"
NOT_HTTP = "the server's answer is not proper HTTP"
SILENT = "Server disconnected without sending a response."


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (httpcore.ConnectTimeout(), "no connection within 10 s"),
        (httpcore.ReadTimeout(), "the server stopped answering"),
        (ConnectionRefusedError(111, "x"), "connection refused"),
        (httpcore.ReadError(), "the server broke the connection off"),
        (ssl.SSLError("[SSL: WRONG_VERSION_NUMBER]"), "no secure connection could be agreed on (TLS)"),
        (httpcore.ConnectError(EXPIRED), "the server's certificate is not accepted: certificate has expired"),
        (httpcore.RemoteProtocolError(CUT), "the body was cut: 3 of 9 bytes arrived"),
        (httpcore.RemoteProtocolError(SILENT), "the server closed the connection without an answer"),
        (
            httpcore.RemoteProtocolError("peer unexpectedly closed connection"),
            "the body was cut: its last chunk is missing",
        ),
        (httpcore.RemoteProtocolError("Receive buffer too long"), f"{NOT_HTTP}: its head has no end"),
        (httpcore.RemoteProtocolError("illegal header line: bytearray(b'x')"), f"{NOT_HTTP}: a header that is none"),
        (httpcore.RemoteProtocolError("something about _objects"), NOT_HTTP),
    ],
)
def test_failures_are_told_in_plain_words(error: Exception, cause: str) -> None:
    """No class names, no numbers of an errno."""
    assert explain(error).cause == cause
