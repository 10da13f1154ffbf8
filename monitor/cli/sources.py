"""Articles that a person hands over: a file, a page on the web, standard input. Plain text, HTML or JSON lines."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.articles.identity import given
from monitor.cli.records import BadRecord, Record, record
from monitor.errors import BadSettings
from monitor.feeds.decode import decode
from monitor.feeds.fetch import Fetcher
from monitor.feeds.pages import Page, Reader
from monitor.feeds.workers import Workers
from monitor.model import Article, Fetched, FetchFailed, ParseFailed

LIMIT = 20_000_000  # bytes of one file
STDIN = "-"

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b", re.I | re.DOTALL)


def is_web(source: str) -> bool:
    """Whether this names a page on the web rather than a file."""
    return source.lower().startswith(("http://", "https://"))


def articles_of(source: str, seen: datetime, *, private: bool = False) -> tuple[Article, ...]:
    """The articles behind a file name, a URL or "-": one, unless it is JSON lines. Raises BadSettings."""
    if is_web(source):
        return (_page(source, seen, private=private),)
    body = _bytes(source)
    name = "" if source == STDIN else Path(source).name
    if _is_records(body):
        return _records(body, source, seen)
    text = decode(body, "")
    if _HTML.match(text[:2000]):
        return (_html(text, source, name, seen),)
    if not text.strip():
        raise BadSettings(f"{source}: there is no text in it")
    return (given(text, name=name, seen=seen),)


def _bytes(source: str) -> bytes:
    if source == STDIN:
        body = sys.stdin.buffer.read(LIMIT + 1)
    else:
        try:
            with Path(source).open("rb") as file:
                body = file.read(LIMIT + 1)
        except OSError as error:
            raise BadSettings(f"{source}: {error.strerror}") from error
    if len(body) > LIMIT:
        raise BadSettings(f"{source}: more than {LIMIT // 1_000_000} MB is no article")
    if b"\0" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadSettings(f"{source}: not a text file")
    return body


def _is_records(body: bytes) -> bool:
    """Whether the first line is a JSON object."""
    first = body.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    if not first.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _records(body: bytes, source: str, seen: datetime) -> tuple[Article, ...]:
    found: list[Article] = []
    for number, row in enumerate(body.split(b"\n"), 1):
        if not row.strip():
            continue
        try:
            found.append(_recorded(record(row), source, seen))
        except BadRecord as bad:
            raise BadSettings(f"{source}: line {number}: {bad}") from bad
    return tuple(found)


def _recorded(row: Record, source: str, seen: datetime) -> Article:
    article = given(row.text, title=row.title, name=row.feed or Path(source).name, url=row.url, seen=seen)
    return replace(article, lang=row.lang, published=row.published)


async def _fetched(url: str, *, private: bool) -> Fetched:
    result = await Fetcher().page(url, private=private)
    if isinstance(result, FetchFailed):
        raise BadSettings(f"{url}: {result.cause}")
    return result


async def _read(body: Fetched, source: str) -> Page:
    """The article on a page, read in a child process like every page."""
    async with Workers(count=1) as workers:
        result = await Reader(workers).read(body)
    if isinstance(result, ParseFailed):
        raise BadSettings(f"{source}: {result.cause}")
    return result


def _page(url: str, seen: datetime, *, private: bool) -> Article:
    """The page at a URL, its text as the full-text reader sees it."""

    async def both() -> Page:
        return await _read(await _fetched(url, private=private), url)

    page = asyncio.run(both())
    return given(page.text, title=page.title, url=url, seen=seen)


def _html(text: str, source: str, name: str, seen: datetime) -> Article:
    page = asyncio.run(_read(Fetched("", text.encode(), "", "text/html; charset=utf-8"), source))
    return given(page.text, title=page.title, name=name, seen=seen)
