"""When to ask a feed again. Pure: `now` is an argument, and chance a hash of the feed's address.

A feed with `every` is polled as written. `every: auto` starts at ten minutes and follows the feed between five minutes
and two hours: faster the more of a poll was new, slower after each poll without news, and not faster than the feed's
own TTL or Cache-Control asks, up to an hour. Failures back off by powers of two, the more certain the failure the
faster; Retry-After is always kept, up to a day. The schedule is data (FeedState.next_poll), so a restart changes
nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Feed, FeedState, Fetched, FetchFailed, NotModified, ParseFailed

START = 600.0
SHORTEST, LONGEST = 300.0, 7200.0
ASKED_MAX = 3600.0  # a TTL or max-age beyond this is a cache's wish, not a newsroom's
BACKOFF_MAX = 6 * 3600.0  # a dead feed is looked at four times a day; a longer `every` stays as it is
RETRY_AFTER_MAX = 24 * 3600.0

WEIGHTS = {"hard": 1.0, "soft": 0.5, "temporary": 0.25}
_FAILURES_MAX = 20.0  # two to this power is beyond every cap
_SLOWER = 1.25  # after a poll without news
_SPREAD = 0.1  # feeds added together drift apart by up to a tenth of their interval


def after_poll(
    feed: Feed,
    state: FeedState,
    result: Fetched | NotModified | FetchFailed | ParseFailed,
    *,
    fresh: int,
    total: int,
    ttl: float,
    now: datetime,
    again: int = 0,
    dates: Sequence[datetime] = (),
) -> FeedState:
    """The feed's state after one poll: `fresh` of `total` items were new, `ttl` is ParsedFeed.ttl in seconds.

    `again` of them were known before this poll, `dates` are those that items carry.

    A Fetched stands for a body that was fetched *and* parsed: it alone advances body hash and baseline. After a
    ParseFailed or FetchFailed nothing is forgotten and nothing advanced, so the next poll asks for the body again.
    """
    if isinstance(result, FetchFailed | ParseFailed):
        return _failed(feed, state, result, now)
    asked = ttl if isinstance(result, Fetched) else state.ttl
    interval = _interval(feed, state, fresh, total, max(asked, result.max_age))
    if isinstance(result, Fetched):
        state = _showed(state, total, again, dates, now)
    state = replace(
        state,
        etag=result.etag or state.etag,
        last_modified=result.last_modified or state.last_modified,
        ttl=asked,
        failures=0.0,
        cause="",
        last_good=now,
        read_at=now if isinstance(result, Fetched) or result.whole else state.read_at,
    )
    if isinstance(result, Fetched):
        state = replace(
            state,
            etag=result.etag,  # one that is no longer sent is no longer valid
            last_modified=result.last_modified,
            body_hash=result.body_hash,
            baseline_at=state.baseline_at or now,
        )
    return _planned(feed, state, interval, now)


def due(state: FeedState, now: datetime) -> bool:
    """Whether to poll now: the time has come, or it lies further ahead than it was ever set (the clock went back)."""
    if state.next_poll is None or state.next_poll <= now:
        return True
    ahead = (state.next_poll - now).total_seconds()
    return ahead > (state.interval or RETRY_AFTER_MAX) * (1 + _SPREAD) + 1.0


def replanned(feed: Feed, state: FeedState) -> FeedState:
    """The state under a changed `every`, which holds from the last poll on; a feed that backs off goes on doing so."""
    if feed.every is None or state.last_poll is None or state.failures or state.interval == feed.every:
        return state
    return replace(state, interval=feed.every, next_poll=state.last_poll + timedelta(seconds=feed.every))


def rolled_over(state: FeedState, total: int, again: int, dates: Sequence[datetime], now: datetime) -> bool:
    """Whether nothing in a feed that shows `total` items is known, so that items in between may have been missed.

    Not when every item has a date and one is older than what was seen before: then the feed shows other items, not
    later ones.
    """
    past = [date for date in dates if date <= now]
    older = bool(state.newest and len(past) == total and min(past, default=now) <= state.newest)
    return bool(state.baseline_at and state.shown and total and not again and not older)


def _showed(state: FeedState, total: int, again: int, dates: Sequence[datetime], now: datetime) -> FeedState:
    """What the feed shows now, and whether it rolled over."""
    rolled = rolled_over(state, total, again, dates, now)
    newest = max([*(date for date in dates if date <= now), *([state.newest] if state.newest else [])], default=None)
    return replace(state, shown=total, newest=newest, gap_at=now if rolled else state.gap_at)


def _interval(feed: Feed, state: FeedState, fresh: int, total: int, asked: float) -> float:
    """Seconds to the next poll after a good one."""
    if feed.every is not None:
        return feed.every
    current = START if state.failures or not state.interval or not state.last_good else state.interval
    if state.baseline_at is None:  # on a first poll everything is new, which says nothing
        interval = START
    elif fresh:
        # Half the items new means that as many may have been missed; one in twenty leaves the pace as it is.
        interval = current / (1 + 4 * max(0.0, fresh / max(total, 1) - 0.05))
    else:
        interval = current * _SLOWER
    return max(min(max(interval, SHORTEST), LONGEST), min(asked, ASKED_MAX))


def _failed(feed: Feed, state: FeedState, result: FetchFailed | ParseFailed, now: datetime) -> FeedState:
    weight = result.weight if isinstance(result, FetchFailed) else "soft"
    after = result.retry_after if isinstance(result, FetchFailed) else 0.0
    failures = min(state.failures + WEIGHTS[weight], _FAILURES_MAX)
    usual = START if feed.every is None else feed.every
    interval = max(min(usual * 2**failures, BACKOFF_MAX), usual, min(after, RETRY_AFTER_MAX))
    return _planned(feed, replace(state, failures=failures, cause=result.cause), interval, now)


def _planned(feed: Feed, state: FeedState, interval: float, now: datetime) -> FeedState:
    """The state with its next poll; `every` is kept to the second, other intervals are spread by the address."""
    exact = feed.every is not None and interval == feed.every
    share = zlib.crc32(feed.url.encode()) / 2**32
    seconds = interval if exact else interval * (1 + _SPREAD * share)
    return replace(state, interval=interval, last_poll=now, next_poll=now + timedelta(seconds=seconds))
