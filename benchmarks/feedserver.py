"""A loopback server of many feeds, in a process of its own so that its time is nobody's.

/etag/N.xml     with an ETag: unchanged polls get 304
/plain/N.xml    without validators: unchanged polls get 200 with the same body
/new/P          from now on P percent of the feeds have one item more

The feeds are what WordPress makes of a newsroom, as most Libyan outlets have it: author, categories and comment counts
for each item, addresses with percent-encoded slugs, a description of 450 characters that ends with "The post … appeared
first on …", and in two feeds of three also the whole article, about 2.5 kB of HTML with paragraphs, links and an image.

A feed keeps to one language; languages stand in the corpus's proportion. What items say, `benchmarks.articles` tells: a
newsroom's day, in which few are about our subjects; they are mutated with words of the corpus, so no two say the same.
"""

from __future__ import annotations

import hashlib
import random
import sys
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote
from xml.sax.saxutils import escape

from benchmarks.articles import Text, Writers, corpus

ITEMS = 50
SNIPPET = 450  # characters: what Libyan feeds carry
CONTENT = 2_500  # bytes of HTML, where a feed carries the whole article
PARAGRAPH = 60  # words
MARKUP = 1_000  # bytes of CONTENT that are markup and no text
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One feed: its name, whether it carries whole articles, and its items, the oldest first."""

    number: int
    lang: str
    whole: bool
    items: list[Text]

    def render(self, count: int) -> str:
        """The XML with the first `count` items, the newest on top."""
        site = f"https://news{self.number}.example"
        rows = "".join(self._item(site, number) for number in reversed(range(count)))
        built = formatdate(1_760_000_000 + count * 600)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n\t{NAMESPACES}\n\t>\n\n<channel>\n'
            f"\t<title>News {self.number}</title>\n"
            f'\t<atom:link href="{site}/feed/" rel="self" type="application/rss+xml" />\n'
            f"\t<link>{site}</link>\n\t<description>All the news</description>\n"
            f"\t<lastBuildDate>{built}</lastBuildDate>\n\t<language>{self.lang}</language>\n"
            "\t<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n\t<sy:updateFrequency>\n\t1\t</sy:updateFrequency>\n"
            f"\t<generator>https://wordpress.org/?v=6.8.2</generator>\n{rows}</channel>\n</rss>\n"
        )

    def _item(self, site: str, number: int) -> str:
        text = self.items[number]
        title, slug = escape(text.title), quote("-".join(text.title.split())[:60]).lower()
        link = f"{site}/2025/10/{number:02}/{slug}/"
        summary = f"<p>{escape(text.text[:SNIPPET])} [&#8230;]</p>"
        footer = f'<p>The post <a href="{link}">{title}</a> appeared first on <a href="{site}">News</a>.</p>\n'
        whole = f"\t\t\t\t\t<content:encoded><![CDATA[{self._content(site, text)}{footer}]]></content:encoded>\n"
        return (
            f"\t<item>\n\t\t<title>{title}</title>\n\t\t<link>{link}</link>\n"
            f"\t\t\t\t\t<comments>{link}#respond</comments>\n"
            "\t\t<dc:creator><![CDATA[newsroom]]></dc:creator>\n"
            f"\t\t<pubDate>{formatdate(1_760_000_000 + number * 600)}</pubDate>\n"
            "\t\t\t\t<category><![CDATA[News]]></category>\n\t\t<category><![CDATA[Libya]]></category>\n"
            f'\t\t<guid isPermaLink="false">{site}/?p={number}</guid>\n'
            f"\t\t\t\t\t<description><![CDATA[{summary}\n{footer}]]></description>\n"
            f"{whole if self.whole else ''}"
            f"\t\t\t\t\t<wfw:commentRss>{link}feed/</wfw:commentRss>\n"
            "\t\t\t<slash:comments>0</slash:comments>\n\t\t\n\t\t\n\t\t\t</item>\n"
        )

    def _content(self, site: str, text: Text) -> str:
        image = (
            f'<figure class="wp-block-image size-large"><img fetchpriority="high" decoding="async" width="1024" '
            f'height="683" src="{site}/wp-content/uploads/2025/10/photo-1024x683.jpg" alt="" class="wp-image-1" '
            f'srcset="{site}/wp-content/uploads/2025/10/photo-1024x683.jpg 1024w, {site}/wp-content/uploads/2025/10/'
            'photo-300x200.jpg 300w" sizes="(max-width: 1024px) 100vw, 1024px" /></figure>\n'
        )
        words = text.text.encode()[: CONTENT - MARKUP].decode(errors="ignore").split()
        paragraphs = [" ".join(words[start : start + PARAGRAPH]) for start in range(0, len(words), PARAGRAPH)]
        link = f' <a href="/tag/libya/" rel="nofollow"><strong>{escape(text.title[:20])}</strong></a>'
        return image + "".join(f'\n<p class="has-text">{escape(one)}&nbsp;{link}.</p>\n' for one in paragraphs)


class Feeds:
    """All feeds, always the same for a seed."""

    def __init__(self, count: int, seed: int = 3) -> None:
        items = corpus()
        writers = {lang: Writers(lang, items) for lang in {item["lang"] for item in items}}
        self.outlets = []
        for number in range(count):
            dice = random.Random(f"{seed} {number}")
            writer = writers[dice.choice(items)["lang"]]
            texts = [writer.item(dice, CONTENT) for _ in range(ITEMS + 1)]
            self.outlets.append(Outlet(number, writer.lang, number % 3 > 0, texts))
        self.extra: set[int] = set()
        self.bodies: dict[int, bytes] = {}

    def body(self, number: int) -> bytes:
        """The feed's XML, made once."""
        if number not in self.bodies:
            self.bodies[number] = self.outlets[number].render(ITEMS + (number in self.extra)).encode()
        return self.bodies[number]

    def renew(self, percent: int) -> None:
        """Give this share of the feeds an item more."""
        count = len(self.outlets)
        self.extra = set(random.Random(2).sample(range(count), count * percent // 100))
        self.bodies.clear()
        for number in range(count):
            self.body(number)


def handler(feeds: Feeds) -> type[BaseHTTPRequestHandler]:
    """The request handler over these feeds."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, _, name = self.path.strip("/").partition("/")
            if kind == "new":
                feeds.renew(int(name))
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


def main() -> None:
    """Serve as many feeds as the first argument says; print the port."""
    everything = Feeds(int(sys.argv[1]))
    everything.renew(0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(everything))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
