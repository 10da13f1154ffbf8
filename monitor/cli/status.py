"""`monitor status`: is the product well, in one screen and one exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli.options import Options, pass_options
from monitor.cli.screen import HEAD, QUIET, Screen, count, line, span
from monitor.cli.states import is_new, reading, seen, state_of
from monitor.errors import BadRules, BadSettings, DamagedState, StateBusy, StateUnwritable
from monitor.model import ChatState, Feed, FeedState, Message, MessageState
from monitor.service import checkup, notices
from monitor.service.feedhealth import FeedHealth, Level, Rhythm, size
from monitor.service.health import Health, Outbox, Saved, health
from monitor.service.lock import Holder, holder
from monitor.service.parts import RULES_PROBLEM
from monitor.store.polled import Polled

LEVELS: tuple[Level, ...] = ("good", "new", "troubled", "failing", "late", "off")
STUCK = (MessageState.PARKED, MessageState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state folder and the rules file say, before it is judged."""

    daemon: Holder | None
    running: checkup.Running = field(default_factory=checkup.Running)  # what the daemon that runs left word of
    feeds: tuple[Feed, ...] = ()
    rules: str = ""  # version in force; without a daemon, of the file on disk
    rules_problem: str = ""
    state_problem: str = ""  # why nothing below could be read
    unaddressed: tuple[str, ...] = ()
    states: Mapping[str, FeedState] = field(default_factory=dict)
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    chats: Sequence[ChatState] = ()
    outbox: Outbox = field(default_factory=Outbox)
    stuck: Sequence[Message] = ()
    polled: Sequence[Polled] = ()
    saved: Saved = field(default_factory=Saved)
    size: int = 0  # bytes of the database


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def status(options: Options, as_json: bool) -> int:
    """Is everything well: daemon, rules, feeds, outbox, backups. Exit code 1 when something needs a person.

    A feed that fails is a warning, with its cause, and so is one that rolled over, or is silent for longer than usual;
    more than a third of them failing is a problem.
    """
    now = datetime.now(UTC)
    facts = _facts(options, now)
    states = {feed.url: state_of(feed, facts.states) for feed in facts.feeds}
    found = health(
        facts.feeds, states, facts.chats, facts.outbox, seen(facts.daemon), now,
        rules_problem=facts.rules_problem, state_problem=facts.state_problem, rhythms=facts.rhythms,
        saved=facts.saved, unaddressed=facts.unaddressed,
    )  # fmt: skip
    screen = Screen()
    if as_json:
        screen.json(_report(facts, found, now))
    else:
        _say(screen, facts, found, now)
    return 0 if found.well else 1


def _facts(options: Options, now: datetime) -> Facts:
    """Broken rules, or a broken state, are facts like others; the feeds are then those polled last, or none.

    While a daemon runs, its rules file is meant, which may have been deleted since, and not the one found from here.
    """
    facts = _stored(options, Facts(holder(options.state)), now)
    path = Path(facts.running.rules) if facts.running.rules and options.rules is None else None
    try:
        book = options.book(path)
    except BadRules as error:
        feeds = tuple(Feed(state.name, state.url) for state in facts.states.values())
        problem = facts.rules_problem or str(error)
        return replace(facts, feeds=feeds, rules=facts.running.version, rules_problem=problem)
    version = facts.running.version or book.version
    facts = replace(facts, feeds=() if facts.state_problem else book.feeds, rules=version)
    if facts.daemon:
        return replace(facts, unaddressed=facts.running.unaddressed)
    return replace(facts, unaddressed=notices.printed(book) if _has_token(options) else ())


def _has_token(options: Options) -> bool:
    try:
        return bool(options.settings().secret)
    except BadSettings:
        return False


def _stored(options: Options, facts: Facts, now: datetime) -> Facts:
    """The facts with what the state holds."""
    if is_new(options):
        return facts
    try:
        with reading(options) as store:
            return replace(
                facts,
                running=checkup.running(store) if facts.daemon else facts.running,
                states=store.feed_states(),
                rhythms=checkup.rhythms(store, now),
                chats=tuple(store.chats().values()),
                outbox=checkup.outbox(store),
                stuck=store.messages(*STUCK, limit=20),
                polled=store.feeds(),
                saved=checkup.saved(store),
                size=store.size(),
                rules_problem=store.meta(RULES_PROBLEM) if facts.daemon else "",
            )
    except (DamagedState, StateBusy, StateUnwritable) as error:
        return replace(facts, state_problem=str(error))


def _say(screen: Screen, facts: Facts, found: Health, now: datetime) -> None:
    verdict = "well" if found.well else count(len(found.problems), "problem")
    warnings = f", {count(len(found.warnings), 'warning')}" if found.warnings else ""
    screen.say(f"Libya Monitor: {verdict}{warnings}", style=HEAD)
    for problem in found.problems:
        screen.say(f"- {line(problem)}", indent=2)
    screen.say(f"daemon    {facts.daemon or 'not running'}")
    screen.say(f"rules     {_rules(facts)}")
    if facts.state_problem:
        return
    screen.say(f"feeds     {_feeds(found)}; last poll {_last_poll(facts, now)}{_lag(found, now)}")
    screen.say(f"baseline  {_baseline(facts)}")
    screen.say(f"outbox    {_outbox(facts.outbox, now)}")
    screen.say(f"database  {size(facts.size)}; {_saved(facts.saved, now)}")
    for message in facts.stuck:
        screen.say(f"message {message.id} to {message.chat} {message.state}: {line(message.reason)}", indent=10)
    _say_feeds(screen, found)


