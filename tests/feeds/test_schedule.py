"""The schedule adapts, backs off, keeps Retry-After, and survives a clock that jumps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.schedule import (
    ASKED_MAX,
    BACKOFF_MAX,
    LONGEST,
    RETRY_AFTER_MAX,
    SHORTEST,
    START,
    after_poll,
    due,
    replanned,
)
from monitor.model import Feed, FeedState, Fetched, FetchFailed, NotModified, ParseFailed

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
AUTO = Feed("a", "https://a.example/feed")
WRITTEN = replace(AUTO, every=60.0)
NEVER_POLLED = FeedState(AUTO.url)
BODY = Fetched(AUTO.url, b"", "hash", etag='"1"', last_modified="yesterday")


def poll(
    state: FeedState,
    result: Fetched | NotModified | FetchFailed | ParseFailed = BODY,
    *,
    feed: Feed = AUTO,
    fresh: int = 0,
    total: int = 50,
    ttl: float = 0.0,
    now: datetime = NOW,
    again: int = 0,
    dates: Sequence[datetime] = (),
) -> FeedState:
    """One poll with everything ordinary but what the test names."""
    return after_poll(feed, state, result, fresh=fresh, total=total, ttl=ttl, now=now, again=again, dates=dates)


def wait(state: FeedState) -> float:
    """Seconds from the last poll to the next."""
    assert state.next_poll and state.last_poll
    return (state.next_poll - state.last_poll).total_seconds()


GOOD = poll(NEVER_POLLED, fresh=50)


def test_the_first_good_poll_is_the_baseline_and_the_pace_starts_at_ten_minutes() -> None:
    """That everything was new on a first poll says nothing about the feed."""
    assert GOOD.baseline_at == GOOD.last_good == GOOD.last_poll == NOW
    assert GOOD.interval == START
    assert (GOOD.etag, GOOD.last_modified, GOOD.body_hash) == ('"1"', "yesterday", "hash")


def test_the_pace_follows_the_news() -> None:
    """Half new is polled at once faster, a little new keeps the pace, nothing new slows down to two hours."""
    assert poll(GOOD, fresh=25).interval <= START / 2
    assert poll(GOOD, fresh=2).interval == START
    state = GOOD
    for _ in range(50):
        state = poll(state, NotModified())
    assert state.interval == LONGEST
    for _ in range(10):
        state = poll(state, fresh=30)
    assert state.interval == SHORTEST


def test_what_the_feed_asks_for_is_a_lower_bound_up_to_an_hour() -> None:
    """TTL and max-age hold the pace back, a day's TTL does not; a 304 remembers the TTL."""
    assert poll(GOOD, fresh=50, ttl=1800).interval == 1800
    assert poll(GOOD, replace(BODY, max_age=900.0), fresh=50).interval == 900
    assert poll(GOOD, ttl=86400).interval == ASKED_MAX
    assert poll(poll(GOOD, ttl=1800), NotModified()).interval >= 1800


def test_a_written_interval_is_kept_to_the_second() -> None:
    """`every: 1s` is one second, whatever the feed, its cache or the news say."""
    state = poll(GOOD, replace(BODY, max_age=900.0), feed=replace(AUTO, every=1.0), fresh=50, ttl=1800)
    assert wait(state) == 1.0


@pytest.mark.parametrize(("weight", "factor"), [("hard", 2.0), ("soft", 2**0.5), ("temporary", 2**0.25)])
def test_failures_back_off_by_their_weight(weight: Literal["hard", "soft", "temporary"], factor: float) -> None:
    """A 404 doubles the interval, a page that is no feed and a timeout lengthen it less."""
    state = poll(GOOD, FetchFailed("x", weight), feed=WRITTEN)
    assert state.interval == pytest.approx(60 * factor)
    assert state.cause == "x" and state.last_good == NOW


def test_back_off_ends_at_six_hours_and_with_the_first_good_poll() -> None:
    """A dead feed is still looked at; when it is back, the pace is the usual one at once."""
    state = GOOD
    for _ in range(100):
        state = poll(state, FetchFailed("HTTP 404 Not Found", "hard"))
    assert state.interval == BACKOFF_MAX
    state = poll(state, fresh=2)
    assert (state.interval, state.failures, state.cause) == (START, 0.0, "")


def test_a_day_between_polls_stays_a_day_when_they_fail() -> None:
    """The cap of the back-off shortens no interval that was written longer."""
    daily = replace(AUTO, every=86400.0)
    assert poll(GOOD, FetchFailed("x", "hard"), feed=daily).interval == 86400.0


@pytest.mark.parametrize("feed", [AUTO, WRITTEN])
def test_retry_after_always_counts_up_to_a_day(feed: Feed) -> None:
    """Also for a written interval; never polled before the server said, give or take nothing."""
    asked = poll(GOOD, FetchFailed("HTTP 429", "temporary", 7200.0), feed=feed)
    assert wait(asked) >= 7200.0
    assert poll(GOOD, FetchFailed("HTTP 503", "temporary", 1e9), feed=feed).interval == RETRY_AFTER_MAX


def test_a_body_that_is_no_feed_advances_nothing() -> None:
    """Validators, hash and baseline stay, so the next poll asks for the body again."""
    failed = poll(NEVER_POLLED, ParseFailed("a login page instead of a feed"))
    assert (failed.etag, failed.body_hash, failed.baseline_at, failed.last_good) == ("", "", None, None)
    kept = poll(GOOD, ParseFailed("the document is cut"))
    assert (kept.etag, kept.body_hash, kept.baseline_at) == (GOOD.etag, GOOD.body_hash, GOOD.baseline_at)
    assert kept.cause == "the document is cut"


