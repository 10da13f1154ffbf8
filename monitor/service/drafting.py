"""From a decision to messages: an alert, an update under it, a line added to it. Pure, although its room is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from monitor.alerts.message import alert
from monitor.alerts.routing import route
from monitor.alerts.thread import also, update
from monitor.alerts.wording import wording
from monitor.model import Carrier, Chat, Decision, Draft, Feed, NewFact, Past, Reading, Seen, Sighting
from monitor.rules.book import RuleBook
from monitor.stories.grouping import Grouping
from monitor.stories.novelty import urgent

TOLD = (Decision.NEW, Decision.UPDATE)  # the decisions that send a message


def drafted(
    book: RuleBook, feed: Feed, sighting: Sighting, reading: Reading, placed: Grouping, past: Past
) -> tuple[Draft, ...]:
    """A message for each chat that the rules name, when there is something to tell; rules told before do not send.

    A story that one more outlet carries gets a line under its head.
    """
    if placed.decision not in TOLD:
        return carried(book, feed, sighting, placed, past)
    known = sighting.known
    before = known.rules if known and known.alerted and placed.decision is Decision.NEW else ()
    telling = replace(reading, matches=tuple(match for match in reading.matches if match.rule not in before))
    actors = [book.actors[id] for id in reading.actors if id in book.actors]
    drafts = []
    for chat, matches in route(telling, book.chats):
        names = {actor.id: actor.names.get(chat.language, actor.name) for actor in actors}
        if placed.decision is Decision.UPDATE:
            drafts.append(
                update(
                    sighting.article, placed.news, chat=chat, feed=feed, names=names, pace=pace(placed),
                    revised=placed.revised, reading=telling, matches=matches,
                )
            )  # fmt: skip
        else:
            drafts.append(
                alert(
                    sighting.article, telling, chat=chat, feed=feed, actor_names=names, matches=matches,
                    news=beyond(placed), beside=beside(placed, past, chat),
                )
            )  # fmt: skip
    return tuple(drafts)


def beyond(placed: Grouping) -> tuple[NewFact, ...]:
    """What an alert lists as new: all of it where a story or a series of figures was known; where nothing was, the
    alert itself is the news."""
    known = placed.story is not None or any(fact.before is not None for fact in placed.news)
    return placed.news if known else ()


def beside(placed: Grouping, past: Past, chat: Chat) -> str:
    """The line that names the story an alert goes on from, or may belong to; "" without one."""
    words = wording(chat.language)
    other = next((thread for thread in past.threads if thread.id == placed.related), None)
    if other:
        return f"{words.related if placed.score else words.continues}{words.colon}{other.title}"
    return ""


def carried(book: RuleBook, feed: Feed, sighting: Sighting, placed: Grouping, past: Past) -> tuple[Draft, ...]:
    """The line under the head of a story that another outlet carries now."""
    known = sighting.known
    told = placed.decision is Decision.MERGE or (sighting.seen is Seen.COPY and placed.decision is Decision.IGNORE)
    thread = next((thread for thread in past.threads if thread.id == placed.story), None)
    if not told or thread is None or placed.story is None or (known and known.feed == sighting.article.feed):
        return ()
    mine = Carrier(sighting.article.outlet, feed.owner or feed.name, feed.side, sighting.article.lang)
    head = thread.carriers[0].outlet if thread.carriers else ""
    chats = [book.chats[id] for id in sorted(thread.send_to) if id in book.chats]
    return tuple(also(head, (*thread.carriers, mine), chat) for chat in chats)


def pace(placed: Grouping) -> Literal["", "thread", "revised"]:
    """How long an update may be held back: not at all where lives and the truce itself are concerned."""
    if urgent(placed.news):
        return ""
    return "revised" if placed.revised else "thread"
