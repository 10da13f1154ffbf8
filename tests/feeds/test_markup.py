"""XML is made fit to parse, and a cut document is known for one."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.markup import find, mend, set_aside
from tests.servers.feeds import item, rss

GOOD = rss(item("one"), item("two"))


def mended(text: str) -> str:
    """The text of the first title after mending, as a strict XML parser reads it."""
    document = find(text)
    assert document is not None and document.whole
    title = ET.fromstring(mend(document)).find(".//item/title")
    assert title is not None
    return title.text or ""


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff \n" + GOOD,
        GOOD + "<script>injected()</script>",
        GOOD + "\n<!-- cached 2026 -->",
        "<br />\n<b>Warning</b>: mysql in <b>/x.php</b>\n" + GOOD,
        GOOD.replace("</rss>", ""),
        GOOD.replace("<rss", "<!-- <rss> made by us --><!DOCTYPE rss [<!ENTITY a 'b'>]><rss"),
        GOOD.replace("rss", "RSS"),
    ],
)
def test_a_feed_is_found_among_what_is_printed_around_it(text: str) -> None:
    """Byte order marks, warnings of PHP, injected scripts, comments, a missing last tag."""
    document = find(text)
    assert document is not None and document.whole and document.items == 2 and document.root == "rss"
    assert len(ET.fromstring(mend(document)).findall(".//item")) == 2


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_document_is_known(share: float) -> None:
    """Wherever it was cut, between items too."""
    document = find(GOOD[: int(len(GOOD) * share)])
    assert document is not None and not document.whole
    between = find(GOOD[: GOOD.rindex("<item>")])
    assert between is not None and not between.whole


@pytest.mark.parametrize(
    ("text", "root", "whole"),
    [
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed", True),
        ("<a:feed xmlns:a='x'><a:entry/></a:feed>", "a:feed", True),
        ("<entry xmlns='http://www.w3.org/2005/Atom'><title>one</title></entry>", "entry", True),
        ("<rss><channel><item></item></channel></rss><!-- <item> -->", "rss", True),
        ("<rdf:RDF><channel></channel><item></item></rdf:RDF>", "rdf:rdf", True),
        ("<rdf:RDF><channel></channel><item></item>", "rdf:rdf", False),
        ("<rss><channel></channel><item></item>", "rss", False),
        ("<rss><channel>", "rss", False),
    ],
)
def test_every_kind_of_feed_has_its_end(text: str, root: str, whole: bool) -> None:
    """Atom, RDF (whose items follow the channel), prefixes, empty roots."""
    document = find(text)
    assert document is not None and (document.root, document.whole) == (root, whole)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><p>rss</p></html>",
        "<html><entry>x</entry><feed></feed></html>",
        "<urlset/>",
        "<rssx/>",
        "&lt;rss&gt;",
        "{}",
    ],
)
def test_what_holds_no_feed_is_none(text: str) -> None:
    """Pages, site maps, escaped examples of feeds."""
    assert find(text) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#55357;&#56832;", "😀"),
        ("a&#xD800;b&#x110000;c&#0;d&#xFFFF;e", "abcde"),
        ("&nbsp;&eacute;&rsquo;", "\u00a0é’"),
        ("AT&T &amp; &lt;b&gt; &unknown; &", "AT&T & <b> &unknown; &"),
        ("?a=1&b=2&copy=3", "?a=1&b=2&copy=3"),
        ("<![CDATA[AT&T &nbsp; a=1&b=2]]>", "AT&T &nbsp; a=1&b=2"),
        ("a\x00b\x0bc\ufffed\ud800e", "abcde"),
        ("&#1632;&#x6F;", "٠o"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_one_bad_character_does_not_cost_the_feed(written: str, read: str) -> None:
    """Surrogates, impossible numbers, names of HTML, bare ampersands, control characters; CDATA stays as it is."""
    assert mended(rss(item("TITLE")).replace("TITLE", written)) == read


@pytest.mark.parametrize(
    "unread",
    [
        "<category>News</category>",
        "<category domain='x'><![CDATA[a < b]]> and <![CDATA[c]]]]></category >\n",
        "<category term='news'/><category/>",
        "<comments>https://a.example/1#respond</comments><slash:comments>0</slash:comments>",
        "<post-id xmlns='com-wordpress:feed-additions:1'>7</post-id>",
    ],
)
def test_what_nobody_reads_is_not_parsed(unread: str) -> None:
    """Categories and comment counts go before the XML parser sees them; what stands around them stays."""
    spaces = "<rss xmlns:slash='http://purl.org/rss/1.0/modules/slash/'"
    text = rss(item("one"), item("two")).replace("<rss", spaces).replace("</title>", f"</title>{unread}")
    document, without = find(text), find(text.replace(unread, ""))
    assert document is not None and without is not None
    assert ET.tostring(ET.fromstring(mend(document))) == ET.tostring(ET.fromstring(mend(without)))


@pytest.mark.parametrize(
    "shown",
    [
        "<![CDATA[<category>truce</category>]]>",
        "<![CDATA[a ]] b]]><![CDATA[<comments>c</comments>]]>",
        "&lt;category&gt;truce&lt;/category&gt;",
    ],
)
def test_words_that_look_like_such_an_element_stay(shown: str) -> None:
    """Inside CDATA a tag is text."""
    text = rss(item("TITLE")).replace("TITLE", shown)
    title = ET.fromstring(text).find(".//item/title")
    assert title is not None and mended(text) == title.text


def test_long_texts_go_around_the_parser() -> None:
    """A whole element's text in CDATA is given apart, letter for letter; short ones and other elements stay."""
    long = "<p>وقف إطلاق النار ]] &amp; «هدنة»</p>" * 5
    text = f"<description><![CDATA[{long}]]></description><title><![CDATA[{long}]]></title>"
    xml, texts = set_aside(f"<rss>{text}<description><![CDATA[short]]></description></rss>".encode())
    assert list(texts.values()) == [long]
    assert xml.decode() == f"<rss>{text}<description><![CDATA[short]]></description></rss>".replace(
        f"<description><![CDATA[{long}]]>", f"<description>{next(iter(texts))}"
    )


