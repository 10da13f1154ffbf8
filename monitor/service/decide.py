"""What one poll decides: the product in one function, in the order of the data. Pure, although its room is not.

    items -> sighting -> reading -> baseline | group -> doubts -> route -> drafts, and the feed's next poll

`decide` takes what was fetched, what the store knows, and the time; it gives an Outcome that is committed whole. Every
item gets a decision and a reason in words, every "no" included. The cycle runs it on a poll, replay on an archive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.articles.baseline import is_baseline
from monitor.articles.identity import sight
from monitor.feeds.schedule import after_poll
from monitor.model import (
    Article,
    Decision,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    Judged,
    Key,
    KnownArticle,
    Member,
    NotModified,
    Outcome,
    ParseFailed,
    Past,
    Profile,
    Reading,
    Seen,
    Sighting,
)
from monitor.rules.book import RuleBook
from monitor.rules.match import is_candidate, read_page
from monitor.rules.page import Page
from monitor.service.drafting import TOLD, drafted
from monitor.stories.grouping import Grouping, group
from monitor.stories.lexicon import Lexicon
from monitor.stories.linking import View, member_of, view, with_recent
from monitor.stories.signature import profile, scan

SHORT = 600  # characters of feed text below which the page may say more: Libyan feeds carry 150 to 580
Recall = Callable[[Sighting, Profile], Past]


def nothing(sighting: Sighting, profile: Profile) -> Past:
    """The memory of a store in which there is no story."""
    return Past()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was decided of a poll before its last piece: how many items, how many new, how many known; their dates."""

    total: int = 0
    fresh: int = 0
    again: int = 0
    dates: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Poll:
    """What came of one poll. `articles` in the order of the feed; `unread` says why a page was not read, by URL.

    A poll that brought very much is decided in pieces, the oldest first; `earlier` is what came before this one.
    """

    result: Fetched | NotModified | FetchFailed | ParseFailed
    articles: tuple[Article, ...] = ()
    ttl: float = 0.0
    unread: Mapping[str, str] = field(default_factory=dict)
    earlier: Earlier = field(default_factory=Earlier)


def decide(
    book: RuleBook, feed: Feed, state: FeedState, poll: Poll, known: Mapping[Key, KnownArticle], now: datetime,
    recall: Recall = nothing, lexicon: Lexicon | None = None,
) -> Outcome:  # fmt: skip
    """Everything one poll decides. `known` is the store's memory of the articles' keys at this moment.

    `recall` asks the same memory for the stories that one article could belong to (Store.candidates), `lexicon` are
    the words of figures and events; without one, exact recognition alone groups.
    """
    first = is_baseline(state) and isinstance(poll.result, Fetched)
    memory = dict(known)
    judged: list[Judged] = []
    recent: list[Member] = []
    for article in reversed(poll.articles):  # feeds put the newest first; a chat reads from the oldest on
        sighting = sight(article, memory)
        page = None if sighting.seen is Seen.KNOWN else page_of(book, article, feed.about)
        reading = read_page(page) if page else Reading()
        seen, past = compared(page, sighting, reading, feed, lexicon, recall, recent, first=first)
        placed = kept(reading) if first and page else group(sighting, reading, seen, past)
        placed = with_doubts(placed, article, poll.unread)
        drafts = drafted(book, feed, sighting, reading, placed, past)
        judged.append(
            Judged(
                sighting, placed.decision, placed.reason, reading, placed.story, drafts, placed.news,
                seen.whole if seen else None, placed.score, placed.related,
            )
        )  # fmt: skip
        remember(memory, judged)
        if seen:
            recent.append(member_of(judged[-1], -len(judged), seen, now))
    if state.url:  # articles of no poll have no feed whose next poll is to be set
        all_ = counted(poll.earlier, [item.sighting for item in judged])
        state = after_poll(
            feed, state, poll.result,
            fresh=all_.fresh, total=all_.total, ttl=poll.ttl, now=now, again=all_.again, dates=all_.dates,
        )  # fmt: skip
    return Outcome(state, now, tuple(judged), (), book.version)


