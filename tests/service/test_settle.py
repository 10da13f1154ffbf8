"""Look-up, decision and commit as one piece."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.articles.identity import articles
from monitor.model import Decision, Entry, Feed, FeedState, Fetched
from monitor.rules.load import load
from monitor.service.decide import Poll
from monitor.service.settle import settle
from monitor.store.store import Store
from tests.service.world import RULES

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEXT = "The two sides have agreed on a truce in Libya that is to begin at midnight and to last for the holidays"


def poll(feed: Feed, link: str) -> Poll:
    """A poll of one item that a rule matches."""
    return Poll(Fetched("", b"", ""), articles((Entry("", link, "Truce agreed", TEXT),), feed, NOW))


def test_the_second_poll_knows_what_the_first_has_decided(tmp_path: Path) -> None:
    """A copy in another feed joins the story of the first, and the numbers of the stories come back."""
    book, store = load(RULES % "  []"), Store.open(tmp_path)
    state = FeedState("", baseline_at=NOW)
    one, two = Feed("One", "https://one.example/rss"), Feed("Two", "https://two.example/rss")
    first, stories = settle(store, book, one, poll(one, "https://one.example/1"), NOW, state)
    second, joined = settle(store, book, two, poll(two, "https://two.example/1"), NOW, state)
    assert [item.decision for item in (*first.judged, *second.judged)] == [Decision.NEW, Decision.IGNORE]
    assert stories == joined != (None,)
    assert store.feed_states()[one.url].last_poll is None
    store.close()
