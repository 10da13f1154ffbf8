"""Which item this is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given as prop
from hypothesis import settings
from hypothesis import strategies as st

from monitor.articles.identity import article, articles, given, sight, with_page
from monitor.model import Article, Decision, Entry, Feed, Key, KnownArticle, Seen, Sighting

NOW = datetime(2026, 10, 23, 12, tzinfo=UTC)
FEED = Feed("Outlet", "https://outlet.example/rss")
OTHER = Feed("Other", "https://other.example/rss")
TITLE = "Truce committee meets in Sirte"
TEXT = (
    "The joint military committee met in Sirte on Tuesday to discuss the withdrawal of foreign fighters, and agreed to"
    " send observers to the road between Misrata and Jufra before the end of the month."
)
ELSEWHERE = (
    "Heavy rain closed schools along the coast; farmers near Derna welcomed the end of a dry season that had cost"
    " them dearly."
)


EMPTY = {"guid": "", "link": "", "title": "", "text": ""}
RAIN = "Rain closes all schools"


class Memory(dict[Key, KnownArticle]):
    """The store's memory of keys without the store: what was seen last under a key in a feed, first in any feed."""

    def see(self, *seen: Article) -> list[Seen]:
        """What each article is, one after the other, remembering each."""
        return [self._see(one).seen for one in seen]

    def _see(self, one: Article) -> Sighting:
        sighting = sight(one, self)
        if sighting.seen is not Seen.KNOWN:
            stored = KnownArticle(
                len(self), one.feed, one.url, one.guid, one.title, one.text, one.digest, Decision.NONE, None
            )
            for key in one.keys:
                if key.scope or sighting.seen is Seen.NEW:
                    self[key] = stored
        return sighting


def one(
    *,
    feed: Feed = FEED,
    guid: str = "g1",
    link: str = "https://outlet.example/1",
    title: str = TITLE,
    text: str = TEXT,
) -> Article:
    """An item of a feed as an article."""
    return article(Entry(guid, link, title, text), feed, NOW)


def shown(fields: Mapping[str, str]) -> Article:
    """The item, with some of its fields as this poll shows them."""
    fields = {"guid": "g1", "link": "https://outlet.example/1", "title": TITLE, "text": TEXT} | dict(fields)
    return one(guid=fields["guid"], link=fields["link"], title=fields["title"], text=fields["text"])


def kinds(article: Article, scope: str) -> list[str]:
    """The kinds of keys an article has in a scope, in order."""
    return [key.kind for key in article.keys if key.scope == scope]


# -- keys -------------------------------------------------------------------------------------------------------------


def test_keys_stand_in_order_of_trust() -> None:
    """First address, guid and text within the feed, then address and text anywhere; a guid means nothing elsewhere."""
    assert kinds(one(), FEED.url) == ["url", "guid", "text"]
    assert kinds(one(), "") == ["url", "text"]
    assert [key.scope for key in one().keys] == [FEED.url] * 3 + [""] * 2


def test_short_texts_identify_nothing_beside_an_address() -> None:
    """Two outlets print one short headline about two events; a long text is known with and without its headline."""
    assert kinds(one(text="They met."), "") == ["url"]
    assert kinds(one(text=TEXT + ELSEWHERE), "") == ["url", "text", "text"]


def test_an_entry_without_address_is_known_by_all_it_says() -> None:
    """Whatever there is stands in for link and guid, within the feed alone."""
    assert one(guid="", link="", title="Truce", text="").keys == (
        Key("text", FEED.url, one(title="Truce", text="").digest),
    )
    assert one(guid="", link="", title="", text="").keys
    assert kinds(one(link="https://outlet.example/", text=""), FEED.url) == ["guid", "text"]


def test_what_a_batch_shares_does_not_identify() -> None:
    """A home page as every link, one guid for all and one boilerplate body are nobody's key; the rest still is."""
    boilerplate = "Subscribe to our newsletter for all the news. " * 6
    batch = articles(
        [Entry("same", "https://outlet.example/news", f"Headline {n} of {n * 7}", f"{boilerplate}") for n in range(5)],
        FEED,
        NOW,
    )
    assert len({item.digest for item in batch}) == 5
    for item in batch:
        assert len(item.keys) == 2, "the text with its headline, in the feed and anywhere"
    twice = articles([Entry("g1", "https://outlet.example/1", TITLE, TEXT)] * 2, FEED, NOW)
    assert twice[0].keys == twice[1].keys == one().keys, "one item printed twice is still one item"


