"""Every noun of the product, in the order in which it appears on an item's way from a feed to a chat.

Frozen data, no behaviour. Times are aware datetimes in UTC; durations are seconds; offsets count code points.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Side = str  # "west", "east", "independent", or "state:" and a country; free text, shown to the reader
FullText = Literal["auto", "always", "never"]
Priority = Literal["high", "normal", "low"]


# -- what the operator wrote in rules.yaml ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chat:
    """Where messages go: `address` is a Telegram chat id or @channel; empty means the console."""

    id: str
    address: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed to poll. `every` is None for the adaptive schedule; `about` are the places all its items are about."""

    name: str
    url: str
    lang: str = ""
    about: tuple[str, ...] = ()
    owner: str = ""
    side: Side = ""
    every: float | None = None
    full_text: FullText = "auto"
    enabled: bool = True
    private: bool = False


# -- fetching ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls: the schedule, the validators, the failures."""

    url: str
    name: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    next_poll: datetime | None = None  # None: at once
    interval: float = 0.0  # seconds to the next poll as last decided; 0: never polled
    last_poll: datetime | None = None
    last_good: datetime | None = None
    baseline_at: datetime | None = None  # None: the next good poll is the baseline
    failures: float = 0.0  # weighted run of failures: hard 1, soft 0.5, temporary 0.25
    cause: str = ""  # of the last failure; empty when the last poll was good
    ttl: float = 0.0  # what the feed itself asks for, 0 when it does not
    shown: int = 0  # items of the last body; 0: none, or never read
    newest: datetime | None = None  # the latest date of any item it showed, none of them in the future
    gap_at: datetime | None = None  # when it last showed nothing that was known: items in between may have been missed
    read_at: datetime | None = None  # when a whole body last came, be it the one before


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that arrived whole. `url` is the final address, `permanent_url` the target of 301/308 redirects alone."""

    url: str
    body: bytes
    body_hash: str
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    max_age: float = 0.0
    permanent_url: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304, or the body is byte for byte the one parsed last time."""

    max_age: float = 0.0
    etag: str = ""
    last_modified: str = ""
    whole: bool = False  # the body came, and is that one


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No usable body. `weight` says how fast to back off: hard (404), soft (not a feed), temporary (timeout)."""

    cause: str
    weight: Literal["hard", "soft", "temporary"]
    retry_after: float = 0.0  # seconds the server asked for; 0 when it did not


# -- parsing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the feed has it, in plain text; `link` is absolute. Anything may be empty."""

    guid: str
    link: str
    title: str
    text: str
    published: datetime | None = None
    updated: datetime | None = None
    author: str = ""
    lang: str = ""
    source: str = ""  # the outlet that an aggregator (Google News) names


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A well-formed feed: its entries in the order of the document."""

    title: str
    entries: tuple[Entry, ...]
    lang: str = ""
    ttl: float = 0.0


@dataclass(frozen=True, slots=True)
class ParseFailed:
    """A body that is not a whole feed: an HTML page, a cut document, nothing at all."""

    cause: str


# -- articles ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """One way in which an item is recognised again.

    kind "url": scope "", value the URL key. kind "guid": scope the feed's URL. kind "text": scope "", a content hash.
    """

    kind: Literal["url", "guid", "text"]
    scope: str
    value: str


@dataclass(frozen=True, slots=True)
class Article:
    """One item, identified. `text` is the page's text when it was read, else the feed's; `digest` is of the feed's."""

    feed: str  # the feed's URL; "" for a file or URL given by hand
    outlet: str  # the name shown
    url: str
    guid: str
    title: str
    text: str
    lang: str
    published: datetime | None
    seen: datetime
    digest: str
    keys: tuple[Key, ...]
    origin: Literal["feed", "page", "given"] = "feed"


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What the store remembers of an article that shares a key. Negative ids count back into the running batch."""

    id: int
    feed: str
    url: str
    guid: str
    title: str
    text: str
    digest: str
    decision: Decision
    story: int | None
    rules: tuple[str, ...] = ()  # that fired on its latest version
    alerted: bool = False  # a message was posted for it, or for the story it joined


class Seen(StrEnum):
    """What identity says of an item."""

    NEW = "new"
    KNOWN = "known"  # same item, same text
    EDITED = "edited"  # same item, other text
    COPY = "copy"  # another item with the same address or text, from another feed


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article and how it was recognised; `known` is the stored article unless it is new."""

    article: Article
    seen: Seen
    known: KnownArticle | None = None
    reason: str = ""


