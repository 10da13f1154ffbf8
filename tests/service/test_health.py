"""Whether the product is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import ChatState, Feed, FeedState
from monitor.service.health import Health, Outbox, ago, feed_health, health

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
FEED = Feed("One", "http://one.example/feed")
FIVE = timedelta(minutes=5)
GOOD = FeedState(FEED.url, last_poll=NOW - FIVE, last_good=NOW - FIVE, next_poll=NOW + FIVE)


@pytest.mark.parametrize(
    ("feed", "state", "level", "says"),
    [
        (FEED, GOOD, "good", "polled 5 min ago"),
        (FEED, FeedState(FEED.url), "new", "not polled yet"),
        (replace(FEED, enabled=False), GOOD, "off", "not enabled"),
        (FEED, replace(GOOD, cause="HTTP 500", failures=0.25), "troubled", "HTTP 500"),
        (FEED, replace(GOOD, cause="HTTP 404", failures=3.0), "failing", "HTTP 404; last good poll 5 min ago"),
        (FEED, replace(GOOD, cause="HTTP 403", failures=4.0, last_good=None), "failing", "never polled well"),
        (FEED, replace(GOOD, cause="timeout", failures=2.0, last_good=NOW - 999 * FIVE), "failing", "3 days ago"),
        (FEED, replace(GOOD, next_poll=NOW - timedelta(hours=2)), "late", "should have been polled 2 h ago"),
    ],
)
def test_each_feed_has_a_level_and_words(feed: Feed, state: FeedState, level: str, says: str) -> None:
    """A feed is good, new, troubled, failing, late or off, and says why."""
    found = feed_health(feed, state, NOW)
    assert found.level == level
    assert says in found.words


def look(**facts: object) -> Health:
    """The health of one good feed, with these facts instead of the usual ones."""
    usual: dict[str, object] = {"chats": (), "outbox": Outbox(), "rules_problem": "", "running": True}
    return health([FEED], {FEED.url: GOOD}, now=NOW, **(usual | facts))  # type: ignore[arg-type]


def test_all_well_is_no_problem() -> None:
    """Nothing wrong, nothing said."""
    assert look().well


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"running": False}, "no daemon runs"),
        ({"rules_problem": "rules.yaml:3:1: error\nrules.yaml:9:1: error"}, "rules.yaml:3:1: error (and 1 more)"),
        ({"chats": [ChatState("desk", parked="bot was blocked")]}, "chat desk is closed to the bot: bot was blocked"),
        ({"outbox": Outbox(4, NOW - timedelta(hours=1))}, "4 messages wait to be told, the oldest for 1 h"),
        ({"outbox": Outbox(parked=2)}, "2 messages were refused"),
    ],
)
def test_what_needs_a_person_is_a_problem(facts: dict[str, object], says: str) -> None:
    """Each trouble that does not mend itself is one line."""
    found = look(**facts)
    assert not found.well
    assert says in found.problems[0]


def test_short_waits_are_no_problem() -> None:
    """A message on its way, and one that may have been told twice, need nobody."""
    assert look(outbox=Outbox(3, NOW - timedelta(minutes=2), uncertain=1)).well


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (90000, "25 h"), (172800, "2 days")]
)
def test_lengths_of_time_are_short(seconds: float, words: str) -> None:
    """One unit, the largest that is whole."""
    assert ago(timedelta(seconds=seconds)) == words
