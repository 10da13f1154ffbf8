"""The decision pipeline over dated articles, in a scratch state: what would have been sent, when, and why.

    articles in order of time -> settle, one after the other, in a store that is thrown away -> a Step each

Each article is a poll of its own at its own time, settled by the function that the daemon uses. The user's state is not
touched and nothing is sent. The same articles and rules give the same steps.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import chain, groupby, islice

from monitor.articles.identity import articles
from monitor.model import Article, Decision, Entry, Feed, FeedState, Fetched, Judged, Reading
from monitor.rules.book import RuleBook
from monitor.service.decide import Poll
from monitor.service.drafting import TOLD
from monitor.service.settle import keep, settle
from monitor.store.store import Store
from monitor.store.threads import Ruling

TOGETHER = 1000  # articles in one transaction of the scratch state
YOUNG = 20_000  # new objects between two looks for garbage: of hundreds of thousands kept, hardly any is in a circle
NAMELESS = "outlet:"  # before the name of an outlet that rules.yaml does not know, in place of a feed's address

_FETCHED = Fetched("", b"", "")  # a good poll, as far as the decision asks
_FIRST = FeedState("")  # of a feed that was never polled: what it shows is its baseline
_LATER = FeedState("", baseline_at=datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Item:
    """One article of an archive, when the daemon would have seen it, and whether that was its feed's first poll."""

    number: int  # its place in the archive, from 0
    feed: Feed
    article: Article
    known: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one article. `story` is a number that is stable within the run."""

    number: int
    judged: Judged
    story: int | None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that fire on it."""
        return tuple(match.rule for match in self.judged.reading.matches)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is kept of a step when a run is over: its article is left in the archive, its reading unless it was told."""

    number: int
    at: datetime
    decision: Decision
    reason: str
    story: int | None
    rules: tuple[str, ...]
    chats: tuple[str, ...] = ()  # that would have got a message
    reading: Reading | None = None

    @property
    def told(self) -> bool:
        """Whether a message would have been sent."""
        return self.decision in TOLD


@dataclass(frozen=True, slots=True)
class Difference:
    """Alerts that only the later run sends, and those that only the earlier one does, each with the other's verdict.

    `otherwise` counts those that both send, by other rules or to other chats.
    """

    added: tuple[tuple[Verdict, Verdict], ...]
    lost: tuple[tuple[Verdict, Verdict], ...]
    otherwise: int


def verdict(step: Step) -> Verdict:
    """The verdict of a step."""
    judged, at = step.judged, step.judged.sighting.article.seen
    told = judged.decision in TOLD
    chats = tuple(draft.chat for draft in judged.drafts) if told else ()  # others add a line to what was sent
    return Verdict(
        step.number, at, judged.decision, judged.reason, step.story, step.rules, chats, judged.reading if told else None
    )


def difference(before: Mapping[int, Verdict], after: Mapping[int, Verdict]) -> Difference:
    """What a run tells more, less and otherwise than another over the same articles; verdicts by number, in order."""
    pairs = [(after[number], before[number]) for number in after if number in before]
    both = [(new, old) for new, old in pairs if new.told and old.told]
    return Difference(
        tuple((new, old) for new, old in pairs if new.told and not old.told),
        tuple((old, new) for new, old in pairs if old.told and not new.told),
        sum((set(new.rules), new.chats) != (set(old.rules), old.chats) for new, old in both),
    )


def replay(
    book: RuleBook, items: Iterable[Item], baseline: Sequence[Article] = (), rulings: Sequence[Ruling] = ()
) -> Generator[Step, None, None]:
    """A step for each item, in the order given, which must be that of their times. `baseline` is known before, and
    `rulings` are what a person said of stories."""
    store, usual = Store.scratch(), gc.get_threshold()
    gc.set_threshold(YOUNG, *usual[1:])
    try:
        if rulings:
            store.keep_rulings(rulings)
        if baseline:
            keep(store, book, baseline, baseline[0].seen)
        rest = iter(items)
        for first in rest:
            with store.together():
                for item in chain((first,), islice(rest, TOGETHER - 1)):
                    poll = Poll(_FETCHED, (item.article,))
                    state = _FIRST if item.known else _LATER
                    outcome, stories = settle(store, book, item.feed, poll, item.article.seen, state)
                    yield Step(item.number, outcome.judged[0], stories[0])
    finally:
        gc.set_threshold(*usual)
        store.close()


def of_minutes(items: Iterable[Item]) -> Iterator[Item]:
    """The items of an archive, those of one minute in an order of their own, the fullest text first.

    Which of them was seen first is not known, so how the archive happens to list them shall not matter. Versions of one
    article stay as they are listed, and so does what is dated by its day alone.
    """
    for _, found in groupby(items, _minute):
        while together := list(islice(found, TOGETHER)):
            keys = [key for item in together for key in item.article.keys]
            yield from sorted(together, key=_fullest) if len(set(keys)) == len(keys) else together


def _minute(item: Item) -> tuple[datetime, int]:
    published = item.article.published
    timed = published is not None and published.time() != time()
    return item.article.seen.replace(second=0, microsecond=0), -1 if timed else item.number


def _fullest(item: Item) -> tuple[bool, int, str, str, str]:
    article = item.article
    return not item.known, -len(article.title) - len(article.text), article.title, article.text, article.url


def outlets(book: RuleBook) -> Callable[[str], Feed]:
    """Gives the feed of rules.yaml by its name or URL, however its letters are cased; else an outlet of that name."""
    known: dict[str, Feed] = {}
    for feed in book.feeds:
        known.setdefault(_name(feed.url), feed)
    for feed in book.feeds:
        known.setdefault(_name(feed.name), feed)

    def outlet(name: str) -> Feed:
        if _name(name) not in known:
            known[_name(name)] = Feed(" ".join(name.split()), NAMELESS + _name(name))
        return known[_name(name)]

    return outlet


def _name(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip("/")


def is_known_outlet(feed: Feed) -> bool:
    """Whether rules.yaml names it."""
    return not feed.url.startswith(NAMELESS)


def article_of(feed: Feed, entry: Entry, at: datetime) -> Article:
    """The article as the daemon would have made it of a feed's item."""
    return articles((entry,), feed, at)[0]