def counted(earlier: Earlier, sightings: Sequence[Sighting]) -> Earlier:
    """The same with these items."""
    return Earlier(
        earlier.total + len(sightings),
        earlier.fresh + sum(found.seen is not Seen.KNOWN for found in sightings),
        earlier.again + sum(was_there(found) for found in sightings),
        (*earlier.dates, *(found.article.published for found in sightings if found.article.published)),
    )


def page_of(book: RuleBook, article: Article, about: tuple[str, ...] = ()) -> Page:
    """The article under the rules' eyes; `about` are the places its feed is about."""
    day = (article.published or article.seen).date()
    return Page(book, article.title, article.text, about, day)


def compared(
    page: Page | None, sighting: Sighting, reading: Reading, feed: Feed, lexicon: Lexicon | None, recall: Recall,
    recent: Sequence[Member], *, first: bool,
) -> tuple[View | None, Past]:  # fmt: skip
    """The article as stories see it where a rule fires, and what is remembered of them; a first poll asks nobody."""
    known = sighting.known
    if page is None or lexicon is None or not (reading.matches or (known and known.story)):
        return None, Past()
    scanned = scan(page, sighting.article, feed, lexicon, reading.matches)
    whole = profile(scanned)
    past = Past() if first else with_recent(recall(sighting, whole), recent, whole)
    return view(scanned, past, whole), past


def was_there(sighting: Sighting) -> bool:
    """Whether an earlier poll of the same feed showed this item."""
    known = sighting.known
    return known is not None and known.id > 0 and sighting.seen in (Seen.KNOWN, Seen.EDITED)


def wanted(book: RuleBook, feed: Feed, sighting: Sighting) -> bool:
    """Whether the item's page should be read before it is judged.

    `auto`: the item is new or edited, the feed says little, and what it says could be about Libya or concern a rule.
    """
    article, known = sighting.article, sighting.known
    if sighting.seen not in (Seen.NEW, Seen.EDITED) or feed.full_text == "never" or not article.url:
        return False
    if known and known.decision is Decision.BASELINE:
        return False  # kept by the feed's words alone: its page's background would look like news after an edit
    if feed.full_text == "always":
        return True
    return len(article.text) < SHORT and (bool(feed.about) or is_candidate(book, article.title, article.text))


def kept(reading: Reading) -> Grouping:
    """The decision on an item of a feed's first good poll: the reader is taken to know it."""
    would = f"; would have matched {', '.join(match.rule for match in reading.matches)}" if reading.matches else ""
    return Grouping(Decision.BASELINE, f"was there at the feed's first good poll{would}")


def with_doubts(placed: Grouping, article: Article, unread: Mapping[str, str]) -> Grouping:
    """A "no" on the feed's words alone says so: the page might have said more."""
    if placed.decision is not Decision.NONE or article.url not in unread:
        return placed
    return replace(placed, reason=f"{placed.reason}; judged by the feed's text alone: {unread[article.url]}")


def remember(memory: dict[Key, KnownArticle], judged: list[Judged]) -> None:
    """Adds the item judged last to what is known, so that the next of the batch can be its copy.

    Its number counts back into the batch, as Outcome's readers expect: -1 is the first item judged.
    """
    item, number = judged[-1], -len(judged)
    article, known = item.sighting.article, item.sighting.known
    if item.sighting.seen is Seen.KNOWN:
        return
    told = item.decision in (*TOLD, Decision.MERGE) or bool(known and known.alerted)
    story = number if item.story is None and item.decision is Decision.NEW else item.story
    entry = KnownArticle(
        number, article.feed, article.url, article.guid, article.title, article.text, article.digest, item.decision,
        story, tuple(match.rule for match in item.reading.matches), told,
    )  # fmt: skip
    for key in article.keys:
        if item.sighting.seen is Seen.COPY:  # what it is a copy of keeps the keys they share
            memory.setdefault(key, entry)
        else:
            memory[key] = entry