def test_validators_follow_the_server() -> None:
    """A 304 may bring a new ETag; a new body without one ends the old one."""
    assert poll(GOOD, NotModified(etag='"2"')).etag == '"2"'
    assert poll(GOOD, NotModified()).etag == '"1"'
    assert poll(GOOD, replace(BODY, etag="")).etag == ""


def test_a_feed_is_due_at_its_time_and_at_once_when_never_polled() -> None:
    """The schedule is a column."""
    assert due(NEVER_POLLED, NOW)
    assert not due(GOOD, NOW) and not due(GOOD, NOW + timedelta(seconds=wait(GOOD) - 1))
    assert due(GOOD, NOW + timedelta(seconds=wait(GOOD)))


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1), timedelta(days=20_000)])
def test_a_clock_that_goes_back_silences_no_feed(back: timedelta) -> None:
    """A next poll further ahead than the interval was ever set is due now; so is one after a Retry-After of a day."""
    assert due(GOOD, NOW - back)
    waiting = poll(GOOD, FetchFailed("HTTP 429", "temporary", 1e9))
    assert not due(waiting, NOW + timedelta(hours=1))
    assert due(waiting, NOW - timedelta(days=2))


def test_feeds_drift_apart_by_their_addresses_alone() -> None:
    """The same address waits the same time twice, another one another time, by a tenth at most."""
    other = replace(AUTO, url="https://b.example/feed")
    assert wait(poll(GOOD)) == wait(poll(GOOD))
    assert wait(poll(NEVER_POLLED)) != wait(poll(FeedState(other.url), feed=other))
    assert START <= wait(GOOD) <= START * 1.1


@given(
    st.lists(
        st.tuples(
            st.sampled_from([BODY, NotModified(), ParseFailed("x"), FetchFailed("x", "hard", 1e6)]),
            st.integers(0, 60),
            st.floats(0, 1e7),
        ),
        max_size=30,
    ),
    st.sampled_from([None, 1.0, 600.0, 1e6]),
)
def test_every_state_is_due_again(polls: list[tuple[object, int, float]], every: float | None) -> None:
    """Whatever happens to a feed, the next poll is planned, not before it should and not beyond the longest wait."""
    state, now, feed = NEVER_POLLED, NOW, replace(AUTO, every=every)
    for result, fresh, ttl in polls:
        assert isinstance(result, Fetched | NotModified | ParseFailed | FetchFailed)
        state = poll(state, result, feed=feed, fresh=fresh, ttl=ttl, now=now)
        assert 1.0 <= wait(state) <= max(RETRY_AFTER_MAX, every or 0.0) * 1.1
        assert not due(state, now) and state.next_poll and due(state, state.next_poll)
        now = state.next_poll


LATER = NOW + timedelta(minutes=10)


def test_a_feed_that_shows_nothing_known_has_rolled_over() -> None:
    """One known item is enough to say that nothing was missed; a first poll and an empty feed say nothing."""
    assert GOOD.shown == 50 and GOOD.gap_at is None
    assert poll(GOOD, fresh=49, again=1, now=LATER).gap_at is None
    assert poll(GOOD, fresh=50, now=LATER).gap_at == LATER
    assert poll(GOOD, total=0, now=LATER).gap_at is None
    assert poll(replace(GOOD, shown=0), fresh=50, now=LATER).gap_at is None
    kept = poll(poll(GOOD, fresh=50, now=LATER), again=50, now=LATER + timedelta(minutes=10))
    assert kept.gap_at == LATER, "when it was stays known"


def test_older_items_that_were_never_shown_are_no_gap() -> None:
    """A feed turned round shows other items, all dated, not later ones; a date in the future is none."""
    dated = poll(GOOD, total=2, again=2, dates=[NOW - timedelta(hours=1), NOW + timedelta(days=9)])
    assert dated.newest == NOW - timedelta(hours=1)
    old, new = NOW - timedelta(days=30), NOW - timedelta(minutes=1)
    assert poll(dated, total=2, dates=[old, new], now=LATER).gap_at is None
    assert poll(dated, total=3, dates=[old, new], now=LATER).gap_at == LATER, "the third may be anything"
    assert poll(dated, total=2, dates=[new, LATER], now=LATER).gap_at == LATER


def test_a_body_is_remembered_apart_from_a_304() -> None:
    """The same body once more is a body; word that nothing changed is not."""
    assert GOOD.read_at == NOW
    assert poll(GOOD, NotModified(), now=LATER).read_at == NOW
    assert poll(GOOD, NotModified(whole=True), now=LATER).read_at == LATER


def test_a_changed_interval_holds_from_the_last_poll_on() -> None:
    """Shorter or longer; but a feed that backs off, or is asked to by Retry-After, goes on doing so."""
    assert replanned(WRITTEN, GOOD).next_poll == NOW + timedelta(seconds=60)
    assert replanned(replace(WRITTEN, every=86400.0), GOOD).next_poll == NOW + timedelta(days=1)
    assert replanned(AUTO, GOOD) == GOOD and replanned(WRITTEN, NEVER_POLLED) == NEVER_POLLED
    failed = poll(GOOD, FetchFailed("HTTP 429", "temporary", 3600.0))
    assert replanned(WRITTEN, failed) == failed
