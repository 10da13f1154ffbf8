"""Reading the pages behind the items of one poll, within limits of number and time.

A page is a bonus: one that is refused, slow or empty leaves its item to be judged by the feed's words, and says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from monitor.articles.identity import with_page
from monitor.feeds.pages import Page
from monitor.model import Article, Feed, Fetched, FetchFailed, ParseFailed


class PageSource(Protocol):
    """Where pages come from."""

    async def page(self, url: str, *, private: bool = False) -> Fetched | FetchFailed: ...


class PageReader(Protocol):
    """What reads pages, apart from the loop."""

    async def read(self, fetched: Fetched) -> Page | ParseFailed: ...


@dataclass(frozen=True, slots=True)
class PageLimits:
    """For one poll: how many pages, how many at once, and how many seconds for all of them."""

    number: int = 10
    together: int = 3
    seconds: float = 20.0


class Pages:
    """The pages of one poll after another."""

    def __init__(self, source: PageSource, reader: PageReader, limits: PageLimits) -> None:
        self._source, self._reader, self._limits = source, reader, limits

    async def read(self, feed: Feed, worth: Sequence[Article]) -> tuple[dict[Article, Article], dict[str, str]]:
        """(articles with their page's text, by the article without; why a page was not read, by URL)."""
        pages: dict[Article, Article] = {}
        unread = {article.url: "too many new items at once to read every page" for article in worth}
        gate = asyncio.Semaphore(self._limits.together)

        async def read(article: Article) -> None:
            async with gate:
                page = await self._one(feed, article)
            if isinstance(page, str):
                unread[article.url] = page
            else:
                pages[article] = with_page(article, page.title, page.text)
                unread.pop(article.url, None)

        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.seconds), asyncio.TaskGroup() as group:
                for article in worth[: self._limits.number]:
                    unread[article.url] = "its page took too long"
                    group.create_task(read(article))
        return pages, unread

    async def _one(self, feed: Feed, article: Article) -> Page | str:
        """The page of an article, or why there is none."""
        fetched = await self._source.page(article.url, private=feed.private)
        if isinstance(fetched, FetchFailed):
            return f"its page could not be read: {fetched.cause}"
        read = await self._reader.read(fetched)
        return f"its page could not be read: {read.cause}" if isinstance(read, ParseFailed) else read
