"""Feeds as they are really written: every format, and every way to write it slightly wrong. All of them are read."""

from __future__ import annotations

from tests.faults.hostile import TITLE, Case, feed, read, refused
from tests.servers.feeds import Reply, item, rss

_ITEM = f"<item><title>{TITLE}</title><link>https://news.example/1</link></item>"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def written() -> dict[str, Case]:
    """The formats of the trade and their usual mistakes; in the table of faults, what rows 17 to 23 stand on."""
    groups = _formats() | _mistakes() | _texts() | _links()
    return {f"/0/{name}": case for name, case in groups.items()}


def _channel(inner: str, root: str = "<rss version='2.0'>", end: str = "</rss>") -> str:
    return f"{_HEAD}{root}<channel><title>Feed</title>{inner}</channel>{end}"


def _formats() -> dict[str, Case]:
    versions = ("0.90", "0.91", "0.92", "2.0", "3.0", "")
    entry = f"<entry><title>{TITLE}</title><link href='https://news.example/1'/><id>urn:1</id></entry>"
    rdf = ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
           f"<channel rdf:about='x'><title>Feed</title></channel>{_ITEM}</rdf:RDF>")  # fmt: skip
    prefixed = entry.replace("<", "<a:").replace("<a:/", "</a:")
    prefixed = f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{prefixed}</a:feed>"
    json_item = f'{{"id": 1, "title": "{TITLE}", "content_text": "x", "url": "https://news.example/1"}}'
    return {
        **{f"rss-{version}": read(0, _channel(_ITEM, f"<rss version='{version}'>")) for version in versions},
        "rss-1.0": read(0, _HEAD + rdf),
        "rss-1.1": read(0, f"{_HEAD}<Channel xmlns='http://purl.org/net/rss1.1#'><items>{_ITEM}</items></Channel>"),
        "atom-1.0": read(0, f"{_HEAD}<feed {_ATOM}>{entry}</feed>"),
        "atom-0.3": read(0, f"{_HEAD}<feed version='0.3' xmlns='http://purl.org/atom/ns#'>{entry}</feed>"),
        "atom-prefixed": read(0, _HEAD + prefixed),
        "atom-without-namespace": read(0, f"{_HEAD}<feed>{entry}</feed>"),
        "atom-entry-alone": read(0, f"{_HEAD}{entry.replace('<entry>', f'<entry {_ATOM}>')}"),
        "json-1.1": read(0, f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{json_item}]}}'),
        "json-1": read(0, f'{{"version": "https://jsonfeed.org/version/1", "items": [{json_item}]}}'),
        "json-with-bom": read(0, f'\ufeff{{"version": "https://jsonfeed.org/version/1.1", "items": [{json_item}]}}'),
        "no-items": Case(0, Reply(_channel("")), ()),
        "no-entries": Case(0, Reply(f"{_HEAD}<feed {_ATOM}/>"), ()),
        "json-no-items": Case(0, Reply('{"version": "https://jsonfeed.org/version/1.1", "items": []}'), ()),
        "item-outside-channel": read(0, f"{_HEAD}<rss version='2.0'><channel><title>F</title></channel>{_ITEM}</rss>"),
        "no-channel": read(0, f"{_HEAD}<rss version='2.0'>{_ITEM}</rss>"),
        "upper-case": read(0, _channel(_ITEM).replace("<rss", "<RSS").replace("</rss", "</RSS")),
        "podcast": read(0, _channel(_ITEM, "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>")),
        "media-rss": read(0, _channel(f"<item><title>{TITLE}</title><media:title>Photo</media:title></item>",
                                      "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'>")),
    }  # fmt: skip


