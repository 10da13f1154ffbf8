"""Whether the product is well, in words a person can act on. Pure: facts of the store and the time in, problems out.

A feed is well when its last poll was good. One failure may be an accident; a feed counts as a problem when it failed
`FAILING` times in a row (soft and temporary failures count less) or brought nothing good for a day. Alerts are a
problem when they wait longer than any pacing explains, or when their chat is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from monitor.model import ChatState, Feed, FeedState

FAILING = 3.0  # weighted failures in a row, see FeedState.failures
SILENT = timedelta(days=1)  # without a good poll
LATE = timedelta(minutes=10)  # behind its schedule: nobody polls
WAITING = timedelta(minutes=15)  # the oldest message that has not gone out

Level = Literal["good", "new", "troubled", "failing", "late", "off"]


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How one feed is, and why, in words."""

    feed: Feed
    state: FeedState
    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits to be told: how many messages, the oldest one's time, how many may have been told twice."""

    waiting: int = 0
    oldest: datetime | None = None
    parked: int = 0
    uncertain: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The whole picture; well when there are no problems."""

    feeds: tuple[FeedHealth, ...]
    problems: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.problems


def health(
    feeds: Iterable[Feed], states: Mapping[str, FeedState], chats: Iterable[ChatState], outbox: Outbox,
    rules_problem: str, now: datetime, *, running: bool = True,
) -> Health:  # fmt: skip
    """`states` by URL, as the store gives them; `running` whether a daemon holds the state folder."""
    found = tuple(feed_health(feed, states.get(feed.url, FeedState(feed.url)), now, running=running) for feed in feeds)
    daemon, telling = _daemon_problems(running, rules_problem), _outbox_problems(chats, outbox, now)
    return Health(found, (*daemon, *_feed_problems(found), *telling))


def feed_health(feed: Feed, state: FeedState, now: datetime, *, running: bool = True) -> FeedHealth:
    """One feed. A feed that nobody polls is late, whatever its last poll said."""
    if not feed.enabled:
        return FeedHealth(feed, state, "off", "not enabled")
    if state.last_poll is None:
        return FeedHealth(feed, state, "new", "not polled yet")
    if state.cause and (state.failures >= FAILING or (state.last_good and now - state.last_good > SILENT)):
        last = f"last good poll {ago(now - state.last_good)} ago" if state.last_good else "never polled well"
        return FeedHealth(feed, state, "failing", f"{state.cause}; {last}")
    if running and state.next_poll and now - state.next_poll > LATE:
        return FeedHealth(feed, state, "late", f"should have been polled {ago(now - state.next_poll)} ago")
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


def _daemon_problems(running: bool, rules_problem: str) -> Sequence[str]:
    problems = [] if running else ["no daemon runs on this state folder"]
    if rules_problem:
        first, *more = rules_problem.splitlines()
        problems.append(f"the rules file has a problem: {first}" + (f" (and {len(more)} more)" if more else ""))
    return problems


def _feed_problems(found: Iterable[FeedHealth]) -> Sequence[str]:
    return [f"{item.feed.name}: {item.words}" for item in found if item.level in ("failing", "late")]


def _outbox_problems(chats: Iterable[ChatState], outbox: Outbox, now: datetime) -> Sequence[str]:
    problems = [f"chat {chat.chat} is closed to the bot: {chat.parked}" for chat in chats if chat.parked]
    if outbox.oldest and now - outbox.oldest > WAITING:
        problems.append(f"{outbox.waiting} messages wait to be told, the oldest for {ago(now - outbox.oldest)}")
    if outbox.parked:
        problems.append(f"{outbox.parked} messages were refused by Telegram and are parked")
    return problems
