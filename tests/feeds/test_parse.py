"""Bodies become entries, or the reason why not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.feeds.parse import ITEMS_MAX, Parser, parse
from monitor.feeds.workers import Workers
from monitor.model import Entry, Fetched, ParsedFeed, ParseFailed
from tests.servers.feeds import item, rss

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
URL = "https://example.ly/news/feed/"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def feed(text: str, url: str = URL, content_type: str = "") -> ParsedFeed:
    """The feed in a text that holds one."""
    parsed = parse(text.encode(), url, content_type, NOW)
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def entry(inner: str, head: str = "") -> Entry:
    """The one entry of an RSS feed with this content."""
    (only,) = feed(f"<rss version='2.0' {SPACES}><channel>{head}<item>{inner}</item></channel></rss>").entries
    return only


def failure(body: bytes | str, content_type: str = "") -> str:
    """Why a body is no feed."""
    parsed = parse(body if isinstance(body, bytes) else body.encode(), URL, content_type, NOW)
    assert isinstance(parsed, ParseFailed), parsed
    return parsed.cause


def test_an_item_is_plain_text_with_an_absolute_link() -> None:
    """Markup goes, entities become letters, links are joined with the final address."""
    only = entry(
        "<title>وقف &lt;b&gt;إطلاق&lt;/b&gt; النار &amp;amp; هدنة</title><link>/2026/a b</link>"
        "<guid isPermaLink='false'>7</guid>"
        "<description>&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;</description><dc:creator>كاتب</dc:creator>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 +0200</pubDate>",
        "<language>ar-LY</language>",
    )
    assert only == Entry(
        guid="7",
        link="https://example.ly/2026/a%20b",
        title="وقف إطلاق النار & هدنة",
        text="one\ntwo",
        published=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        author="كاتب",
        lang="ar",
    )


def test_the_longer_of_summary_and_content_is_the_text() -> None:
    """Whichever order they stand in."""
    content = "<content:encoded><![CDATA[<p>the whole story, told at length</p>]]></content:encoded>"
    assert entry(f"<description>teaser</description>{content}").text == "the whole story, told at length"
    assert entry(f"{content}<description>teaser</description>").text == "the whole story, told at length"
    assert entry(f"<description>{'a longer summary ' * 5}</description>{content}").text.startswith("a longer summary")
    picture = f"<content:encoded><![CDATA[<img src='{'x' * 500}'>]]></content:encoded>"
    assert entry(f"<description>teaser</description>{picture}").text == "teaser", "markup does not count"


@given(st.text(alphabet="ab<>&;/p \n\"'=éÃ©â\x80\x99«»]هدنة\ue0000", max_size=60))
@example("\x93quoted\x94")
@example("&lt;p&gt;")
def test_cdata_and_references_are_two_ways_to_write_one_text(text: str) -> None:
    """However long, and whatever stands in it."""
    for written in (text, f"{text} {'word ' * 40}"):
        cdata = f"<![CDATA[{written.replace(']]>', '')}]]>"
        escaped = escape(written.replace("]]>", ""))
        for element in ("description", "content:encoded"):
            one, other = (entry(f"<title>t</title><{element}>{said}</{element}>") for said in (cdata, escaped))
            assert one == other


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<guid isPermaLink='false'>https://a.example/?p=1</guid>", "https://a.example/?p=1"),
        ("<guid>12345</guid>", ""),
        ("<guid>tag:a.example,2026:1</guid>", ""),
        ("<link>https://a.example/1\n</link><guid>x</guid>", "https://a.example/1"),
        ("<link>http://feeds.example/~r/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink>", "https://a.example/1"),
        ("<link>?id=5&amp;x=1</link>", "https://example.ly/news/feed/?id=5&x=1"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>tg://resolve?domain=x</link>", ""),
        ("<link>http://[bad</link>", ""),
        ("<title>none</title>", ""),
    ],
)  # fmt: skip
def test_the_link_is_the_article_or_nothing(inner: str, link: str) -> None:
    """Permanent guids are links, others not; only the web is linked to."""
    assert entry(inner).link == link


def test_atom_entries_are_read() -> None:
    """rel=alternate among other links, HTML and XHTML content, xml:lang, the author's name."""
    (only,) = feed(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>F</title><entry><id>urn:1</id>"
        "<title type='html'>Cessez&amp;#8209;le&amp;#8209;feu</title><link rel='enclosure' href='/a.mp3'/>"
        "<link rel='self' href='/self'/>"
        "<link href='/article'/><author><name>Nom</name><email>n@x.fr</email></author>"
        "<updated>2026-11-20T10:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>un</p><p>deux</p></div></content></entry></feed>"
    ).entries
    assert (only.guid, only.link, only.title) == ("urn:1", "https://example.ly/article", "Cessez‑le‑feu")
    assert (only.text, only.lang, only.author) == ("un\ndeux", "fr", "Nom (n@x.fr)")
    assert only.published == only.updated == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_rdf_and_json_feeds_are_read() -> None:
    """The oldest format and the newest."""
    rdf = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<channel><title>C</title></channel><item rdf:about='u'><title>one</title><link>https://a.example/1</link></item></rdf:RDF>"
    )
    assert [(old.title, old.link) for old in feed(rdf).entries] == [("one", "https://a.example/1")]
    one = '{"id": "1", "url": "a", "date_published": "1970-01-01"}'
    json_feed = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{one}]}}'
    (only,) = feed(json_feed, content_type="application/feed+json").entries
    assert (only.link, only.published) == ("https://example.ly/news/feed/a", None)