def _say_feeds(screen: Screen, found: Health) -> None:
    troubled = [item for item in found.feeds if item.level in ("troubled", "failing", "late")]
    if troubled:
        screen.head("Feeds in trouble")
        for item in troubled:
            screen.say(f"{line(item.feed.name)}: {line(item.words)}", indent=2)
            good = f"last good poll {_utc(item.state.last_good)}, next poll {_utc(item.state.next_poll)}"
            screen.say(f"{item.level}, {good}", indent=6, style=QUIET)
    doubtful = [(item, words) for item in found.feeds for words in (item.rolled, item.silent) if words]
    if doubtful:
        screen.head("Feeds to look at")
        for item, words in doubtful:
            screen.say(f"{line(item.feed.name)}: {line(words)}", indent=2)


def _utc(moment: datetime | None) -> str:
    """A time as the lines above have it, and as the log has it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "never"


def _rules(facts: Facts) -> str:
    """The version in force, and from which file."""
    source = f", from {facts.running.rules}" if facts.running.rules else ""
    if facts.rules_problem and facts.daemon:
        gone = "is gone" if facts.running.rules and not Path(facts.running.rules).exists() else "is not used"
        return f"version {facts.rules or 'before it'} in force; the file on disk {gone}{source}"
    if facts.rules_problem:
        return "the file on disk is refused"
    return f"version {facts.rules}{source}"


def _feeds(found: Health) -> str:
    levels = Counter(item.level for item in found.feeds)
    parts = [f"{levels[level]} {level}" for level in LEVELS if levels[level]]
    return ", ".join(parts) or "none"


def _last_poll(facts: Facts, now: datetime) -> str:
    latest = max((state.last_poll for state in facts.states.values() if state.last_poll), default=None)
    return f"{span((now - latest).total_seconds())} ago" if latest else "never"


def _lag(found: Health, now: datetime) -> str:
    """How far the feed that is longest due lies behind its schedule."""
    behind = _poll_lag(found, now)
    return f", the longest due for {span(behind)}" if behind >= 1 else ""


def _poll_lag(found: Health, now: datetime) -> float:
    """Seconds that the feed that is longest due lies behind its schedule; 0 when none is due."""
    due = (item.state.next_poll for item in found.feeds if item.level != "off" and item.state.next_poll)
    return max((max(0.0, (now - moment).total_seconds()) for moment in due), default=0.0)


def _saved(saved: Saved, now: datetime) -> str:
    if saved.at is None:
        return "no backup yet"
    return f"last backup {span((now - saved.at).total_seconds())} ago, verified"


def _baseline(facts: Facts) -> str:
    taken = sum(item.state.baseline_at is not None for item in facts.polled)
    stored = sum(item.articles for item in facts.polled)
    told = sum(item.told for item in facts.polled)
    return f"taken of {count(taken, 'feed')}; {count(stored, 'article')} of feeds stored, {told} told"


def _outbox(outbox: Outbox, now: datetime) -> str:
    parts = ["empty" if not outbox.waiting else count(outbox.waiting, "message") + " waiting"]
    if outbox.oldest:
        parts.append(f"the oldest for {span((now - outbox.oldest).total_seconds())}")
    if outbox.uncertain:
        parts.append(f"{outbox.uncertain} may have been told twice")
    if outbox.parked:
        parts.append(f"{outbox.parked} refused for good")
    return ", ".join(parts)


def _report(facts: Facts, found: Health, now: datetime) -> dict[str, Any]:
    daemon = facts.daemon
    return {
        "well": found.well,
        "problems": found.problems,
        "warnings": found.warnings,
        "at": now,
        "daemon": {"pid": daemon.pid, "since": daemon.since} if daemon else None,
        "rules": {"version": facts.rules, "file": facts.running.rules, "problem": facts.rules_problem},
        "state": {
            "problem": facts.state_problem,
            "bytes": facts.size,
            "last_backup": facts.saved.at,
            "backup_problem": facts.saved.problem,
        },
        "telegram": {"token": facts.running.telegram, "printed": facts.unaddressed, "refused": facts.outbox.refused},
        "poll_lag": _poll_lag(found, now),
        "feeds": [_feed_record(item) for item in found.feeds],
        "outbox": {
            "waiting": facts.outbox.waiting,
            "oldest": facts.outbox.oldest,
            "uncertain": facts.outbox.uncertain,
            "parked": facts.outbox.parked,
            "stuck": [_message_record(message) for message in facts.stuck],
        },
        "stored": {
            "articles": sum(item.articles for item in facts.polled),
            "told": sum(item.told for item in facts.polled),
        },
    }


def _feed_record(item: FeedHealth) -> dict[str, Any]:
    return {
        "name": item.feed.name,
        "url": item.feed.url,
        "state": item.level,
        "why": item.words,
        "cause": item.state.cause,
        "rolled_over": item.state.gap_at if item.rolled else None,
        "silent": item.silent,
        "last_new": item.rhythm.last_new,
        "longest_pause": item.rhythm.longest,
        "last_poll": item.state.last_poll,
        "last_good": item.state.last_good,
        "next_poll": item.state.next_poll,
        "baseline_at": item.state.baseline_at,
    }


def _message_record(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "chat": message.chat,
        "state": message.state,
        "article": message.article,
        "created": message.created,
        "reason": message.reason,
    }