def _mistakes() -> dict[str, Case]:
    whole = feed(TITLE)
    bare = whole.partition("?>")[2].strip()
    return {
        "no-declaration": read(0, bare),
        "blank-lines-first": read(0, "\n\n  " + whole),
        "bom-and-blank-lines": read(0, "\ufeff\n\n" + whole),
        "two-boms": read(0, "\ufeff\ufeff" + whole),
        "comment-first": read(0, f"<!-- cached by W3 --> {bare}"),
        "php-warning-first": read(0, "<br />\n<b>Warning</b>: date() in <b>/a.php</b><br />\n" + whole),
        "text-first": read(0, "Notice: x\n" + whole),
        "html-comment-after": read(0, whole + "\n<!-- Served from cache in 0.1 s -->"),
        "script-after": read(0, whole + "<script>var a = 1 < 2;</script>"),
        "rubbish-after": read(0, whole + "\0\0\0" * 5),
        "no-rss-end": read(0, whole.replace("</rss>", "")),
        "xml-1.1": read(0, whole.replace('version="1.0"', 'version="1.1"')),
        "two-declarations": read(0, '<?xml version="1.0"?>' + whole),
        "doctype": read(
            0, whole.replace("<rss", '<!DOCTYPE rss PUBLIC "-//N//DTD" "http://my.n.com/rss-0.91.dtd"><rss')
        ),
        "bare-ampersand": read(0, whole.replace("Both", "Both & all")),
        "bare-ampersand-in-title": read(0, whole.replace(TITLE, "Truce & talks"), "Truce & talks"),
        "html-entities": read(0, whole.replace(TITLE, "Tr&ecirc;ve &laquo;&nbsp;oui&nbsp;&raquo;"), "Trêve « oui »"),
        "unknown-entity": read(0, whole.replace(TITLE, "A &foo; B"), "A &foo; B"),
        "undeclared-prefix": read(0, whole.replace("</item>", "<dc:creator>x</dc:creator></item>")),
        "unclosed-element": Case(0, Reply(whole.replace("<description>", "<description><br>")), (TITLE,)),
        "crossed-elements": Case(0, Reply(whole.replace("Both sides", "<b><i>Both</b></i>")), (TITLE,)),
        "unquoted-attribute": Case(0, Reply(whole.replace("<guid>", "<guid isPermaLink=false>")), (TITLE,)),
        "bare-less-than": Case(0, Reply(whole.replace("Both", "1 < 2, Both")), (TITLE,)),
        "vertical-tab": read(0, whole.replace("Both", "Bo\x0bth")),
        "nul": read(0, whole.replace("Both", "Bo\0th")),
        "carriage-returns": read(0, whole.replace(">", ">\r")),
        "processing-instruction": read(0, whole.replace("<channel>", "<?php echo 1 ?><channel>")),
    }