@pytest.mark.parametrize("odd", ["\x92", "Ã©", "â\x80\x99", "\ue0000\ue000"])
def test_what_the_parser_would_put_right_is_left_to_it(odd: str) -> None:
    """Misread letters go through feedparser, which knows them; and no text can pass for another's mark."""
    xml = f"<description><![CDATA[{odd}{'a' * 200}]]></description>".encode()
    assert set_aside(xml) == (xml, {})


def test_entities_are_never_expanded() -> None:
    """The prolog goes, and what it declared are words like any others: no bomb, no file."""
    bomb = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    assert mended(bomb + rss(item("T")).replace(">T<", ">&b;&f;<").partition("?>")[2]) == "&b;&f;"


@pytest.mark.parametrize("tag", ["author", "dc:creator", "managingEditor", "webMaster", "itunes:author"])
@pytest.mark.parametrize(
    "content", ["a" * 32_000, "<![CDATA[" + "a" * 32_000 + "]]>", "<b/>" + "a" * 32_000, "&#97;" * 9000]
)
def test_an_author_of_32_kilobytes_is_cut(tag: str, content: str) -> None:
    """feedparser takes the square of its length (its issue 562); the items beside it stay."""
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    text = (
        rss(item("one"), item("two"))
        .replace("<rss", f"<rss {spaces}")
        .replace("<item>", f"<item><{tag}>{content}</{tag}>")
    )
    document = find(text)
    assert document is not None
    assert len(mend(document)) < 2000 and len(ET.fromstring(mend(document)).findall(".//item")) == 2


def test_a_tag_of_a_hundred_thousand_attributes_loses_them() -> None:
    """feedparser does not end on it."""
    attributes = " ".join(f"a{number}='1'" for number in range(100_000))
    document = find(rss(item("one")).replace("<item>", f"<item {attributes}>"))
    assert document is not None and len(mend(document)) < 1000


@pytest.mark.parametrize(
    "piece",
    [
        *("<!--", "<![CDATA[", "<?", "&", "<author>", "<item>", "<!DOCTYPE [", "<rss ", "&#xD83D;"),
        *("<category>", "<category><![CDATA[", "<description><![CDATA["),
    ],
)
def test_cost_grows_with_length_alone(piece: str) -> None:
    """Twenty times the hostile markup takes about twenty times as long."""

    def cost(count: int) -> float:
        start = time.process_time()
        document = find("<rss>" + piece * count + "</rss>")
        if document:
            set_aside(mend(document))
        find(piece * count)
        return time.process_time() - start

    assert cost(40_000) < 60 * max(cost(2_000), 0.002)


@given(st.text(alphabet="<>&;/!-[]CDAT#x9rsitemauhor \n\"'=", max_size=200))
def test_nothing_raises(text: str) -> None:
    """Any text is a document or none, and mends to UTF-8."""
    document = find(text) or find(f"<rss>{text}</rss>")
    assert document is None or mend(document).decode()
