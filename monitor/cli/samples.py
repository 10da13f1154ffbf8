"""The demonstration's feeds, served on loopback: four invented outlets, before and after something has happened.

`{root}` in a sample is the server's own address, `{90 min}` the time ninety minutes before it started, so that the news
is always fresh. One thread, one port chosen by the system, gone when the block ends.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable

from monitor.model import Feed

FIRST, LATER = "first", "later"

_AGO = re.compile(r"\{(\d+) min( iso)?\}")
_LIBYA, _OWN = ("libya",), "independent"
_OUTLETS = (  # the French one carries headlines only: its pages are read
    Feed(name="Sirte Gulf Bulletin (sample)", url="sirte.xml", lang="ar", about=_LIBYA, side="east", full_text="never"),
    Feed(name="Mediterranean Network (sample)", url="med.xml", lang="ar", side=_OWN, full_text="never"),
    Feed(name="Sahel Dispatch (sample)", url="sahel.xml", lang="en", about=_LIBYA, side=_OWN, full_text="never"),
    Feed(name="Dépêches du Golfe (exemple)", url="golfe.xml", lang="fr", about=_LIBYA, side=_OWN),
)


class Samples:
    """What the server shows now: `phase` is FIRST or LATER. `root` is its address, without a final slash."""

    def __init__(self, now: datetime, port: int) -> None:
        self.phase = FIRST
        self.root = f"http://127.0.0.1:{port}"
        self._now = now
        self._folder: Traversable = files("monitor") / "data" / "demo"

    def feeds(self) -> tuple[Feed, ...]:
        """The outlets as rules.yaml would have them; loopback is nobody's public address, hence `private`."""
        return tuple(replace(outlet, url=f"{self.root}/{outlet.url}", every=600.0, private=True) for outlet in _OUTLETS)

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """(status, content type, body) for a request path such as /sirte.xml or /golfe/3."""
        name = path.partition("?")[0].lstrip("/")
        if name in {outlet.url for outlet in _OUTLETS}:
            return 200, "application/xml; charset=utf-8", self._filled(self._folder / self.phase / name)
        page = self._folder / "pages" / f"{name.replace('/', '-')}.html"
        if re.fullmatch(r"[a-z]+/\d+", name) and page.is_file():
            return 200, "text/html; charset=utf-8", self._filled(page)
        return 404, "text/plain; charset=utf-8", b"no such sample\n"

    def _filled(self, file: Traversable) -> bytes:
        text = file.read_text(encoding="utf-8").replace("{root}", self.root)
        return _AGO.sub(self._ago, text).encode()

    def _ago(self, found: re.Match[str]) -> str:
        moment = self._now - timedelta(minutes=int(found[1]))
        return moment.isoformat(timespec="seconds") if found[2] else format_datetime(moment)


class _Handler(BaseHTTPRequestHandler):
    samples: Samples

    def do_GET(self) -> None:
        status, kind, body = self.samples.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The demonstration tells its own story."""


@contextmanager
def served(now: datetime) -> Iterator[Samples]:
    """The samples on a loopback port for the length of a block."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        samples = Samples(now, server.server_address[1])
        handler.samples = samples  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield samples
        finally:
            server.shutdown()
            thread.join()
