"""A body to entries: RSS, Atom, RDF and JSON Feed, or the reason why it is none of them.

    bytes --decode--> text --markup--> clean XML --feedparser--> its dictionaries --here--> ParsedFeed of Entry

What is not a whole feed is a ParseFailed, never an empty feed: an HTML page, a cut document, nothing at all must not be
read as "no news". `parse` is pure but for the clock, and runs anywhere; `Parser` runs it in a child process, because
hostile feeds can make feedparser run for minutes (its issue 562) and no care taken here is proof against the next one.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urljoin

import feedparser

from monitor.feeds import dates, jsonfeed, markup, notafeed
from monitor.feeds.decode import decode
from monitor.model import Entry, Fetched, ParsedFeed, ParseFailed
from monitor.text.plaintext import one_line, plaintext

JOB = "monitor.feeds.parse:parse"
SECONDS = 20.0
ITEMS_MAX = 10_000  # an archive, not a feed; and the parent would be busy for long with the answer

# What feedparser raises on odd content, besides its own errors, which it stores.
_RAISED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError)
_SURE_DATE = re.compile(r"\s*(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d|\s*\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
# WordPress signs every summary with the names of the post and of the site; an outlet's name must not look like news.
_FOOTER = re.compile(
    r"(?:^|\n)(?:The post .{1,400} (?:first appeared|appeared first) on .{1,100}"
    r"|L[’']article .{1,400} est apparu en premier sur .{1,100}"
    r"|L[’']articolo .{1,400} proviene da .{1,100}"
    r"|ظهرت (?:المقالة )?.{1,400} أولاً على .{1,100}"
    r"|Сообщение .{1,400} появились сначала на .{1,100}"
    r"|.{1,300} yazısı ilk önce .{1,100} üzerinde ortaya çıktı\.?)\Z"
)
_FOOTER_LENGTH = 700


class Runner(Protocol):
    """Something that runs "module:function" on arguments elsewhere, and gives its result or why there is none."""

    async def run(self, job: str, *args: object, seconds: float) -> object:
        """The function's result; ParseFailed when it took too long, needed too much memory, or crashed."""
        ...


class Parser:
    """`parse` in a child process: a hostile feed fails alone, and the event loop does not notice."""

    def __init__(self, workers: Runner, *, seconds: float = SECONDS) -> None:
        self._workers, self._seconds = workers, seconds

    async def parse(self, fetched: Fetched) -> ParsedFeed | ParseFailed:
        """The entries of a fetched body, links resolved against its final URL."""
        args = (fetched.body, fetched.url, fetched.content_type)
        result = await self._workers.run(JOB, *args, seconds=self._seconds)
        assert isinstance(result, ParsedFeed | ParseFailed)
        return result


def parse(body: bytes, url: str = "", content_type: str = "", now: datetime | None = None) -> ParsedFeed | ParseFailed:
    """The entries of a feed in the order of the document, as plain text.

    `url` resolves relative links, `content_type` is the HTTP header, `now` (default: the clock) tells which dates lie
    in the future; those, and dates before feeds existed, become None.
    """
    parsed = _read(decode(body, content_type))
    if isinstance(parsed, ParseFailed):
        return parsed
    now = now or datetime.now(UTC)
    entries = tuple(_finish(entry, url, now) for entry in parsed.entries)
    return replace(parsed, entries=entries, lang=_language(parsed.lang))


def _read(text: str) -> ParsedFeed | ParseFailed:
    if text.lstrip()[:1] in ("{", "["):
        return jsonfeed.read(text)
    document = markup.find(text)
    if document is None:
        return ParseFailed(notafeed.cause(text))
    if not document.whole:
        return ParseFailed(f"the document is cut: it ends before </{document.root}>")
    if document.items > ITEMS_MAX:
        return ParseFailed(f"more than {ITEMS_MAX:,} items")
    items, xml = document.items, markup.mend(document)
    del text, document  # a large feed is in memory often enough
    return _read_xml(xml, items)


