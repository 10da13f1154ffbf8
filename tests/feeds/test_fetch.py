"""Fetching over real loopback HTTP: conditional, bounded, and every failure a value with its cause."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.answer import Limits
from monitor.feeds.fetch import USER_AGENT, Fetcher
from monitor.model import Feed, FeedState, Fetched, FetchFailed, NotModified
from tests.servers.feeds import FeedServer, Reply, Request, for_ever, item, rss

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
GOOD = rss(item("خبر", "https://example.org/1"))
QUICK = Limits(seconds=0.5)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A web server on loopback."""
    async with FeedServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Fetcher:
    """A fetcher whose names all lead to loopback, whose clock stands still."""

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    return Fetcher(resolver=resolve, now=lambda: NOW)


Get = Callable[..., Awaitable[Fetched | NotModified | FetchFailed]]


@pytest.fixture
def get(server: FeedServer, fetcher: Fetcher) -> Get:
    """Fetches one reply as a private feed that was never polled."""

    async def one(reply: Reply) -> Fetched | NotModified | FetchFailed:
        url = server.serve("/feed", reply)
        return await fetcher.feed(Feed("a", url, private=True), FeedState(url))

    return one


def polled(feed: Feed, fetched: Fetched) -> FeedState:
    """The state after this body was parsed."""
    return FeedState(
        feed.url,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
        baseline_at=NOW,
    )


async def test_a_body_arrives_with_what_the_next_poll_needs(server: FeedServer, fetcher: Fetcher) -> None:
    """Body, hash, type, validators, freshness; asked politely, in our name, without validators."""
    reply = Reply(
        GOOD, etag='"1"', last_modified="Fri, 20 Nov 2026 10:00:00 GMT", headers=(("Cache-Control", "max-age=60"),)
    )
    url = server.serve("/feed", reply)
    result = await fetcher.feed(Feed("a", url, private=True), FeedState(url, etag='"0"'))
    assert isinstance(result, Fetched)
    assert (result.url, result.body.decode(), result.etag, result.max_age) == (url, GOOD, '"1"', 60.0)
    assert result.content_type.startswith("application/rss+xml") and len(result.body_hash) == 64
    asked = server.requests[0].headers
    assert (asked["user-agent"], asked["accept-encoding"]) == (USER_AGENT, "gzip")
    assert "if-none-match" not in asked and "cookie" not in asked


@pytest.mark.parametrize("validator", [{"etag": '"1"'}, {"last_modified": "Fri, 20 Nov 2026 10:00:00 GMT"}])
async def test_an_unchanged_feed_costs_a_304(server: FeedServer, fetcher: Fetcher, validator: dict[str, str]) -> None:
    """Validators are sent back as they came."""
    url = server.serve("/feed", Reply(GOOD, **validator))  # type: ignore[arg-type]
    feed = Feed("a", url, private=True)
    first = await fetcher.feed(feed, FeedState(url))
    assert isinstance(first, Fetched)
    assert isinstance(await fetcher.feed(feed, polled(feed, first)), NotModified)
    assert server.hits("/feed") == 2


async def test_the_same_body_again_is_not_modified(server: FeedServer, fetcher: Fetcher) -> None:
    """Servers without validators are recognised by the hash; a new ETag is passed on."""
    url = server.serve("/feed", Reply(GOOD), Reply(GOOD, etag='"new"'))
    feed = Feed("a", url, private=True)
    first = await fetcher.feed(feed, FeedState(url))
    assert isinstance(first, Fetched)
    assert await fetcher.feed(feed, polled(feed, first)) == NotModified(etag='"new"', whole=True)


