"""The polling loop, on real feeds, a real store, and a clock that is turned by hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.feeds.pages import Page
from monitor.model import Decision, Feed, FeedState, Fetched, FetchFailed, NotModified, Outcome, ParsedFeed, ParseFailed
from monitor.rules.load import load
from monitor.service.cycle import Cycle, Limits
from monitor.service.parts import assemble
from monitor.service.writer import Writer
from monitor.store.store import Store
from tests.servers.feeds import Reply, rss
from tests.service.world import FILLER, RULES, Clock, World, deliver_all, news


async def test_each_new_item_is_told_once_over_twenty_polls_with_restarts(world: World, clock: Clock) -> None:
    """Every third poll the product is taken down and put together again; each item that came is told exactly once."""
    world.feed("/a", rss(news(1)), every="10m")
    for poll in range(20):
        items = [news(number) for number in range(poll + 1, max(0, poll - 3), -1)]
        world.show("/a", *items)
        async with assemble(world.settings(), now=clock) as parts:
            for _ in range(1 if poll % 3 else 2):
                await parts.delivery.recover()
                await parts.cycle.refresh()
                await parts.cycle.poll_due()
                await deliver_all(parts, clock)
                clock.turn(700)
    assert world.told() == [f"Ceasefire number {number} agreed in Libya" for number in range(2, 21)]


async def test_the_first_poll_tells_nothing(world: World, clock: Clock) -> None:
    """What a feed shows at first is its baseline, for each feed its own; what comes later is told."""
    world.feed("/a", rss(news(1), news(2)))
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        (first,) = await parts.cycle.poll_due()
        assert [item.decision for item in first.judged] == [Decision.BASELINE] * 2
        world.feed("/b", rss(news(5, path="/b")))
        world.show("/a", news(3), news(2), news(1))
        assert parts.bookfile.look(force=True)
        await parts.cycle.refresh()
        clock.turn(60)
        await parts.cycle.poll_due()
        await deliver_all(parts, clock)
    assert len(world.told()) == 1 and "number 3" in world.told()[0]


async def test_two_outlets_with_one_story_in_one_moment_are_told_once(world: World, clock: Clock) -> None:
    """Eight feeds bring the same text side by side; the store's thread sees one after the other."""
    for number in range(8):
        world.feed(f"/{number}", rss(news(0, "Nothing", f"/{number}")))
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        await parts.cycle.poll_due()
        text = f"Truce signed in Libya. {FILLER}, all parties said on Friday evening."
        for number in range(8):
            link = f"https://outlet{number}.example/story"
            item = (
                f"<item><title>Truce signed in Libya</title><link>{link}</link><description>{text}</description></item>"
            )
            world.show(f"/{number}", item)
        clock.turn(60)
        outcomes = await parts.cycle.poll_due()
        await deliver_all(parts, clock)
    decisions = sorted(item.decision for outcome in outcomes for item in outcome.judged)
    assert decisions == [Decision.IGNORE] * 7 + [Decision.NEW]
    assert len(world.told()) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<html><body>Are you a robot?</body></html>", content_type="text/html"),
        Reply(""),
        Reply(rss(news(1), news(2))[:150]),
        Reply("gone", status=404),
        Reply("later", status=503),
        Reply(rss(news(1)), cut=60),
        Reply(raw=b"nonsense\r\n\r\n"),
    ],
)
async def test_a_feed_that_fails_fails_alone(world: World, clock: Clock, reply: Reply) -> None:
    """HTML, an empty or cut body, an error: that feed has a cause and no baseline, its neighbour is polled as ever."""
    bad = world.feed("/bad", reply)
    good = world.feed("/good", rss(news(1, path="/good")))
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        outcomes = {outcome.state.url: outcome for outcome in await parts.cycle.poll_due()}
        assert outcomes[bad].state.cause and outcomes[bad].state.baseline_at is None
        assert outcomes[bad].judged == ()
        assert not outcomes[good].state.cause and outcomes[good].state.baseline_at == clock()
        world.show("/bad", news(1, path="/bad"))
        clock.turn(3600)
        outcomes = {outcome.state.url: outcome for outcome in await parts.cycle.poll_due()}
        assert [item.decision for item in outcomes[bad].judged] == [Decision.BASELINE], "late, but a baseline still"


