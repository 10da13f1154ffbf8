"""What can go wrong between us and the Bot API, each as one value that the emulator acts out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. `accept`: the message is delivered all the same, only its answer is this.

    `strike` is called before anything is answered: it may kill who asks.
    """

    act: Literal["answer", "drop", "unread", "cut", "hang"] = "answer"
    status: int = 200
    body: bytes = b""
    accept: bool = False
    strike: Callable[[], object] = lambda: None


def refusal(status: int, description: str, **parameters: object) -> Fault:
    """An error as the Bot API words it."""
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    return Fault(status=status, body=json.dumps(body | ({"parameters": parameters} if parameters else {})).encode())


def flood(seconds: int) -> Fault:
    return refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def server_error(status: int = 500, *, accept: bool = False) -> Fault:
    return Fault(status=status, body=refusal(status, "Internal Server Error").body, accept=accept)


def blocked() -> Fault:
    return refusal(403, "Forbidden: bot was blocked by the user")


def kicked() -> Fault:
    return refusal(403, "Forbidden: bot was kicked from the supergroup chat")


def chat_not_found() -> Fault:
    return refusal(400, "Bad Request: chat not found")


def cant_parse() -> Fault:
    return refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3')


def migrated(to: int) -> Fault:
    return refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


def unauthorized() -> Fault:
    return refusal(401, "Unauthorized")


def not_found() -> Fault:
    return refusal(404, "Not Found")


def conflict() -> Fault:
    return refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running")


def bad_json(*, accept: bool = False) -> Fault:
    return Fault(body=b'{"ok": tru', accept=accept)


def empty() -> Fault:
    return Fault()


def not_ok() -> Fault:
    return Fault(body=b'{"ok": false}')


def odd(body: bytes) -> Fault:
    """A 200 with this body."""
    return Fault(body=body)


def bad_gateway(page: str = "<html><h1>502 Bad Gateway</h1></html>") -> Fault:
    return Fault(status=502, body=page.encode())


def drop(*, accept: bool = True) -> Fault:
    """The request is read, the connection reset without an answer."""
    return Fault("drop", accept=accept)


def drop_unread() -> Fault:
    """The connection is reset before a byte is read, whatever the method."""
    return Fault("unread")


def cut(*, accept: bool = True) -> Fault:
    """Half of the answer arrives."""
    return Fault("cut", accept=accept)


def killing(strike: Callable[[], object], *, accept: bool) -> Fault:
    """The message is accepted or not, then `strike` ends who sent it; no answer."""
    return Fault("drop", accept=accept, strike=strike)


def hang(*, accept: bool = False) -> Fault:
    """No answer until the server stops."""
    return Fault("hang", accept=accept)
