"""Feeds in and out of the text of a rules file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from monitor.cli.edit import entry, every, with_feeds, without_feed
from monitor.errors import BadSettings
from monitor.model import Feed

FILE = """\
# yaml-language-server: $schema=monitor/data/rules.schema.json
chats:
  desk: {telegram: $TELEGRAM_CHAT_ID}

feeds:
  # Libyan outlets
  - name: One   # the first
    url: https://one.example/feed
    about: [libya]

  # blocked: see the note
  - {name: Two, url: "https://two.example/rss"}
  # a last remark

# rules follow
rules:
  - kept
"""
NEW = Feed(name="Three", url="https://three.example/feed", lang="ar", about=("libya",), every=600.0)


def feeds_of(text: str) -> list[dict[str, object]]:
    """The feeds as a YAML reader sees them."""
    feeds = YAML(typ="safe", pure=True).load(text)["feeds"]
    assert isinstance(feeds, list)
    return feeds


def test_a_feed_is_inserted_after_the_last_one_and_nothing_else_changes() -> None:
    """Taking the new lines out again gives the old text, letter for letter."""
    text = with_feeds(FILE, (NEW,))
    new = "".join(row + "\n" for row in entry(NEW))
    assert text.replace(new, "", 1) == FILE
    assert text.index("Two") < text.index(new) < text.index("# a last remark")
    assert feeds_of(text)[2] == {
        "name": "Three",
        "url": "https://three.example/feed",
        "lang": "ar",
        "about": ["libya"],
        "every": "10m",
    }


def test_the_indent_of_the_file_is_kept() -> None:
    """A list written at the margin, or deep in, gets its new item at the same depth."""
    for margin in ("", "    "):
        text = f"feeds:\n{margin}- name: One\n{margin}  url: https://one.example\nrules: {{}}\n"
        added = with_feeds(text, (NEW,))
        assert f"{margin}- name: Three\n" in added
        assert len(feeds_of(added)) == 2


def test_line_ends_byte_order_mark_and_missing_last_line_end_are_kept() -> None:
    """CR LF stays CR LF, a byte order mark stays in front, a file without a final line end is continued properly."""
    crlf = with_feeds("\ufeff" + FILE.replace("\n", "\r\n"), (NEW,))
    assert crlf.startswith("\ufeff# yaml")
    assert "\n" not in crlf.replace("\r\n", "")
    unfinished = with_feeds("rules: {}\nfeeds:\n  - name: One\n    url: https://one.example", (NEW,))
    assert [feed["name"] for feed in feeds_of(unfinished)] == ["One", "Three"]


def test_a_file_without_feeds_gets_the_section() -> None:
    """No `feeds:` key at all: it is appended. A key without a value is filled."""
    for text in ("rules: {}\n", "rules: {}", "feeds:\nrules: {}\n", "feeds: # none yet\n\nrules: {}\n"):
        assert [feed["name"] for feed in feeds_of(with_feeds(text, (NEW,)))] == ["Three"]


@pytest.mark.parametrize("written", ["feeds: []\n", "feeds: [{name: One, url: x}]\n", '"feeds":\n  - name: One\n'])
def test_a_list_on_one_line_is_refused_with_the_lines_to_write(written: str) -> None:
    """What cannot be edited by inserting lines is left alone, and the person is told what to write."""
    with pytest.raises(BadSettings, match="left as it is") as caught:
        with_feeds(written + "rules: {}\n", (NEW,))
    assert "- name: Three" in str(caught.value)


def test_a_feed_is_taken_out_and_comments_between_feeds_stay() -> None:
    """Only the lines of that feed go."""
    feeds = feeds_of(FILE)
    first = without_feed(FILE, Feed(name="One", url=""), 0)
    assert [feed["name"] for feed in feeds_of(first)] == ["Two"]
    assert "# Libyan outlets" in first
    assert "# blocked: see the note" in first
    second = without_feed(FILE, Feed(name="Two", url=""), 1)
    assert feeds_of(second) == feeds[:1]
    assert second == FILE.replace('  - {name: Two, url: "https://two.example/rss"}\n', "")


def test_taking_out_what_was_put_in_gives_the_text_back() -> None:
    """with_feeds and without_feed are inverse."""
    assert without_feed(with_feeds(FILE, (NEW,)), NEW, 2) == FILE


def test_a_feed_that_cannot_be_found_is_refused() -> None:
    """A position that the lines do not show is an error, never a guess."""
    with pytest.raises(BadSettings, match="Two"):
        without_feed("feeds: [{name: One}, {name: Two}]\n", Feed(name="Two", url=""), 1)
    with pytest.raises(BadSettings, match="Nine"):
        without_feed(FILE, Feed(name="Nine", url=""), 9)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_name_reads_back_as_written(name: str) -> None:
    """Whatever an outlet calls itself, YAML gives the same string back."""
    feed = Feed(name=name, url="https://three.example/a?b=c&d=%20#e", owner=name)
    read = feeds_of(with_feeds(FILE, (feed,)))[2]
    assert (read["name"], read["url"], read["owner"]) == (name, feed.url, name)


@pytest.mark.parametrize(("seconds", "text"), [(600.0, "10m"), (3600.0, "1h"), (90.0, "90s"), (1.0, "1s")])
def test_intervals_are_written_in_their_largest_whole_unit(seconds: float, text: str) -> None:
    """Ten minutes are 10m, ninety seconds 90s."""
    assert every(seconds) == text
