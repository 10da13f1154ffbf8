"""The store: everything that is remembered, behind one object that belongs to one thread.

Each public write is one transaction, whole or not at all; a reader never sees half of one. What was decided and what
is to be told are written together: a crash leaves the state before or the state after. Damage is DamagedState; a full
disk is StateUnwritable, a lock that another process holds too long is StateBusy, both with nothing changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.alerts.digest import Waiting
from monitor.articles.identity import sight
from monitor.model import (
    Article,
    ChatState,
    Decision,
    Draft,
    Feed,
    FeedState,
    Judged,
    Key,
    KnownArticle,
    Message,
    MessageState,
    Outcome,
    Past,
    Profile,
    Reading,
    Seen,
    Sighting,
)
from monitor.store import (
    adopted,
    archive,
    attic,
    commit,
    history,
    memory,
    polled,
    recall,
    tables,
    telling,
    threads,
    waiting,
)
from monitor.store.opening import Records, Seal, Watch, open_records, serial_of
from monitor.store.rows import clean, stamp
from monitor.store.scratch import scratch_records

Compose = Callable[[Sequence[Waiting]], Sequence[tuple[Draft, Sequence[int]]]]


class Store:
    """The state of one folder. Use it from the thread that opened it; close it."""

    def __init__(self, records: Records, seal: Seal, *, read_only: bool = False, searched: bool = True) -> None:
        self._records, self._seal, self._read_only = records, seal, read_only
        self._feeds: dict[str, int] = polled.numbers(records)
        self._serial = serial_of(records)
        self._joined, self._searched = False, searched
        if not read_only:
            self._seal.write(self._serial)

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False, watch: Watch | None = None) -> Store:
        """The store of a state folder, created where there is none; raises DamagedState and BadSettings.

        `watch` is called with each statement before it runs: tests fail or end the process there.
        """
        records, seal = open_records(folder, read_only=read_only, watch=watch)
        return cls(records, seal, read_only=read_only)

    @classmethod
    def scratch(cls) -> Store:
        """An empty store for what is thrown away: nothing in it is durable or found by `search`."""
        return cls(scratch_records(), Seal(Path(os.devnull)), searched=False)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Makes all writes of the block one transaction: none of them lasts unless all do."""
        with self._writing():
            self._joined = True
            try:
                yield
            finally:
                self._joined = False

    def close(self) -> None:
        """Ends the connection; the last one to end tidies the files."""
        if not self._read_only:
            self._seal.write(self._serial, closed=True)
        self._seal.close()
        self._records.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, numbered; the number is sealed when it is on the disk."""
        if self._joined:  # it is part of a larger one
            yield
            return
        try:
            with self._records.transaction():
                yield
                count = "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'serial' RETURNING value"
                serial = int(self._records.value(count))
        except BaseException:
            self._feeds = {}  # numbers given out in vain; see `_numbers`
            raise
        self._serial = serial
        self._seal.write(serial)

    def _numbers(self) -> dict[str, int]:
        if not self._feeds:
            self._feeds = polled.numbers(self._records)
        return self._feeds

    # -- polling ------------------------------------------------------------------------------------------------------

    def feed_state(self, feed: Feed) -> FeedState:
        """What is remembered of a feed, by its URL, else by its name."""
        return polled.state_of(self._records, feed)

    def feed_states(self) -> dict[str, FeedState]:
        """What is remembered of all feeds that rules.yaml names, by URL."""
        return polled.states(self._records)

    def adopt(self, feeds: Iterable[Feed]) -> tuple[str, ...]:
        """Brings the stored feeds in line with rules.yaml (moved, gone, back again); gives the changes in words."""
        with self._writing():
            changes = polled.adopt(self._records, feeds)
        self._feeds = {}
        return tuple(changes)

    def known(self, keys: Iterable[Key]) -> dict[Key, KnownArticle]:
        """The article known by each key, for the keys that are known."""
        return memory.known(self._records, keys, self._numbers())

    def candidates(self, sighting: Sighting, profile: Profile) -> Past:
        """What is remembered that has to do with one article: copies, stories like it, figures it continues."""
        story = sighting.known.story if sighting.known else None
        return recall.candidates(self._records, profile, sighting.article.keys, story)

    def commit(self, outcome: Outcome) -> tuple[int | None, ...]:
        """Stores all that one poll decided, in one transaction; gives the number of each item's story.

        Negative numbers in Judged.story, KnownArticle.id and KnownArticle.story count positions in `judged`: -1 is the
        first. An outcome whose state has no URL belongs to no poll.
        """
        with self._writing():
            return commit.write(self._records, outcome, self._numbers(), searched=self._searched)

    def add_baseline(
        self, articles: Sequence[Article], readings: Sequence[Reading], now: datetime,
        profiles: Sequence[Profile | None] = (),
    ) -> int:  # fmt: skip
        """Stores articles that the user already knows; gives how many were not given before. With `profiles` later
        articles are compared with them, too."""
        known, judged = self.known(key for article in articles for key in article.keys), []
        for number, (article, reading) in enumerate(zip(articles, readings, strict=True), 1):
            sighting = sight(article, known)
            profile = profiles[number - 1] if profiles else None
            judged.append(Judged(sighting, Decision.BASELINE, "given as already known", reading, profile=profile))
            if sighting.seen is not Seen.KNOWN:
                known |= dict.fromkeys(article.keys, _given(article, -number))
        self.commit(Outcome(FeedState(""), now, tuple(judged)))
        return sum(item.sighting.seen is not Seen.KNOWN for item in judged)

    # -- telling ------------------------------------------------------------------------------------------------------

    def post(self, drafts: Iterable[Draft], now: datetime, note: tuple[str, str] | None = None) -> None:
        """Queues messages that belong to no article, due at once; `note` is a single fact stored with them."""
        with self._writing():
            waiting.post(self._records, drafts, stamp(now))
            if note:
                self._note(*note)

    def untold_baselines(self) -> tuple[tuple[str, int, int], ...]:
        """Baselines nobody was told of: (feed's name, items kept, how many of them a rule would have matched)."""
        return polled.untold_baselines(self._records)

    def tell_baselines(self, drafts: Iterable[Draft], now: datetime) -> None:
        """Queues the messages that tell of all of them: a crash leaves them untold or queued, never neither."""
        with self._writing():
            waiting.post(self._records, drafts, stamp(now))
            polled.forget_untold(self._records)

    def claim_due(self, now: datetime, limit: int = 20) -> list[tuple[Message, ChatState]]:
        """What may be sent now, marked "sending" before anything is sent: one a chat at most, the oldest first.

        Chats that must not be written to yet are left out, and parked ones until their next try.
        """
        held = telling.releasable(self._records, now)
        if not held and not waiting.due(self._records, now, 1):  # asked every second: no transaction for nothing
            return []
        with self._writing():
            if held:
                telling.release(self._records, now)
            return telling.addressed(self._records, waiting.claim(self._records, now, limit))

    def gather(self, chat: str, most: int, compose: Compose, now: datetime) -> tuple[int, int]:
        """When more than `most` alerts wait for a chat, digests take their place: (alerts, digests), else zeros.

        `compose` makes digests of what waits, each with the messages that it tells of.
        """
        if not waiting.too_many(self._records, chat, most):  # asked after each message: no transaction for nothing
            return 0, 0
        with self._writing():
            alerts = waiting.too_many(self._records, chat, most)
            parts = compose(alerts)
            waiting.gather(self._records, parts, stamp(now))
        return len(alerts), len(parts)

    def next_due(self, now: datetime) -> float | None:
        """Seconds until something may be sent, 0 when that is now; None when nothing waits."""
        return waiting.next_due(self._records, now)

    def record(self, message: Message, chat: ChatState) -> None:
        """Stores what an attempt made of a message and of its chat."""
        with self._writing():
            waiting.record(self._records, message, chat)

    def renew(self, chat: ChatState, now: datetime) -> None:
        """Stores a chat that begins anew, under another address say; what waits for it is due at once."""
        with self._writing():
            waiting.renew(self._records, chat, now)

    def recover(self, now: datetime) -> int:
        """Makes messages that a crash left in "sending" due once more, as possible repeats; gives how many."""
        with self._writing():
            known = waiting.latest(self._records)
            if known and known > now:  # the clock was set back while nobody looked
                waiting.set_back(self._records, known - now, now)
            return waiting.recover(self._records, now)

    def set_back(self, back: timedelta, now: datetime) -> None:
        """Shortens what waits by what the clock was set back, so that nothing waits longer than it had to."""
        with self._writing():
            waiting.set_back(self._records, back, now)

    def chats(self) -> Mapping[str, ChatState]:
        """The state of each chat that was ever written to, by id."""
        return waiting.chats(self._records)

    def outbox(self) -> waiting.Outbox:
        """The outbox in numbers."""
        return waiting.outbox(self._records)

    def messages(self, *states: MessageState, limit: int = 100) -> tuple[Message, ...]:
        """Messages in these states, the newest first."""
        return waiting.messages(self._records, states, limit)

    # -- stories ------------------------------------------------------------------------------------------------------

    def stories(self, limit: int = 50) -> tuple[threads.Listed, ...]:
        """The stories that began last, the newest first."""
        return threads.stories(self._records, limit)

    def story(self, id: int) -> threads.Story | None:
        """One story: its articles with what was decided about each, and its figures over time."""
        return threads.story(self._records, id)

    def judgements(self, article: int) -> tuple[threads.Judgement, ...]:
        """Everything that was decided about an article, in order, with its score."""
        return threads.judgements(self._records, article)

    def merge_stories(self, one: int, other: int, now: datetime) -> bool:
        """A person says that two stories are one: they are from now on. Whether there were two such stories."""
        with self._writing():
            return threads.merge(self._records, one, other, now)

    def split_story(self, id: int, article: int, now: datetime) -> int | None:
        """A person says that an article is another story: its number; None when it is not in it, or its first."""
        with self._writing():
            return threads.split(self._records, id, article, now)

    def rulings(self) -> tuple[threads.Ruling, ...]:
        """What a person ever said of two articles, in order."""
        return threads.rulings(self._records)

    def keep_rulings(self, rulings: Sequence[threads.Ruling]) -> None:
        """Takes over what a person said in another state."""
        with self._writing():
            threads.keep_rulings(self._records, rulings)

    # -- asking -------------------------------------------------------------------------------------------------------

    def article(self, id_or_url: int | str) -> archive.Stored | None:
        """One article with all that became of it, by its number or by any spelling of its address."""
        return archive.article(self._records, id_or_url)

    def latest(self, limit: int = 50, *decisions: Decision, given: bool = False) -> tuple[archive.Listed, ...]:
        """The articles seen last, the newest first; only those decided so when decisions are named, only those
        given by hand when `given`."""
        return archive.latest(self._records, limit, decisions, given=given)

    def search(self, query: str, limit: int = 20) -> tuple[archive.Listed, ...]:
        """The articles that hold all words of the query, folded; the newest first. Any string is a query."""
        return archive.search(self._records, query, limit)

    def moments(self) -> list[history.Moment]:
        """When each stored article was judged, in order of time: once, and again at every edit."""
        return history.moments(self._records)

    def originals(self, since: datetime) -> list[history.Moment]:
        """The articles seen since then as they are now, the newest first; neither copies nor what was baseline."""
        return history.originals(self._records, since)

    def remembered(self, wanted: Sequence[history.Moment]) -> Iterator[history.Remembered]:
        """The articles as they were at these moments, in the order given."""
        return history.remembered(self._records, wanted)

    def feeds(self) -> tuple[polled.Polled, ...]:
        """All feeds that ever were, with how much they brought."""
        return polled.polled(self._records)

    def tidy(self, now: datetime, keep_days: int) -> bool:
        """One step of putting old texts away; whether there may be another. Texts go after `keep_days`, 0: never."""
        if attic.shrink(self._records):
            return True
        with self._writing():
            return (
                attic.pack_some(self._records, now)
                or attic.unindex_some(self._records, now)
                or attic.merge_some(self._records, now)
                or attic.untrace_some(self._records, now)
                or attic.forget_some(self._records, now, keep_days)
            )

    def table(self, name: str, since: datetime) -> tuple[list[str], Iterator[dict[str, Any]]]:
        """Columns and rows of one of `tables.TABLES`, for other programs; rows seen since then."""
        return tables.columns(self._records, name), tables.rows(self._records, name, stamp(since))

    def rhythms(self, since: datetime) -> dict[str, tuple[datetime, float, int]]:
        """By URL: when each feed last brought something new, its longest pause in seconds, out of how many."""
        return polled.rhythms(self._records, stamp(since))

    def size(self) -> int:
        """Bytes of the database, its log left out."""
        return int(self._records.value("PRAGMA page_count") * self._records.value("PRAGMA page_size"))

    def adopt_rules(self, version: str, sources: Mapping[str, str], file: str, now: datetime) -> None:
        """Notes the rules that run from now on; `sources` are their texts by path, the file's own under ""."""
        with self._writing():
            adopted.adopt(self._records, adopted.AdoptedRules(version, now, file, sources))

    def adopted_rules(self, version: str = "") -> adopted.AdoptedRules | None:
        """The rules that a daemon adopted last, or those of a version that is kept; None when there are none."""
        return adopted.adopted(self._records, version)

    def rules_versions(self) -> tuple[str, ...]:
        """The versions of the rules that are kept, the newest first."""
        return adopted.versions(self._records)

    def meta(self, key: str, default: str = "") -> str:
        """A single fact."""
        value = self._records.value("SELECT value FROM meta WHERE key = ?", (clean(key),))
        return default if value is None else str(value)

    def set_meta(self, key: str, value: str) -> None:
        """Stores a single fact."""
        with self._writing():
            self._note(key, value)

    def _note(self, key: str, value: str) -> None:
        self._records.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (clean(key), clean(value)),
        )


def _given(article: Article, number: int) -> KnownArticle:
    """An article of the running batch, as the later ones of the batch see it."""
    return KnownArticle(
        number, article.feed, article.url, article.guid, article.title, article.text, article.digest,
        Decision.BASELINE, None,
    )  # fmt: skip
