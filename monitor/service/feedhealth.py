"""How one feed is, in words a person can act on. Pure: what is remembered of it and the time in, a level out.

A feed fails when it failed `FAILING` times in a row (soft and temporary failures count less), or when its last poll
failed and nothing good came for a day: one failure may be an accident. It is late when it was due for longer than its
own interval. It rolled over when a poll showed nothing that was known, so that items in between may have been missed;
it is silent when it brought nothing new for twice its longest pause.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from monitor.model import Feed, FeedState

FAILING = 3.0  # weighted failures in a row, see FeedState.failures
SILENT = timedelta(days=1)  # without a good poll
LATE = timedelta(minutes=2)  # at least; a poll may take a minute, and waits for others on its host
STARTED = timedelta(minutes=10)  # after a start: all feeds may be due at once
ROLLED = timedelta(days=1)  # for so long it is said that items may have been missed
PAUSES = 8  # between a feed's news, before its silence says anything
QUIET, TWICE = timedelta(hours=12), 2  # at least so long, and so many of its longest pauses

EVER = datetime.min.replace(tzinfo=UTC)

Level = Literal["good", "new", "troubled", "failing", "late", "off"]


@dataclass(frozen=True, slots=True)
class DaemonSeen:
    """Whether a daemon holds the state folder, and since when, as far as that is known."""

    running: bool = True
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a feed last brought something new, and its longest pause of the last month in seconds, out of so many."""

    last_new: datetime | None = None
    longest: float = 0.0
    pauses: int = 0


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How one feed is, and why, in words. `rolled` and `silent` are words, too, empty when it did not and is not."""

    feed: Feed
    state: FeedState
    level: Level
    words: str
    rhythm: Rhythm = field(default_factory=Rhythm)
    rolled: str = ""
    silent: str = ""


def feed_health(
    feed: Feed, state: FeedState, now: datetime, daemon: DaemonSeen, rhythm: Rhythm | None = None
) -> FeedHealth:
    """One feed. A feed that is due and not polled is late, but not before the daemon had time to come round to it."""
    rhythm = rhythm or Rhythm()
    found = _polled(feed, state, now, daemon)
    if found.level in ("off", "new", "failing"):
        return replace(found, rhythm=rhythm)
    return replace(found, rhythm=rhythm, rolled=_rolled(state, now), silent=_silent(state, rhythm))


def _rolled(state: FeedState, now: datetime) -> str:
    if state.gap_at is None or now - state.gap_at > ROLLED:
        return ""
    return f"rolled over {ago(now - state.gap_at)} ago: nothing in it was known, items in between may have been missed"


def _silent(state: FeedState, rhythm: Rhythm) -> str:
    """Measured by good polls alone: while nobody polled, nothing can be said."""
    if rhythm.last_new is None or state.last_good is None or rhythm.pauses < PAUSES:
        return ""
    longest, quiet = timedelta(seconds=rhythm.longest), state.last_good - rhythm.last_new
    if quiet <= max(QUIET, TWICE * longest):
        return ""
    return f"silent for {ago(quiet)}, its longest pause in a month was {ago(longest)}"


def _polled(feed: Feed, state: FeedState, now: datetime, daemon: DaemonSeen) -> FeedHealth:
    if not feed.enabled:
        return FeedHealth(feed, state, "off", "not enabled")
    if state.last_poll is None:
        return FeedHealth(feed, state, "new", "not polled yet")
    if state.cause and (state.failures >= FAILING or (state.last_good and now - state.last_good > SILENT)):
        last = f"last good poll {ago(now - state.last_good)} ago" if state.last_good else "never polled well"
        return FeedHealth(feed, state, "failing", f"{state.cause}; {last}")
    interval = timedelta(seconds=feed.every or state.interval)
    overdue = now - (state.next_poll or now) > max(LATE, interval)
    if daemon.running and overdue and now - (daemon.since or EVER) > STARTED:
        return FeedHealth(feed, state, "late", f"should have been polled {ago(now - (state.next_poll or now))} ago")
    if state.cause:
        return FeedHealth(feed, state, "troubled", state.cause)
    return FeedHealth(feed, state, "good", f"polled {ago(now - state.last_poll)} ago")


def ago(span: timedelta) -> str:
    """A length of time in its largest whole unit: "3 min", "2 h", "5 days"."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length * (2 if unit == "days" else 1):
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def size(count: int) -> str:
    """A number of bytes as people say it: "740 kB", "12.5 MB", "1.20 GB"."""
    for unit, length, digits in (("GB", 10**9, 2), ("MB", 10**6, 1), ("kB", 10**3, 0)):
        if count >= length:
            return f"{count / length:.{digits}f} {unit}"
    return f"{count} bytes"
