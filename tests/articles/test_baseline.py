"""What a feed already showed when it was first read."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.articles.baseline import is_baseline, summary
from monitor.model import FeedState


def test_only_a_stored_baseline_ends_the_baseline() -> None:
    """Polls that failed, and even a good one that stored nothing, leave the next good poll to be the baseline."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert is_baseline(FeedState("https://a.example/rss"))
    assert is_baseline(FeedState("https://a.example/rss", last_poll=now, failures=3.0, cause="404"))
    assert not is_baseline(FeedState("https://a.example/rss", baseline_at=now, failures=3.0))


def test_the_operator_is_told_in_one_line() -> None:
    """How many were kept, and how many of them the rules would have told."""
    assert summary(30, 2) == "30 kept as baseline, 2 would have matched"
    assert summary(1, 0) == "1 kept as baseline, none would have matched"
