"""What is counted, and under which names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Article, Decision, Draft, FeedState, Judged, Kind, Outcome, Retry, Seen, Sent, Sighting
from monitor.service.health import Health, Outbox, Saved
from monitor.service.metrics import Metrics, cause
from tests.service.world import Clock


def value(metrics: Metrics, name: str) -> float:
    """The value of one line of the exposition."""
    lines = metrics.exposition().decode().splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")), 0.0)


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("HTTP 404 Not Found", "HTTP 404"),
        ("took longer than 30 s", "timeout"),
        ("an HTML page, not a feed", "not a feed"),
        ("internal error: KeyError: 'x'", "internal"),
        ("\u202eanything a stranger wrote", "other"),
    ],
)
def test_causes_are_few(words: str, counted: str) -> None:
    """What a server says never becomes a series of its own."""
    assert cause(words) == counted


def test_polls_and_messages_are_counted(clock: Clock) -> None:
    """By result and by cause; how long Telegram took is a histogram."""
    metrics = Metrics()
    metrics.polled(Outcome(FeedState("u"), clock()))
    metrics.polled(Outcome(FeedState("u", cause="HTTP 500"), clock()))
    metrics.sent(Sent(1), 0.2)
    metrics.sent(Retry("down", 1.0), 20.0)
    assert value(metrics, 'monitor_polls_total{result="failed"}') == 1
    assert value(metrics, 'monitor_poll_failures_total{cause="HTTP 500"}') == 1
    assert value(metrics, 'monitor_messages_total{result="retry"}') == 1
    assert value(metrics, "monitor_send_seconds_count") == 2


def test_silent_edits_are_no_alerts(clock: Clock) -> None:
    """A line added to a message that was sent is not told anew."""
    drafts = tuple(Draft("desk", kind, "", "") for kind in (Kind.ALERT, Kind.UPDATE, Kind.EDIT))
    article = Article("u", "One", "", "", "Title", "", "en", None, clock(), "", ())
    item = Judged(Sighting(article, Seen.NEW), Decision.NEW, "", drafts=drafts)
    metrics = Metrics()
    metrics.polled(Outcome(FeedState("u"), clock(), (item,)))
    assert value(metrics, 'monitor_alerts_total{chat="desk"}') == 2


def test_the_look_at_the_health_sets_what_is_now(clock: Clock) -> None:
    """Depth and age of the outbox, problems, size, copies, and how late the loop was."""
    metrics = Metrics()
    outbox = Outbox(7, clock() - timedelta(minutes=2))
    metrics.looked(Health(()), outbox, Saved(clock()), 4096, clock())
    metrics.late(1.5)
    metrics.late(0.0)
    assert value(metrics, "monitor_outbox_messages") == 7
    assert value(metrics, "monitor_outbox_oldest_seconds") == 120
    assert value(metrics, "monitor_database_bytes") == 4096
    assert value(metrics, "monitor_backup_timestamp_seconds") == clock().timestamp()
    assert 1.0 < value(metrics, "monitor_loop_lag_seconds") < 1.5
