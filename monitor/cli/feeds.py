"""`monitor feeds`: the list in rules.yaml and how each feed is doing; feeds in, out, tried, and exchanged as OPML."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.text import Text

from monitor.cli.edit import with_feeds, without_feed
from monitor.cli.options import Options, pass_options
from monitor.cli.rulesfile import own_file, rewrite
from monitor.cli.screen import HEAD, QUIET, Screen, count, line
from monitor.cli.states import feed_states, seen, state_of
from monitor.cli.trial import try_all
from monitor.errors import BadSettings
from monitor.feeds import opml
from monitor.model import Feed
from monitor.rules.book import RuleBook
from monitor.rules.values import address_key, web_address
from monitor.service.feedhealth import FeedHealth, feed_health
from monitor.service.lock import holder

NAME_MAX = 120  # characters, as in rules.yaml
_INTERVAL = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@click.group()
def feeds() -> None:
    """The feeds in rules.yaml."""


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def list_feeds(options: Options, as_json: bool) -> None:
    """The feeds, and how each is doing."""
    book = options.book()
    now = datetime.now(UTC)
    states = feed_states(options)
    daemon = seen(holder(options.state))
    found = [feed_health(feed, state_of(feed, states), now, daemon) for feed in book.feeds]
    screen = Screen()
    if as_json:
        screen.json([_record(item) for item in found])
        return
    for item in found:
        about = ", ".join(filter(None, (item.feed.lang, item.feed.side)))
        screen.say(Text(line(item.feed.name), style=HEAD), f"  ({about})" if about else "", f"  {line(item.words)}")
        screen.say(line(item.feed.url), indent=4, style=QUIET)


def _record(item: FeedHealth) -> dict[str, object]:
    feed, state = item.feed, item.state
    return {
        "name": feed.name,
        "url": feed.url,
        "lang": feed.lang,
        "about": feed.about,
        "owner": feed.owner,
        "side": feed.side,
        "enabled": feed.enabled,
        "state": item.level,
        "cause": state.cause,
        "last_poll": state.last_poll,
        "last_good": state.last_good,
        "next_poll": state.next_poll,
        "baseline_at": state.baseline_at,
    }


class Interval(click.ParamType[float | None]):
    """90s, 10m, 1h, or auto; in seconds, None for auto."""

    name = "interval"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float | None:
        """Seconds; click's usage error for anything else."""
        if value == "auto":
            return None
        found = _INTERVAL.fullmatch(str(value))
        if not found:
            self.fail(f"{value!r}: write auto, or a number with s, m, h or d, such as 10m", param, ctx)
        return int(found[1]) * _SECONDS[found[2]]


@feeds.command("add")
@click.argument("url")
@click.option("--name", help="The outlet's name, as shown in alerts. Default: the host of the URL.")
@click.option("--lang", default="", help="Language of its items: ar, en, fr, ...")
@click.option("--about", multiple=True, metavar="PLACE", help="All its items are about this place, for example libya.")
@click.option("--owner", default="", help="Who owns the outlet.")
@click.option("--side", default="", help="west, east, independent, state:...")
@click.option("--every", type=Interval(), default="auto", help="Polling interval: 90s, 10m, 1h, auto.")
@click.option("--full-text", type=click.Choice(["auto", "always", "never"]), default="auto", help="Read its pages.")
@click.option("--private", is_flag=True, help="It may live on your own network.")
@pass_options
def add_feed(options: Options, /, url: str, name: str | None, **fields: object) -> int:
    """Add one feed to rules.yaml.

    Only its lines are inserted, after the last feed; the rest of the file stays as it is, letter for letter.
    """
    path = own_file(options)
    try:
        web_address(url)
    except ValueError as error:
        raise click.UsageError(f"{url!r} is no address of a feed: {error}") from error
    book = options.book(path)
    new = replace(Feed(name=name or _host(url), url=url), **fields)  # type: ignore[arg-type]
    screen = Screen()
    there = next((feed for feed in book.feeds if address_key(feed.url) == address_key(url)), None)
    if there is not None:
        screen.say(f"Already there: {there.name}")
        return 1
    rewrite(path, lambda text: with_feeds(text, (new,)), (*book.feeds, new))
    screen.say(f"Added {new.name} to {path}. Try it: monitor feeds check {url}")
    return 0


def _is_address(text: str) -> bool:
    try:
        return bool(web_address(text))
    except ValueError:
        return False


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