def test_google_news_names_the_outlet_apart_from_the_title() -> None:
    """The suffix goes, the source is kept, a summary that only repeats both is none."""
    only = entry(
        "<title>Truce holds in Sirte - Libya Herald</title><source url='https://libyaherald.com'>Libya Herald</source>"
        "<description>&lt;a href='https://x'&gt;Truce holds in Sirte&lt;/a&gt;&amp;nbsp;&amp;nbsp;"
        "&lt;font color='#6f6f6f'&gt;Libya Herald&lt;/font&gt;</description>"
    )
    assert (only.title, only.source, only.text) == ("Truce holds in Sirte", "Libya Herald", "")
    assert entry("<title>Tripoli - calm</title>").title == "Tripoli - calm"


@pytest.mark.parametrize(
    "footer",
    [
        "The post <a href='/a'>Gaza truce</a> appeared first on <a href='/'>Libya Herald</a>.",
        "The post Gaza truce first appeared on Libya Herald.",
        "ظهرت المقالة هدنة غزة أولاً على صحيفة ليبيا.",
        "L’article Trêve est apparu en premier sur Libye Info.",
    ],
)
def test_the_signature_of_the_blog_software_is_no_text(footer: str) -> None:
    """An outlet named after Libya would make every item look as if it were about Libya."""
    assert (
        entry(f"<description><![CDATA[<p>Two people met.</p><p>{footer}</p>]]></description>").text == "Two people met."
    )


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("<pubDate>الجمعة، 20 نوفمبر 2026 10:00 ص</pubDate>", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        ("<pubDate>2026/11/19</pubDate>", datetime(2026, 11, 19, tzinfo=UTC)),
        ("<dc:date>2026-11-20T10:00:00Z</dc:date>", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        ("<pubDate>Fri, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>Fri, 20 Nov 2027 10:00:00 GMT</pubDate>", None),
        ("<pubDate>5 جمادى الأولى 1448</pubDate>", None),
        ("<pubDate></pubDate>", None),
        ("", None),
    ],
)
def test_a_date_is_true_or_missing(written: str, published: datetime | None) -> None:
    """Month names in Arabic are read, impossible dates are dropped, and the item stays in any case."""
    assert entry(f"<title>t</title>{written}").published == published


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>30</ttl>", 1800.0),
        ("<ttl>soon</ttl>", 0.0),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600.0),
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", 0.0),
        ("", 0.0),
    ],
)
def test_what_the_feed_asks_for_is_heard(head: str, seconds: float) -> None:
    """Minutes of <ttl>, or the syndication period; once an hour is what WordPress always writes."""
    assert feed(f"<rss {SPACES}><channel>{head}</channel></rss>").ttl == seconds


