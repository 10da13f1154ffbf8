"""Names to addresses, as the operating system sees them; the seam where tests put a name server of their own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from threading import Thread

Resolver = Callable[[str, int], Awaitable[list[str]]]


async def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a name as the operating system sees them, in the order to try. Raises socket.gaierror.

    Each look-up has a daemon thread of its own: a name server that hangs for 30 s holds up neither another feed's
    look-up (as in the loop's small shared pool) nor the end of the process (which waits for pool threads).
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: OSError | UnicodeError | None) -> None:
        if not answer.done():
            answer.set_exception(error) if error else answer.set_result(addresses)

    def look_up() -> None:
        addresses: list[str] = []
        failure: OSError | UnicodeError | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError) as error:
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, addresses, failure)

    Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    return await answer
