"""Health and metrics over HTTP, for the machine itself alone, and only when the operator asks for it.

    GET /health    200 when all is well, 503 when something needs a person or nobody has looked for minutes; JSON
    GET /metrics   Prometheus' text format, with the extra `metrics`
    HEAD           the same without content

Bound to 127.0.0.1. A web page that a browser on this machine shows could ask, too, under a name of its own: requests
for any other host than this one are refused. One request at a time, each with a few seconds: there is no more to it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer

from monitor.errors import BadSettings

HOST = "127.0.0.1"
HOSTS = (HOST, "localhost")
PATIENCE = 3.0  # seconds for one request


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers."""

    status: int
    content: bytes
    type: str = "application/json"


Answers = Callable[[str], Answer | None]  # of a path; called on the server's thread


def as_json(status: int, value: object) -> Answer:
    """JSON, Arabic as Arabic."""
    return Answer(status, json.dumps(value, ensure_ascii=False, default=str).encode() + b"\n")


def names_us(host: str) -> bool:
    """Whether a Host header, with a port or without, means this machine as such, and by no other name."""
    return (host.rpartition(":")[0] or host) in HOSTS


@contextmanager
def listening(port: int, answers: Answers) -> Iterator[int]:
    """Answers on this port for as long as the block runs, and gives it; port 0 is any. Raises BadSettings."""
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as error:
        raise BadSettings(f"MONITOR_HTTP_PORT: {HOST}:{port} cannot be listened on: {error.strerror}") from error
    server.answers = answers
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="loopback", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(HTTPServer):
    answers: Answers

    def handle_error(self, request: object, client_address: object) -> None:
        """Somebody hung up: nothing to say."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE
    server_version, sys_version = "libya-monitor", ""

    def do_HEAD(self) -> None:
        """What GET would answer, without its content: so some checks ask."""
        self._answer(with_content=False)

    def do_GET(self) -> None:
        """One answer, and the connection is closed."""
        self._answer()

    def _answer(self, *, with_content: bool = True) -> None:
        ours = names_us(self.headers.get("Host", ""))
        found = self.server.answers(self.path.partition("?")[0]) if ours else as_json(403, {"error": "host"})
        answer = found or as_json(404, {"error": "there are /health and /metrics"})
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        if with_content:
            self.wfile.write(answer.content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet: a scrape every few seconds is no event."""
