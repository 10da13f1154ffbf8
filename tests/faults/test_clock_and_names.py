"""Rows 14 to 16: clocks that jump, names that do not resolve, addresses that lead inside."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import httpcore
import httpx
import pytest

from monitor.feeds.connect import Connections
from monitor.feeds.fetch import Fetcher
from monitor.feeds.resolve import Resolver, system_resolver
from monitor.model import Feed, FeedState, FetchFailed
from monitor.service.parts import Parts, assemble
from tests.faults.conftest import Figure
from tests.faults.mortals import Ledger, report
from tests.servers.feeds import FeedServer, Reply, rss
from tests.service.world import Clock, World

SAVING = datetime(2026, 3, 29, 0, 25, tzinfo=UTC), datetime(2026, 10, 25, 0, 25, tzinfo=UTC)  # begins, ends
EVERY = 600.0  # seconds between polls
JUMPS = {
    "an hour on": timedelta(hours=1),
    "an hour back": timedelta(hours=-1),
    "a day on": timedelta(days=1),
    "a day back": timedelta(days=-1),
    "to 1970": datetime(1970, 1, 1, tzinfo=UTC) - datetime(2026, 11, 1, 12, tzinfo=UTC),
    "ten years on": timedelta(days=3653),
}


# -- row 14 -----------------------------------------------------------------------------------------------------------


async def beat(world: World, clock: Clock, parts: Parts, minutes: int) -> list[int]:
    """Lives so many minutes, a beat each; the minutes in which the feed was polled."""
    polled = []
    for minute in range(minutes):
        before = world.server.hits("/a")
        await parts.cycle.poll_due()
        await parts.delivery.drain()
        if world.server.hits("/a") > before:
            polled.append(minute)
        clock.turn(60)
    return polled


async def through(world: World, clock: Clock, jump: timedelta, *, restart: bool) -> int:
    """Five items before a jump of the clock, one each later; the most minutes between two polls after it."""
    world.feed("/a", rss(report(0)), every="10m")
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        await beat(world, clock, parts, 11)
        for number in (1, 2):
            world.show("/a", report(number), report(0))
            await beat(world, clock, parts, 11)
        if not restart:
            clock.now += jump
            return await after(world, clock, parts)
    clock.now += jump
    async with assemble(world.settings(), now=clock) as parts:
        await parts.delivery.recover()
        await parts.cycle.refresh()
        return await after(world, clock, parts)


async def after(world: World, clock: Clock, parts: Parts) -> int:
    """Life after the jump: more items, each told once; the most minutes without a poll."""
    polled = [-1]
    for number in (3, 4, 5):
        world.show("/a", *(report(shown) for shown in range(number, -1, -1)))
        start = 25 * (number - 3)
        polled += [start + minute for minute in await beat(world, clock, parts, 25)]
    assert Ledger(world).told() == dict.fromkeys(range(1, 6), 1)
    states = await parts.writer(lambda store: store.feed_states())
    assert all(state.baseline_at for state in states.values())
    return max(later - first for first, later in pairwise(polled))


@pytest.mark.parametrize(
    ("name", "restart"),
    [
        *((name, name in ("a day back", "ten years on")) for name in JUMPS),
        *(pytest.param(name, name not in ("a day back", "ten years on"), marks=pytest.mark.soak) for name in JUMPS),
    ],
)
async def test_the_clock_jumps(world: World, clock: Clock, name: str, restart: bool, figure: Figure) -> None:
    """No poll is missed by more than two intervals, nothing is told twice, no baseline is taken again."""
    longest = await through(world, clock, JUMPS[name], restart=restart)
    assert longest <= 2 * EVERY / 60 + 1
    figure(14, f"{name}, {'restarted' if restart else 'running'}: {longest} min between polls of 10, 0 repeated")


@pytest.fixture
def roman_time() -> Iterator[None]:
    """The process lives in a zone with daylight saving."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Rome"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize("moment", SAVING)
async def test_daylight_saving(world: World, roman_time: None, moment: datetime, figure: Figure) -> None:
    """The hour that is missing, or there twice, changes nothing."""
    longest = await through(world, Clock(moment), timedelta(0), restart=False)
    assert longest <= EVERY / 60 + 1
    figure(14, f"daylight saving of {moment:%B}: {longest} min between polls of 10, 0 repeated")


# -- row 15 -----------------------------------------------------------------------------------------------------------


def names(world: World, slow: asyncio.Event) -> Resolver:
    """A name server of the test's own."""

    async def resolve(host: str, port: int) -> list[str]:
        if host == "gone.example":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host == "again.example":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        if host == "slow.example":
            await slow.wait()
        return ["127.0.0.1"] if host.endswith(".example") else await system_resolver(host, port)

    return resolve


