"""`monitor status`: is the product well, in one screen and one exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import click

from monitor.cli.options import Options, pass_options
from monitor.cli.screen import HEAD, QUIET, Screen, count, line, span, when
from monitor.cli.states import is_new, reading, seen, state_of
from monitor.errors import BadRules, DamagedState, StateBusy, StateUnwritable
from monitor.model import ChatState, Feed, FeedState, Message, MessageState
from monitor.service.health import FeedHealth, Health, Level, Outbox, health
from monitor.service.lock import Holder, holder
from monitor.service.parts import RULES_PROBLEM
from monitor.store.polled import Polled

LEVELS: tuple[Level, ...] = ("good", "new", "troubled", "failing", "late", "off")
STUCK = (MessageState.PARKED, MessageState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state folder and the rules file say, before it is judged."""

    daemon: Holder | None
    feeds: tuple[Feed, ...] = ()
    rules: str = ""  # version of the file on disk
    rules_problem: str = ""
    state_problem: str = ""  # why nothing below could be read
    states: Mapping[str, FeedState] = field(default_factory=dict)
    chats: Sequence[ChatState] = ()
    outbox: Outbox = field(default_factory=Outbox)
    stuck: Sequence[Message] = ()
    polled: Sequence[Polled] = ()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def status(options: Options, as_json: bool) -> int:
    """Is everything well: daemon, rules, feeds, outbox. Exit code 1 when something needs a person.

    A feed that fails is a warning, with its cause; more than a third of them failing is a problem.
    """
    now = datetime.now(UTC)
    facts = _facts(options)
    states = {feed.url: state_of(feed, facts.states) for feed in facts.feeds}
    found = health(
        facts.feeds, states, facts.chats, facts.outbox, seen(facts.daemon), now,
        rules_problem=facts.rules_problem, state_problem=facts.state_problem,
    )  # fmt: skip
    screen = Screen()
    if as_json:
        screen.json(_report(facts, found, now))
    else:
        _say(screen, facts, found, now)
    return 0 if found.well else 1


def _facts(options: Options) -> Facts:
    """Broken rules, or a broken state, are facts like others; the feeds are then those polled last, or none."""
    facts = _stored(options, Facts(holder(options.state)))
    try:
        book = options.book()
    except BadRules as error:
        feeds = tuple(Feed(state.name, state.url) for state in facts.states.values())
        return replace(facts, feeds=feeds, rules_problem=str(error))
    return replace(facts, feeds=() if facts.state_problem else book.feeds, rules=book.version)


def _stored(options: Options, facts: Facts) -> Facts:
    """The facts with what the state holds."""
    if is_new(options):
        return facts
    try:
        with reading(options) as store:
            waits, parked = store.outbox(), store.messages(MessageState.PARKED, limit=1)
            number, last = waits.counts.get(MessageState.PARKED, 0), parked[0].created if parked else None
            doubtful = store.messages(MessageState.UNCERTAIN, limit=100)
            given_up = max((message.created for message in doubtful if message.due is None), default=None)
            return replace(
                facts,
                states=store.feed_states(),
                chats=tuple(store.chats().values()),
                outbox=Outbox(waits.waiting, waits.oldest, number, waits.uncertain, last, given_up),
                stuck=store.messages(*STUCK, limit=20),
                polled=store.feeds(),
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
    screen.say(f"feeds     {_feeds(found)}; last poll {_last_poll(facts, now)}")
    screen.say(f"baseline  {_baseline(facts)}")
    screen.say(f"outbox    {_outbox(facts.outbox, now)}")
    for message in facts.stuck:
        screen.say(f"message {message.id} to {message.chat} {message.state}: {line(message.reason)}", indent=10)
    troubled = [item for item in found.feeds if item.level in ("troubled", "failing", "late")]
    if troubled:
        screen.head("Feeds in trouble")
        for item in troubled:
            screen.say(f"{line(item.feed.name)}: {line(item.words)}", indent=2)
            screen.say(f"{item.level}, next poll {when(item.state.next_poll)}", indent=6, style=QUIET)


def _rules(facts: Facts) -> str:
    if facts.rules_problem and facts.rules:
        return f"version {facts.rules} on disk does not pass its own tests"
    if facts.rules_problem:
        return "the file on disk is refused" + (", the version before it is in force" if facts.daemon else "")
    return f"version {facts.rules}"


def _feeds(found: Health) -> str:
    levels = Counter(item.level for item in found.feeds)
    parts = [f"{levels[level]} {level}" for level in LEVELS if levels[level]]
    return ", ".join(parts) or "none"


def _last_poll(facts: Facts, now: datetime) -> str:
    latest = max((state.last_poll for state in facts.states.values() if state.last_poll), default=None)
    return f"{span((now - latest).total_seconds())} ago" if latest else "never"


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
        "rules": {"version": facts.rules, "problem": facts.rules_problem},
        "state": {"problem": facts.state_problem},
        "feeds": [_feed_record(item) for item in found.feeds],
        "outbox": {
            "waiting": facts.outbox.waiting,
            "oldest": facts.outbox.oldest,
            "uncertain": facts.outbox.uncertain,
            "parked": facts.outbox.parked,
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
        "last_poll": item.state.last_poll,
        "last_good": item.state.last_good,
        "next_poll": item.state.next_poll,
        "baseline_at": item.state.baseline_at,
    }
