"""The last step of a poll as one piece: look up, decide, commit.

The cycle settles polls and replay settles articles of an archive, both here, so that what replay tells is what the
daemon would have done. Nothing may come in between the three: the caller runs this on the store's thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.model import Article, Feed, FeedState, Key, Outcome
from monitor.rules.compile import RuleBook
from monitor.service.decide import Poll, decide
from monitor.service.lexicon import packaged
from monitor.store.store import Store


def settle(
    store: Store, book: RuleBook, feed: Feed, poll: Poll, now: datetime, state: FeedState | None = None
) -> tuple[Outcome, tuple[int | None, ...]]:
    """What was decided, and the number of the story that each judged item is in, None for none.

    `state` stands in for what is stored of the feed; one without a URL is not stored (see Store.commit).
    """
    known = store.known(keys(poll.articles))
    state = state or store.feed_state(feed)
    outcome = decide(book, feed, state, poll, known, now, store.candidates, packaged())
    return outcome, store.commit(outcome)


def keys(found: Iterable[Article]) -> list[Key]:
    """All keys of these articles."""
    return [key for article in found for key in article.keys]