async def test_the_schedule_survives_a_restart(world: World, clock: Clock) -> None:
    """A feed that is not due is not polled again, whoever asks."""
    world.feed("/a", rss(news(1)), every="10m")
    for _ in range(3):
        async with assemble(world.settings(), now=clock) as parts:
            await parts.cycle.refresh()
            await parts.cycle.poll_due()
        clock.turn(60)
    assert world.server.hits("/a") == 1


async def test_pages_of_short_items_are_read(world: World, clock: Clock) -> None:
    """A headline of a feed about Libya is judged by its page; a page that cannot be read delays nothing."""
    paragraph = "<p>" + f"A truce was signed in Libya on Friday, both sides said. {FILLER}." * 4 + "</p>"
    article = f"<article><h1>Talks end</h1>{paragraph * 3}</article>"
    page = f"<html><head><title>Talks end</title></head><body>{article}</body></html>"
    good = world.server.serve("/page", Reply(page, content_type="text/html; charset=utf-8"))
    gone = world.server.url("/gone")
    world.feed("/a", rss(news(0, "Nothing")), full_text="auto", about="LIBYA")
    world.write(world.text().replace("'LIBYA'", "[libya]"))
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        await parts.cycle.poll_due()
        assert world.server.hits("/page") == 0
        world.show(
            "/a",
            f"<item><title>Talks end</title><link>{good}</link></item>",
            f"<item><title>Truce holds</title><link>{gone}</link></item>",
            f"<item><title>Talks begin</title><link>{gone}?x=1</link></item>",
        )
        clock.turn(60)
        (outcome,) = await parts.cycle.poll_due()
    judged = {item.sighting.article.title: item for item in outcome.judged}
    assert judged["Talks end"].decision is Decision.NEW
    assert judged["Talks end"].sighting.article.origin == "page"
    assert judged["Truce holds"].decision is Decision.NEW
    assert "HTTP 404" in judged["Talks begin"].reason


# -- with a source that is held in the hand ---------------------------------------------------------------------------


class Hand:
    """A source and parser of a test: answers when it is told to, and counts."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self._arrival = asyncio.Condition()
        self.at_once: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.bugs: set[str] = set()

    async def feed(self, feed: Feed, state: FeedState) -> Fetched | NotModified | FetchFailed:
        """Waits for the gate; counts how many wait side by side, by host and in all."""
        host = feed.url.split("/")[2]
        for name in (host, "all"):
            self.at_once[name] = self.at_once.get(name, 0) + 1
            self.most[name] = max(self.most.get(name, 0), self.at_once[name])
        async with self._arrival:
            self._arrival.notify_all()
        await self.open.wait()
        for name in (host, "all"):
            self.at_once[name] -= 1
        if feed.url in self.bugs:
            raise ZeroDivisionError("a bug of ours")
        return FetchFailed("HTTP 404 Not Found", "hard")

    async def waiting(self, number: int) -> None:
        """Returns when so many polls wait for the gate."""
        async with asyncio.timeout(10), self._arrival:
            await self._arrival.wait_for(lambda: self.at_once.get("all") == number)

    async def page(self, url: str, *, private: bool = False) -> Fetched | FetchFailed:
        """No pages."""
        return FetchFailed("none", "hard")

    async def parse(self, fetched: Fetched) -> ParsedFeed | ParseFailed:
        """No feeds."""
        return ParseFailed("none")

    async def read(self, fetched: Fetched) -> Page | ParseFailed:
        """No pages."""
        return ParseFailed("none")


async def by_hand(
    folder: Path, clock: Clock, urls: list[str], limits: Limits | None = None
) -> tuple[Cycle, Hand, Writer]:
    """A cycle over these feeds whose source is in the test's hand."""
    lines = "\n".join(f"  - {{name: F{number}, url: '{url}', every: 10m}}" for number, url in enumerate(urls))
    book = load(RULES % lines)
    hand, writer = Hand(), await Writer.open(folder)
    cycle = Cycle(writer, hand, hand, hand, lambda: book, clock, limits)
    await cycle.refresh()
    return cycle, hand, writer


async def test_polls_run_side_by_side_within_limits(tmp_path: Path, clock: Clock) -> None:
    """At most two polls a host and so many in all; a slow host does not hold the places of others."""
    urls = [f"http://slow.example/{n}" for n in range(20)] + [f"http://host{n}.example/" for n in range(20)]
    cycle, hand, writer = await by_hand(tmp_path, clock, urls, Limits(together=12))
    polling = asyncio.create_task(cycle.poll_due())
    await hand.waiting(12)
    hand.open.set()
    assert len(await polling) == 40
    assert hand.most["all"] == 12
    assert hand.most["slow.example"] == 2
    await writer.close()


