"""Whether the product is well, in words a person can act on. Pure: facts of the store and the time in, a verdict out.

A problem needs a person and makes the product unwell; a warning is for whoever reads the page. Of seventy outlets one
is always down, so a feed is never more than a warning:

    problem   no daemon runs; the rules are refused or fail their own tests; the state cannot be read
              a message waits longer than any pacing explains; one was refused; a chat is closed to the bot
              more than a third of the enabled feeds fail; nothing was polled well for two hours while a daemon ran
    warning   each feed that fails, with its cause, or that is late; a message that was refused long ago

A feed fails when it failed `FAILING` times in a row (soft and temporary failures count less), or when its last poll
failed and nothing good came for a day: one failure may be an accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from monitor.model import ChatState, Feed, FeedState

FAILING = 3.0  # weighted failures in a row, see FeedState.failures
SILENT = timedelta(days=1)  # without a good poll
LATE = timedelta(minutes=10)  # behind its schedule: nobody polls
MANY = 3  # one in so many feeds may fail
IDLE = timedelta(hours=2)  # without a good poll of any feed
WAITING = timedelta(minutes=15)  # the oldest message that has not gone out
REMEMBERED = timedelta(days=7)  # a refused message is a problem: nobody can undo it, so not for ever

EVER = datetime.min.replace(tzinfo=UTC)

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
    """What waits to be told: how many messages, and when the oldest was written; how many may have been told twice.

    `parked` were refused for good, the newest of them written at `parked_at`. `given_up_at`: when the newest was
    written of those that were sent again and again and never confirmed.
    """

    waiting: int = 0
    oldest: datetime | None = None
    parked: int = 0
    uncertain: int = 0
    parked_at: datetime | None = None
    given_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DaemonSeen:
    """Whether a daemon holds the state folder, and since when, as far as that is known."""

    running: bool = True
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """The whole picture; well when there are no problems."""

    feeds: tuple[FeedHealth, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.problems


def health(
    feeds: Iterable[Feed], states: Mapping[str, FeedState], chats: Iterable[ChatState], outbox: Outbox,
    daemon: DaemonSeen, now: datetime, *, rules_problem: str = "", state_problem: str = "",
) -> Health:  # fmt: skip
    """`states` by URL, as the store gives them; the problems in the words of who found them, empty for none."""
    found = tuple(feed_health(feed, states.get(feed.url, FeedState(feed.url)), now, daemon) for feed in feeds)
    problems = (
        *([] if daemon.running else ["no daemon runs on this state folder"]),
        *([f"the state cannot be read: {state_problem}"] if state_problem else []),
        *_rules_problems(rules_problem),
        *_polling_problems(found, daemon, now),
        *_outbox_problems(chats, outbox, now),
    )
    troubled = [f"{item.feed.name}: {item.words}" for item in found if item.level in ("failing", "late")]
    refused = [_refused(outbox, now)] if outbox.parked and _long_ago(outbox, now) else []
    return Health(found, problems, (*troubled, *refused))


def feed_health(feed: Feed, state: FeedState, now: datetime, daemon: DaemonSeen) -> FeedHealth:
    """One feed. A feed that is due and not polled is late, but not before the daemon had time to come round to it."""
    if not feed.enabled:
        return FeedHealth(feed, state, "off", "not enabled")
    if state.last_poll is None:
        return FeedHealth(feed, state, "new", "not polled yet")
    if state.cause and (state.failures >= FAILING or (state.last_good and now - state.last_good > SILENT)):
        last = f"last good poll {ago(now - state.last_good)} ago" if state.last_good else "never polled well"
        return FeedHealth(feed, state, "failing", f"{state.cause}; {last}")
    due = max(state.next_poll or now, daemon.since or EVER)
    if daemon.running and now - due > LATE:
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


def _rules_problems(rules_problem: str) -> Sequence[str]:
    if not rules_problem:
        return []
    first, *more = rules_problem.splitlines()
    return [f"the rules file has a problem: {first}" + (f" (and {len(more)} more)" if more else "")]


def _polling_problems(found: Iterable[FeedHealth], daemon: DaemonSeen, now: datetime) -> Sequence[str]:
    enabled = [item for item in found if item.level != "off"]
    levels = [item.level for item in enabled]
    problems = []
    if levels.count("failing") * MANY > len(enabled):
        problems.append(f"{levels.count('failing')} of {len(enabled)} feeds fail")
    latest = max((item.state.last_good or EVER for item in enabled), default=now)
    quiet = now - max(latest, daemon.since or EVER)
    # Feeds that are asked twice a day and were fine each time are no silence.
    missed = "late" in levels or "good" not in levels
    if daemon.running and missed and quiet > IDLE and (latest > EVER or daemon.since):
        problems.append(f"nothing was polled well for {ago(quiet)}")
    return problems


def _outbox_problems(chats: Iterable[ChatState], outbox: Outbox, now: datetime) -> Sequence[str]:
    problems = [f"chat {chat.chat} is closed to the bot: {chat.parked}" for chat in chats if chat.parked]
    if outbox.oldest and now - outbox.oldest > WAITING:
        problems.append(f"{_messages(outbox.waiting, 'wait')} to be told, the oldest for {ago(now - outbox.oldest)}")
    if outbox.parked and not _long_ago(outbox, now):
        problems.append(_refused(outbox, now))
    if outbox.given_up_at and now - outbox.given_up_at <= REMEMBERED:
        problems.append(f"a message of {ago(now - outbox.given_up_at)} ago was never confirmed and is given up")
    return problems


def _long_ago(outbox: Outbox, now: datetime) -> bool:
    return outbox.parked_at is not None and now - outbox.parked_at > REMEMBERED


def _refused(outbox: Outbox, now: datetime) -> str:
    last = f", the last {ago(now - outbox.parked_at)} ago" if outbox.parked_at else ""
    return f"{_messages(outbox.parked, 'were')} refused by Telegram for good{last}"


def _messages(number: int, verb: str) -> str:
    """ "2 messages were", "1 message was"."""
    return f"1 message {'was' if verb == 'were' else f'{verb}s'}" if number == 1 else f"{number} messages {verb}"
