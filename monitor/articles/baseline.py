"""What a feed already showed when it was first read: kept, never alerted, and told to the operator in one line."""

from __future__ import annotations

from monitor.model import FeedState


def is_baseline(state: FeedState) -> bool:
    """Whether the next good poll of this feed is its baseline: none was ever stored.

    Only a good poll counts. A failure, a cut body or a 304 leaves `baseline_at` unset, so the first whole feed decides.
    """
    return state.baseline_at is None


def summary(kept: int, matched: int) -> str:
    """The line for the operator: "30 kept as baseline, 2 would have matched"."""
    return f"{kept} kept as baseline, {matched or 'none'} would have matched"