def test_a_date_is_never_asked() -> None:
    """No date, a date in 1970 or in the future: the same item by the same keys."""
    dates = [None, datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)]
    items = [article(Entry("g1", "https://outlet.example/1", TITLE, TEXT, published=date), FEED, NOW) for date in dates]
    assert len({item.keys for item in items}) == 1
    assert Memory().see(*items) == [Seen.NEW, Seen.KNOWN, Seen.KNOWN]


# -- one item is one item ---------------------------------------------------------------------------------------------

LINK = "https://outlet.example/1"
CHANGES = {
    "no change": [{}] * 5,
    "no guid": [{"guid": ""}] * 5,
    "changing guid": [{"guid": f"random-{n * 7919}"} for n in range(5)],
    "guid appears late": [{"guid": ""}, {}, {}, {"guid": ""}, {}],
    "scheme flip": [
        {"link": link, "guid": link} for link in (LINK, LINK.replace("https", "http"), LINK, LINK + "/", LINK)
    ],
    "tracking": [{"link": f"https://www.outlet.example/1/?utm_source=rss&fbclid={n}#c{n}"} for n in range(5)],
    "session in the address": [{"link": f"{LINK}?session={n}"} for n in range(5)],
    "address and guid change": [{"link": f"{LINK}?session={n}", "guid": f"random-{n}"} for n in range(5)],
    "no address at all": [{"link": "", "guid": ""}] * 5,
    "changing guid, no address, a headline alone": [{"link": "", "guid": f"r{n}", "text": ""} for n in range(5)],
}
MET, LED, MORE = "Truce committee met in Sirte", "Sirte: truce committee meets", f"{TITLE} and Jufra"
SLUGS = "https://outlet.example/2026/10"
EDITS = {
    "edited title": [{"title": title} for title in (TITLE, MET, LED, TITLE)],
    "edited text": [{"text": text} for text in (TEXT, TEXT + " More.", TEXT.replace("Tuesday", "Wednesday"), TEXT)],
    "edited slug": [{"link": f"{SLUGS}/a-truce"}, {"link": f"{SLUGS}/truce-agreed", "text": TEXT + " Agreed."}],
    "edited title, guid changed": [{"title": TITLE}, {"title": MET, "guid": "g2"}],
    "a headline alone, edited": [{"title": title, "text": ""} for title in (TITLE, MORE)],
}


@pytest.mark.parametrize("polls", CHANGES.values(), ids=CHANGES)
def test_one_item_stays_one_item(polls: list[dict[str, str]]) -> None:
    """Guids, addresses and their spelling may change at every poll: the same words in the same feed are known."""
    assert Memory().see(*(shown(poll) for poll in polls)) == [Seen.NEW] + [Seen.KNOWN] * (len(polls) - 1)


@pytest.mark.parametrize("polls", EDITS.values(), ids=EDITS)
def test_an_edit_is_an_edit(polls: list[dict[str, str]]) -> None:
    """The same item with other words is neither new nor known."""
    assert Memory().see(*(shown(poll) for poll in polls)) == [Seen.NEW] + [Seen.EDITED] * (len(polls) - 1)


OTHER_ITEMS = {
    "another item": {"guid": "g2", "link": "https://outlet.example/2", "title": RAIN, "text": ELSEWHERE},
    "another number in the address, another guid, a like text": {
        "guid": "g2",
        "link": "https://outlet.example/?id=2",
        "text": TEXT.replace("Tuesday", "Friday"),
    },
    "a guid used again": {"link": "https://outlet.example/2", "title": RAIN, "text": ELSEWHERE},
    "a page used again": {"guid": "g2", "title": RAIN, "text": ELSEWHERE},
    "a page and a guid used again": {"title": RAIN, "text": ELSEWHERE},
    "a page used again, headline alone": {"guid": "", "title": RAIN, "text": ""},
}


