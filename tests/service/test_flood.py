"""One poll that brings more than anybody can read: told in a few messages, nothing lost, nobody held up."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.model import Decision, MessageState
from monitor.service.cycle import PIECE
from monitor.service.parts import Parts, assemble
from monitor.store.store import Store
from tests.cli.desk import Desk
from tests.servers.feeds import item, rss
from tests.service.world import CHAT, Clock, World, deliver_all, news

MANY = 320


def report(number: int) -> str:
    """An item about an event of its own: places and people that no other item names."""
    dice = random.Random(number)

    def words(count: int) -> str:
        return " ".join("".join(map(dice.choice, ("bdgklmnrstz", "aeiou") * 4)) for _ in range(count))

    title = f"Ceasefire in {words(2).title()}, Libya: {words(3)}"
    text = f"{title}. The truce in Libya near {words(6)} was agreed by {words(20)}. {words(40)}."
    return item(title, f"https://news.example/{number}", text, guid=f"guid-{number}")


@pytest.fixture
async def parts(world: World, clock: Clock) -> AsyncIterator[Parts]:
    """A feed with a baseline, and then a flood."""
    world.feed("/a", rss(news(1)), every="1m")
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        await parts.cycle.poll_due()
        await deliver_all(parts, clock)
        world.show("/a", *(report(number) for number in range(MANY)))
        clock.turn(60)
        yield parts


async def test_a_flood_is_told_in_digests_and_each_article_knows_it(world: World, clock: Clock, parts: Parts) -> None:
    """The first alert, then a few messages that name all the others; `why` says of each how it was told."""
    await parts.cycle.poll_due()
    await deliver_all(parts, clock)
    first, *digests = world.api.sent_to(CHAT)
    assert first.startswith("Ceasefire in ") and len(digests) <= 10
    assert f"Alerts at once: {MANY - 1}." in digests[0]
    told = "\n".join(digests)
    assert told.count("• Ceasefire in ") == MANY - 1
    outbox = await parts.writer(lambda store: store.outbox())
    assert (outbox.waiting, outbox.counts[MessageState.GATHERED]) == (0, MANY - 1)
    articles = await parts.writer(lambda store: store.latest(1000, Decision.NEW))
    assert len(articles) == MANY
    shown = Desk(world.rules, world.state)("why", str(articles[0].id)).stdout
    assert "told together with others, in message " in shown


async def test_a_flood_holds_nobody_up(world: World, clock: Clock, parts: Parts) -> None:
    """It is settled in pieces, between which the store does other work; nothing is sent until all of it is there."""
    polls = parts.cycle.start_due()
    while not parts.cycle.flooded:
        await parts.writer(lambda store: None)
    stored = []
    while parts.cycle.flooded:
        assert await parts.delivery.drain() == 0
        stored.append(await parts.writer(lambda store: len(store.latest(1000, Decision.NEW))))
    assert len({number for number in stored if number % PIECE == 0}) >= 2, "work came in between"
    for poll in polls:
        await poll
    assert world.told() == []
    state = next(iter((await parts.writer(lambda store: store.feed_states())).values()))
    assert state.shown == MANY and state.gap_at == clock(), "all pieces together are what the feed showed"


async def test_a_flood_is_counted_whole(parts: Parts) -> None:
    """Every item and every alert of all pieces, and one poll."""
    for poll in parts.cycle.start_due(parts.upkeep.metrics.polled):
        await poll
    said = parts.upkeep.metrics.exposition().decode().splitlines()
    for line in (
        f'monitor_articles_total{{decision="new"}} {MANY}.0',
        f'monitor_alerts_total{{chat="desk"}} {MANY}.0',
        'monitor_polls_total{result="read"} 1.0',
    ):
        assert line in said


async def test_a_flood_that_breaks_off_goes_on_at_the_next_poll(world: World, clock: Clock, parts: Parts) -> None:
    """A stop in the middle keeps what was settled; the rest is new at the next poll, and nothing is told twice."""
    parts.cycle.start_due()
    while not await parts.writer(lambda store: store.latest(1, Decision.NEW)):
        pass
    await parts.cycle.stop(0)
    assert 0 < await parts.writer(lambda store: len(store.latest(1000, Decision.NEW))) < MANY
    rolled = clock()
    await parts.cycle.refresh()
    clock.turn(60)
    await parts.cycle.poll_due()
    assert await parts.writer(lambda store: len(store.latest(1000, Decision.NEW))) == MANY
    state = next(iter((await parts.writer(lambda store: store.feed_states())).values()))
    assert state.gap_at == rolled, "that nothing was known at first is remembered"
    await deliver_all(parts, clock)
    first, *digests = world.api.sent_to(CHAT)
    told = "\n".join((first.splitlines()[0], *digests))
    assert {told.count(title) for title in titles(world.state)} == {1}


def titles(state: Path) -> list[str]:
    """The titles of what was told, as the store has them."""
    store = Store.open(state, read_only=True)
    try:
        return [article.title for article in store.latest(1000, Decision.NEW)]
    finally:
        store.close()
