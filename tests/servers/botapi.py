"""A Bot API on loopback: delivers what Telegram would deliver, refuses what Telegram would refuse, breaks on request.

It runs in a thread of its own, so async tests, command-line tests and real daemons can all talk to it:

    from tests.servers import faults
    from tests.servers.botapi import BotApi

    with BotApi(chats=["1001"]) as api:
        ...                                             # TELEGRAM_API_URL=api.url, TELEGRAM_BOT_TOKEN=api.token
        api.next(faults.flood(3))                      # the next sendMessage is answered with 429
        api.next(faults.drop(), times=2)               # the two after it are delivered, their answers lost
        api.in_chat("-5", faults.blocked())            # that chat is closed until in_chat("-5", None)
        api.messages                            # what was delivered, in order
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.servers.entities import CantParse, Entity, live, parse, units
from tests.servers.faults import Fault, migrated

TOKEN = "110201543:AAExampleCanaryTokenOfTheTests_0123"
MAX_TEXT, MAX_ENTITIES = 4096, 100
Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Delivered:
    """A message that a person can read now. `live` is what Telegram would make tappable by itself."""

    id: int
    chat: str
    text: str
    entities: tuple[Entity, ...]
    live: tuple[Entity, ...]
    source: str
    parse_mode: str
    silent: bool
    preview: bool
    at: float  # monotonic seconds
    answers: int | None = None  # the message it is a reply to

    def of(self, kind: str) -> list[str]:
        """The words under the entities of one kind."""
        raw = self.text.encode("utf-16-le")
        found = (e for e in self.entities + self.live if e.type == kind)
        return [raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in found]


@dataclass(frozen=True)
class Called:
    """One request that was read."""

    method: str
    params: dict[str, str]
    at: float


class BotApi:
    """One bot and its chats. Positive chat ids are people, negative ones groups, @names channels."""

    def __init__(self, token: str = TOKEN, chats: Iterable[str] = ("1001",)) -> None:
        self.token = token
        self.chats: dict[str, dict[str, Any]] = {}
        self.moved: dict[str, str] = {}
        self.messages: list[Delivered] = []
        self.calls: list[Called] = []
        self.updates: list[dict[str, Any]] = []
        self.webhook = False
        self.crashes: list[str] = []  # of the emulator itself; must stay empty
        self._next: list[tuple[str, Fault]] = []
        self._chat_faults: dict[str, Fault] = {}
        self._lock = threading.RLock()
        for chat in chats:
            self.add_chat(chat)

    # -- what a test arranges

    def add_chat(self, id: str, title: str = "", type: str = "") -> None:
        """A chat the bot may write to."""
        guess = "private" if id.isdigit() else "channel" if id.startswith("@") else "group"
        number = int(id) if not id.startswith("@") else -1_000_000_000_000 - len(self.chats)
        named = {"first_name": title or "Reader"} if guess == "private" else {"title": title or f"Chat {id}"}
        handle = {"username": id[1:]} if id.startswith("@") else {}
        self.chats[id] = {"id": number, "type": type or guess} | named | handle

    def next(self, fault: Fault, times: int = 1, method: str = "sendMessage") -> None:
        """The next so many calls of a method (of any, with "*") meet this; faults queue up in order."""
        with self._lock:
            self._next += [(method, fault)] * times

    def in_chat(self, chat: str, fault: Fault | None) -> None:
        """Every message to a chat meets this from now on; None makes it good again."""
        with self._lock:
            if fault:
                self._chat_faults[chat] = fault
            else:
                self._chat_faults.pop(chat, None)

    @property
    def waiting(self) -> int:
        """How many faults have met no call yet."""
        return len(self._next)

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._next.clear()
            self._chat_faults.clear()

    def migrate(self, old: str, new: str) -> None:
        """A group becomes a supergroup with another id."""
        self.add_chat(new, type="supergroup")
        self.moved[old] = new

    def write(self, chat: str, text: str = "/start", name: str = "Reader", **more: object) -> None:
        """Somebody writes to the bot in a chat; `more` replaces the message by another kind of update."""
        sender = {"id": 7, "is_bot": False, "first_name": name}
        message = {"message_id": 1, "date": int(time.time()), "chat": self.chats[chat], "from": sender, "text": text}
        self.updates.append({"update_id": 900 + len(self.updates)} | (more or {"message": message}))

    # -- what the server does

    @property
    def url(self) -> str:
        """The root address, as TELEGRAM_API_URL takes it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def sent_to(self, chat: str) -> list[str]:
        """The texts delivered to a chat."""
        return [message.text for message in self.messages if message.chat == chat]

    def __enter__(self) -> BotApi:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.api = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def fault(self, method: str, params: dict[str, str], *, unread: bool = False) -> Fault | None:
        """What goes wrong with this call; before it is read only an `unread` fault can."""
        with self._lock:
            for position, (meets, fault) in enumerate(self._next):
                if unread and fault.act == "unread" and position == 0:
                    return self._next.pop(0)[1]
                if not unread and fault.act != "unread" and meets in (method, "*"):
                    return self._next.pop(position)[1]
            return None if unread or method != "sendMessage" else self._chat_faults.get(params.get("chat_id", ""))

    def answer(self, method: str, params: dict[str, str]) -> Answer:
        """The Bot API's answer when nothing goes wrong."""
        methods: dict[str, Callable[[dict[str, str]], Answer]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send,
            "editMessageText": self._edit,
        }
        with self._lock:
            return methods[method](params) if method in methods else _error(404, "Not Found")

    def _get_me(self, params: dict[str, str]) -> Answer:
        return _ok({"id": 110201543, "is_bot": True, "first_name": "Libya Monitor", "username": "libya_test_bot"})

    def _get_updates(self, params: dict[str, str]) -> Answer:
        if self.webhook:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        offset = int(params.get("offset", "0"))
        if offset > 0:  # asking for later ones confirms the earlier
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        return _ok(self.updates[: int(params.get("limit", "100"))])

    def _send(self, params: dict[str, str]) -> Answer:
        chat = params.get("chat_id", "")
        if chat in self.moved:
            fault = migrated(int(self.moved[chat]))
            return fault.status, json.loads(fault.body)
        if chat not in self.chats:
            return _error(400, "Bad Request: chat not found" if chat else "Bad Request: chat_id is empty")
        message = self._checked(chat, params, len(self.messages) + 1)
        if isinstance(message, str):
            return _error(400, message)
        self.messages.append(message)
        return _ok(self._shown(message))

    def _edit(self, params: dict[str, str]) -> Answer:
        number = int(params.get("message_id", "0"))
        old = next((m for m in self.messages if m.id == number and m.chat == params.get("chat_id")), None)
        if not old:
            return _error(400, "Bad Request: message to edit not found")
        new = self._checked(old.chat, params, number)
        if isinstance(new, str):
            return _error(400, new)
        if (new.text, new.entities) == (old.text, old.entities):
            return _error(400, "Bad Request: message is not modified")
        self.messages[self.messages.index(old)] = new
        return _ok(self._shown(new))

    def _checked(self, chat: str, params: dict[str, str], number: int) -> Delivered | str:
        """The message as it would arrive, or why it is refused. More than 100 entities are refused here, where the real
        server drops the rest without a word."""
        source, mode = params.get("text", ""), params.get("parse_mode", "")
        try:
            text, entities = parse(source) if mode.upper() == "HTML" else (source, [])
        except CantParse as error:
            return f"Bad Request: can't parse entities: {error}"
        if not text.strip():
            return "Bad Request: message text is empty"
        if units(text) > MAX_TEXT:
            return "Bad Request: message is too long"
        if len(entities) > MAX_ENTITIES:
            return "Bad Request: too many entities"
        options = json.loads(params.get("link_preview_options", "{}"))
        reply = json.loads(params.get("reply_parameters", "{}"))
        answers = next((m.id for m in self.messages if m.id == reply.get("message_id") and m.chat == chat), None)
        if reply and answers is None and not reply.get("allow_sending_without_reply"):
            return "Bad Request: message to be replied not found"
        return Delivered(
            id=number,
            chat=chat,
            text=text,
            entities=tuple(entities),
            live=tuple(live(text, entities)),
            source=source,
            parse_mode=mode,
            silent=params.get("disable_notification", "").lower() == "true",
            preview=not options.get("is_disabled", False),
            at=time.monotonic(),
            answers=answers,
        )

    def _shown(self, message: Delivered) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": self.chats[message.chat],
            "text": message.text,
        }