@pytest.mark.parametrize("fields", OTHER_ITEMS.values(), ids=OTHER_ITEMS)
def test_other_items_are_other_items(fields: dict[str, str]) -> None:
    """A different address, a guid used again, a page used again for something else: each is new, then known."""
    first = one(link="https://outlet.example/?id=1") if "id=2" in str(fields) else one()
    second = shown(fields)
    assert Memory().see(first, second, second) == [Seen.NEW, Seen.NEW, Seen.KNOWN]


def test_a_reused_guid_is_seen_through_similar_headlines() -> None:
    """Two events of one kind read alike; two numbers in two addresses tell that they are two."""
    first = one(link="https://outlet.example/news/501", title="Clashes near Sirte break the truce", text="")
    second = one(link="https://outlet.example/news/502", title="Clashes near Tripoli break the truce", text="")
    memory = Memory()
    assert memory.see(first) == [Seen.NEW]
    assert sight(second, memory) == Sighting(
        second, Seen.NEW, None, f"its guid stood for another article: {first.title}"
    )
    assert memory.see(second, second) == [Seen.NEW, Seen.KNOWN]


def test_guids_that_count_positions_are_survived() -> None:
    """When the guid is the place in the list, each poll shifts all guids: known items stay known, the new is new."""
    texts = [
        f"{word} and nothing else happened in town {n}, said a person number {n * n}"
        for n, word in enumerate("abcdefg")
    ]
    memory, polls = Memory(), []
    for poll in range(4):
        shown = list(reversed(range(poll + 3)))
        entries = [
            Entry(str(place), f"https://outlet.example/{n}", f"Event {n}", texts[n]) for place, n in enumerate(shown)
        ]
        polls.append(memory.see(*articles(entries, FEED, NOW)))
    assert polls[0] == [Seen.NEW] * 3
    assert all(poll == [Seen.NEW] + [Seen.KNOWN] * (len(poll) - 1) for poll in polls[1:])


def test_boilerplate_does_not_make_two_articles_one() -> None:
    """A consent page read instead of two articles is one body under two headlines foreign to it: two articles."""
    consent = "We and our partners store cookies on your device to show content you may like and to measure use. " * 5
    items = [
        with_page(one(guid=f"g{n}", link=f"https://outlet.example/{n}", title=title, text=title), "", consent)
        for n, title in enumerate(("Haftar receives an envoy in Rajma", "Wagner convoy leaves Jufra"))
    ]
    assert Memory().see(*items) == [Seen.NEW, Seen.NEW]


def test_a_copy_is_a_copy_once() -> None:
    """The same page or text through another feed is a copy, whatever that feed adds, and known from then on."""
    memory = Memory()
    assert memory.see(one(), one(feed=OTHER), one(feed=OTHER)) == [Seen.NEW, Seen.COPY, Seen.KNOWN]
    memory = Memory()
    memory.see(one())
    copied = one(feed=OTHER, guid="x", link="https://other.example/9")
    assert sight(copied, memory).reason == f"same text as in another source: {TITLE}"
    assert memory.see(copied, copied) == [Seen.COPY, Seen.KNOWN]
    edited = one(feed=OTHER, guid="x", link="https://other.example/9", text=TEXT + " More.")
    assert memory.see(edited) == [Seen.EDITED]
    summary = one(feed=Feed("Third", "https://third.example/rss"), text="The committee met in Sirte.")
    assert sight(summary, memory).reason == f"same page as in another source: {TITLE}"


def test_a_page_under_another_headline_is_a_copy() -> None:
    """An agency's text that another outlet prints under its own headline is recognised by its body."""
    long = TEXT + " " + ELSEWHERE
    other = one(
        feed=OTHER,
        guid="x",
        link="https://other.example/9",
        title="Foreign fighters: committee agrees on observers",
        text=long,
    )
    assert Memory().see(one(text=long), other) == [Seen.NEW, Seen.COPY]


