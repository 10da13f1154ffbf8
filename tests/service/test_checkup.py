"""The operator hears once of what turned bad, and once that it is good again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Chat, Feed, FeedState, MessageState, Outcome
from monitor.service.checkup import Checkup, Running, note_running, note_saved, running, saved
from monitor.service.health import Saved
from monitor.store.store import Store
from tests.service.world import Clock

FEEDS = tuple(Feed(f"F{number}", f"https://f{number}.example/", every=600.0) for number in range(4))
CHATS = {"operator": Chat("operator", "1002")}


class Watched:
    """A store, four feeds in it, and the looks taken at them."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock, self.feeds = folder, clock, FEEDS
        self.store = Store.open(folder)
        for feed in FEEDS:
            self.polled(feed)
        self.checkup = Checkup(clock())

    def polled(self, feed: Feed, **more: object) -> None:
        """A poll of a feed, a good one unless said otherwise."""
        now = self.clock()
        good = FeedState(
            feed.url, feed.name, interval=600.0, last_poll=now, last_good=now, baseline_at=now,
            next_poll=now + timedelta(days=90),
        )  # fmt: skip
        self.store.commit(Outcome(replace(good, **more), now))  # type: ignore[arg-type]

    def fail(self, feed: Feed) -> None:
        """A feed is gone for good."""
        self.polled(feed, failures=4.0, cause="HTTP 404")

    def look(self, times: int = 2) -> list[str]:
        """What the operator is told by so many looks, a minute apart."""
        before = len(self.store.messages(*MessageState, limit=1000))
        for _ in range(times):
            self.clock.turn(60)
            self.checkup.look(self.store, self.feeds, CHATS, self.clock())
        while claimed := self.store.claim_due(self.clock()):
            for message, chat in claimed:
                self.store.record(replace(message, state=MessageState.SENT, due=None), chat)
        messages = self.store.messages(*MessageState, limit=1000)
        return [message.plain for message in reversed(messages[: len(messages) - before])]

    def restart(self) -> None:
        """Another daemon on the same state."""
        self.store.close()
        self.store = Store.open(self.folder)
        self.checkup = Checkup(self.clock())


@pytest.fixture
def watched(tmp_path: Path, clock: Clock) -> Iterator[Watched]:
    """All well."""
    watched = Watched(tmp_path / "state", clock)
    assert watched.look() == []
    yield watched
    watched.store.close()


def test_a_feed_that_fails_is_told_once_and_so_is_its_recovery(watched: Watched) -> None:
    """Not at each look, not after a restart; with the cause, and later only that it is well again."""
    watched.fail(FEEDS[1])
    (bad,) = watched.look(5)
    assert "Not well:" in bad and "F1: HTTP 404" in bad and "Well again" not in bad
    watched.restart()
    assert watched.look(5) == []
    watched.polled(FEEDS[1])
    (good,) = watched.look(5)
    assert "Well again:\n- F1" in good and "Not well" not in good
    watched.restart()
    assert watched.look(5) == []


def test_what_turns_together_is_one_message(watched: Watched) -> None:
    """One fails while another comes back; and many at once are a bounded list and one problem more."""
    watched.fail(FEEDS[0])
    watched.look()
    watched.polled(FEEDS[0])
    watched.fail(FEEDS[1])
    (both,) = watched.look()
    assert "Not well:\n- F1: HTTP 404" in both and "Well again:\n- F0" in both
    for feed in FEEDS:
        watched.fail(feed)
    (many,) = watched.look()
    assert "4 of 4 feeds fail" in many and "F3: HTTP 404" in many and "F1: HTTP" not in many


def test_what_one_look_alone_has_seen_is_no_news(watched: Watched) -> None:
    """Neither a trouble that is over at the next look, nor a moment without it."""
    watched.fail(FEEDS[0])
    assert watched.look(1) == []
    watched.polled(FEEDS[0])
    assert watched.look() == []
    watched.fail(FEEDS[0])
    assert len(watched.look()) == 1
    watched.polled(FEEDS[0])
    assert watched.look(1) == []
    watched.fail(FEEDS[0])
    assert watched.look() == []


def test_a_feed_that_rolled_over_and_a_late_one_are_told(watched: Watched) -> None:
    """Rolled over once a day at most, however often it does; late by its own interval, an hour after the start."""
    watched.polled(FEEDS[2], gap_at=watched.clock())
    (rolled,) = watched.look()
    assert "F2: rolled over" in rolled and "may have been missed" in rolled
    watched.polled(FEEDS[2], gap_at=watched.clock())
    assert watched.look() == []
    watched.clock.turn(3600)
    watched.polled(FEEDS[3], next_poll=watched.clock() - timedelta(minutes=11))
    (late,) = watched.look()
    assert "F3: should have been polled" in late


def test_a_feed_that_was_taken_out_is_not_called_well(watched: Watched) -> None:
    """Nobody polls it: it is forgotten without a word."""
    watched.fail(FEEDS[0])
    watched.look()
    watched.feeds = FEEDS[1:]
    assert watched.look() == []
    assert json.loads(watched.store.meta("told_findings")) == {}


def test_other_troubles_are_told_too(watched: Watched) -> None:
    """A failed backup, and a token without a chat."""
    note_saved(watched.store, Saved(None, "the disk is full"))
    note_running(watched.store, Running("r.yaml", "v1", True, ("desk",)))
    (bad,) = watched.look()
    assert "the last backup failed: the disk is full" in bad
    assert "there is a bot token, but chat desk has no address" in bad
    note_saved(watched.store, Saved(watched.clock()))
    note_running(watched.store, Running("r.yaml", "v1", True))
    (good,) = watched.look()
    assert "- the daily backup" in good and "- chat desk" in good


def test_notes_survive_a_restart(watched: Watched) -> None:
    """What a daemon left word of is read back as it was; nothing is nothing."""
    assert running(watched.store) == Running() and saved(watched.store) == Saved()
    note_running(watched.store, Running("/etc/rules.yaml", "v7", True, ("desk", "other")))
    note_saved(watched.store, Saved(watched.clock()))
    watched.restart()
    assert running(watched.store) == Running("/etc/rules.yaml", "v7", True, ("desk", "other"))
    assert running(watched.store).unaddressed == ("desk", "other")
    assert saved(watched.store) == Saved(watched.clock())
