"""Outlets that report, one article at a time, through the whole pipeline in a store that is thrown away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from monitor.articles.identity import articles, given
from monitor.model import Entry, Feed, FeedState, Fetched, Judged
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.service.decide import Poll
from monitor.service.settle import keep, settle
from monitor.store.store import Store

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OUTLETS = {
    "Marsad": ("ar", "east"), "Ahrar": ("ar", "west"), "Herald": ("en", "independent"), "Observer": ("en", "west"),
    "Nova": ("it", "independent"), "Tass": ("ru", "state:russia"),
}  # fmt: skip


@cache
def book() -> RuleBook:
    """The rules as they are shipped."""
    path = Path(__file__).parents[2] / "rules.yaml"
    return load(path.read_text("utf-8"), str(path), {"TELEGRAM_CHAT_ID": "1001"})


class Newsroom:
    """Feeds of some outlets, and a clock."""

    def __init__(self, store: Store | None = None) -> None:
        self.store, self.now, self.count = store or Store.scratch(), START, 0
        self.stories: list[int | None] = []

    def feed(self, outlet: str) -> Feed:
        """The outlet's feed; everything there is about Libya."""
        lang, side = OUTLETS[outlet]
        return Feed(outlet, f"https://{outlet.lower()}.example/rss", lang, ("libya",), f"{outlet} Ltd", side)

    def know(self, *texts: str) -> None:
        """Articles that the user already knows."""
        keep(self.store, book(), [given(text, seen=self.now, name="Known") for text in texts], self.now)

    def report(
        self, outlet: str, title: str, text: str, *, hours: float = 1.0, url: str = "", guid: str = ""
    ) -> Judged:
        """An article that came so many hours after the last."""
        self.now += timedelta(hours=hours)
        self.count += 1
        feed = self.feed(outlet)
        link = url or f"https://{outlet.lower()}.example/{self.count}"
        entry = Entry(guid or link, link, title, text, self.now, None, "", feed.lang)
        state = FeedState(feed.url, feed.name, baseline_at=START)
        poll = Poll(Fetched(feed.url, b"", "hash"), articles((entry,), feed, self.now))
        outcome, stories = settle(self.store, book(), feed, poll, self.now, replace(state))
        self.stories += stories
        return outcome.judged[-1]

    @property
    def story(self) -> int | None:
        """The story of the article reported last."""
        return self.stories[-1]

    def messages(self, kind: str) -> list[str]:
        """The plain texts of the messages of a kind, in order."""
        rows = self.store._records.rows("SELECT plain FROM message WHERE kind = ? ORDER BY id", (kind,))
        return [row["plain"] for row in rows]
