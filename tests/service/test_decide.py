"""What one poll decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles.identity import articles, sight
from monitor.model import (
    Decision,
    Entry,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    Judged,
    Key,
    Kind,
    KnownArticle,
    NotModified,
    Outcome,
    ParseFailed,
    Seen,
)
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.service.decide import Poll, decide, wanted

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
BODY = Fetched("http://one.example/feed", b"<rss/>", "hash")
FEED = Feed("One", "http://one.example/feed")
OTHER = Feed("Two", "http://two.example/feed")
STATE = FeedState(FEED.url, baseline_at=NOW - timedelta(days=1), body_hash="old", interval=600.0)
TRUCE = "Ceasefire agreed in Libya after talks"
RULES = """
chats:
  desk: {telegram: "1001"}
  second: {telegram: "1002", language: ar}
feeds: []
places:
  libya: {name: Libya, strong: {en: [Libya]}}
actors:
  haftar: {name: Khalifa Haftar, kind: person, names: {en: [Haftar], ar: [خليفة حفتر, "=حفتر"]}}
  sarraj: {name: Fayez al-Sarraj, kind: person, names: {en: [Sarraj], ar: [السراج*]}}
topics:
  ceasefire: {name: Ceasefire, terms: {en: [ceasefire*, truce]}}
  mercenaries: {name: Mercenaries, terms: {en: [mercenar*]}}
rules:
  libya-ceasefire: {title: Ceasefire in Libya, about: libya, any: [topic:ceasefire], send_to: [desk]}
  libya-mercenaries: {title: Mercenaries in Libya, about: libya, any: [topic:mercenaries], send_to: [desk, second]}
