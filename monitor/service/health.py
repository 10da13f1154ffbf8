"""Whether the product is well, in words a person can act on. Pure: facts of the store and the time in, a verdict out.

A problem needs a person and makes the product unwell; a warning is for whoever reads the page. Of seventy outlets one
is always down, so a feed is never more than a warning:

    problem   no daemon runs; the rules are refused or fail their own tests; the state cannot be read
              Telegram turns the bot away; a chat is closed to it; a message was refused, or waits longer than any
              pacing explains
              there is a token, but alerts go to a chat without an address
              more than a third of the enabled feeds fail; nothing was polled well for two hours while a daemon ran
              the daily copy of the state cannot be made, or is two days old
    warning   each feed that fails, with its cause; that is late; that rolled over, so that items may have been missed;
              that has been silent for twice its longest pause; a message that was refused long ago

When a feed fails, is late or silent is said in `feedhealth`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import ChatState, Feed, FeedState
from monitor.service.feedhealth import EVER, DaemonSeen, FeedHealth, Rhythm, ago, feed_health

MANY = 3  # one in so many feeds may fail
IDLE = timedelta(hours=2)  # without a good poll of any feed
WAITING = timedelta(minutes=15)  # the oldest message that has not gone out
UNSAVED = timedelta(days=2)  # without a copy of the state
REMEMBERED = timedelta(days=7)  # a refused message is a problem: nobody can undo it, so not for ever


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits to be told: how many messages, and when the oldest was written; how many may have been told twice.

    `parked` were refused for good, the newest of them written at `parked_at`. `given_up_at`: when the newest was
    written of those that were sent again and again and never confirmed. `refused`: why Telegram turns the bot away.
    """

    waiting: int = 0
    oldest: datetime | None = None
    parked: int = 0
    uncertain: int = 0
    parked_at: datetime | None = None
    given_up_at: datetime | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The latest copy of the state that was verified, and why there is no later one, if that was tried."""

    at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not well. `key` is the same as long as it lasts, `subject` names what it is about."""

    key: str
    subject: str
    words: str
    problem: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """The whole picture; well when there are no problems."""

    feeds: tuple[FeedHealth, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What needs a person."""
        return tuple(finding.words for finding in self.findings if finding.problem)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person may want to know."""
        return tuple(finding.words for finding in self.findings if not finding.problem)

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.problems


def health(
    feeds: Iterable[Feed], states: Mapping[str, FeedState], chats: Iterable[ChatState], outbox: Outbox,
    daemon: DaemonSeen, now: datetime, *, rules_problem: str = "", state_problem: str = "",
    rhythms: Mapping[str, Rhythm] | None = None, saved: Saved | None = None, unaddressed: Iterable[str] = (),
) -> Health:  # fmt: skip
    """`states` and `rhythms` by URL, as the store gives them; the problems in the words of who found them.

    `saved` is None where nobody makes copies; `unaddressed` are the chats whose alerts are printed although there is
    a token.
    """
    usual = rhythms or {}
    found = tuple(
        feed_health(feed, states.get(feed.url, FeedState(feed.url)), now, daemon, usual.get(feed.url, Rhythm()))
        for feed in feeds
    )
    findings = (
        *([] if daemon.running else [Finding("daemon", "the daemon", "no daemon runs on this state folder")]),
        *([Finding("state", "the state", f"the state cannot be read: {state_problem}")] if state_problem else []),
        *_of_the_rules(rules_problem),
        *_of_polling(found, daemon, now),
        *_of_the_outbox(chats, outbox, now),
        *(Finding(f"address:{chat}", f"chat {chat}", _unaddressed(chat)) for chat in unaddressed),
        *_of_copies(saved, daemon, now),
        *(finding for item in found for finding in _of_a_feed(item)),
    )
    return Health(found, findings)


def _of_a_feed(item: FeedHealth) -> Iterable[Finding]:
    name, url = item.feed.name, item.feed.url
    if item.level in ("failing", "late"):
        yield Finding(f"{item.level}:{url}", name, f"{name}: {item.words}", problem=False)
    for kind, words in (("rolled", item.rolled), ("silent", item.silent)):
        if words:
            yield Finding(f"{kind}:{url}", name, f"{name}: {words}", problem=False)


def _of_copies(saved: Saved | None, daemon: DaemonSeen, now: datetime) -> Iterable[Finding]:
    if saved is None:
        return
    if saved.problem:
        yield Finding("backup", "the daily backup", f"the last backup failed: {saved.problem}")
    elif daemon.running and daemon.since and now - max(saved.at or EVER, daemon.since) > UNSAVED:
        last = f"is {ago(now - saved.at)} old" if saved.at else "was never made"
        yield Finding("backup", "the daily backup", f"the latest backup {last}")


def _unaddressed(chat: str) -> str:
    return f"there is a bot token, but chat {chat} has no address: its alerts are printed by the daemon and not sent"


def _of_the_rules(rules_problem: str) -> Iterable[Finding]:
    if rules_problem:
        first, *more = rules_problem.splitlines()
        words = f"the rules file has a problem: {first}" + (f" (and {len(more)} more)" if more else "")
        yield Finding("rules", "the rules file", words)


def _of_polling(found: Iterable[FeedHealth], daemon: DaemonSeen, now: datetime) -> Iterable[Finding]:
    enabled = [item for item in found if item.level != "off"]
    levels = [item.level for item in enabled]
    if levels.count("failing") * MANY > len(enabled):
        yield Finding("feeds", "the feeds", f"{levels.count('failing')} of {len(enabled)} feeds fail")
    latest = max((item.state.last_good or EVER for item in enabled), default=now)
    quiet = now - max(latest, daemon.since or EVER)
    # Feeds that are asked twice a day and were fine each time are no silence.
    missed = "late" in levels or "good" not in levels
    if daemon.running and missed and quiet > IDLE and (latest > EVER or daemon.since):
        yield Finding("polling", "polling", f"nothing was polled well for {ago(quiet)}")


def _of_the_outbox(chats: Iterable[ChatState], outbox: Outbox, now: datetime) -> Iterable[Finding]:
    for chat in chats:
        if chat.parked:
            words = f"chat {chat.chat} is closed to the bot: {chat.parked}"
            yield Finding(f"chat:{chat.chat}", f"chat {chat.chat}", words)
    if outbox.refused:
        yield Finding("bot", "the bot", f"no alert can be sent: {outbox.refused}")
    if outbox.oldest and now - outbox.oldest > WAITING:
        words = f"{_messages(outbox.waiting, 'wait')} to be told, the oldest for {ago(now - outbox.oldest)}"
        yield Finding("waiting", "sending messages", words)
    if outbox.parked:
        yield Finding("parked", "refused messages", _refused(outbox, now), problem=not _long_ago(outbox, now))
    if outbox.given_up_at and now - outbox.given_up_at <= REMEMBERED:
        words = f"a message of {ago(now - outbox.given_up_at)} ago was never confirmed and is given up"
        yield Finding("given up", "unconfirmed messages", words)


def _long_ago(outbox: Outbox, now: datetime) -> bool:
    return outbox.parked_at is not None and now - outbox.parked_at > REMEMBERED


def _refused(outbox: Outbox, now: datetime) -> str:
    last = f", the last {ago(now - outbox.parked_at)} ago" if outbox.parked_at else ""
    return f"{_messages(outbox.parked, 'were')} refused by Telegram for good{last}"


def _messages(number: int, verb: str) -> str:
    """ "2 messages were", "1 message was"."""
    return f"1 message {'was' if verb == 'were' else f'{verb}s'}" if number == 1 else f"{number} messages {verb}"
