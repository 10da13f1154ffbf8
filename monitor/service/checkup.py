"""Looking after the daemon's health: what the store knows is judged, and the operator is told when something turns.

Told once when it turns bad and once when it is good again, whatever happens in between: what was told is a note in the
store, written with the message. Only what two looks in a row have seen counts, so that a poll that ends while a look
is taken is no news. The rules file is not told of here: whoever reads it tells of it at once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alerts.message import notice
from monitor.alerts.routing import operator
from monitor.model import Chat, Feed, FeedState, MessageState
from monitor.service import notices
from monitor.service.feedhealth import DaemonSeen, Rhythm
from monitor.service.health import Finding, Health, Outbox, Saved, health
from monitor.store.store import Store

log = logging.getLogger(__name__)

MONTH = timedelta(days=30)  # for which the pauses of a feed are counted
TOLD, RUNNING, SAVED, REFUSED = "told_findings", "running", "backup", "bot_refused"  # notes in the store
UNTOLD = {"daemon", "rules", "bot"}  # keys of findings that are told elsewhere or cannot be


@dataclass(frozen=True, slots=True)
class Running:
    """What a daemon left word of: its rules file and their version, whether it has a token, which chats it prints."""

    rules: str = ""
    version: str = ""
    telegram: bool = False
    console: tuple[str, ...] = ()

    @property
    def unaddressed(self) -> tuple[str, ...]:
        """Chats whose alerts are printed although there is a token."""
        return self.console if self.telegram else ()


def running(store: Store) -> Running:
    """What the daemon that runs, or ran last, left word of."""
    note = json.loads(store.meta(RUNNING) or "{}")
    return Running(**{**note, "console": tuple(note.get("console", ()))})


def note_running(store: Store, now: Running) -> None:
    """Leaves that word."""
    words = json.dumps({"rules": now.rules, "version": now.version, "telegram": now.telegram, "console": now.console})
    if store.meta(RUNNING) != words:
        store.set_meta(RUNNING, words)


def saved(store: Store) -> Saved:
    """The latest copy of the state that its daemon made."""
    note = json.loads(store.meta(SAVED) or "{}")
    return Saved(datetime.fromisoformat(note["at"]) if note.get("at") else None, note.get("problem", ""))


def note_saved(store: Store, now: Saved) -> None:
    """Notes the latest copy, or why there is none."""
    store.set_meta(SAVED, json.dumps({"at": now.at.isoformat() if now.at else "", "problem": now.problem}))


def note_refused(store: Store, words: str) -> None:
    """Notes why Telegram turns the bot away; "" when it takes messages."""
    if store.meta(REFUSED) != words:
        store.set_meta(REFUSED, words)


def outbox(store: Store) -> Outbox:
    """The outbox as health judges it."""
    waits, parked = store.outbox(), store.messages(MessageState.PARKED, limit=1)
    doubtful = store.messages(MessageState.UNCERTAIN, limit=100)
    return Outbox(
        waits.waiting,
        waits.oldest,
        waits.counts.get(MessageState.PARKED, 0),
        waits.uncertain,
        parked[0].created if parked else None,
        max((message.created for message in doubtful if message.due is None), default=None),
        store.meta(REFUSED),
    )


def rhythms(store: Store, now: datetime) -> dict[str, Rhythm]:
    """How each feed brings its news, by URL."""
    return {url: Rhythm(*found) for url, found in store.rhythms(now - MONTH).items()}


def examined(
    store: Store, feeds: Iterable[Feed], states: Mapping[str, FeedState], daemon: DaemonSeen, now: datetime,
    rules_problem: str = "",
) -> Health:  # fmt: skip
    """The health of all that the store knows. `states` by URL."""
    return health(
        feeds, states, store.chats().values(), outbox(store), daemon, now,
        rules_problem=rules_problem, rhythms=rhythms(store, now), saved=saved(store),
        unaddressed=running(store).unaddressed if daemon.running else (),
    )  # fmt: skip


class Checkup:
    """One look after another. `since` is when the daemon started."""

    def __init__(self, since: datetime) -> None:
        self._daemon = DaemonSeen(True, since)
        self._before: dict[str, Finding] | None = None  # findings of the look before this one, by key

    def look(self, store: Store, feeds: Iterable[Feed], chats: Mapping[str, Chat], now: datetime) -> Health:
        """Judges, and queues one notice for the operator of all that has turned since the last word about it."""
        feeds = tuple(feeds)
        found = examined(store, feeds, store.feed_states(), self._daemon, now)
        seen = {finding.key: finding for finding in found.findings if finding.key not in UNTOLD}
        before, self._before = self._before, seen
        if before is None:
            return found
        told: dict[str, str] = json.loads(store.meta(TOLD) or "{}")
        bad = [finding for key, finding in seen.items() if key in before and key not in told]
        over = [key for key in told if key not in seen and key not in before]
        if not bad and not over:
            return found
        urls = {feed.url for feed in feeds if feed.enabled}
        good = [told[key] for key in over if "://" not in key or key.partition(":")[2] in urls]
        left = {key: subject for key, subject in told.items() if key not in over}
        note = json.dumps(left | {finding.key: finding.subject for finding in bad}, ensure_ascii=False)
        words = notices.turned([finding.words for finding in bad], list(dict.fromkeys(good)))
        store.post((notice(words, operator(chats)),) if words else (), now, (TOLD, note))
        for finding in bad:
            log.warning("not well: %s", finding.words)
        for subject in good:
            log.info("well again: %s", subject)
        return found
