"""The pipeline over an archive, in a state that is thrown away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from monitor.model import Decision, Entry
from monitor.rules.load import load
from monitor.service.replay import (
    NAMELESS,
    TOGETHER,
    Item,
    Verdict,
    article_of,
    difference,
    of_minutes,
    outlets,
    replay,
    verdict,
)
from tests.service.world import RULES

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BOOK = load(RULES % "  - {name: The Herald, url: 'https://herald.example/feed/', about: [libya]}")


def item(number: int, text: str, *, outlet: str = "One", known: bool = False) -> Item:
    """The item with this number, a minute after the one before it."""
    feed, at = outlets(BOOK)(outlet), NOW + timedelta(minutes=number)
    return Item(number, feed, article_of(feed, Entry("", "", text, "", at), at), known)


def test_the_same_archive_gives_the_same_steps() -> None:
    """Nothing is left of the first run; numbers of stories begin anew."""
    items = [item(n, f"A truce holds in Libya, says delegate number {n} of a long list of them") for n in range(5)]
    first, second = ([verdict(step) for step in replay(BOOK, items)] for _ in range(2))
    assert first == second
    assert [one.number for one in first] == list(range(5))


def test_more_articles_than_one_transaction_are_one_run() -> None:
    """An article is recognised across the border of two transactions."""
    items = [
        item(n, f"Dates are ripe in the oasis with number {n} of the south of the country") for n in range(TOGETHER)
    ]
    again = item(TOGETHER + 1, items[0].article.title)
    steps = list(replay(BOOK, [*items, again]))
    assert len(steps) == TOGETHER + 1
    assert steps[-1].judged.decision is Decision.IGNORE


def dated(number: int, text: str, at: datetime, url: str = "") -> Item:
    """The item with this number, of this time."""
    feed = outlets(BOOK)("One")
    return Item(number, feed, article_of(feed, Entry("", url, text, "", at), at))


def test_how_an_archive_lists_one_minute_does_not_matter() -> None:
    """Three reports of a minute come in one order however they are listed; those of another minute keep their place."""
    texts = ("A truce in Libya", "A truce holds in Libya, all say", "A truce in Libya, it is said, holds since noon")
    listed = [dated(n, text, NOW + timedelta(seconds=7 * n)) for n, text in enumerate(texts)]
    later = dated(9, "A truce in Libya is over, and nobody knows why it ever was", NOW + timedelta(minutes=1))
    orders = {tuple(one.article.title for one in of_minutes([*shuffled, later])) for shuffled in permutations(listed)}
    assert orders == {(*reversed(texts), later.article.title)}


def test_versions_and_days_keep_the_order_of_the_archive() -> None:
    """What shares an address was listed in order of its versions, and a date without an hour says nothing of order."""
    page = "https://one.example/page"
    versions = [dated(n, text, NOW, page) for n, text in enumerate(("A truce", "A truce in Libya holds"))]
    midnight = datetime(2026, 11, 2, tzinfo=UTC)
    days = [dated(n + 2, text, midnight) for n, text in enumerate(("A truce", "A truce in Libya holds"))]
    assert list(of_minutes([*versions, *days])) == [*versions, *days]


def test_what_was_baseline_is_baseline_again() -> None:
    """An item of a feed's first poll is kept and not told; what follows in the same feed is told."""
    texts = (
        "A truce holds in Libya since this morning, a spokesman of the army said",
        "A truce in Libya is broken again",
    )
    steps = list(replay(BOOK, [item(0, texts[0], known=True), item(1, texts[1])]))
    assert [step.judged.decision for step in steps] == [Decision.BASELINE, Decision.NEW]


def test_a_run_that_is_left_early_leaves_nothing_behind() -> None:
    """The generator closes its state when nobody asks it any more."""
    steps = replay(BOOK, [item(n, f"A truce in Libya, the {n}th of this long year") for n in range(3)])
    assert next(steps).number == 0
    steps.close()


def test_outlets_are_feeds_of_the_rules_or_names() -> None:
    """By name or address in any case; another name is one outlet however often and however spaced it comes."""
    outlet = outlets(BOOK)
    assert outlet("the  HERALD") is outlet("https://herald.example/feed") is BOOK.feeds[0]
    assert outlet("Elsewhere") is outlet(" elsewhere ")
    assert outlet("Elsewhere").url.startswith(NAMELESS)
    assert outlet("Elsewhere").name == "Elsewhere"


def test_a_difference_names_what_only_one_run_tells() -> None:
    """Added, lost, and told by both but by other rules."""

    def run(*decisions: Decision, rules: tuple[str, ...] = ("r",)) -> dict[int, Verdict]:
        return {n: Verdict(n, NOW, one, "why", None, rules) for n, one in enumerate(decisions)}

    before = run(Decision.NEW, Decision.NONE, Decision.UPDATE, Decision.BASELINE)
    after = run(Decision.MERGE, Decision.NEW, Decision.NEW, Decision.BASELINE, rules=("r", "s"))
    found = difference(before, after)
    assert found.added == ((after[1], before[1]),)
    assert found.lost == ((before[0], after[0]),)
    assert found.otherwise == 1
