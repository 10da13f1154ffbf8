"""Feed lists come and go as OPML, and hostile ones are refused unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.feeds.opml import read, write
from monitor.model import Feed

NESTED = """\ufeff<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>مجلد</title></head><body>
  <outline text="Libya"><outline title="West &amp; east">
    <outline type="rss" text="Libya Observer" xmlUrl="https://libyaobserver.ly/rss.xml" language="en-us"/>
    <outline TEXT="no case" XMLURL=" http://b.example/feed "/>
  </outline></outline>
  <outline text="again" xmlUrl="https://libyaobserver.ly/rss.xml"/>
  <outline text="local" xmlUrl="file:///etc/passwd"/>
  <outline text="script" xmlUrl="javascript:alert(1)"/>
  <outline xmlUrl="https://c.example/feed" title=""/>
</body></opml>
"""


def test_folders_are_walked_and_each_outline_with_an_address_is_a_feed() -> None:
    """In the order of the document, whatever the address is; a nameless feed is called by its address."""
    feeds = read(NESTED)
    assert [(feed.name, feed.url, feed.lang) for feed in feeds] == [
        ("Libya Observer", "https://libyaobserver.ly/rss.xml", "en"),
        ("no case", "http://b.example/feed", ""),
        ("again", "https://libyaobserver.ly/rss.xml", ""),
        ("local", "file:///etc/passwd", ""),
        ("script", "javascript:alert(1)", ""),
        ("https://c.example/feed", "https://c.example/feed", ""),
    ]


names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(
    names,
    names,
    st.sampled_from(["", "ar", "en"]),
    st.lists(st.sampled_from(["libya", "sudan"]), max_size=2, unique=True),
)
def test_what_is_written_is_read_again(name: str, owner: str, lang: str, about: list[str]) -> None:
    """Name, address, language, places, owner and side survive the way out and back."""
    name, owner = name.replace("<", "").replace("&", "") or "x", owner.replace("<", "").replace("&", "")
    feed = Feed(name, "https://a.example/?a=1&b=<2>", lang, tuple(about), owner, "west")
    assert read(write((feed,))) == (feed,)


def test_leave_for_the_own_network_does_not_travel() -> None:
    """A list from a stranger must not open private addresses, nor switch a feed off."""
    (feed,) = read(write((Feed("a", "http://192.168.1.5/feed", private=True, enabled=False),)))
    assert not feed.private and feed.enabled


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not well-formed"),
        ("<opml><body>", "not well-formed"),
        ("<rss/>", "its root is <rss>"),
        ("<html><body>x</body></html>", "its root is <html>"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><opml/>', "DTD or entities"),
        ('<!doctype opml SYSTEM "http://x/y.dtd"><opml/>', "DTD or entities"),
        ("<opml>" + "<outline>" * 200 + "</outline>" * 200 + "</opml>", "more than 100 deep"),
        ("<opml>" + " " * 5_000_000 + "</opml>", "larger than 5 MB"),
    ],
)
def test_what_is_no_feed_list_is_refused_in_one_line(text: str, words: str) -> None:
    """Bombs are not expanded, and the message says what is wrong."""
    with pytest.raises(MonitorError, match=words) as failure:
        read(text)
    assert "\n" not in str(failure.value)


def test_too_many_feeds_are_no_list() -> None:
    """Ten thousand are more than anybody polls."""
    outlines = "".join(f'<outline xmlUrl="http://a.example/{number}"/>' for number in range(10_001))
    with pytest.raises(MonitorError, match="more than 10000 feeds"):
        read(f"<opml>{outlines}</opml>")
