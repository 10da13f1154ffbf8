"""`monitor match`: which rules fire on a text, and why; for a person, or as a stream of JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli.explain import as_record, say_reading
from monitor.cli.options import Options, pass_options
from monitor.cli.records import BadRecord, numbered
from monitor.cli.screen import QUIET, Screen
from monitor.cli.sources import articles_of, is_web
from monitor.errors import BadSettings
from monitor.model import Feed
from monitor.rules.book import RuleBook
from monitor.rules.match import read
from monitor.service.replay import is_known_outlet, outlets


def answers(
    book: RuleBook, rows: Iterable[bytes], default: Feed | None = None, doubt: Callable[[str], object] = lambda _: None
) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; a line that is no article is answered {"id", "error"}. Empty lines are skipped.

    `doubt` is told once of each feed that the rules do not name: nothing is known of what its articles are about.
    """
    outlet, unknown = outlets(book), set[str]()
    for number, given in numbered(rows):
        if isinstance(given, BadRecord) or given.doubt:
            yield {"id": given.id, "error": f"line {number}: {given if isinstance(given, BadRecord) else given.doubt}"}
            continue
        feed = outlet(given.feed) if given.feed else default
        if feed and not is_known_outlet(feed) and feed.url not in unknown:
            unknown.add(feed.url)
            doubt(f"line {number}: no feed of the rules is called {given.feed!r}: nothing is known of what it is about")
        reading = read(
            book,
            given.title,
            given.text,
            about=feed.about if feed else (),
            published=given.published,
        )
        yield as_record(reading, id=given.id)


def _rows(source: str) -> Iterator[bytes]:
    if source == "-":
        yield from sys.stdin.buffer
        return
    if is_web(source):
        raise click.UsageError("--jsonl reads a file or standard input, not a URL")
    try:
        with Path(source).open("rb") as file:
            yield from file
    except OSError as error:
        raise BadSettings(f"{source}: {error.strerror}") from error


def _stream(book: RuleBook, source: str, feed: Feed | None) -> int:
    """Answers as they are found, each flushed, so that a program at the other end can wait for it. The exit code."""
    bad = 0
    for answer in answers(book, _rows(source), feed, lambda said: click.echo(said, err=True)):
        bad += "error" in answer
        # A lone surrogate has no UTF-8; its backslash escape is JSON's own.
        text = json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
        click.echo(text)
        sys.stdout.flush()
    return 2 if bad else 0


@click.command()
@click.argument("source", metavar="[FILE|URL|-]", default="-")
@click.option("--jsonl", is_flag=True, help="A stream: one article a line in, one answer a line out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the record of --jsonl, for one article.")
@click.option("--feed", "feed_name", metavar="NAME", help="Read it as an item of this feed.")
@click.option("--private", is_flag=True, help="Allow a URL on your own network.")
@pass_options
def match(options: Options, source: str, jsonl: bool, as_json: bool, feed_name: str | None, private: bool) -> int:
    """Which rules fire on an article, with the words that made them.

    The article is a file (plain text or HTML), the page at a URL, or standard input. Exit code 1 when no rule fires.

    \b
    With --jsonl each line is {"id","title","text","lang"?,"url"?,"published"?,"feed"?}, answered by
    {"id","rules":[{"id","evidence":[{"field","start","end","text","term"}]}],"actors":[...],"places":[...]},
    or by {"id","error"} when it is no article (exit code 2 at the end).
    """
    book = options.book()
    feed = None
    if feed_name is not None and not is_known_outlet(feed := outlets(book)(feed_name)):
        raise click.UsageError(f"no feed is called {feed_name!r}: see `monitor feeds list`")
    if jsonl:
        return _stream(book, source, feed)
    return _one(book, source, feed, private=private, as_json=as_json)


def _one(book: RuleBook, source: str, feed: Feed | None, *, private: bool, as_json: bool) -> int:
    """One article for a person, or its record; the exit code."""
    found = articles_of(source, datetime.now(UTC), private=private)
    if len(found) != 1:
        raise BadSettings(f"{source} holds {len(found)} articles: add --jsonl")
    article = found[0]
    about = feed.about if feed else ()
    reading = read(book, article.title, article.text, about=about, published=article.published)
    screen = Screen()
    if as_json:
        screen.json(as_record(reading, id=source))
    else:
        say_reading(screen, book, {"title": article.title, "text": article.text}, reading)
        screen.say(f"judged with rules version {book.version}", style=QUIET)
    return 0 if reading.matches else 1