@feeds.command("remove")
@click.argument("feed", metavar="NAME|URL")
@pass_options
def remove_feed(options: Options, feed: str) -> int:
    """Take one feed out of rules.yaml. What was read from it stays in the state."""
    path = own_file(options)
    book = options.book(path)
    position = next((at for at, known in enumerate(book.feeds) if feed in (known.name, known.url)), None)
    if position is None:
        Screen().say(f"No feed has the name or URL {feed!r}.")
        return 1
    gone = book.feeds[position]
    rest = (*book.feeds[:position], *book.feeds[position + 1 :])
    rewrite(path, lambda text: without_feed(text, gone, position), rest)
    Screen().say(f"Took {gone.name} out of {path}.")
    return 0


@feeds.command("check")
@click.argument("feed", nargs=-1, metavar="[NAME|URL]...")
@click.option("--private", is_flag=True, help="Allow a URL on your own network.")
@pass_options
def check_feeds(options: Options, feed: tuple[str, ...], private: bool) -> int:
    """Fetch and read feeds now, without storing anything. Without a name: all that are enabled."""
    book = options.book()
    wanted = _wanted(book, feed, private) if feed else tuple(known for known in book.feeds if known.enabled)
    return asyncio.run(try_all(wanted, Screen()))


def _wanted(book: RuleBook, given: tuple[str, ...], private: bool) -> tuple[Feed, ...]:
    known = {key: feed for feed in book.feeds for key in (feed.name, feed.url)}
    unknown = [name for name in given if name not in known and not _is_address(name)]
    if unknown:
        raise click.UsageError(f"no feed is called {unknown[0]!r}: see `monitor feeds list`")
    return tuple(known.get(name) or Feed(name=_host(name), url=name, private=private) for name in given)


@feeds.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_options
def import_feeds(options: Options, file: Path) -> int:
    """Add the feeds of an OPML file to rules.yaml, those that are already there left out.

    Two spellings of one address (http or https, www., a last slash) are one feed. Exit code 1 when one is refused.
    """
    path = own_file(options)
    book = options.book(path)
    found = opml.read(_read(file))
    refused = [feed for feed in found if not _is_address(feed.url)]
    new = _unknown(book, [feed for feed in found if feed not in refused])
    if new:
        rewrite(path, lambda text: with_feeds(text, new), (*book.feeds, *new))
    screen = Screen()
    for verb, feeds in (("added", new), ("refused", refused)):
        for feed in feeds:
            screen.say(f"{verb:<7}  {line(feed.name)}  {line(feed.url)}")
    there = len(found) - len(new) - len(refused)
    no = f", {len(refused)} refused as no address that can be polled" if refused else ""
    screen.say(f"{path}: {count(len(new), 'feed')} added, {there} already there{no}")
    return 1 if refused else 0


def _read(file: Path) -> str:
    """The text of a feed list; a device that never ends is no list."""
    if not file.is_file():
        raise BadSettings(f"{file}: not a file")
    try:
        with file.open(encoding="utf-8-sig") as text:
            return text.read(opml.CHARACTERS_MAX + 1)
    except UnicodeDecodeError as error:
        raise BadSettings(f"{file}: not UTF-8, the encoding of feed lists") from error


def _unknown(book: RuleBook, found: list[Feed]) -> tuple[Feed, ...]:
    """Those that are not in the book, each under a name that nobody else has; unknown places left out."""
    addresses = {address_key(feed.url) for feed in book.feeds}
    names = {feed.name.casefold() for feed in book.feeds}
    new: list[Feed] = []
    for feed in found:
        if address_key(feed.url) in addresses:
            continue
        name = line(feed.name)[:NAME_MAX] or _host(feed.url)
        name = (
            name if name.casefold() not in names else f"{name[: NAME_MAX - 40]} ({_host(feed.url)[:30]} {len(names)})"
        )
        about = tuple(place for place in feed.about if place in book.places)
        new.append(replace(feed, name=name, about=about))
        addresses.add(address_key(feed.url))
        names.add(name.casefold())
    return tuple(new)


@feeds.command("export")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there instead.")
@pass_options
def export_feeds(options: Options, output: Path | None) -> None:
    """The feeds as OPML, for any feed reader."""
    text = opml.write(options.book().feeds)
    if output is None:
        click.echo(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"{output}: {error.strerror}") from error
