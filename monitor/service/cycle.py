"""The polling loop: what is due is fetched, read, decided and committed, feed by feed.

    feed state -> fetch -> parse (child) -> first look -> pages (optional) -> look-up, decide, commit

Fetching and parsing run side by side, within limits a host and overall. The last step runs as one piece of work on the
store's thread, one poll at a time, so two outlets with the same story in the same second cannot both be first. Rules
are asked on that thread alone. A poll that fails, even by a bug of ours, is a failure of that feed and of no other;
a state that takes nothing (a full disk) is no feed's failure: polling rests, and everything due is polled afterwards.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from monitor.articles.baseline import is_baseline
from monitor.articles.identity import articles, sight
from monitor.errors import MonitorError
from monitor.feeds.schedule import due, rolled_over
from monitor.model import (
    Article,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    NotModified,
    Outcome,
    ParsedFeed,
    ParseFailed,
    Seen,
)
from monitor.rules.book import RuleBook
from monitor.service.decide import Earlier, Poll, counted, wanted
from monitor.service.journal import report
from monitor.service.pages import PageLimits, PageReader, Pages, PageSource
from monitor.service.settle import keys, settle
from monitor.service.writer import Writer
from monitor.store.store import Store

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]  # the time now, aware, UTC
FetchResult = Fetched | NotModified | FetchFailed
PIECE = 100  # items of one poll that are settled together when it brought more
EVER = datetime.min.replace(tzinfo=UTC)


class Source(PageSource, Protocol):
    """Where bodies come from."""

    async def feed(self, feed: Feed, state: FeedState) -> FetchResult: ...


class FeedParser(Protocol):
    """What reads feeds, apart from the loop."""

    async def parse(self, fetched: Fetched) -> ParsedFeed | ParseFailed: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once; times in seconds."""

    together: int = 12  # polls
    per_host: int = 2  # polls of feeds on one host
    pages: PageLimits = field(default_factory=PageLimits)
    after_a_bug: float = 300.0  # until a feed whose poll we could not even record is tried again
    rest: float = 10.0  # without polls after the state took nothing


