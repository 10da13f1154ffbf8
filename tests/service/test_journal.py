"""What the log says of a poll."""

from __future__ import annotations

import logging

import pytest

from monitor.model import Article, Decision, Draft, Feed, FeedState, Judged, Kind, Outcome, Seen, Sighting
from monitor.service.journal import report
from tests.service.world import Clock

FEED = Feed("One", "https://one.example/rss")


def said(caplog: pytest.LogCaptureFixture, clock: Clock, *kinds: Kind) -> list[str]:
    """The lines for a poll whose one item came with these messages."""
    drafts = tuple(Draft("desk", kind, "", "") for kind in kinds)
    article = Article(FEED.url, "One", "", "", "A truce holds", "", "en", None, clock(), "", ())
    item = Judged(Sighting(article, Seen.NEW), Decision.NEW, "it says so", drafts=drafts)
    with caplog.at_level(logging.INFO):
        report(FEED, Outcome(FeedState(FEED.url), clock(), (item,)))
    return [record.message for record in caplog.records]


def test_an_alert_is_a_line(caplog: pytest.LogCaptureFixture, clock: Clock) -> None:
    """One for each item that is told, and one for the poll."""
    assert said(caplog, clock, Kind.ALERT, Kind.ALERT) == [
        "One: alert: A truce holds (it says so)",
        "One: 1 of 1 items are new",
    ]


def test_a_silent_edit_is_no_alert(caplog: pytest.LogCaptureFixture, clock: Clock) -> None:
    """A line added to a message that was sent is not called one."""
    assert said(caplog, clock, Kind.EDIT) == ["One: 1 of 1 items are new"]
