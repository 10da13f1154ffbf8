"""One feed or page over HTTP: safe addresses, bounded time and size, and every failure a value with its cause in words.

    Fetcher.feed(feed, state) -> Fetched | NotModified | FetchFailed       conditional GET (RFC 9110 section 13)
    Fetcher.page(url)         -> Fetched | FetchFailed

One httpx.AsyncClient serves all. Redirects are followed one by one, each target checked like the first address; only
301 and 308 say where a feed has moved to for good. Proxies and credentials of the environment are not used, cookies
are not kept, TLS certificates are always verified.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from monitor import __version__
from monitor.feeds.answer import Body, Limits, max_age, retry_after, validator
from monitor.feeds.connect import NETWORK_FAILURES, Answer, Connections, Private, Unreachable, Weight, explain
from monitor.feeds.resolve import Resolver, system_resolver
from monitor.model import Feed, FeedState, Fetched, FetchFailed, NotModified

USER_AGENT = f"libya-monitor/{__version__} (+news monitoring; RSS reader)"
ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, text/plain;q=0.5"
PAGE_LIMITS = Limits(seconds=20.0, raw_bytes=5_000_000, bytes=5_000_000)

_SCHEMES = ("http", "https")
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
UNTRUSTED = timedelta(days=1)  # after so long without a body, 304 is no answer any more: some servers say it for ever
_WILL_PASS = {408, 421, 423, 425, 429}  # of the 4xx, those that say "later", not "never"


class Fetcher:
    """Fetches feeds and pages; each request has a connection of its own, closed when it ends."""

    def __init__(
        self,
        *,
        resolver: Resolver = system_resolver,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        page_limits: Limits = PAGE_LIMITS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        connections: Callable[[Resolver], Connections] | None = None,
    ) -> None:
        """`resolver` finds addresses; `connections` is the seam below it, where tests count them."""
        self._limits, self._page_limits, self._now = limits, page_limits, now
        make = connections or (lambda resolver: Connections(httpx.create_ssl_context(trust_env=False), resolver))
        self._client = httpx.AsyncClient(
            transport=_Transport(make(resolver)),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # one deadline stands around the whole request
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        )

    async def feed(self, feed: Feed, state: FeedState) -> Fetched | NotModified | FetchFailed:
        """The feed's body, or word that it is the one parsed last time.

        Validators are sent only for a body that this very address gave and that was parsed (it has a hash and lies
        behind a baseline): a 304 without such a body would be silence taken for "no news". Once a day they are left
        out, for a server may say 304 for ever.
        """
        known = bool(state.body_hash) and state.baseline_at is not None and state.url == feed.url
        read_at = state.read_at or state.baseline_at
        believed = known and read_at is not None and self._now() - read_at < UNTRUSTED
        headers = {"Accept": ACCEPT_FEED}
        if believed and state.etag:
            headers["If-None-Match"] = state.etag
        if believed and state.last_modified:
            headers["If-Modified-Since"] = state.last_modified
        result = await self._get(feed.url, headers, self._limits, private=feed.private)
        if isinstance(result, NotModified) and not known:
            return FetchFailed("HTTP 304 Not Modified without an earlier body to compare with", "soft")
        if isinstance(result, Fetched) and known and result.body_hash == state.body_hash:
            return NotModified(result.max_age, result.etag, result.last_modified, whole=True)
        return result

    async def page(self, url: str, *, private: bool = False) -> Fetched | FetchFailed:
        """A web page. What is not text (a PDF, a video) is refused by its Content-Type before its body is read."""
        result = await self._get(url, {"Accept": ACCEPT_PAGE}, self._page_limits, private=private, text_only=True)
        return FetchFailed("HTTP 304 Not Modified", "soft") if isinstance(result, NotModified) else result

    async def _get(
        self, url: str, headers: Mapping[str, str], limits: Limits, *, private: bool, text_only: bool = False
    ) -> Fetched | NotModified | FetchFailed:
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._follow(_checked(httpx.URL(url)), headers, limits, private, text_only)
        except TimeoutError:
            return FetchFailed(f"took longer than {limits.seconds:g} s", "temporary")
        except Unreachable as refusal:
            return FetchFailed(refusal.cause, refusal.weight)
        except NETWORK_FAILURES as error:
            failure = explain(error)
            return FetchFailed(failure.cause, failure.weight)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            # What httpx and the URL and header parsers below it raise for odd addresses.
            return FetchFailed(f"not a usable address or answer: {str(error)[:100]}", "hard")

    async def _follow(
        self, url: httpx.URL, headers: Mapping[str, str], limits: Limits, private: bool, text_only: bool
    ) -> Fetched | NotModified | FetchFailed:
        permanent, moved = "", True  # moved: every redirect so far was for good
        for hop in range(limits.redirects + 1):
            request = self._client.build_request("GET", url, headers=headers, extensions={"private": private})
            try:
                response = await self._client.send(request, stream=True)
            except Private as refusal:
                raise Unreachable(f"{'redirects' if hop else 'leads'} to {refusal.cause}", "hard") from refusal
            except (httpx.RemoteProtocolError, httpx.InvalidURL) as error:  # httpx looks at the target by itself
                raise Unreachable("redirects to an address that cannot be used", "hard") from error
            try:
                if response.status_code not in _REDIRECTS:
                    return await self._receive(response, limits, permanent, text_only)
                url = _target(url, response.headers.get("location", ""))
                moved = moved and response.status_code in _PERMANENT
                permanent = _shown(url) if moved else permanent
            finally:
                await response.aclose()
        return FetchFailed(f"more than {limits.redirects} redirects, the last to {_shown(url)[:200]}", "hard")

    async def _receive(
        self, response: httpx.Response, limits: Limits, permanent: str, text_only: bool
    ) -> Fetched | NotModified | FetchFailed:
        headers = response.headers
        etag, modified = validator(headers.get("etag", "")), validator(headers.get("last-modified", ""))
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return NotModified(max_age(headers), etag, modified)
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
            return self._refused(response)
        content_type = headers.get("content-type", "")
        if text_only and not re.match(r"\s*(?:text/|application/(?:xhtml|xml)|$)", content_type, re.IGNORECASE):
            return FetchFailed(f"not a web page ({content_type[:60]})", "hard")
        body = Body(headers.get("content-encoding", ""), limits)
        async for chunk in response.aiter_raw():
            body.feed(chunk)
        whole = body.whole()
        return Fetched(
            url=_shown(response.request.url),
            body=whole,
            body_hash=sha256(whole).hexdigest(),
            content_type=content_type,
            etag=etag,
            last_modified=modified,
            max_age=max_age(headers),
            permanent_url=permanent,
        )

    def _refused(self, response: httpx.Response) -> FetchFailed:
        code = response.status_code
        weight: Weight = "hard" if 400 <= code < 500 and code not in _WILL_PASS else "temporary"
        cause = f"HTTP {code} {httpx.codes.get_reason_phrase(code)}".strip()
        return FetchFailed(cause, weight, retry_after(response.headers, self._now()))


class _Transport(httpx.AsyncBaseTransport):
    """httpx above, our checked connections below; the request's `private` extension chooses between them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = (url.raw_scheme, url.raw_host, url.port, url.raw_path)
        private = bool(request.extensions.get("private"))
        answer = await self._connections.get(target, request.headers.raw, private=private)
        return httpx.Response(answer.status, headers=list(answer.headers), stream=_Stream(answer))