class Cycle:
    """Polls the feeds of the book that `book()` gives at that moment."""

    def __init__(
        self, writer: Writer, source: Source, parser: FeedParser, reader: PageReader, book: Callable[[], RuleBook],
        now: Clock, limits: Limits | None = None,
    ) -> None:  # fmt: skip
        self._writer, self._book, self._now = writer, book, now
        self._source, self._parser = source, parser
        self._limits = limits or Limits()
        self._pages = Pages(source, reader, self._limits.pages)
        self._states: dict[str, FeedState] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._rest: tuple[datetime, datetime] | None = None  # since when, until when
        self._slots = asyncio.Semaphore(self._limits.together)
        self.flooded = 0  # polls under way that brought so much that they are settled in pieces
        self.untold = False  # whether there may be baselines that nobody was told of; the store knows which
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(self._limits.per_host))

    @property
    def running(self) -> int:
        """How many polls are under way."""
        return len(self._running)

    async def refresh(self) -> None:
        """Brings the stored feeds in line with the book, learns when each is due and which baselines nobody heard of.

        To be called at the start and after a reload.
        """

        def work(store: Store) -> tuple[tuple[str, ...], dict[str, FeedState], bool]:
            return store.adopt(self._book().feeds), store.feed_states(), bool(store.untold_baselines())

        changes, self._states, untold = await self._writer(work)
        self.untold = self.untold or untold
        for change in changes:
            log.info("%s", change)

    def due(self) -> list[Feed]:
        """The enabled feeds that are due and not being polled, those that wait longest first; none during a rest."""
        now = self._now()
        if self._rest and self._rest[0] <= now < self._rest[1]:  # a clock that was set back must not prolong it
            return []
        waiting = [
            (self._states.get(feed.url, FeedState(feed.url)), feed)
            for feed in self._book().feeds
            if feed.enabled and feed.url not in self._running
        ]
        longest = sorted(waiting, key=lambda pair: pair[0].next_poll or EVER)
        return [feed for state, feed in longest if due(state, now)]

    def start_due(self, keep: Callable[[Outcome], object] = lambda outcome: None) -> list[asyncio.Task[None]]:
        """Begins a poll of everything due, without waiting; gives the polls under way.

        What was committed goes to `keep` (of a flood each piece, all but the last with a state without URL), and is
        forgotten by default: hundreds of first polls hold all their articles.
        """
        for feed in self.due():
            self._running[feed.url] = asyncio.create_task(self._guarded(feed, keep), name=feed.url)
            self._running[feed.url].add_done_callback(lambda task: self._running.pop(task.get_name()))
        return list(self._running.values())

    async def poll_due(self) -> list[Outcome]:
        """Polls everything due and waits for all; gives what was committed, in the order in which it was."""
        outcomes: list[Outcome] = []
        await asyncio.gather(*self.start_due(outcomes.append))
        return outcomes

    async def stop(self, grace: float) -> None:
        """Lets running polls end for `grace` seconds, then cancels them: what is not committed is polled again."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _guarded(self, feed: Feed, keep: Callable[[Outcome], object]) -> None:
        """One poll within the limits; the top of the loop, where a bug of ours becomes a failure of the feed."""
        async with self._slot(feed):
            try:
                outcome = await self._poll(feed, keep)
            except MonitorError as error:
                self._stored_nothing(error)
                return
            except Exception as error:
                log.exception("poll of %s broke", feed.name)
                if broken := await self._broken(feed, error):
                    keep(broken)
                return
        self._states[feed.url] = outcome.state
        if outcome.state.baseline_at == outcome.at:
            self.untold = True
        report(feed, outcome)
        keep(outcome)

    @asynccontextmanager
    async def _slot(self, feed: Feed) -> AsyncIterator[None]:
        """Waits for the host first, so that a slow host holds none of the overall places."""
        async with self._hosts[urlsplit(feed.url).hostname or ""], self._slots:
            yield

    def _stored_nothing(self, error: MonitorError) -> None:
        """No poll begins for a while, and one line says why; the polls under way then end the same way, unsaid."""
        now = self._now()
        if self._rest is None or now >= self._rest[1]:
            log.error("nothing is polled for %d s: %s", self._limits.rest, error)
        self._rest = now, now + timedelta(seconds=self._limits.rest)

    async def _broken(self, feed: Feed, error: Exception) -> Outcome | None:
        """Records the failure; when even that fails (a full disk), leaves the feed alone for a while."""
        try:
            failed = FetchFailed(f"internal error: {type(error).__name__}: {error}", "soft")
            outcome = await self._writer(lambda store: self._settle(store, feed, Poll(failed)))
            self._states[feed.url] = outcome.state
            return outcome
        except Exception:
            log.exception("the failure of %s could not be stored", feed.name)
            later = self._now() + timedelta(seconds=self._limits.after_a_bug)
            self._states[feed.url] = replace(self._states.get(feed.url, FeedState(feed.url)), next_poll=later)
            return None

    async def _poll(self, feed: Feed, keep: Callable[[Outcome], object]) -> Outcome:
        state = self._states.get(feed.url)
        if state is None:
            state = await self._writer(lambda store: store.feed_state(feed))
        result = await self._source.feed(feed, state)
        parsed = await self._parser.parse(result) if isinstance(result, Fetched) else None
        if not isinstance(parsed, ParsedFeed):
            return await self._writer(lambda store: self._settle(store, feed, Poll(parsed or result)))
        looked = await self._writer(lambda store: self._first_look(store, feed, result, parsed))
        if isinstance(looked, Outcome):
            return looked
        poll, worth, fresh = looked
        pages, unread = await self._pages.read(feed, worth)
        read = replace(poll, articles=tuple(pages.get(article, article) for article in poll.articles), unread=unread)
        return await self._settle_all(feed, read, fresh, keep)

    async def _settle_all(self, feed: Feed, poll: Poll, fresh: int, keep: Callable[[Outcome], object]) -> Outcome:
        """Settles a poll; one that brought a flood in pieces, the oldest first, so that it holds up nobody else.

        All but the last, which is given, go to `keep` at once: what they say is committed whatever comes after.
        The feed's state is stored with the last piece: after a crash the rest is found again at the next poll.
        """
        if fresh <= PIECE:
            return await self._writer(lambda store: self._settle(store, feed, poll))
        self.flooded += 1
        try:
            rest = poll.articles
            while len(rest) > PIECE:
                piece = replace(poll, articles=rest[-PIECE:])
                outcome = await self._writer(partial(self._settle, feed=feed, poll=piece, last=False))
                report(feed, outcome)
                keep(outcome)
                sightings = [item.sighting for item in outcome.judged]
                rest, poll = rest[:-PIECE], replace(poll, earlier=counted(poll.earlier, sightings))
            return await self._writer(partial(self._settle, feed=feed, poll=replace(poll, articles=rest)))
        finally:
            self.flooded -= 1

    # -- on the store's thread ----------------------------------------------------------------------------------------

    def _first_look(
        self, store: Store, feed: Feed, result: FetchResult, parsed: ParsedFeed
    ) -> Outcome | tuple[Poll, list[Article], int]:
        """The items, which are worth reading the page for, and how many are new.

        Without any to read, without a flood, or on a first poll, all is settled here.
        """
        poll = Poll(result, articles(parsed.entries, feed, self._now()), parsed.ttl)
        if not is_baseline(store.feed_state(feed)):
            known, book = store.known(keys(poll.articles)), self._book()
            sightings = [sight(article, known) for article in poll.articles]
            worth = [found.article for found in sightings if wanted(book, feed, found)]
            fresh = sum(found.seen is not Seen.KNOWN for found in sightings)
            if fresh > PIECE:
                self._note_gap(store, feed, counted(Earlier(), sightings))
            if worth or fresh > PIECE:
                return poll, worth, fresh
        return self._settle(store, feed, poll)

    def _note_gap(self, store: Store, feed: Feed, all_: Earlier) -> None:
        """Stores at once that the feed rolled over: were the flood to break off, its first piece would be known."""
        state, now = store.feed_state(feed), self._now()
        if rolled_over(state, all_.total, all_.again, all_.dates, now):
            store.commit(Outcome(replace(state, gap_at=now), now))

    def _settle(self, store: Store, feed: Feed, poll: Poll, *, last: bool = True) -> Outcome:
        """Looks up (again), decides and commits, as one piece of work: nothing can come in between.

        Of a piece that is not the last, the feed's state is not stored.
        """
        unstored = None if last else replace(store.feed_state(feed), url="")
        return settle(store, self._book(), feed, poll, self._now(), unstored)[0]
