"""Bodies that are there to hurt: XML that explodes (row 17), and more bytes than anybody wants (row 18)."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Iterator

from tests.faults.hostile import TITLE, Case, feed, read, refused
from tests.servers.feeds import Reply, Script, for_ever, item, rss

MEGABYTE = 1_000_000
TOO_LARGE = r"more than \d+ MB"
_HEAD = '<?xml version="1.0"?>'
_CHANNEL = "<rss version='2.0'><channel><title>Bomb</title>"
_ITEM = f"<item><title>{TITLE}</title><link>https://news.example/1</link></item>"
_END = "</channel></rss>"


def explosive() -> dict[str, Case]:
    """Row 17: XML that expands, nests, reads files, or keeps feedparser busy."""
    return {f"/17/{name}": case for name, case in (*_entities(), *_shapes(), *_authors())}


def _entities() -> Iterator[tuple[str, Case]]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    quadratic = f'<!ENTITY q "{"x" * 50_000}">'
    declared = {
        "billion-laughs": (f'<!ENTITY l0 "lol">{laughs}', "&l9;"),
        "quadratic": (quadratic, "&q;" * 5000),
        "external-file": ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        "external-url": ('<!ENTITY x SYSTEM "http://127.0.0.1:1/x">', "&x;"),
        "external-public": ('<!ENTITY x PUBLIC "a" "file:///etc/hostname">', "&x;"),
        "parameter": ('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', ""),
        "recursive": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "php-filter": ('<!ENTITY x SYSTEM "php://filter/read=convert.base64-encode/resource=index.php">', "&x;"),
        "netdoc": ('<!ENTITY x SYSTEM "netdoc:/etc/passwd">', "&x;"),
        "numeric": ('<!ENTITY x "&#38;#60;script&#38;#62;">', "&x;"),
    }
    for name, (entities, text) in declared.items():
        summary = f"<item><title>{TITLE}</title><description>{text}</description></item>"
        yield name, read(17, f"{_HEAD}<!DOCTYPE rss [{entities}]>{_CHANNEL}{summary}{_END}")
    yield "external-dtd", read(17, f'{_HEAD}<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">{_CHANNEL}{_ITEM}{_END}')
    yield "unclosed-doctype", read(17, f"{_HEAD}<!DOCTYPE rss [<!ENTITY a 'b'{_CHANNEL}{_ITEM}{_END}")
    include = f'<item xmlns:xi="http://www.w3.org/2001/XInclude"><title>{TITLE}</title>'
    yield (
        "xinclude",
        read(17, f'{_HEAD}{_CHANNEL}{include}<xi:include href="file:///etc/passwd" parse="text"/></item>{_END}'),
    )
    yield "stylesheet", read(17, f'{_HEAD}<?xml-stylesheet href="file:///etc/passwd"?>{_CHANNEL}{_ITEM}{_END}')


def _shapes() -> Iterator[tuple[str, Case]]:
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    spaces = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(20_000))
    deep = "<b>" * 100_000 + "</b>" * 100_000
    yield "attributes", read(17, f"{_HEAD}{_CHANNEL}<item {attributes}><title>{TITLE}</title></item>{_END}")
    yield "namespaces", read(17, f"{_HEAD}{_CHANNEL}<item {spaces}><title>{TITLE}</title></item>{_END}")
    yield "one-attribute", read(17, f"{_HEAD}{_CHANNEL}<item a='{'x' * 5_000_000}'><title>{TITLE}</title></item>{_END}")
    yield "deep", Case(17, Reply(f"{_HEAD}{_CHANNEL}<item><title>{TITLE}</title>{deep}</item>{_END}"), cause=".*")
    yield "deep-html", Case(17, Reply(rss(item(TITLE, "https://news.example/1", "<div>" * 50_000 + "x"))), (TITLE,))
    yield "many-items", refused(17, "more than 10,000 items", rss(*(item(f"n{n}") for n in range(10_001))))
    yield "long-title", Case(17, Reply(rss(item("x" * 3_000_000))), ("x" * 3_000_000,))
    yield "element-name", Case(17, Reply(f"{_HEAD}{_CHANNEL}{_ITEM}<{'x' * 100_000}/>{_END}"), (TITLE,))
    yield "comments", read(17, f"{_HEAD}{_CHANNEL}{'<!-- - -->' * 200_000}{_ITEM}{_END}")
    yield "instructions", read(17, f"{_HEAD}{_CHANNEL}{'<?x y?>' * 200_000}{_ITEM}{_END}")
    yield "cdata", read(17, f"{_HEAD}{_CHANNEL}{_ITEM}<x>{'<![CDATA[]]>' * 200_000}</x>{_END}")
    yield "brackets", read(17, rss(item(TITLE, "https://news.example/1", "]" * 1_000_000)))
    yield "ampersands", read(17, f"{_HEAD}{_CHANNEL}<item><title>{TITLE}</title><description>{'&' * 1_000_000}"
                                 f"</description></item>{_END}")  # fmt: skip
    yield "open-tags", Case(17, Reply(f"{_HEAD}{_CHANNEL}{_ITEM}{'<' * 1_000_000}{_END}"), cause=".*")


def _authors() -> Iterator[tuple[str, Case]]:
    for element in ("author", "dc:creator", "managingEditor"):
        inside = f"<{element}>{'a@' * 16_000}</{element}>"
        yield f"long-{element.replace(':', '-')}", read(
            17, f"{_HEAD}<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item>"
                f"<title>{TITLE}</title>{inside}</item>{_END}"
        )  # fmt: skip
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{TITLE}</title><author><name>{'(' * 32_000}</name>"
    yield "long-atom-author", read(17, f"{_HEAD}{atom}</author></entry></feed>")
    dates = f"<item><title>{TITLE}</title><pubDate>{'1 ' * 50_000}</pubDate></item>"
    yield "long-date", read(17, f"{_HEAD}{_CHANNEL}{dates}{_END}")
    yield "long-language", read(17, f"{_HEAD}{_CHANNEL}<language>{'a-' * 100_000}</language>{_ITEM}{_END}")


# -- row 18 -----------------------------------------------------------------------------------------------------------


def bomb(megabytes: int, container: int = 31) -> bytes:
    """So many megabytes of zeros, deflated: a gzip file (31), a zlib stream (15), bare deflate (-15)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, container)
    block = bytes(MEGABYTE)
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def endless(head: str, data: bytes) -> Script:
    """A script that sends this head and then the same bytes until the client has had enough."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode())
        await for_ever(writer, data)

    return script


def large() -> dict[str, Case]:
    """Row 18: a gigabyte in every packing, and heads without end."""
    ok, xml = "HTTP/1.1 200 OK\r\n", "Content-Type: application/rss+xml\r\n"
    gigabyte, packed = bomb(500), (("Content-Encoding", "gzip"),)
    junk = b"x" * 65_536
    chunk = b"10000\r\n" + junk + b"\r\n"
    other = r"packed in a way that was not asked for"
    cases = {
        "gigabyte": _script(endless(f"{ok}{xml}Content-Length: {1_000 * MEGABYTE}\r\n\r\n", junk), TOO_LARGE),
        "endless": _script(endless(f"{ok}{xml}\r\n", junk), TOO_LARGE),
        "endless-chunks": _script(endless(f"{ok}{xml}Transfer-Encoding: chunked\r\n\r\n", chunk), TOO_LARGE),
        "endless-spaces": _script(endless(f"{ok}{xml}\r\n", b" " * 65_536), TOO_LARGE),
        "gzip": refused(18, TOO_LARGE, gigabyte, headers=packed),
        "gzip-unnamed": refused(18, TOO_LARGE, gigabyte),
        "gzip-as-file": refused(18, TOO_LARGE, gigabyte, content_type="application/x-gzip"),
        "gzip-twice": refused(18, "not a feed|binary", gzip.compress(gigabyte, mtime=0), headers=packed),
        "gzip-twice-named": refused(18, other, gigabyte, headers=(("Content-Encoding", "gzip, gzip"),)),
        "gzip-members": refused(18, TOO_LARGE, bomb(4) * 5, headers=packed),
        "deflate": refused(18, other, bomb(100, 15), headers=(("Content-Encoding", "deflate"),)),
        "deflate-bare": refused(18, other, bomb(100, -15), headers=(("Content-Encoding", "deflate"),)),
        "brotli": refused(18, other, b"\x0b\x02\x80" + bytes(700), headers=(("Content-Encoding", "br"),)),
        "zstd": refused(18, other, b"\x28\xb5\x2f\xfd" + bytes(700), headers=(("Content-Encoding", "zstd"),)),
        "compress": refused(18, other, b"\x1f\x9d\x90" + bytes(700), headers=(("Content-Encoding", "compress"),)),
        "large-header": _script(endless(f"{ok}X-Bomb: ", b"a" * 65_536), r"not proper HTTP|too large"),
        "many-headers": _script(endless(ok, b"X-Bomb: a\r\n" * 5000), r"not proper HTTP|too large"),
        "large-status": _script(endless("HTTP/1.1 200 ", b"O" * 65_536), r"not proper HTTP|too large"),
        "large-trailer": _script(
            endless(f"{ok}{xml}Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Bomb: a\r\n" * 5000),
            r"not proper HTTP|too large",
        ),
        "chunk-extension": _script(
            endless(f"{ok}{xml}Transfer-Encoding: chunked\r\n\r\n5;", b"a" * 65_536), r"not proper HTTP|too large"
        ),
        "large-cookie": read(18, feed(TITLE), headers=(("Set-Cookie", "a=" + "b" * 60_000),)),
        "large-etag": read(18, feed(TITLE), etag='"' + "e" * 60_000 + '"'),
        "hundred-cookies": read(18, feed(TITLE), headers=tuple(("Set-Cookie", f"c{n}=1") for n in range(500))),
        "nine-megabytes": read(
            18, rss(*(item(TITLE, f"https://news.example/{n}", "word " * 800) for n in range(2000))), *[TITLE] * 2000
        ),
        "nine-megabyte-item": refused(18, "MB to read", rss(item(TITLE, "", "word " * 1_800_000))),
        "eleven-megabytes": refused(18, TOO_LARGE, rss(item(TITLE, "", "word " * 2_200_000))),
        "five-megabyte-item": read(18, rss(item(TITLE, "https://news.example/1", "كلمة " * 550_000))),
    }
    return {f"/18/{name}": case for name, case in cases.items()}


def _script(script: Script, cause: str) -> Case:
    return Case(18, Reply(script=script), cause=cause)
