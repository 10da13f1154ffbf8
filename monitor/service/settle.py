"""The last step of a poll as one piece: look up, decide, commit.

The cycle settles polls and replay settles articles of an archive, both here, so that what replay tells is what the
daemon would have done. Nothing may come in between the three: the caller runs this on the store's thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model import Article, Feed, FeedState, Key, Outcome, Reading
from monitor.rules.book import RuleBook
from monitor.rules.match import read_page
from monitor.service.decide import Poll, decide, page_of
from monitor.service.lexicon import packaged
from monitor.store.store import Store
from monitor.stories.signature import profile, scan


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


def keep(store: Store, book: RuleBook, articles: Sequence[Article], now: datetime) -> tuple[int, tuple[Reading, ...]]:
    """Stores articles that the user already knows: how many were not given before, and what the rules see in each.

    They take part in everything: what repeats them is background, and their figures are known.
    """
    pages = [page_of(book, article) for article in articles]
    readings = tuple(read_page(page) for page in pages)
    feeds = (Feed(article.outlet, article.feed) for article in articles)
    scans = (scan(*one, packaged()) for one in zip(pages, articles, feeds, strict=True))
    return store.add_baseline(articles, readings, now, [profile(scanned) for scanned in scans]), readings


def keys(found: Iterable[Article]) -> list[Key]:
    """All keys of these articles."""
    return [key for article in found for key in article.keys]
