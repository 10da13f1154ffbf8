"""Which story an article belongs to, by exact recognition."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.articles.identity import articles
from monitor.model import (
    Article,
    Decision,
    Entry,
    Figure,
    KnownArticle,
    Match,
    NearMiss,
    Past,
    Reading,
    Seen,
    Sighting,
    Stated,
)
from monitor.rules.match import read_page
from monitor.service.decide import page_of
from monitor.service.lexicon import packaged
from monitor.stories.grouping import Grouping, group
from monitor.stories.linking import view
from monitor.stories.signature import profile, scan
from tests.service.newsroom import START, Newsroom, book

ARTICLE = Article("f", "F", "https://a.example/1", "", "T", "", "ar", None, datetime(2026, 1, 1, tzinfo=UTC), "d", ())


def known(decision: Decision, story: int | None = None, rules: tuple[str, ...] = ()) -> KnownArticle:
    """A stored article; one with a story was told."""
    return KnownArticle(7, "g", "", "", "Stored", "", "d", decision, story, rules, alerted=story is not None)


def reading(*rules: str) -> Reading:
    """What the rules see: these fire."""
    return Reading(matches=tuple(Match(rule, rule, "normal", (), ()) for rule in rules))


TOLD = known(Decision.NEW, 3, ("truce",))
BASELINE = known(Decision.BASELINE, None, ("truce",))
QUIET = known(Decision.NONE)
IGNORED = known(Decision.IGNORE, None, ("truce",))

TABLE = [
    (Seen.NEW, None, ("truce",), Decision.NEW, None),
    (Seen.NEW, None, (), Decision.NONE, None),
    (Seen.KNOWN, TOLD, ("truce", "arms"), Decision.IGNORE, 3),
    (Seen.KNOWN, BASELINE, ("arms",), Decision.IGNORE, None),
    (Seen.EDITED, TOLD, ("truce",), Decision.IGNORE, 3),
    (Seen.EDITED, TOLD, (), Decision.IGNORE, 3),
    (Seen.EDITED, TOLD, ("truce", "arms"), Decision.NEW, 3),
    (Seen.EDITED, BASELINE, ("truce",), Decision.IGNORE, None),
    (Seen.EDITED, BASELINE, ("truce", "arms"), Decision.NEW, None),
    (Seen.EDITED, QUIET, ("truce",), Decision.NEW, None),
    (Seen.EDITED, QUIET, (), Decision.IGNORE, None),
    (Seen.COPY, TOLD, ("truce",), Decision.IGNORE, 3),
    (Seen.COPY, TOLD, (), Decision.IGNORE, 3),
    (Seen.COPY, TOLD, ("truce", "arms"), Decision.NEW, 3),
    (Seen.COPY, BASELINE, ("truce",), Decision.IGNORE, None),
    (Seen.COPY, BASELINE, ("arms",), Decision.IGNORE, None),
    (Seen.COPY, QUIET, ("truce",), Decision.NEW, None),
    (Seen.COPY, QUIET, (), Decision.NONE, None),
    (Seen.COPY, IGNORED, ("truce",), Decision.IGNORE, None),
    (Seen.COPY, IGNORED, ("truce", "arms"), Decision.NEW, None),
]


@pytest.mark.parametrize(("seen", "stored", "rules", "decision", "story"), TABLE)
def test_every_row_of_the_table(
    seen: Seen, stored: KnownArticle | None, rules: tuple[str, ...], decision: Decision, story: int | None
) -> None:
    """How it was recognised, what it copies and what newly matches decide, and the reason stands in words."""
    grouping = group(Sighting(ARTICLE, seen, stored, "how"), reading(*rules))
    assert (grouping.decision, grouping.story) == (decision, story)
    assert grouping.reason


def test_grouping_never_silences_a_rule() -> None:
    """A rule that fires and never fired for the stored article is told, unless that one is in the baseline."""
    for seen, stored, rules, decision, _ in TABLE:
        fresh = set(rules) - set(stored.rules if stored else ())
        copied = seen is Seen.KNOWN or (seen is Seen.COPY and stored is BASELINE)
        assert (decision is Decision.NEW) == bool(fresh and not copied)


def test_the_reason_says_what_happened() -> None:
    """The rule that newly fires, the article that is copied, the doubt that made it new, the rule that nearly fired."""
    reused = Sighting(ARTICLE, Seen.NEW, None, "its guid stood for another article: Old")
    near = Reading(near=(NearMiss("truce", "the sentence is about Gaza"),))
    assert group(reused, reading("truce")) == Grouping(
        Decision.NEW, "matches truce (its guid stood for another article: Old)"
    )
    assert group(Sighting(ARTICLE, Seen.NEW), near).reason == "no rule matches: truce: the sentence is about Gaza"
    assert group(Sighting(ARTICLE, Seen.EDITED, QUIET), reading("truce")).reason == "edited: now matches truce"
    assert group(Sighting(ARTICLE, Seen.COPY, BASELINE), reading()).reason == "already in the baseline: Stored"
    assert group(Sighting(ARTICLE, Seen.KNOWN, TOLD, "at another address"), reading()).reason == (
        "seen before, at another address"
    )


def told(title: str, text: str, past: Past) -> Grouping:
    """What becomes of an item of a feed about Libya, when this is remembered."""
    feed = Newsroom().feed("Herald")
    one = articles((Entry("g", "https://herald.example/1", title, text, START, None, "", "en"),), feed, START)[0]
    page = page_of(book(), one, ("libya",))
    found = read_page(page)
    scanned = scan(page, one, feed, packaged(), found.matches)
    return group(Sighting(one, Seen.NEW), found, view(scanned, past, profile(scanned)), past)


def test_a_retrospect_is_told_only_for_a_figure() -> None:
    """It is kept silent with figures that are known, and told with one that is not, or where nothing is remembered."""
    title, text = "What we know about the ceasefire in Libya", "The ceasefire cost 900 fighters. No new information."
    figure = told(title, text, Past()).news[0]
    stated = Stated(Figure(figure.unit, figure.qualifier, 900), START, "O", "O", 1, 1)
    assert told(title, text, Past()).decision is Decision.NEW
    assert told(title, "The ceasefire held. No new information.", Past()).decision is Decision.NEW
    assert told(title, text, Past(series=(stated,))).decision is Decision.IGNORE
    assert told("Ceasefire in Libya", text, Past(series=(stated,))).decision is Decision.NEW