async def test_once_a_day_a_feed_is_read_whole(server: FeedServer, fetcher: Fetcher) -> None:
    """A server that answers 304 for ever, whatever it has, is asked without validators after a day."""

    def stubborn(request: Request) -> Reply:
        return Reply("", status=304) if "if-none-match" in request.headers else Reply(rss(item("new", "https://x/2")))

    url = server.serve("/feed", stubborn)
    feed = Feed("a", url, private=True)
    state = FeedState(url, etag='"1"', body_hash="old", baseline_at=NOW - timedelta(days=9), read_at=NOW)
    assert isinstance(await fetcher.feed(feed, state), NotModified)
    assert isinstance(await fetcher.feed(feed, replace(state, read_at=NOW - timedelta(days=1))), Fetched)
    assert isinstance(await fetcher.feed(feed, replace(state, read_at=None)), Fetched), "from before it was noted"


async def test_without_a_baseline_nothing_counts_as_unchanged(server: FeedServer, fetcher: Fetcher) -> None:
    """No validators for a body that was never a baseline, or came from another address; a 304 then is a failure."""
    url = server.serve("/feed", Reply(GOOD, etag='"1"'))
    feed = Feed("a", url, private=True)
    first = await fetcher.feed(feed, FeedState(url))
    assert isinstance(first, Fetched)
    for state in (
        replace(polled(feed, first), baseline_at=None),
        replace(polled(feed, first), url="http://old.example"),
    ):
        assert isinstance(await fetcher.feed(feed, state), Fetched)
    server.serve("/feed", Reply(status=304))
    result = await fetcher.feed(feed, FeedState(url))
    assert isinstance(result, FetchFailed) and result.cause.startswith("HTTP 304") and result.weight == "soft"


@pytest.mark.parametrize(
    ("status", "cause", "weight"),
    [
        (404, "HTTP 404 Not Found", "hard"),
        (403, "HTTP 403 Forbidden", "hard"),
        (410, "HTTP 410 Gone", "hard"),
        (429, "HTTP 429 Too Many Requests", "temporary"),
        (503, "HTTP 503 Service Unavailable", "temporary"),
        (204, "HTTP 204 No Content", "temporary"),
        (206, "HTTP 206 Partial Content", "temporary"),
        (999, "HTTP 999", "temporary"),
    ],
)
async def test_a_status_is_a_cause_even_with_a_feed_in_its_body(get: Get, status: int, cause: str, weight: str) -> None:
    """A 404 that carries a feed is a 404."""
    assert await get(Reply(GOOD, status=status)) == FetchFailed(cause, weight)  # type: ignore[arg-type]


async def test_retry_after_is_obeyed_up_to_a_day(get: Get) -> None:
    """In seconds or as a date."""
    for value, seconds in (("120", 120.0), ("Fri, 20 Nov 2026 12:05:00 GMT", 300.0), ("9999999", 86400.0)):
        result = await get(Reply(status=429, headers=(("Retry-After", value),)))
        assert isinstance(result, FetchFailed) and result.retry_after == seconds