# -- matching ---------------------------------------------------------------------------------------------------------

Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the article that speak for a rule: `text` is the slice [start, end) of the field, letter for letter."""

    field: Field
    start: int
    end: int
    text: str
    term: str  # as written in rules.yaml
    topic: str = ""  # the topic it belongs to, or ""
    how: str = ""  # how a word was read when not literally: "و + الهدنة"
    about: str = ""  # why the sentence counts as being about the rule's place
    sentence: tuple[int, int] = (0, 0)  # the sentence around it, in the same field


@dataclass(frozen=True, slots=True)
class Match:
    """One rule that fired, with the words that made it fire."""

    rule: str
    title: str
    priority: Priority
    send_to: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that did not fire although some of its words stand in the article, and why not."""

    rule: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules see in one article. `actors` and `places` are ids in order of first mention."""

    matches: tuple[Match, ...] = ()
    near: tuple[NearMiss, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


# -- stories ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that an article states: `value` of `unit`, and what is said of them. Offsets as of the field it is in.

    `unit` and `qualifier` are ids of figures.yaml, the same in every language: 17,300 fighters (total), 12 people
    (killed). `high` is the upper end of a range, whose lower end is `value`.
    """

    unit: str  # fighters, people, minors, vehicles, days, "dollars a month" ...
    value: float  # a whole number where the text has one
    qualifier: str = ""  # total, new, previous, returned, left, arrived, killed, wounded, captured ...; or nothing
    bound: str = ""  # at least, about, up to, more than, less than; "" for exactly
    high: float | None = None
    actor: str = ""  # id of the actor nearest in the sentence, or ""
    start: int = 0  # of the words that state it, number and unit
    end: int = 0
    sentence: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class EventHit:
    """Words that name an event: `type` is an id of events.yaml, the same in every language: signed, killed, arrived."""

    type: str
    start: int
    end: int
    sentence: tuple[int, int] = (0, 0)
    negated: bool = False  # "did not sign", "никто не подписал"


@dataclass(frozen=True, slots=True)
class Profile:
    """What one article can be compared by. Hashes have 62 bits; weights are 0 to 1, 1 for what headline and lead name.

    `known` are actors, places and events of sentences that are only background, kept apart from what is reported.
    """

    day: int  # days since 1970-01-01 of when it was published, of when it was seen when that date cannot be
    lang: str
    outlet: str
    owner: str
    side: Side
    sentences: tuple[int, ...] = ()  # hashes of the folded sentences, boilerplate left out
    sketch: tuple[int, ...] = ()  # the smallest hashes of its word triples
    actors: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, float] = field(default_factory=dict)
    events: Mapping[str, float] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    names: tuple[int, ...] = ()  # hashes of the rarer words of headline and lead
    sounds: tuple[int, ...] = ()  # hashes of the consonants of what may be names, the same in every script
    numbers: tuple[float, ...] = ()  # every larger number that stands in it, whatever it counts


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure apart from its article: what is counted, how much, and the sentence it stood in."""

    unit: str
    qualifier: str
    value: float
    high: float | None = None
    bound: str = ""
    actor: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A stored article as others are compared with it. `folded` is its text, only where copies are looked for."""

    id: int  # negative: counts back into the running batch
    story: int | None
    at: datetime
    title: str
    url: str
    decision: Decision
    profile: Profile
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """An outlet that reported a story. Corroboration counts owners and sides, not outlets."""

    outlet: str
    owner: str
    side: Side
    lang: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A story as far as it is remembered: its first article, the latest ones, and every figure it ever gave."""

    id: int
    title: str
    told: bool  # somebody was told of it; not, when all of it is baseline
    members: tuple[Member, ...]  # the first, then the latest
    ledger: Sequence[Stated] = ()
    send_to: Collection[str] = ()  # chats that its rules name
    carriers: Sequence[Carrier] = ()  # who reported it, in order; the first is its head's


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with who gave it first, and when."""

    figure: Figure
    at: datetime
    outlet: str
    owner: str
    article: int
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What the store remembers that has to do with one article.

    `repeated` names for each of its sentences the earlier articles that hold it, `boilerplate` those that its feed
    prints again and again. `series` are earlier figures of the same kind, wherever they stood.
    """

    repeated: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    boilerplate: frozenset[int] = frozenset()
    near: tuple[Member, ...] = ()
    threads: tuple[Thread, ...] = ()
    series: tuple[Stated, ...] = ()
    together: int | None = None  # the story a person said it belongs to
    apart: frozenset[int] = frozenset()  # stories a person said it does not belong to


@dataclass(frozen=True, slots=True)
class NewFact:
    """What an article says that its story did not: a figure, or the id of an event, an actor, a place.

    `before` is the value that was known, `source` the outlet that gave it, and `change` how the two differ.
    """

    kind: Literal["figure", "event", "actor", "place"]
    value: float | str
    unit: str = ""
    qualifier: str = ""
    sentence: str = ""
    before: float | None = None
    source: str = ""
    change: Literal["", "rise", "fall", "correction", "contradiction"] = ""


# -- deciding ---------------------------------------------------------------------------------------------------------


class Decision(StrEnum):
    """What became of an item. The reason in words stands beside it, always."""

    BASELINE = "baseline"
    NONE = "none"  # no rule matched
    NEW = "new"  # an alert of its own
    UPDATE = "update"  # an alert under an older one
    MERGE = "merge"  # joined an alert that was already sent
    IGNORE = "ignore"  # the same item again


class Kind(StrEnum):
    """What a message is for."""

    ALERT = "alert"
    NOTICE = "notice"  # to the operator
    DIGEST = "digest"  # of alerts that were too many to be told one by one
    UPDATE = "update"  # what is new in a story, under its first alert
    EDIT = "edit"  # the first alert again, with a line added to it


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is stored. `html` is Telegram HTML within its limits, `plain` the same without markup."""

    chat: str  # Chat.id
    kind: Kind
    html: str
    plain: str
    silent: bool = False
    pace: Literal["", "thread", "revised"] = ""  # how long it may be held back to be told with others of its story


