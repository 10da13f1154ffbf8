"""A loopback server of many feeds, in a process of its own so that its time is nobody's.

/etag/N.xml     with an ETag: unchanged polls get 304
/plain/N.xml    without validators: unchanged polls get 200 with the same body
/new/P          from now on P percent of the feeds have one item more
"""

from __future__ import annotations

import hashlib
import random
import sys
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from benchmarks.articles import Text, articles

ITEMS = 50
SNIPPET = 450  # characters: what Libyan feeds carry


class Feeds:
    """The bodies of all feeds."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts
        self.extra: set[int] = set()
        self.bodies: dict[int, bytes] = {}

    def body(self, number: int) -> bytes:
        """The feed's XML, made once."""
        if number not in self.bodies:
            items = range(ITEMS + (number in self.extra))
            self.bodies[number] = self._render(number, [*reversed(items)]).encode()
        return self.bodies[number]

    def _render(self, number: int, items: list[int]) -> str:
        rows = []
        for item in items:
            text = self.texts[(number * ITEMS + item) % len(self.texts)]
            link = f"http://news{number}.example/{item}"
            rows.append(
                f"<item><title>{escape(text.title)} {number}/{item}</title><link>{link}</link><guid>{link}</guid>"
                f"<pubDate>{formatdate(1_760_000_000 + item * 600)}</pubDate>"
                f"<description>{escape('<p>' + escape(text.text[:SNIPPET]) + '</p>')}</description></item>"
            )
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{number}</title>{"".join(rows)}</channel></rss>'
        )

    def renew(self, percent: int, feeds: int) -> None:
        """Give this share of the feeds an item more."""
        self.extra = set(random.Random(2).sample(range(feeds), feeds * percent // 100))
        self.bodies.clear()


def handler(feeds: Feeds, count: int) -> type[BaseHTTPRequestHandler]:
    """The request handler over these feeds."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, _, name = self.path.strip("/").partition("/")
            if kind == "new":
                feeds.renew(int(name), count)
                return self._answer(200, b"ok")
            body = feeds.body(int(name.removesuffix(".xml")))
            tag = f'"{hashlib.md5(body).hexdigest()}"' if kind == "etag" else ""
            if tag and self.headers["If-None-Match"] == tag:
                return self._answer(304, b"", tag)
            return self._answer(200, body, tag)

        def _answer(self, status: int, body: bytes, tag: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


if __name__ == "__main__":
    amount = int(sys.argv[1])
    everything = Feeds(articles(2_000, seed=3))
    for feed in range(amount):
        everything.body(feed)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(everything, amount))
    print(server.server_address[1], flush=True)
    server.serve_forever()