def test_an_empty_feed_is_a_feed() -> None:
    """Well-formed and without items: nothing new, and nothing wrong."""
    parsed = feed(rss(title="quiet"))
    assert (parsed.title, parsed.entries) == ("quiet", ())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ("<html><title>Just a moment...</title></html>", "bot challenge"),
        ("<html><input type=password></html>", "login page"),
        (rss(item("one"), item("two"))[:-30], "cut"),
        (rss(item("one"), item("two"))[:120], "cut"),
        ('{"error": 1}', "not a JSON Feed"),
        ("<rss><channel>" + "<item/>" * (ITEMS_MAX + 1) + "</channel></rss>", "more than 10,000 items"),
        (b"\x1f\x8b\x08" + bytes(200), "binary file"),
    ],
)
def test_what_is_no_whole_feed_fails_with_its_cause(body: bytes | str, words: str) -> None:
    """Never an empty feed: that would be taken for "no news", or for a baseline."""
    assert words in failure(body)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("one", "&#xD83D;&#xDE00; &#xD800; &#x110000; &#0;"),
        lambda text: text.replace("one", "a & b &nbsp; \x00\x0b"),
        lambda text: text.replace("<item>", "<item><media:x>undeclared</media:x>", 1),
        lambda text: text.replace("</title></item>", "</title><b></item>", 1),
        lambda text: "<br />\nWarning: x\n" + text + "<script>x</script>",
    ],
)
def test_a_damaged_feed_keeps_its_items(damage: object) -> None:
    """Emoji as surrogates, bare ampersands, undeclared prefixes, unclosed tags, junk around it."""
    assert callable(damage)
    parsed = feed(damage(rss(item("one", "https://a.example/1"), item("two", "https://a.example/2"))))
    assert [one.link for one in parsed.entries] == ["https://a.example/1", "https://a.example/2"]


def test_a_feed_cannot_make_the_parser_open_a_file() -> None:
    """A body that is a path or an address is content like any other."""
    assert "not a feed" in failure("/etc/passwd") and "not a feed" in failure("http://127.0.0.1/")


def test_arabic_is_read_in_the_encoding_it_is_in() -> None:
    """windows-1256 without a word about it."""
    body = rss(item("وقف إطلاق النار في ليبيا", "https://a.example/1")).encode("cp1256")
    parsed = parse(body, URL, "text/xml; charset=utf-8", NOW)
    assert isinstance(parsed, ParsedFeed) and parsed.entries[0].title == "وقف إطلاق النار في ليبيا"


async def test_a_feed_is_parsed_in_a_child_process() -> None:
    """The same answer as here, and a hostile feed beside it fails alone."""
    good = Fetched(URL, rss(item("one", "/1")).encode(), "")
    hostile = Fetched(
        URL, ("<rss><channel><item>" + "<a>" * 2_000_000 + "</a>" * 2_000_000 + "</item></channel></rss>").encode(), ""
    )
    async with Workers() as workers:
        quick, patient = Parser(workers, seconds=1.0), Parser(workers)
        failed, parsed = await asyncio.gather(quick.parse(hostile), patient.parse(good))
        assert isinstance(failed, ParseFailed) and ("longer than 1 s" in failed.cause or "more than" in failed.cause)
        assert isinstance(parsed, ParsedFeed) and parsed.entries[0].link == "https://example.ly/1"
        assert isinstance(await patient.parse(good), ParsedFeed)