def _read_xml(xml: bytes, items: int) -> ParsedFeed | ParseFailed:
    xml, aside = markup.set_aside(xml)
    try:
        result = feedparser.parse(
            io.BytesIO(xml),  # never a str: feedparser would open the file or URL it names
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _RAISED as error:
        return ParseFailed(f"not readable as a feed ({type(error).__name__})")
    if items and not result.entries:
        reason = one_line(str(result.get("bozo_exception", "no item can be read")))[:100]
        return ParseFailed(f"not well-formed XML: {reason}")
    lang = result.feed.get("language") or ""
    entries = tuple(_entry(entry, lang, aside) for entry in result.entries)
    return ParsedFeed(one_line(_text(result.feed, "title")), entries, lang, _ttl(result.feed))


def _entry(item: dict[str, Any], lang: str, aside: Mapping[str, str]) -> Entry:
    source = item.get("source")
    outlet = one_line(_text(source, "title")) if isinstance(source, dict) else ""
    title = one_line(_text(item, "title"))
    if outlet and title.endswith(f" - {outlet}"):  # Google News signs titles with the outlet
        title = title.removesuffix(f" - {outlet}").rstrip()
    text = _body(item, aside)
    if outlet and text.startswith(title) and text[len(title) :].strip() in ("", outlet):
        text = ""  # Google News again: its summary is the title and the outlet
    updated = _date(item, "updated")
    detail = item.get("title_detail")
    return Entry(
        guid=_text(item, "id").strip(),
        link=_link(item),
        title=title,
        text=text,
        published=_date(item, "published") or updated or _date(item, "created"),
        updated=updated,
        author=one_line(_text(item, "author"))[:200],
        lang=_text(item, "language") or (_text(detail, "language") if isinstance(detail, dict) else "") or lang,
        source=outlet,
    )


def _body(item: Mapping[str, Any], aside: Mapping[str, str]) -> str:
    """The longest of what the item tells: its full content, when it has any, or its summary."""
    contents = item.get("content")
    told = [_text(content, "value") for content in contents if _is_text(content)] if isinstance(contents, list) else []
    told += _text(item, "summary"), _text(item, "media_description")
    text = ""
    for value in sorted((aside.get(value, value) for value in told), key=len, reverse=True):
        if len(value) > len(text):  # no text is longer than its markup
            text = max(text, plaintext(value), key=len)
    footer = _FOOTER.search(text, max(0, len(text) - _FOOTER_LENGTH))
    return text[: footer.start()].rstrip() if footer else text


def _is_text(content: Mapping[str, Any]) -> bool:
    kind = _text(content, "type") or "text/plain"
    return kind.startswith("text/") or kind.endswith(("html", "xml"))


def _link(item: Mapping[str, Any]) -> str:
    """The address of the article: before FeedBurner, else rel="alternate", else a permanent guid."""
    link = _text(item, "feedburner_origlink") or _text(item, "link")
    guid = _text(item, "id")
    if link and link == guid and not re.match(r"https?:|/", link, re.IGNORECASE):
        return ""  # a guid that is called permanent by default and is no address
    links = item.get("links")
    if not link and isinstance(links, list):
        link = next((_text(one, "href") for one in links if one.get("rel") in ("alternate", None)), "")
    return link or (guid if re.match(r"https?://", guid, re.IGNORECASE) else "")


def _date(item: dict[str, Any], name: str) -> datetime | None:
    """A date of the item. feedparser reads the two usual forms well, and misreads others ("2025/11/12")."""
    written, parsed = dict.get(item, name), dict.get(item, f"{name}_parsed")
    if not isinstance(written, str) or not written:
        return None
    own = None if parsed and _SURE_DATE.match(written) else dates.read(written)
    if own or not parsed:
        return own
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _finish(entry: Entry, url: str, now: datetime) -> Entry:
    """The entry with an absolute link and dates that can be true."""
    link = "".join(entry.link.split("\n")).strip().replace(" ", "%20").replace("\t", "")
    try:
        link = urljoin(url, link) if link else ""
    except ValueError:
        link = ""
    return replace(
        entry,
        link=link if re.match(r"https?://[^/]", link, re.IGNORECASE) else "",
        lang=_language(entry.lang),
        published=dates.plausible(entry.published, now) or dates.plausible(entry.updated, now),
        updated=dates.plausible(entry.updated, now),
    )


def _language(name: str) -> str:
    """The primary subtag ("ar" of "ar-LY"); "" for what is no language tag ("Arabic")."""
    found = _LANGUAGE.fullmatch(name.strip().lower())
    return found[1] if found else ""


def _ttl(feed: Mapping[str, Any]) -> float:
    """Seconds that the feed asks to be left alone: RSS <ttl> in minutes, or the syndication module's period.

    Once an hour is what WordPress writes into every feed unasked; it says nothing about this one.
    """
    minutes = re.fullmatch(r"\s*(\d{1,6})(?:\.\d*)?\s*", _text(feed, "ttl"))
    if minutes:
        return float(minutes[1]) * 60
    frequency = re.fullmatch(r"\s*([1-9]\d{0,3})\s*", _text(feed, "sy_updatefrequency"))
    seconds = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower(), 0.0) / (
        int(frequency[1]) if frequency else 1
    )
    return 0.0 if seconds == _PERIODS["hourly"] else seconds


def _text(item: Mapping[str, Any], name: str) -> str:
    """A string that feedparser may have left out, or made a list or dictionary of."""
    value = item.get(name)
    return value if isinstance(value, str) else ""