async def known(parts: Parts) -> dict[str, FeedState]:
    """The stored states, by what is polled."""
    states = await parts.writer(lambda store: store.feed_states())
    return {feed.name: states.get(feed.url, FeedState(feed.url)) for feed in parts.bookfile.book.feeds}


async def test_names_do_not_resolve(world: World, clock: Clock, figure: Figure) -> None:
    """No such name, try again, a name server that hangs: the other feed is polled and told meanwhile, each is named."""
    slow = asyncio.Event()
    world.feed("/a", rss(report(0)), every="10m")
    for host in ("gone", "again", "slow"):
        url = world.server.serve(f"/{host}", Reply(rss(report(9))))
        world.feed(f"/{host}", rss(report(9)), every="10m", url=url.replace("127.0.0.1", f"{host}.example"))
    async with assemble(world.settings(), now=clock, resolver=names(world, slow)) as parts:
        await parts.cycle.refresh()
        start = time.monotonic()
        polls = parts.cycle.start_due()
        pending = set(polls)
        while len(pending) > 1:
            more, pending = await asyncio.wait(pending, timeout=15.0, return_when=asyncio.FIRST_COMPLETED)
            assert more, "a feed waits for another's name"
        seconds = time.monotonic() - start
        states = await known(parts)
        assert states["a"].last_good and not states["slow"].last_poll
        assert states["gone"].cause.startswith("no such host")
        assert states["again"].cause.startswith("the name server did not answer")
        slow.set()
        await asyncio.gather(*pending)
        states = await known(parts)
        assert states["slow"].last_good
    figure(15, f"no such name, try again, hanging: other feeds done in {seconds:.1f} s, each cause named")


# -- row 16 -----------------------------------------------------------------------------------------------------------

INSIDE = (
    "127.0.0.1", "127.1", "127.0.1", "127.8.9.10", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
    "017700000001",
    "0", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254",
    "169.254.170.2", "100.64.0.1", "100.100.100.200", "100.127.255.254", "192.0.0.192", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "168.63.129.16", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::10.0.0.1]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]",
    "[ff02::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]", "127.0.0.1.", "%31%32%37.0.0.1", "①②⑦.0.0.1",
    "localhost", "LOCALHOST.", "inside.example", "mapped.example", "mixed.example", "rebinding.example",
)  # fmt: skip
PUBLIC = "93.184.216.34"


class Line(httpcore.AsyncNetworkBackend):
    """A network that only notes where somebody wants to go; the public address is the test's own server."""

    def __init__(self, port: int) -> None:
        self.port, self.asked = port, list[str]()
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *rest: object, **more: object) -> httpcore.AsyncNetworkStream:
        """Connects to the test's server for the public address, to nothing else."""
        self.asked.append(host)
        if host != PUBLIC:
            raise httpcore.ConnectError("not in this test")
        return await self._real.connect_tcp("127.0.0.1", self.port)

    async def sleep(self, seconds: float) -> None:
        """Part of the interface."""


def inward() -> Resolver:
    """Names that lead inside: at once, beside a public address, or from the second look-up on."""
    looked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        looked.append(host)
        answers = {
            "public.example": [PUBLIC],
            "inside.example": ["10.0.0.5"],
            "mapped.example": ["::ffff:169.254.169.254"],
            "mixed.example": ["127.0.0.1", "::1"],
            "rebinding.example": [PUBLIC] if looked.count(host) == 1 else ["127.0.0.1"],
        }
        return answers.get(host.rstrip(".").lower(), ["127.0.0.1"])

    return resolve


async def test_nothing_leads_inside(figure: Figure) -> None:
    """As a feed's address, as the target of a redirect, as an article's link: not one connection."""
    asked = 0
    async with FeedServer() as server:
        line = Line(server.port)
        for host in INSIDE:

            def connections(resolver: Resolver) -> Connections:
                return Connections(httpx.create_ssl_context(trust_env=False), resolver, line)

            fetcher = Fetcher(resolver=inward(), connections=connections)
            there = f"http://{host}:8080/feed"
            server.serve("/redirect", Reply(status=302, headers=(("Location", there.encode().decode("latin-1")),)))
            found = []
            if host != "rebinding.example":
                found += [await fetcher.feed(Feed("f", there), FeedState(there)), await fetcher.page(there)]
            else:  # the first look-up is public, and the address looked up is the one connected
                server.serve("/feed", Reply(status=302, headers=(("Location", there),)))
            url = "http://public.example/redirect"
            found += [await fetcher.feed(Feed("f", url), FeedState(url)), await fetcher.page(url)]
            assert all(isinstance(one, FetchFailed) for one in found), host
            asked += len(found)
        assert set(line.asked) == {PUBLIC}
    figure(16, f"{len(INSIDE)} forms, {asked} requests: 0 connections to an address that is not public")
