"""Whether the product is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import ChatState, Feed, FeedState
from monitor.service.feedhealth import DaemonSeen, Rhythm, ago, feed_health
from monitor.service.health import Health, Outbox, Saved, health

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
    found = feed_health(feed, state, NOW, DaemonSeen())
    assert found.level == level
    assert says in found.words


@pytest.mark.parametrize(
    ("every", "interval", "minutes", "late"),
    [(60.0, 60.0, 1.9, False), (60.0, 60.0, 2.1, True), (None, 3600.0, 59, False), (None, 3600.0, 61, True),
     (43200.0, 600.0, 700, False), (43200.0, 600.0, 721, True)],
)  # fmt: skip
def test_a_feed_is_late_by_its_own_interval(every: float | None, interval: float, minutes: float, late: bool) -> None:
    """Two minutes behind are much for a feed that is asked every minute, and nothing for one that is asked at noon."""
    state = replace(GOOD, interval=interval, next_poll=NOW - timedelta(minutes=minutes))
    found = feed_health(replace(FEED, every=every), state, NOW, DaemonSeen())
    assert (found.level == "late") is late


def test_a_feed_that_rolled_over_is_named_for_a_day() -> None:
    """A warning that does not make the feed bad: it works, but it should be asked more often."""
    rolled = replace(GOOD, gap_at=NOW - timedelta(hours=3))
    found = look(rolled, GOOD)
    assert found.well and found.feeds[0].level == "good"
    assert found.warnings == (
        "F0: rolled over 3 h ago: nothing in it was known, items in between may have been missed",
    )
    assert not look(replace(GOOD, gap_at=NOW - timedelta(hours=25))).warnings


def test_silence_is_measured_by_the_feeds_own_pauses() -> None:
    """Twice its longest pause and half a day at least; never without enough pauses, nor while it was not polled."""
    usual = Rhythm(NOW - timedelta(hours=20), 9 * 3600.0, 40)

    def silent(rhythm: Rhythm, state: FeedState = GOOD) -> str:
        return feed_health(FEED, state, NOW, DaemonSeen(), rhythm).silent

    assert silent(usual) == "silent for 19 h, its longest pause in a month was 9 h"
    assert not silent(replace(usual, longest=11 * 3600.0))
    assert not silent(replace(usual, pauses=7))
    assert not silent(replace(usual, last_new=NOW - timedelta(hours=11), longest=60.0))
    assert not silent(usual, replace(GOOD, last_good=NOW - timedelta(hours=15))), "it was down since"
    assert not silent(Rhythm())


def look(*states: FeedState, **facts: object) -> Health:
    """The health of feeds in these states, of one good feed without any, with these facts instead of the usual ones."""
    usual: dict[str, object] = {"chats": (), "outbox": Outbox(), "daemon": DaemonSeen(since=NOW - timedelta(days=9))}
    named = {f"http://{number}.example/": state for number, state in enumerate(states or (GOOD,))}
    feeds = [Feed(f"F{number}", url) for number, url in enumerate(named)]
    return health(feeds, named, now=NOW, **(usual | facts))  # type: ignore[arg-type]


def test_all_well_is_no_problem() -> None:
    """Nothing wrong, nothing said."""
    assert look().well and not look().warnings


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"daemon": DaemonSeen(running=False)}, "no daemon runs"),
        ({"rules_problem": "rules.yaml:3:1: error\nrules.yaml:9:1: error"}, "rules.yaml:3:1: error (and 1 more)"),
        ({"state_problem": "the database is damaged"}, "the state cannot be read: the database is damaged"),
        ({"chats": [ChatState("desk", parked="bot was blocked")]}, "chat desk is closed to the bot: bot was blocked"),
        ({"outbox": Outbox(4, NOW - timedelta(minutes=16))}, "4 messages wait to be told, the oldest for 16 min"),
        ({"unaddressed": ["desk"]}, "there is a bot token, but chat desk has no address"),
        ({"saved": Saved(NOW, "no space left")}, "the last backup failed: no space left"),
        ({"saved": Saved(NOW - timedelta(days=3))}, "the latest backup is 3 days old"),
        ({"saved": Saved()}, "the latest backup was never made"),
        ({"outbox": Outbox(given_up_at=NOW - timedelta(hours=5))}, "never confirmed"),
        ({"outbox": Outbox(parked=2, parked_at=NOW - timedelta(hours=5))}, "2 messages were refused by Telegram"),
    ],
)  # fmt: skip
def test_what_needs_a_person_is_a_problem(facts: dict[str, object], says: str) -> None:
    """Each trouble that does not mend itself is one line."""
    found = look(**facts)
    assert not found.well
    assert says in found.problems[0]


def test_copies_are_missed_only_where_somebody_makes_them() -> None:
    """A daemon that started today had no time to; a fresh copy is well."""
    assert look(saved=Saved(), daemon=DaemonSeen(since=NOW - timedelta(days=1))).well
    assert look(saved=Saved(NOW - timedelta(hours=30))).well


def test_a_finding_keeps_its_key() -> None:
    """However its words change with time: that is how it is told once."""
    one, two = (look(outbox=Outbox(n, NOW - n * timedelta(hours=1))) for n in (2, 3))
    assert one.findings[0].key == two.findings[0].key and one.findings[0].words != two.findings[0].words


def failing(cause: str = "HTTP 404", good: timedelta = FIVE) -> FeedState:
    """A feed that failed often enough."""
    return replace(GOOD, cause=cause, failures=4.0, last_good=NOW - good)


def test_a_failing_feed_is_a_warning() -> None:
    """With its cause, and as long as no more than a third of the enabled feeds fail: 23 of 70, not 24."""
    found = look(failing("HTTP 403"), *[GOOD] * 69)
    assert found.well
    assert found.warnings == ("F0: HTTP 403; last good poll 5 min ago",)
    assert look(*[failing()] * 23, *[GOOD] * 47).well
    many = look(*[failing()] * 24, *[GOOD] * 46)
    assert many.problems == ("24 of 70 feeds fail",) and len(many.warnings) == 24


def test_feeds_that_are_off_do_not_count() -> None:
    """Neither as failing nor as well."""
    feeds = [FEED, *(replace(FEED, url=f"http://{n}.example/", enabled=False) for n in range(9))]
    states = dict.fromkeys([feed.url for feed in feeds], failing())
    assert health(feeds, states, (), Outbox(), DaemonSeen(), NOW).problems == ("1 of 1 feeds fail",)
    assert health(feeds[1:], states, (), Outbox(), DaemonSeen(), NOW).well


TROUBLED = replace(GOOD, cause="timeout", failures=0.5)


def test_hours_without_a_good_poll_are_a_problem() -> None:
    """Of any feed, while a daemon runs and had the time: the network is down, or the daemon hangs."""
    three_hours = timedelta(hours=3)
    state = replace(TROUBLED, last_good=NOW - three_hours)
    assert look(state, state).problems == ("nothing was polled well for 3 h",)
    assert look(state, replace(TROUBLED, last_good=NOW - FIVE)).well, "one good poll of any feed will do"
    assert look(state, state, daemon=DaemonSeen(since=NOW - FIVE)).well, "it has only just started"
    never = replace(TROUBLED, last_good=None)
    assert look(never, daemon=DaemonSeen(since=NOW - three_hours)).problems == ("nothing was polled well for 3 h",)
    assert look(never, daemon=DaemonSeen(since=None)).well, "nobody knows how long it had"
    assert look(state, daemon=DaemonSeen(running=False)).problems == ("no daemon runs on this state folder",)


def test_feeds_that_are_asked_seldom_are_no_silence() -> None:
    """Twice a day and fine each time is well; a schedule that nobody keeps is not."""
    seldom = replace(GOOD, last_poll=NOW - timedelta(hours=5), last_good=NOW - timedelta(hours=5))
    assert look(seldom, replace(failing(good=timedelta(hours=6))), seldom).well
    late = replace(seldom, next_poll=NOW - timedelta(hours=3))
    assert look(seldom, late).problems == ("nothing was polled well for 5 h",)


def test_a_daemon_that_just_started_is_not_late() -> None:
    """What became due while nobody ran is late only when the daemon does not come round to it."""
    overdue = replace(GOOD, next_poll=NOW - timedelta(hours=9))
    assert not look(overdue, daemon=DaemonSeen(since=NOW - FIVE)).warnings
    found = look(overdue, daemon=DaemonSeen(since=NOW - 3 * FIVE))
    assert found.well and found.warnings == ("F0: should have been polled 9 h ago",)


def test_a_refused_message_is_no_problem_for_ever() -> None:
    """Nobody can undo it: after a week it is a warning."""
    found = look(outbox=Outbox(parked=1, parked_at=NOW - timedelta(days=8)))
    assert found.well and found.warnings == ("1 message was refused by Telegram for good, the last 8 days ago",)


def test_short_waits_are_no_problem() -> None:
    """A message on its way, and one that may have been told twice, need nobody."""
    assert look(outbox=Outbox(3, NOW - timedelta(minutes=2), uncertain=1)).well


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (90000, "25 h"), (172800, "2 days")]
)
def test_lengths_of_time_are_short(seconds: float, words: str) -> None:
    """One unit, the largest that is whole."""
    assert ago(timedelta(seconds=seconds)) == words