async def test_a_feed_in_flight_is_not_polled_again(tmp_path: Path, clock: Clock) -> None:
    """However often the beat comes, one poll of a feed runs at a time."""
    cycle, hand, writer = await by_hand(tmp_path, clock, ["http://one.example/"])
    for _ in range(3):
        cycle.start_due()
        await hand.waiting(1)
    assert cycle.running == 1
    hand.open.set()
    await cycle.stop(5)
    assert hand.most["all"] == 1
    await writer.close()


async def test_a_bug_in_a_poll_is_a_failure_of_that_feed(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """What breaks in one poll is logged, stored as the feed's cause, and backs off; the others go on."""
    cycle, hand, writer = await by_hand(tmp_path, clock, ["http://one.example/", "http://two.example/"])
    hand.bugs.add("http://one.example/")
    hand.open.set()
    await cycle.poll_due()
    states = await writer(lambda store: store.feed_states())
    assert states["http://one.example/"].cause == "internal error: ZeroDivisionError: a bug of ours"
    assert states["http://two.example/"].cause == "HTTP 404 Not Found"
    assert "poll of F0 broke" in caplog.text
    assert cycle.due() == []
    await writer.close()


async def test_a_poll_that_cannot_be_stored_is_not_repeated_at_once(tmp_path: Path, clock: Clock) -> None:
    """When not even the failure can be written, the feed rests for a while, and the loop lives."""
    cycle, hand, writer = await by_hand(tmp_path, clock, ["http://one.example/"], Limits(after_a_bug=300))
    hand.open.set()
    await writer.close()
    assert await cycle.poll_due() == []
    assert cycle.due() == []
    clock.turn(301)
    assert len(cycle.due()) == 1


async def test_a_full_disk_is_no_feeds_failure(world: World, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be stored is one line without a traceback; polling rests, and afterwards nothing was missed."""
    for path in ("/a", "/b", "/c"):
        world.feed(path, rss(news(1, path=path)))
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        await parts.cycle.poll_due()
        for path in ("/a", "/b", "/c"):
            world.show(path, *(news(number, path=path) for number in range(30, 0, -1)))
        clock.turn(60)
        await parts.writer(partial(pages, limit=0))
        assert await parts.cycle.poll_due() == []
        assert parts.cycle.due() == [], "polling rests"
        assert caplog.text.count("make room on the disk") == 1
        assert "Traceback" not in caplog.text
        await parts.writer(partial(pages, limit=100_000))
        clock.turn(11)
        assert [outcome.state.cause for outcome in await parts.cycle.poll_due()] == ["", "", ""]
        await deliver_all(parts, clock)
    assert len(world.told()) == 3 * 29


def pages(store: Store, limit: int) -> None:
    """Lets the database grow to so many pages, or not at all: a disk that is full."""
    store._records.execute(f"PRAGMA max_page_count = {limit or store._records.value('PRAGMA page_count')}")


async def test_those_that_wait_longest_come_first(tmp_path: Path, clock: Clock) -> None:
    """The feed that was due first is polled first; one never polled before all."""
    urls = ["http://one.example/", "http://two.example/", "http://three.example/"]
    cycle, _, writer = await by_hand(tmp_path, clock, urls)
    early, late = clock() - timedelta(hours=2), clock() - timedelta(hours=1)
    for url, when in ((urls[0], late), (urls[1], early)):
        outcome = Outcome(FeedState(url, next_poll=when, interval=600.0), clock())
        await writer(partial(Store.commit, outcome=outcome))
    await cycle.refresh()
    assert [feed.url for feed in cycle.due()] == [urls[2], urls[1], urls[0]]
    await writer.close()


async def test_leaving_cancels_what_does_not_end(tmp_path: Path, clock: Clock) -> None:
    """A poll that hangs is cancelled after the grace; nothing of it is stored, so it is polled again next time."""
    cycle, hand, writer = await by_hand(tmp_path, clock, ["http://one.example/"])
    cycle.start_due()
    await hand.waiting(1)
    await cycle.stop(0.01)
    assert cycle.running == 0
    assert (await writer(lambda store: store.feed_states())) == {}
    await writer.close()
