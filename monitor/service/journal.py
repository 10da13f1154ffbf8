"""What the log says of a poll: what failed, what is told, what is new."""

from __future__ import annotations

import logging

from monitor.model import Decision, Feed, Kind, Outcome

log = logging.getLogger(__name__)


def report(feed: Feed, outcome: Outcome) -> None:
    """One log line for a poll that failed or brought something, and one for each alert."""
    if outcome.state.cause:
        wait = (outcome.state.next_poll or outcome.at) - outcome.at
        log.warning("%s: %s; next poll in %d s", feed.name, outcome.state.cause, wait.total_seconds())
        return
    for item in outcome.judged:
        if any(draft.kind is not Kind.EDIT for draft in item.drafts):  # an edit is silent
            log.info("%s: alert: %s (%s)", feed.name, item.sighting.article.title, item.reason)
    fresh = sum(item.decision is not Decision.IGNORE for item in outcome.judged)
    if outcome.state.baseline_at == outcome.at:
        log.info("%s: first poll: %d kept as baseline", feed.name, fresh)
    elif outcome.state.gap_at == outcome.at:
        shown = outcome.state.shown
        log.warning("%s: all %d items are new: others in between may have been missed", feed.name, shown)
    elif fresh:
        log.info("%s: %d of %d items are new", feed.name, fresh, len(outcome.judged))