async def drip_informational(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers "soon" for ever."""
    await for_ever(writer, b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.001)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(GOOD, pause=0.02),
        Reply(GOOD, header_pause=0.05),
        Reply(GOOD, delay=60.0),
        Reply(script=drip_informational),
    ],
)
async def test_one_deadline_stands_around_everything(server: FeedServer, reply: Reply) -> None:
    """Drips of the body or the headers, silence and floods of 103 end when the time is over."""
    url = server.serve("/feed", reply)
    result = await Fetcher(limits=QUICK).feed(Feed("a", url, private=True), FeedState(url))
    assert result == FetchFailed("took longer than 0.5 s", "temporary")


async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await for_ever(writer, b"<item/>" * 50_000)


def bomb(rounds: int = 1) -> bytes:
    """Thirty megabytes in thirty thousand bytes, packed again and again."""
    data = bytes(30_000_000)
    for _ in range(rounds):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        data = packer.compress(data) + packer.flush()
    return data


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Reply(script=flood), "more than 10 MB"),
        (Reply(bomb(), headers=(("Content-Encoding", "gzip"),)), "more than 10 MB"),
        (Reply(bomb(2), headers=(("Content-Encoding", "gzip, gzip"),)), "not asked for"),
        (Reply(bomb(2), headers=(("Content-Encoding", "gzip"), ("Content-Encoding", "gzip"))), "not asked for"),
        (Reply(GOOD, headers=(("Content-Encoding", "br"),)), "not asked for"),
        (Reply(GOOD, cut=50), "the body was cut: 50 of"),
        (Reply(GOOD, cut=50, chunked=True), "the body was cut"),
        (Reply(GOOD, cut=50, packed=True), "the body was cut"),
        (Reply(raw=b""), "closed the connection without an answer"),
        (Reply(raw=b"\x16\x03garbage\r\n\r\n"), "not proper HTTP"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), "not proper HTTP"),
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_used_is_refused_with_its_cause(get: Get, reply: Reply, cause: str) -> None:
    """Too large, packed twice, cut, or no HTTP at all."""
    result = await get(reply)
    assert isinstance(result, FetchFailed) and cause in result.cause


async def test_gzip_is_unpacked_also_unasked(get: Get) -> None:
    """With its header, chunked, or as a file that only its first bytes betray."""
    for reply in (
        Reply(GOOD, packed=True),
        Reply(GOOD, packed=True, chunked=True),
        Reply(Reply(GOOD, packed=True).payload()),
    ):
        result = await get(reply)
        assert isinstance(result, Fetched) and result.body.decode() == GOOD


def redirect(to: str, status: int = 302) -> Reply:
    """An answer that sends elsewhere."""
    return Reply(status=status, headers=(("Location", to),))


async def test_only_redirects_for_good_say_where_a_feed_has_moved(server: FeedServer, fetcher: Fetcher) -> None:
    """301 and 308 count as long as nothing temporary came before; the final address resolves links in any case."""
    final = server.serve("/final", Reply(GOOD))
    cases = {
        "/a": (301, final),
        "/b": (308, server.url("/a")),
        "/c": (302, server.url("/a")),
        "/d": (301, server.url("/c")),
    }
    for path, (status, target) in cases.items():
        server.serve(path, redirect(target, status))
    moved = {}
    for path in cases:
        result = await fetcher.feed(Feed("a", server.url(path), private=True), FeedState(server.url(path)))
        assert isinstance(result, Fetched) and result.url == final
        moved[path] = result.permanent_url
    assert moved == {"/a": final, "/b": final, "/c": "", "/d": server.url("/c")}


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://x/", "data:,x", "javascript:x", "http://[", "//", ""]
)
async def test_redirects_out_of_the_web_are_refused(get: Get, target: str) -> None:
    """Only http and https, to a host with a name."""
    result = await get(redirect(target))
    assert isinstance(result, FetchFailed)


async def test_a_loop_of_redirects_ends(server: FeedServer, get: Get) -> None:
    """Eight are followed, and the ninth is too many."""
    result = await get(redirect("/feed"))
    assert isinstance(result, FetchFailed) and "more than 8 redirects" in result.cause
    assert server.hits("/feed") == 9


async def test_a_public_feed_reaches_nothing_private(server: FeedServer, fetcher: Fetcher) -> None:
    """Neither by address nor by name, not even with a connection that a private feed has just used."""
    url = server.serve("/feed", Reply(GOOD))
    assert isinstance(await fetcher.feed(Feed("own", url, private=True), FeedState(url)), Fetched)
    connections = server.connections
    for address in (url, server.url("/feed", "inside.example")):
        result = await fetcher.feed(Feed("a", address), FeedState(address))
        assert isinstance(result, FetchFailed) and result.cause.startswith("leads to a private address")
        assert result.weight == "hard"
    assert server.connections == connections


async def test_a_redirect_inward_is_refused_and_named(server: FeedServer, get: Get) -> None:
    """Also for a private feed when it leads where no feed lives."""
    result = await get(redirect("http://169.254.169.254/latest/meta-data"))
    assert result == FetchFailed("redirects to a private address (169.254.169.254)", "hard")


async def test_a_password_in_the_address_is_used_and_never_shown(server: FeedServer, fetcher: Fetcher) -> None:
    """It goes to its own server, follows a redirect there, and stays out of the addresses that are stored."""
    server.serve("/feed", redirect("/final", 301))
    final = server.serve("/final", Reply(GOOD))
    url = server.url("/feed").replace("http://", "http://me:secret@")
    result = await fetcher.feed(Feed("a", url, private=True), FeedState(url))
    assert isinstance(result, Fetched) and (result.url, result.permanent_url) == (final, final)
    assert all(request.headers["authorization"].startswith("Basic") for request in server.requests)


async def test_a_password_is_not_carried_to_another_server(server: FeedServer, fetcher: Fetcher) -> None:
    """Another host, or the same with another port, is another server."""
    server.serve("/final", Reply(GOOD))
    server.serve("/feed", redirect(server.url("/final", "localhost").replace("http://", "http://x:y@")))
    url = server.url("/feed").replace("http://", "http://me:secret@")
    assert isinstance(await fetcher.feed(Feed("a", url, private=True), FeedState(url)), Fetched)
    assert "authorization" not in server.requests[-1].headers


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("example.org/feed", "lacks its http://"),
        ("", "lacks its http://"),
        ("feed://example.org", "only http and https addresses are fetched, not feed:"),
        ("file:///etc/passwd", "not file:"),
        ("http://", "names no host"),
        ("http://x:99999/", "no port 99999"),
        ("http://x:abc/", "not a usable address"),
        ("http://[::1", "not a usable address"),
        ("http://a\x00b/", "not a usable address"),
        ("http://xn--/", "not a usable address"),
    ],
)
async def test_an_odd_address_is_a_failure_not_an_exception(fetcher: Fetcher, url: str, cause: str) -> None:
    """What cannot be fetched says so in words."""
    result = await fetcher.feed(Feed("a", url), FeedState(url))
    assert isinstance(result, FetchFailed) and cause in result.cause and result.weight == "hard"


async def test_a_server_that_is_not_there_is_named(fetcher: Fetcher) -> None:
    """A refused connection has a cause of its own."""
    async with FeedServer() as gone:
        url = gone.serve("/feed", Reply(GOOD))
    assert await fetcher.feed(Feed("a", url, private=True), FeedState(url)) == FetchFailed(
        "connection refused", "temporary"
    )


async def test_a_tls_handshake_without_answer_ends_with_the_deadline() -> None:
    """And leaves no connection open (an unclosed one fails the tests as a warning)."""
    async with FeedServer() as plain:
        url = plain.url().replace("http:", "https:")
        result = await Fetcher(limits=QUICK).feed(Feed("a", url, private=True), FeedState(url))
    assert result == FetchFailed("took longer than 0.5 s", "temporary")


async def test_one_silent_server_does_not_hold_up_another(server: FeedServer, fetcher: Fetcher) -> None:
    """Requests run side by side."""
    stuck = server.serve("/stuck", Reply(GOOD, delay=60.0))
    url = server.serve("/feed", Reply(GOOD))
    waiting = asyncio.create_task(fetcher.feed(Feed("stuck", stuck, private=True), FeedState(stuck)))
    assert isinstance(await fetcher.feed(Feed("a", url, private=True), FeedState(url)), Fetched)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_page_is_fetched_when_it_is_text(server: FeedServer, fetcher: Fetcher) -> None:
    """HTML arrives; a PDF is refused before its body is read."""
    page = server.serve("/page", Reply("<p>x</p>", content_type="text/html"))
    result = await fetcher.page(page, private=True)
    assert isinstance(result, Fetched) and "text/html" in server.requests[0].headers["accept"]
    pdf = server.serve("/pdf", Reply(b"%PDF", content_type="application/pdf"))
    assert await fetcher.page(pdf, private=True) == FetchFailed("not a web page (application/pdf)", "hard")
    refused = await fetcher.page(page)
    assert isinstance(refused, FetchFailed) and "private address" in refused.cause


async def test_cookies_are_not_kept(server: FeedServer, get: Get) -> None:
    """What one server sets, no later request carries."""
    await get(Reply(GOOD, headers=(("Set-Cookie", "id=1"),)))
    await get(Reply(GOOD))
    assert "cookie" not in server.requests[-1].headers
