"""What is remembered of feeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import Decision, Feed, Outcome
from tests.store.world import World, draft, entry


def test_a_feed_is_its_url(world: World) -> None:
    """Everything a poll leaves behind comes back, to the millisecond; a feed never polled has a fresh state."""
    fresh = world.store.feed_state(world.feed)
    assert (fresh.url, fresh.name, fresh.baseline_at) == (world.feed.url, "Outlet", None)
    state = replace(
        fresh, etag='"x"', last_modified="Mon", body_hash="h", next_poll=world.now + timedelta(minutes=5),
        interval=300.5, last_poll=world.now, last_good=world.now, baseline_at=world.now, failures=1.25,
        cause="timeout \ud800", ttl=60.0,
    )  # fmt: skip
    world.store.commit(Outcome(state, world.now))
    world.restart()
    assert world.store.feed_state(world.feed) == replace(state, cause="timeout ?")
    assert world.store.feed_states() == {world.feed.url: replace(state, cause="timeout ?")}


def test_a_feed_keeps_its_memory_under_a_new_url(world: World) -> None:
    """Same name, new address: baseline and articles stay, and what the old address said of its body does not."""
    world.poll(entry(1))
    moved = replace(world.feed, url="https://outlet.example/feed/new")
    assert world.store.adopt([moved]) == ("Outlet: now at https://outlet.example/feed/new",)
    state = world.store.feed_state(moved)
    assert (state.etag, state.body_hash, state.next_poll) == ("", "", None)
    assert state.baseline_at is not None
    assert world.poll(entry(1), entry(2), feed=moved) == [Decision.IGNORE, Decision.NEW]
    assert list(world.store.feed_states()) == [moved.url]
    assert world.store.adopt([moved]) == ()


def test_a_poll_adopts_a_new_url_by_itself(world: World) -> None:
    """Without a word from rules.yaml the name is enough."""
    world.poll(entry(1))
    moved = replace(world.feed, url="https://outlet.example/feed/new")
    assert world.poll(entry(1), entry(2), feed=moved) == [Decision.IGNORE, Decision.NEW]
    assert len(world.store.feeds()) == 1


def test_a_name_given_to_another_feed_takes_nothing_along(world: World) -> None:
    """The old address goes on under a new name, the name goes to a new address: one memory, one fresh baseline."""
    world.poll(entry(1))
    renamed = replace(world.feed, name="Outlet, Arabic")
    newcomer = Feed("Outlet", "https://outlet.example/en/rss")
    assert world.store.adopt([newcomer, renamed]) == ()
    assert world.store.feed_state(renamed).baseline_at is not None
    assert world.store.feed_state(newcomer).baseline_at is None


def test_a_feed_that_is_gone_is_retired_and_may_return(world: World) -> None:
    """It is listed as retired and not polled; when rules.yaml names it again, it needs no new baseline."""
    world.poll(entry(1))
    world.baseline(world.other)
    assert world.store.adopt([world.other]) == ("Outlet: no longer polled",)
    assert list(world.store.feed_states()) == [world.other.url]
    assert {feed.state.name: feed.retired for feed in world.store.feeds()} == {"Outlet": True, "Other": False}
    world.store.adopt([world.feed, world.other])
    assert world.poll(entry(1), entry(2)) == [Decision.IGNORE, Decision.NEW]


def test_feeds_are_listed_with_what_they_brought(world: World) -> None:
    """Articles and alerts of each."""
    world.poll(entry(1))
    world.poll(entry(2), entry(3, title="Rain"))
    world.baseline(world.other)
    assert [(feed.state.name, feed.articles, feed.told) for feed in world.store.feeds()] == [
        ("Other", 0, 0),
        ("Outlet", 3, 1),
    ]


def test_a_baseline_is_to_be_told_until_it_is_told(world: World) -> None:
    """Noted by the poll that takes it, with what was kept; through a restart; forgotten with the message that tells."""
    world.poll(entry(1), entry(2), entry(3, title="Rain"))
    world.poll(entry(4))
    world.poll(feed=world.other)
    world.restart()
    assert world.store.untold_baselines() == (("Outlet", 3, 2), ("Other", 0, 0))
    world.store.tell_baselines([draft("two feeds")], world.now)
    world.restart()
    assert world.store.untold_baselines() == ()
    assert world.posted() == ["A truce, report 4", "two feeds"]
    world.poll(entry(5))
    assert world.store.untold_baselines() == ()