"""


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """Two rules, two chats."""
    return load(RULES)


def entry(number: int, title: str, text: str = "") -> Entry:
    """An item with an address and a guid of its own."""
    return Entry(f"guid-{number}", f"http://one.example/news/{number}", title, text or f"{title}. {FILLER} {number}.")


FILLER = "The delegates met for three days in the capital and will meet again before the end of the month, they said"


def poll(*entries: Entry, feed: Feed = FEED) -> Poll:
    """A good poll of a feed with these items, the newest first."""
    return Poll(BODY, articles(entries, feed, NOW))


def stored(outcome: Outcome) -> dict[Key, KnownArticle]:
    """What the store will answer after it has committed the outcome, in memory."""
    known: dict[Key, KnownArticle] = {}
    for number, item in enumerate(outcome.judged, 1):
        article = item.sighting.article
        story = item.story if item.story is not None or item.decision is not Decision.NEW else number
        entry = KnownArticle(
            number, article.feed, article.url, article.guid, article.title, article.text, article.digest, item.decision,
            story, tuple(match.rule for match in item.reading.matches), bool(item.drafts),
        )  # fmt: skip
        known |= dict.fromkeys(article.keys, entry)
    return known


def only(outcome: Outcome) -> Judged:
    """The one item judged."""
    (item,) = outcome.judged
    return item


def again(
    book: RuleBook, poll: Poll, known: Mapping[Key, KnownArticle], feed: Feed = FEED, state: FeedState = STATE
) -> Outcome:
    """The decision on a poll of a feed that has its baseline."""
    return decide(book, feed, state, poll, known, NOW)


def test_the_first_good_poll_is_the_baseline(book: RuleBook) -> None:
    """Everything is kept, nothing is told, what would have matched is known; the feed has its baseline from now on."""
    outcome = decide(book, FEED, FeedState(FEED.url), poll(entry(2, TRUCE), entry(1, "Rain in Paris")), {}, NOW)
    assert [item.decision for item in outcome.judged] == [Decision.BASELINE, Decision.BASELINE]
    assert not any(item.drafts for item in outcome.judged)
    assert outcome.judged[1].reason.endswith("would have matched libya-ceasefire")
    assert outcome.state.baseline_at == NOW


@pytest.mark.parametrize(
    "result", [NotModified(), FetchFailed("HTTP 404 Not Found", "hard"), ParseFailed("an HTML page, not a feed")]
)
def test_no_failure_is_a_baseline(book: RuleBook, result: NotModified | FetchFailed | ParseFailed) -> None:
    """A failure, a cut body or a 304 on the first poll leaves the baseline to the next poll."""
    outcome = decide(book, FEED, FeedState(FEED.url), Poll(result), {}, NOW)
    assert outcome.state.baseline_at is None
    assert outcome.judged == ()
    assert outcome.state.next_poll and outcome.state.next_poll > NOW


def test_an_empty_feed_is_a_baseline_too(book: RuleBook) -> None:
    """A whole feed without items is a good poll: what appears later is new."""
    first = decide(book, FEED, FeedState(FEED.url), poll(), {}, NOW)
    assert first.state.baseline_at == NOW
    assert only(again(book, poll(entry(1, TRUCE)), {}, state=first.state)).decision is Decision.NEW


def test_a_new_item_that_matches_is_told(book: RuleBook) -> None:
    """One draft for each chat the rule names, and the rule in the reason."""
    item = only(again(book, poll(entry(1, TRUCE)), {}))
    assert item.decision is Decision.NEW
    assert "libya-ceasefire" in item.reason
    assert [(draft.chat, draft.kind) for draft in item.drafts] == [("desk", Kind.ALERT)]
    assert "Ceasefire" in item.drafts[0].plain


def test_actors_appear_in_the_chats_language(book: RuleBook) -> None:
    """Each chat reads the names in its own language; an actor without one there keeps its own name."""
    item = only(again(book, poll(entry(1, "Haftar and Sarraj: mercenaries must leave Libya")), {}))
    english, arabic = (draft.plain for draft in item.drafts)
    assert "Khalifa Haftar, Fayez al-Sarraj" in english
    assert "خليفة حفتر" in arabic and "Fayez al-Sarraj" in arabic and "Khalifa" not in arabic


def test_two_rules_send_one_message_to_each_chat(book: RuleBook) -> None:
    """A chat that two rules name is told once, of both."""
    item = only(again(book, poll(entry(1, "Ceasefire in Libya: mercenaries must leave")), {}))
    assert [draft.chat for draft in item.drafts] == ["desk", "second"]
    assert "Ceasefire in Libya" in item.drafts[0].plain and "Mercenaries in Libya" in item.drafts[0].plain
    assert "القاعدة: \u2068Mercenaries in Libya\u2069" in item.drafts[1].plain, "one rule, in the chat's language"


def test_every_no_has_a_reason(book: RuleBook) -> None:
    """An item that no rule matches says so."""
    item = only(again(book, poll(entry(1, "Rain in Paris")), {}))
    assert item.decision is Decision.NONE
    assert "no rule" in item.reason


def test_a_page_that_was_not_read_is_named_in_a_no(book: RuleBook) -> None:
    """A "no" on the feed's words alone says why the page was not read; a "yes" needs no excuse."""
    unread = {"http://one.example/news/1": "its page could not be read: HTTP 403 Forbidden"}
    quiet = replace(poll(entry(1, "Rain in Paris")), unread=unread)
    assert "HTTP 403 Forbidden" in only(again(book, quiet, {})).reason
    loud = replace(poll(entry(1, TRUCE)), unread=unread)
    item = only(again(book, loud, {}))
    assert item.decision is Decision.NEW and "403" not in item.reason


def test_the_same_item_again_is_ignored(book: RuleBook) -> None:
    """A second poll with the same items tells nothing and matches nothing."""
    first = again(book, poll(entry(1, TRUCE)), {})
    item = only(again(book, poll(entry(1, TRUCE)), stored(first)))
    assert (item.decision, item.sighting.seen, item.drafts) == (Decision.IGNORE, Seen.KNOWN, ())


def test_a_copy_in_another_feed_joins_the_first(book: RuleBook) -> None:
    """The same text from another outlet is merged into the story that was told, without a message."""
    first = again(book, poll(entry(1, TRUCE)), {})
    copy = replace(entry(9, TRUCE), link="http://two.example/x", text=entry(1, TRUCE).text)
    item = only(again(book, poll(copy, feed=OTHER), stored(first), feed=OTHER))
    assert (item.decision, item.story, item.drafts) == (Decision.IGNORE, 1, ())


def test_a_copy_within_one_poll_joins_the_first(book: RuleBook) -> None:
    """Two addresses with one text in the same body are told once; the story is the batch's first, by its number."""
    one = entry(1, TRUCE)
    two = replace(one, guid="guid-2", link="http://one.example/news/2?edition=late")
    outcome = again(book, poll(two, one), {})
    assert sum(len(item.drafts) for item in outcome.judged) == 1
    first, second = outcome.judged
    assert first.sighting.article.guid == "guid-1", "the older item, lower in the feed, comes first"
    assert second.sighting.known and second.sighting.known.id == -1


