"""A small world around a real store: feeds are polled, items judged by one simple rule, everything committed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.articles.baseline import is_baseline
from monitor.articles.identity import articles, sight
from monitor.model import (
    Decision,
    Draft,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Judged,
    Key,
    Kind,
    KnownArticle,
    Match,
    Outcome,
    Reading,
    Seen,
    Sighting,
)
from monitor.store.store import Store
from monitor.stories.grouping import Grouping, group

RULES = ("truce", "mercenar")  # each fires on a text that holds the word
Memory = dict[Key, KnownArticle]


class World:
    """One state folder. `poll` does what a cycle does; `store` is the store, opened anew by `restart`."""

    feed = Feed("Outlet", "https://outlet.example/rss")
    other = Feed("Other", "https://other.example/rss")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime(2026, 10, 23, 12, tzinfo=UTC)
        self.store = Store.open(folder)

    def restart(self) -> None:
        """Ends the store and opens it again."""
        self.store.close()
        self.store = Store.open(self.folder)

    def poll(self, *entries: Entry, feed: Feed | None = None) -> list[Decision]:
        """What becomes of each entry of one poll."""
        outcome = self.decide(*entries, feed=feed)
        self.store.commit(outcome)
        return [judged.decision for judged in outcome.judged]

    def decide(self, *entries: Entry, feed: Feed | None = None) -> Outcome:
        """What a poll comes to, a minute later than the last."""
        feed = feed or self.feed
        self.now += timedelta(minutes=1)
        state = self.store.feed_state(feed)
        found = articles(entries, feed, self.now)
        memory = self.store.known(key for article in found for key in article.keys)
        judged: list[Judged] = []
        for article in found:
            judged.append(judge(sight(article, memory), first=is_baseline(state)))
            remember(memory, judged[-1], -len(judged))
        after = replace(state, last_poll=self.now, last_good=self.now, baseline_at=state.baseline_at or self.now)
        return Outcome(after, self.now, tuple(judged), rules_version="v1")

    def baseline(self, *feeds: Feed) -> None:
        """A first poll of each feed, without an item."""
        for feed in feeds or (self.feed,):
            self.poll(feed=feed)

    def posted(self) -> list[str]:
        """What was ever queued, the oldest first."""
        rows = self.store._records.rows("SELECT plain FROM message ORDER BY id")
        return [row["plain"] for row in rows]


def entry(
    number: int = 1, title: str = "", text: str = "", *, guid: str | None = None, link: str | None = None
) -> Entry:
    """An item; its words differ from those of every other number."""
    words = " ".join(f"word{number * 100 + place}" for place in range(20))
    return Entry(
        f"guid-{number}" if guid is None else guid,
        f"https://outlet.example/{number}" if link is None else link,
        title or f"A truce, report {number}",
        text or words,
    )


def reading(text: str) -> Reading:
    """What the simple rules see."""
    matches = []
    for rule in RULES:
        if (start := text.find(rule)) >= 0:
            evidence = Evidence("text", start, start + len(rule), rule, rule, sentence=(0, len(text)))
            matches.append(Match(rule, rule.title(), "high", ("desk",), (evidence,)))
    return Reading(matches=tuple(matches), actors=("haftar",), places=("libya",))


def judge(sighting: Sighting, *, first: bool) -> Judged:
    """The decision on one sighting, with a message when it is news."""
    article = sighting.article
    seen = reading(f"{article.title}\n{article.text}") if sighting.seen is not Seen.KNOWN else Reading()
    placed = Grouping(Decision.BASELINE, "first poll") if first else group(sighting, seen)
    drafts = (draft(article.title),) if placed.decision is Decision.NEW else ()
    return Judged(sighting, placed.decision, placed.reason, seen, placed.story, drafts)


def draft(text: str, chat: str = "desk") -> Draft:
    """A message."""
    return Draft(chat, Kind.ALERT, f"<b>{text}</b>", text)


def remember(memory: Memory, judged: Judged, number: int) -> None:
    """Lets the rest of a batch see what was judged."""
    article = judged.sighting.article
    if judged.sighting.seen is Seen.KNOWN:
        return
    story = number if judged.story is None and judged.decision is Decision.NEW else judged.story
    rules = tuple(match.rule for match in judged.reading.matches)
    known = KnownArticle(
        number, article.feed, article.url, article.guid, article.title, article.text, article.digest,
        judged.decision, story, rules, bool(judged.drafts),
    )  # fmt: skip
    memory |= dict.fromkeys(article.keys, known)


def fresh_state(url: str = "https://outlet.example/rss", name: str = "Outlet") -> FeedState:
    """The state of a feed that was never polled."""
    return FeedState(url, name)
