"""Feeds tried now, side by side: fetched and read as the daemon does, nothing stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from monitor.cli.screen import Screen, count, line, when
from monitor.feeds.fetch import Fetcher
from monitor.feeds.parse import Parser
from monitor.feeds.workers import Workers
from monitor.model import Feed, FeedState, Fetched, FetchFailed, ParsedFeed

AT_ONCE = 8  # feeds


@dataclass(frozen=True, slots=True)
class Trial:
    """What one look at a feed gave."""

    feed: Feed
    result: ParsedFeed | str  # what it holds, or why it cannot be used


async def try_all(wanted: tuple[Feed, ...], screen: Screen) -> int:
    """Tries each, a line a feed as it ends; the exit code, 1 when one cannot be used."""
    bad = 0
    async for trial in _trials(wanted):
        bad += isinstance(trial.result, str)
        screen.say(f"{line(trial.feed.name)}: {line(_words(trial.result))}")
    if len(wanted) > 1:
        screen.say(f"{count(len(wanted) - bad, 'feed')} good, {bad} failing.")
    return 1 if bad else 0


async def _trials(wanted: tuple[Feed, ...]) -> AsyncIterator[Trial]:
    """The trials as they end."""
    turn = asyncio.Semaphore(AT_ONCE)
    async with Workers() as workers:
        fetcher, parser = Fetcher(), Parser(workers)

        async def one(feed: Feed) -> Trial:
            async with turn:
                fetched = await fetcher.feed(feed, FeedState(url=feed.url))
                if isinstance(fetched, FetchFailed):
                    return Trial(feed, fetched.cause)
                if not isinstance(fetched, Fetched):
                    return Trial(feed, "answered 304 to a first request")
                parsed = await parser.parse(fetched)
                return Trial(feed, parsed if isinstance(parsed, ParsedFeed) else parsed.cause)

        for done in asyncio.as_completed([one(feed) for feed in wanted]):
            yield await done


def _words(result: ParsedFeed | str) -> str:
    if isinstance(result, str):
        return f"FAILS: {result}"
    newest = max((entry.published for entry in result.entries if entry.published), default=None)
    letters = sorted(len(entry.text) for entry in result.entries)
    middle = letters[len(letters) // 2] if letters else 0
    return f"good: {count(len(result.entries), 'item')}, newest {when(newest)}, {middle} characters in the middle item"