def test_an_edit_that_makes_another_rule_fire_is_told_for_that_rule(book: RuleBook) -> None:
    """Edited items are noticed: what was told is not repeated, what is new is."""
    first = again(book, poll(entry(1, TRUCE)), {})
    same = replace(entry(1, TRUCE), text=f"{TRUCE}. {FILLER} 1. A spokesman confirmed it.")
    unchanged = only(again(book, poll(same), stored(first)))
    assert (unchanged.sighting.seen, unchanged.drafts) == (Seen.EDITED, ())
    more = replace(same, text=same.text + " All mercenaries will leave Libya.")
    changed = only(again(book, poll(more), stored(first)))
    assert [draft.chat for draft in changed.drafts] == ["desk", "second"]
    assert changed.story == 1
    assert "Mercenaries in Libya" in changed.drafts[0].plain and "Rule: " in changed.drafts[0].plain


def test_an_edited_baseline_item_is_told_only_for_what_it_did_not_say(book: RuleBook) -> None:
    """The reader knows the baseline: an edit counts when a rule fires that did not fire then."""
    first = decide(book, FEED, FeedState(FEED.url), poll(entry(1, TRUCE)), {}, NOW)
    text = entry(1, TRUCE).text
    edited = replace(entry(1, TRUCE), text=text + " More follows.")
    assert only(again(book, poll(edited), stored(first))).drafts == ()
    newly = replace(entry(1, TRUCE), text=text + " Mercenaries stay in Libya.")
    assert only(again(book, poll(newly), stored(first))).drafts


def test_older_items_are_told_first(book: RuleBook) -> None:
    """Feeds put the newest first, chats are read from the oldest on."""
    outcome = again(book, poll(entry(2, "Truce broken in Libya"), entry(1, TRUCE)), {})
    assert [item.sighting.article.guid for item in outcome.judged] == ["guid-1", "guid-2"]


def test_the_decision_names_its_rules(book: RuleBook) -> None:
    """An outcome carries the version of the rules that made it."""
    assert again(book, poll(), {}).rules_version == book.version


@pytest.mark.parametrize(
    ("full_text", "about", "title", "text", "expected"),
    [
        ("auto", (), "Ceasefire talks", "short", True),
        ("auto", (), "Rain in Paris", "short", False),
        ("auto", ("libya",), "Rain in Paris", "short", True),
        ("auto", ("libya",), "Ceasefire talks", "long " * 200, False),
        ("always", (), "Rain in Paris", "long " * 200, True),
        ("never", ("libya",), "Ceasefire talks", "short", False),
    ],
)
def test_pages_are_read_where_they_can_matter(
    book: RuleBook, full_text: str, about: tuple[str, ...], title: str, text: str, expected: bool
) -> None:
    """`auto` reads the page of a short item that a rule's words stand in, or of a feed about a place of ours."""
    feed = replace(FEED, full_text=full_text, about=about)  # type: ignore[arg-type]
    article = articles([replace(entry(1, title), text=text)], feed, NOW)[0]
    assert wanted(book, feed, sight(article, {})) is expected


def test_pages_of_known_items_are_not_read(book: RuleBook) -> None:
    """A page is read once, when its item is new or edited."""
    feed = replace(FEED, full_text="always")
    outcome = again(book, poll(entry(1, TRUCE)), {}, feed=feed)
    article = articles([entry(1, TRUCE)], feed, NOW)[0]
    assert not wanted(book, feed, sight(article, stored(outcome)))


def test_pages_of_edited_baseline_items_are_not_read(book: RuleBook) -> None:
    """The baseline knows the feed's words alone, so an edit is compared by those: like with like."""
    feed = replace(FEED, full_text="always")
    first = decide(book, feed, FeedState(FEED.url), poll(entry(1, TRUCE)), {}, NOW)
    edited = articles([replace(entry(1, TRUCE), text=entry(1, TRUCE).text + " More follows.")], feed, NOW)[0]
    sighting = sight(edited, stored(first))
    assert sighting.seen is Seen.EDITED
    assert not wanted(book, feed, sighting)
