"""Addresses as keys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles.address import guid_key, url_key

ONE_PAGE = [
    "https://example.com/news/1?id=5&lang=ar",
    "http://example.com/news/1?id=5&lang=ar",
    "HTTPS://EXAMPLE.COM/news/1?id=5&lang=ar",
    "https://www.example.com/news/1/?lang=ar&id=5",
    "https://m.example.com/news/1?id=5&lang=ar",
    "https://mobile.example.com/news/1?id=5&lang=ar",
    "https://amp.example.com/news/1?id=5&lang=ar",
    "https://example.com/amp/news/1?id=5&lang=ar",
    "https://example.com/news/amp/1?id=5&lang=ar",
    "https://example.com/news/1/amp/?id=5&lang=ar",
    "https://example.com/news/1.amp?id=5&lang=ar",
    "https://example.com/news/1?id=5&lang=ar&amp=1",
    "https://example.com/news/1?id=5&lang=ar&amp",
    "https://example.com/news/1?id=5&lang=ar&outputType=amp",
    "https://example.com/news/1?id=5&amp;lang=ar&amp;utm_source=rss",
    "https://example.com:443/news/1?id=5&lang=ar",
    "http://example.com:80/news/1?id=5&lang=ar",
    "https://example.com./news/1?id=5&lang=ar",
    "https://example.com//news/./x/../1?id=5&lang=ar",
    "https://example.com/news/1?id=5&lang=ar#comments",
    "https://example.com/news/1?utm_source=rss&id=5&utm_medium=feed&lang=ar&fbclid=abc",
    "https://example.com/news/1?id=5&lang=ar&gclid=1&at_medium=RSS&ns_campaign=x&ref=rss&from=telegram",
    "https://user:secret@example.com/news/1?id=5&lang=ar",
    "  https://example.com/news/1?id=5&lang=ar\n",
    "https://www.google.com/amp/s/www.example.com/news/1?id=5&lang=ar",
    "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/1?id=5&lang=ar&usqp=mq331",
]
OTHER_PAGES = [
    "https://example.com/news/1?id=6&lang=ar",
    "https://example.com/news/1?id=5",
    "https://example.com/news/1?id=5&lang=en",
    "https://example.com/news/1?id=5&lang=ar&page=2",
    "https://example.com/news/1?id=5&lang=ar&ref=main",
    "https://example.com/news/2?id=5&lang=ar",
    "https://example.com/News/1?id=5&lang=ar",
    "https://example.com:8080/news/1?id=5&lang=ar",
    "https://ar.example.com/news/1?id=5&lang=ar",
    "https://example.org/news/1?id=5&lang=ar",
]


@pytest.mark.parametrize("url", ONE_PAGE)
def test_spellings_of_one_page_have_one_key(url: str) -> None:
    """Scheme, host prefix, AMP, default port, order, fragment, closing slash and tracking parameters mean nothing."""
    assert url_key(url) == "https://example.com/news/1?id=5&lang=ar"


@pytest.mark.parametrize("url", OTHER_PAGES)
def test_other_pages_have_other_keys(url: str) -> None:
    """A parameter that is not known to be tracking tells pages apart, and so does everything else."""
    assert url_key(url) not in {url_key(ONE_PAGE[0]), ""}


@pytest.mark.parametrize(
    "url",
    ["", " ", "x", "news/1", "//example.com/a", "ftp://example.com/a", "mailto:a@b.c", "javascript:alert(1)", "tg://resolve?domain=x",
     "http://", "http:///a", "http://[::1", "http://a:99999/x", "http://a:b/x", "https://example.com", "http://www.example.com/",
     "https://example.com/?utm_source=rss", "https://example.com/amp/", "https://example.com/#top", "\ud800http://x/a\x00"],
)  # fmt: skip
def test_what_names_no_item_has_no_key(url: str) -> None:
    """Garbage, other schemes and bare site roots give no key, and never an exception."""
    assert url_key(url) == ""


def test_scripts_and_quoting_are_one() -> None:
    """An Arabic address is one key, written out or percent-encoded, its host in Unicode or in Punycode."""
    plain = url_key("http://ليبيا.example/خبر?س=ب")
    assert plain == url_key("https://xn--mgbb7fyab.example/%d8%ae%D8%A8%D8%B1?%d8%b3=%d8%a8") != ""


def test_google_news_redirects_are_kept() -> None:
    """What a Google News link leads to is not known from the link, so its token, letter case included, is the key."""
    one = url_key("https://news.google.com/rss/articles/CBMiAbC-_d?oc=5")
    assert one == "https://news.google.com/rss/articles/CBMiAbC-_d?oc=5"
    assert one != url_key("https://news.google.com/rss/articles/cbmiabc-_d?oc=5")


def test_a_guid_that_is_an_address_is_folded_like_one_but_keeps_its_fragment() -> None:
    """A permalink guid survives a flip of the scheme; entries of a live page differ in the fragment alone."""
    assert guid_key("http://www.example.com/live#p1") == guid_key("https://example.com/live#p1")
    assert guid_key("https://example.com/live#p1") != guid_key("https://example.com/live#p2")
    assert guid_key(" tag:example.com,2025:1 ") == "tag:example.com,2025:1"
    assert guid_key("https://example.com/") == "https://example.com/"


PIECES = [
    "amp", ".amp", ".html", "www.", "m.", "/", "//", ".", "..", "?", "&", "=", "#", ";", "%", "%2", "%2f", "a", "خ",
    "google.com", "cdn.ampproject.org", "c/s/", "utm_", "id", ":80", ":", "@", "[", "]", "\\", " ", "&amp;",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12))
def test_a_key_is_its_own_key(pieces: list[str]) -> None:
    """Folding twice changes nothing, whatever the address is made of."""
    key = url_key("http://example.com/" + "".join(pieces))
    assert url_key(key) == key


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12))
def test_a_strange_host_is_no_exception(pieces: list[str]) -> None:
    """Any string at all has a key or none."""
    key = url_key("https://" + "".join(pieces))
    assert url_key(key) == key


PLAIN = [
    "a", "b-c", "News", "2020", "_x", "www.", "m.", "amp.", "com", "org", "cdn.ampproject.org", "google.", ".", "/",
    "-", "/c/s/", "/amp/s/", ".html", ".htm", "amp", "AMP", "xn--", "1",
]  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(["http://", "https://", "http://www.", "https://a.example/", "https://www.b.co.uk/2020/"]),
    st.lists(st.sampled_from(PLAIN), max_size=8),
)
def test_a_plain_address_has_the_key_of_any_other_spelling(start: str, pieces: list[str]) -> None:
    """What is recognised at sight comes out as it does where w3lib looks at it: here, for its fragment."""
    address = start + "".join(pieces)
    assert url_key(address) == url_key(f"{address}#top")