@settings(deadline=None)
@prop(
    st.lists(
        st.fixed_dictionaries(
            {
                "scheme": st.sampled_from(["http", "https", "HTTPS"]),
                "host": st.sampled_from(
                    ["outlet.example", "www.outlet.example", "m.outlet.example", "OUTLET.example:443"]
                ),
                "extra": st.lists(
                    st.sampled_from(["utm_source=x", "fbclid=1", "gclid=9", "ref=rss", "amp=1"]), unique=True
                ),
                "swap": st.booleans(),
                "tail": st.sampled_from(["", "#top", "#"]),
                "guid": st.sampled_from(["", "g1", "g2", "https://outlet.example/?p=1"]),
            }
        ),
        min_size=2,
        max_size=6,
    )
)
def test_any_mixture_of_spellings_is_one_item(polls: list[dict[str, object]]) -> None:
    """Scheme, host prefix, tracking parameters, order, fragment and guid in any mixture: once new, then known."""
    items = []
    for poll in polls:
        query = ["id=5", "lang=ar"][:: -1 if poll["swap"] else 1]
        extra = poll["extra"]
        assert isinstance(extra, list)
        link = f"{poll['scheme']}://{poll['host']}/news?{'&'.join(query[:1] + extra + query[1:])}{poll['tail']}"
        items.append(one(link=link, guid=str(poll["guid"])))
    assert Memory().see(*items) == [Seen.NEW] + [Seen.KNOWN] * (len(items) - 1)


# -- pages and texts given by hand ------------------------------------------------------------------------------------


def test_a_page_replaces_the_text_and_adds_its_keys() -> None:
    """Digest and address stay the feed's, so the next poll, without the page, is known; the page's text is a key."""
    short = one(text="They met.")
    paged = with_page(short, "Page title", TEXT + " " + ELSEWHERE)
    assert (paged.text, paged.title, paged.digest, paged.origin) == (
        TEXT + " " + ELSEWHERE,
        TITLE,
        short.digest,
        "page",
    )
    assert set(short.keys) < set(paged.keys)
    assert kinds(paged, "") == ["url", "text", "text", "text"], "the feed's headline, none, and the page's own"
    assert Memory().see(paged, short) == [Seen.NEW, Seen.KNOWN]
    assert with_page(one(title=""), "Page title", TEXT).title == "Page title"


def test_a_text_given_by_hand_is_found_again_in_a_feed() -> None:
    """What the user already knows is the same article when a feed brings it, by its words or by its address."""
    memory = Memory()
    assert memory.see(given(f"{TITLE}\n\n{TEXT}", name="notes.txt", seen=NOW)) == [Seen.NEW]
    assert memory.see(one()) == [Seen.COPY]
    assert memory.see(given(TEXT, url="https://outlet.example/7", title=TITLE, seen=NOW)) == [Seen.KNOWN]
    byurl = Memory()
    assert byurl.see(
        given("Other words, given by hand, on the committee in Sirte", url="http://www.outlet.example/1", seen=NOW)
    ) == [Seen.NEW]
    assert byurl.see(one()) == [Seen.COPY]


def test_the_headline_of_a_given_text() -> None:
    """A short first line, or the first sentence of a long one; a line printed twice in a row counts once."""
    twice = given(f"\ufeff{TITLE}\n{TITLE}\n\nCaption\n\nCaption\n\n{TEXT}\n", name="a.txt", seen=NOW)
    assert (twice.title, twice.text, twice.outlet) == (TITLE, f"Caption\n{TEXT}", "a.txt")
    long = given(f"A first sentence. {TEXT} {TEXT}", seen=NOW)
    assert (long.title, long.text) == ("A first sentence.", f"{TEXT} {TEXT}")
    assert given(f"{TITLE}\n{TEXT}", title=TITLE, seen=NOW).text == TEXT
    assert given("", seen=NOW).keys
    assert given(TEXT, url="https://www.outlet.example/1", seen=NOW).outlet == "outlet.example"


def test_the_digest_of_a_long_body_is_found_under_a_line_that_is_no_headline() -> None:
    """A file that holds the body alone is the article whose page has that body."""
    body = f"{TEXT} {ELSEWHERE}"
    assert Memory().see(given(body, seen=NOW, name="body.txt"), with_page(one(text=""), "", body)) == [
        Seen.NEW,
        Seen.COPY,
    ]


def test_hostile_entries_are_articles() -> None:
    """Nothing that a feed can write into its fields is an exception."""
    for nasty in ("\x00", "\ud800", "http://[", "a" * 100_000, "​‏", "%", "<b>", "🕊️"):
        for field in ("guid", "link", "title", "text"):
            assert shown({**EMPTY, field: nasty}).keys
        assert Memory().see(given(nasty, seen=NOW, url=nasty), given(nasty, seen=NOW, url=nasty)) == [
            Seen.NEW,
            Seen.KNOWN,
        ]