@dataclass(frozen=True, slots=True)
class Judged:
    """One item with everything decided about it."""

    sighting: Sighting
    decision: Decision
    reason: str
    reading: Reading = field(default_factory=Reading)
    story: int | None = None  # the story it joins; None: none, or one of its own when the decision is NEW
    drafts: tuple[Draft, ...] = ()
    new_facts: tuple[NewFact, ...] = ()
    profile: Profile | None = None
    score: float = 0.0  # of the likeness to the story it joined or is possibly related to, 0 to 1
    related: int | None = None  # the story it continues or may belong to without joining it


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one poll decided, committed whole or not at all."""

    state: FeedState
    at: datetime
    judged: tuple[Judged, ...] = ()
    drafts: tuple[Draft, ...] = ()  # notices that belong to no article
    rules_version: str = ""


# -- telling ----------------------------------------------------------------------------------------------------------


class MessageState(StrEnum):
    """A message only moves forward: pending -> sending -> sent | uncertain | parked; uncertain is sent again.

    pending -> gathered: it is not sent itself, a digest tells of it. held -> pending, when its time has come.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    PARKED = "parked"
    GATHERED = "gathered"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Message:
    """One stored message for one chat."""

    id: int
    chat: str
    kind: Kind
    html: str
    plain: str
    silent: bool
    created: datetime
    state: MessageState = MessageState.PENDING
    due: datetime | None = None
    attempts: int = 0
    as_plain: bool = False  # the HTML was refused once: send without markup
    repeat: bool = False  # an earlier attempt may have arrived: say so
    reason: str = ""  # of the last failure
    telegram_id: int | None = None
    article: int | None = None
    digest: int | None = None  # the message that tells of it, when it is gathered
    under: int | None = None  # Telegram's number of the message that it answers, or that it replaces (Kind.EDIT)
    under_at: str = ""  # the address at which that number counts
    sent_to: str = ""  # the address at which its own number counts


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is remembered of a chat between messages: pacing, parking, migration."""

    chat: str
    next_send: datetime | None = None
    tries: int = 0  # refusals in a row
    parked: str = ""  # why nothing is sent there, or ""
    moved_to: str = ""  # the id the chat migrated to; wins over the address in rules.yaml until that changes
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it."""

    telegram_id: int | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It certainly did not arrive; try again after `after` seconds. `scope` says who has to wait."""

    reason: str
    after: float
    scope: Literal["message", "chat", "bot"] = "message"
    moved_to: str = ""  # the chat's new id, when that is the reason
    refused: bool = False  # Telegram turns the bot itself away: a person must act


@dataclass(frozen=True, slots=True)
class Rejected:
    """It will never arrive like this: the message is malformed (scope message), or the chat is closed to us (chat)."""

    reason: str
    scope: Literal["message", "chat"] = "message"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It left, and the answer was lost: it may or may not have arrived."""

    reason: str


Receipt = Sent | Retry | Rejected | Uncertain