def _texts() -> dict[str, Case]:
    def one(title: str, description: str = "") -> str:
        return _channel(f"<item><title>{title}</title><description>{description}</description></item>")

    return {
        "title-cdata": read(0, one(f"<![CDATA[{TITLE}]]>")),
        "title-cdata-pieces": read(0, one("<![CDATA[Ceasefire ]]>agreed<![CDATA[ in Libya]]>")),
        "title-escaped-html": read(0, one("&lt;b&gt;Ceasefire&lt;/b&gt; agreed in Libya")),
        "title-html-in-cdata": read(0, one("<![CDATA[<b>Ceasefire</b> agreed in Libya]]>")),
        "title-lines": read(0, one("\n   Ceasefire\n\tagreed in   Libya\n ")),
        "title-apostrophe-entity": read(0, one("L&amp;#8217;accord"), "L’accord"),
        "title-escaped-twice": read(0, one("Truce &amp;amp; talks"), "Truce & talks"),
        "text-escaped": read(0, one(TITLE, "&lt;p&gt;Both sides&lt;/p&gt;"), text="Both sides"),
        "text-cdata": read(0, one(TITLE, "<![CDATA[<p>Both sides</p>]]>"), text="Both sides"),
        "text-cdata-brackets": read(0, one(TITLE, "<![CDATA[a ]] b ]]]]><![CDATA[> Both sides]]>"), text="Both sides"),
        "text-script": read(0, one(TITLE, "<![CDATA[<script>alert(1)</script>Both sides]]>"), text="Both sides"),
        "text-in-content": read(0, _channel(
            f"<item><title>{TITLE}</title><description>x</description><content:encoded><![CDATA[<p>Both sides</p>]]>"
            "</content:encoded></item>", "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        ), text="Both sides"),
        "atom-xhtml": read(0, f"<feed {_ATOM}><entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
                              "<b>Ceasefire</b> agreed in Libya</div></title></entry></feed>"),
        "atom-html": read(0, f"<feed {_ATOM}><entry><title type='html'>&lt;b&gt;Ceasefire&lt;/b&gt; agreed in Libya"
                             "</title></entry></feed>"),
        "atom-text": read(0, f"<feed {_ATOM}><entry><title>{TITLE}</title><content>Both sides</content></entry></feed>",
                          text="Both sides"),
        "no-title": Case(0, Reply(_channel("<item><description>Both sides</description></item>")), ("",), text="Both"),
        "only-a-link": Case(0, Reply(_channel("<item><link>https://news.example/1</link></item>")), ("",),
                            link="https://news.example/1"),
        "empty-item": Case(0, Reply(_channel(f"<item/>{_ITEM}")), ("", TITLE)),
        "hundred-items": read(0, rss(*(item(f"n{n}") for n in range(100))), *(f"n{n}" for n in range(100))),
    }  # fmt: skip


def _links() -> dict[str, Case]:
    def one(inner: str, link: str, root: str = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'>") -> Case:
        return read(0, _channel(f"<item><title>{TITLE}</title>{inner}</item>", root), link=link)

    def atom(links: str, link: str, base: str = "") -> Case:
        return read(0, f"<feed {_ATOM}{base}><entry><title>{TITLE}</title>{links}</entry></feed>", link=link)

    there = "https://news.example/1"
    return {
        "link-relative": one("<link>/a/1</link>", "http://127.0.0.1:%d/a/1"),
        "link-without-scheme": one("<link>//news.example/1</link>", "http://news.example/1"),
        "link-spaces": one("<link>\n https://news.example/1 \n</link>", there),
        "link-cdata": one(f"<link><![CDATA[{there}]]></link>", there),
        "link-from-guid": one(f"<guid>{there}</guid>", there),
        "link-from-permalink": one(f"<guid isPermaLink='true'>{there}</guid>", there),
        "link-not-from-guid": one("<guid isPermaLink='false'>abc</guid>", ""),
        "link-atom-in-rss": one(f"<atom:link rel='alternate' href='{there}'/>", there),
        "link-javascript": one("<link>javascript:alert(1)</link>", ""),
        "link-file": one("<link>file:///etc/passwd</link>", ""),
        "link-bracket": one("<link>http://[::1</link>", ""),
        "link-arabic": one("<link>https://news.example/هدنة</link>", "https://news.example/هدنة"),
        "link-ampersand": one("<link>https://news.example/?a=1&b=2</link>", "https://news.example/?a=1&b=2"),
        "link-upper-case": one("<link>HTTPS://news.example/1</link>", "HTTPS://news.example/1"),
        "id-upper-case": atom("<id>HTTPS://news.example/1</id>", "HTTPS://news.example/1"),
        "atom-first-alternate": atom(f"<link rel='self' href='x'/><link rel='alternate' href='{there}'/>", there),
        "atom-enclosure-first": atom(f"<link rel='enclosure' href='https://x/a.mp3'/><link href='{there}'/>", there),
        "atom-base": atom("<link href='1'/>", there, " xml:base='https://news.example/'"),
        "rss-base": one("<link>1</link>", there, "<rss version='2.0' xml:base='https://news.example/'>"),
        "no-guid-no-link": one("", ""),
        "feedburner": one(f"<link>https://feeds.example/~r/1</link><f:origLink>{there}</f:origLink>", there,
                          "<rss version='2.0' xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>"),
        "three-alternates": refused(0, "root is <html>|web page", "<html xmlns='http://www.w3.org/1999/xhtml'/>"),
    }  # fmt: skip
