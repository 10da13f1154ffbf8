"""Reading the pages behind the items of one poll."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from monitor.articles.identity import articles
from monitor.feeds.pages import Page
from monitor.model import Article, Entry, Feed, Fetched, FetchFailed, ParseFailed
from monitor.service.pages import PageLimits, Pages

FEED = Feed("One", "http://one.example/feed")
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


class Hand:
    """Pages as a test wants them, by the last word of their address."""

    def __init__(self) -> None:
        self.at_once = self.most = 0
        self.never = asyncio.Event()

    async def page(self, url: str, *, private: bool = False) -> Fetched | FetchFailed:
        """Fetched, refused, or never answered."""
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await (self.never.wait() if url.endswith("hangs") else asyncio.sleep(0))
        self.at_once -= 1
        return FetchFailed("HTTP 403 Forbidden", "hard") if url.endswith("refused") else Fetched(url, b"", "")

    async def read(self, fetched: Fetched) -> Page | ParseFailed:
        """A page, or none."""
        return ParseFailed("no article in the page") if fetched.url.endswith("empty") else Page("Title", "Text of it")


def items(*names: str) -> tuple[Article, ...]:
    """Articles at these addresses."""
    return articles([Entry(name, f"http://one.example/{name}", f"Item {name}", "") for name in names], FEED, NOW)


async def test_each_page_is_read_or_named() -> None:
    """What can be read gives the article its text; what cannot says why, under its address."""
    found = items("good", "refused", "empty")
    pages, unread = await Pages(Hand(), Hand(), PageLimits()).read(FEED, found)
    assert {article.url: read.text for article, read in pages.items()} == {"http://one.example/good": "Text of it"}
    assert unread == {
        "http://one.example/refused": "its page could not be read: HTTP 403 Forbidden",
        "http://one.example/empty": "its page could not be read: no article in the page",
    }


async def test_a_page_that_hangs_holds_nobody_up_for_long() -> None:
    """When the time is over, what was read counts, and the rest is named."""
    pages, unread = await Pages(Hand(), Hand(), PageLimits(seconds=0.2)).read(FEED, items("hangs", "good"))
    assert [article.url for article in pages] == ["http://one.example/good"]
    assert unread == {"http://one.example/hangs": "its page took too long"}


async def test_number_and_crowd_are_limited() -> None:
    """At most so many pages a poll, and so many side by side."""
    hand = Hand()
    pages, unread = await Pages(hand, hand, PageLimits(number=8, together=3)).read(
        FEED, items(*(f"n{number}" for number in range(12)))
    )
    assert (len(pages), hand.most) == (8, 3)
    assert set(unread.values()) == {"too many new items at once to read every page"} and len(unread) == 4