class _Stream(httpx.AsyncByteStream):
    """A raw body in httpx's terms."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.__aiter__()

    async def aclose(self) -> None:
        await self._answer.aclose()


def _checked(url: httpx.URL) -> httpx.URL:
    """The URL when it is one to fetch. Raises Unreachable."""
    if not url.scheme:
        raise Unreachable("the address lacks its http:// or https://", "hard")
    if url.scheme not in _SCHEMES:
        raise Unreachable(f"only http and https addresses are fetched, not {url.scheme}:", "hard")
    if not url.host:
        raise Unreachable("the address names no host", "hard")
    if url.port is not None and not 0 < url.port < 65536:
        raise Unreachable(f"there is no port {url.port}", "hard")
    return url


def _target(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads. A password given for one server is not carried to another."""
    if not location:
        raise Unreachable("a redirect that does not say where to", "soft")
    scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", location)
    try:
        target = _checked(url.join(location)) if not scheme or scheme[1].lower() in _SCHEMES else None
    except Unreachable as refusal:
        raise Unreachable(f"redirects to an address that cannot be used: {refusal.cause}", "hard") from refusal
    if target is None:
        raise Unreachable(f"redirects to an address that cannot be used ({location.strip()[:40]})", "hard")
    same = (target.scheme, target.host, target.port) == (url.scheme, url.host, url.port)
    return target.copy_with(userinfo=url.userinfo if same else b"", fragment=None)


def _shown(url: httpx.URL) -> str:
    """The URL without the password and the fragment: it is stored, joined with links, and printed."""
    text = str(url)
    return str(url.copy_with(userinfo=b"", fragment=None)) if "@" in text or "#" in text else text