def _ok(result: object) -> Answer:
    return 200, {"ok": True, "result": result}


def _error(status: int, description: str) -> Answer:
    return status, {"ok": False, "error_code": status, "description": description}


class _Server(ThreadingHTTPServer):
    """Threads that all end when the server stops, also those that hang."""

    daemon_threads = False
    api: BotApi

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.stopping = threading.Event()
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Ends every connection, so that no thread waits for another request."""
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is none of our business; anything else is a bug of this emulator's."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | ValueError):  # ValueError: writing to what we have just reset
            self.api.crashes.append(repr(error))


class _Handler(BaseHTTPRequestHandler):
    """One connection: requests read, faults met, answers given."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: without this each answer waits 40 ms for an ACK
    server: _Server

    def handle_one_request(self) -> None:
        try:
            waiting = self.rfile.peek(1)  # type: ignore[attr-defined]
        except OSError:
            waiting = b""
        if waiting and self.server.api.fault("", {}, unread=True):
            self._reset()
            return
        super().handle_one_request()

    def do_POST(self) -> None:
        api = self.server.api
        method, params = self._called()
        if f"/bot{api.token}/{method}" != urlsplit(self.path).path:
            self._reply(*_error(401, "Unauthorized"))
            return
        api.calls.append(Called(method, params, time.monotonic()))
        fault = api.fault(method, params)
        answer = api.answer(method, params) if fault is None or fault.accept else None
        if fault is None and answer:
            self._reply(*answer)
        elif fault:
            self._fail(fault, answer)

    do_GET = do_POST

    def _called(self) -> tuple[str, dict[str, str]]:
        path = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "json" in self.headers.get("Content-Type", ""):
            given = json.loads(body or "{}")
            params = {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
        else:
            params = dict(parse_qsl(body, keep_blank_values=True))
        return path.path.rpartition("/")[2], dict(parse_qsl(path.query)) | params

    def _fail(self, fault: Fault, answer: Answer | None) -> None:
        fault.strike()
        if fault.act == "hang":
            self.server.stopping.wait()
        if fault.act in ("drop", "hang"):
            self._reset()
        elif fault.act == "cut":
            body = json.dumps(answer[1] if answer else {"ok": True}).encode()
            self._send(200, body, length=2 * len(body))
            self.close_connection = True
        else:
            self._send(fault.status, fault.body)

    def _reply(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        """An abrupt end: RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet: a test prints what it finds wrong, nothing else."""
