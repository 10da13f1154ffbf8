"""JSON Feed is read, and everything else in JSON is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.jsonfeed import read
from monitor.model import ParsedFeed, ParseFailed

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: object, **more: object) -> str:
    """A JSON Feed of these items."""
    return json.dumps({"version": VERSION, "title": "نشرة", "items": items, **more})


def test_items_become_entries() -> None:
    """Titles, HTML content as text, dates, authors, language."""
    item = {
        "id": "1",
        "url": "/a",
        "title": "خبر <b>عاجل</b>",
        "content_html": "<p>one</p><p>two</p>",
        "summary": "short",
        "date_published": "2025-11-12T14:00:00+02:00",
        "authors": [{"name": "A"}, {"name": "B"}],
        "language": "ar",
    }
    parsed = read(feed(item, language="en"))
    assert isinstance(parsed, ParsedFeed) and (parsed.title, parsed.lang) == ("نشرة", "en")
    (entry,) = parsed.entries
    assert (entry.guid, entry.link, entry.title, entry.text) == ("1", "/a", "خبر عاجل", "one\ntwo")
    assert (entry.author, entry.lang, entry.published) == ("A, B", "ar", datetime(2025, 11, 12, 12, 0, tzinfo=UTC))


def test_older_and_thinner_items_are_entries_too() -> None:
    """Version 1, numbers for ids, plain text, an external address, one author."""
    item = {"id": 7, "external_url": "https://b.example", "content_text": "a < b", "author": {"name": "A"}}
    parsed = read(feed(item, version="https://jsonfeed.org/version/1"))
    assert isinstance(parsed, ParsedFeed)
    (entry,) = parsed.entries
    assert (entry.guid, entry.link, entry.text, entry.author) == ("7", "https://b.example", "a < b", "A")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"error": "not found"}', "JSON, but not a JSON Feed"),
        ("[1, 2]", "JSON, but not a JSON Feed"),
        (feed({"id": "1"})[:-20], "the document is cut"),
        ('{"a": }', "not well-formed JSON"),
        ("[" * 100_000, "cut"),
        ('{"version": ' + "9" * 10_000 + "}", "JSON"),
        (json.dumps({"version": VERSION}), "without items"),
    ],
)
def test_what_is_no_json_feed_says_what_it_is(text: str, words: str) -> None:
    """Errors of an API, cut documents, nesting bombs, numbers of ten thousand digits."""
    parsed = read(text)
    assert isinstance(parsed, ParseFailed) and words in parsed.cause


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("\ud83d"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id"]), inner, max_size=2),
    max_leaves=5,
)
FIELDS = [
    "id",
    "url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "authors",
    "author",
    "date_published",
    "language",
]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), values) | values, max_size=4), values)
def test_fields_of_any_type_are_harmless(items: list[object], title: object) -> None:
    """A field of the wrong type is a missing field; half an emoji is no reason to fail."""
    parsed = read(feed(*items, title=title))
    assert isinstance(parsed, ParsedFeed) and len(parsed.entries) == sum(isinstance(one, dict) for one in items)
    repr(parsed).encode()
