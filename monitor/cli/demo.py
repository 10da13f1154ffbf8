"""`monitor demo`: the whole job, offline, in a few steps that explain themselves.

Nothing is staged but the feeds: the packaged rules, the polling cycle, the store, the outbox and the delivery are
those of the daemon. Only the clock is moved, so that an hour passes between the first poll and the news.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

import monitor
from monitor.articles.baseline import summary
from monitor.cli.bubble import Bubbles
from monitor.cli.edit import only_feeds
from monitor.cli.options import Options, pass_options
from monitor.cli.samples import LATER, Samples, served
from monitor.cli.screen import QUIET, Screen, count
from monitor.cli.why import say_short
from monitor.errors import BadSettings
from monitor.model import Decision, Judged, Outcome
from monitor.service import bookfile
from monitor.service.deliver import Delivery
from monitor.service.notices import kept
from monitor.service.parts import Parts, assemble
from monitor.settings import Settings

PAUSE = timedelta(hours=1)  # that passes between the two polls

PACKAGED = Path(monitor.__file__).parent / "data" / bookfile.DEFAULT


@click.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Keep the state there.")
@pass_options
def demo(options: Options, keep: Path | None) -> int:
    """The whole job offline: sample feeds, a first poll, news, alerts, and why the rest was not told.

    Needs no account and no network. Takes the packaged rules, or those of --rules.
    """
    with _folder(keep) as folder:
        return asyncio.run(_Demo(Screen(), folder, options.rules or PACKAGED, keep is not None).run())


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder to keep, which must be empty, or one that is gone afterwards."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="monitor-demo-") as name:
            yield Path(name)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
        if any(keep.iterdir()):
            raise BadSettings(f"{keep} is not empty: name a new folder")
    except OSError as error:
        raise BadSettings(f"{keep}: {error.strerror}") from error
    yield keep


class _Demo:
    """The steps, in order."""

    def __init__(self, screen: Screen, folder: Path, rules: Path, keep: bool) -> None:
        self._screen, self._folder, self._source, self._keep = screen, folder, rules, keep
        self._now = datetime.now(UTC) - PAUSE

    async def run(self) -> int:
        """All steps over one server and one assembly; the exit code, 1 when nothing was told."""
        rules = self._folder / bookfile.DEFAULT
        settings = Settings(rules=rules, state=self._folder / "state")
        with served(datetime.now(UTC)) as samples:
            for part in bookfile.read(self._source, {}).files:
                copy = self._folder / part
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(only_feeds((self._source.parent / part).read_text(encoding="utf-8"), ()), "utf-8")
            text = self._source.read_text(encoding="utf-8")
            rules.write_text(only_feeds(text, samples.feeds()), encoding="utf-8")
            self._outlets(samples)
            async with assemble(settings, now=lambda: self._now) as parts:
                await self._first_poll(parts)
                samples.phase = LATER
                self._now += PAUSE
                outcomes = await self._second_poll(parts)
                sent = await self._alerts(parts)
                await self._not_told(parts, outcomes)
        self._next()
        return 0 if sent else 1

    def _outlets(self, samples: Samples) -> None:
        self._screen.say("Libya Monitor shows itself: invented news, real work. No network, no account.")
        self._screen.head("1. Four sample outlets, served on this machine")
        rows = [(feed.name, feed.lang, ", ".join(feed.about)) for feed in samples.feeds()]
        self._screen.table(("outlet", "language", "about"), rows)

    async def _first_poll(self, parts: Parts) -> None:
        self._screen.head("2. The first poll: what is already there is kept, and nobody is told")
        outcomes = await self._poll(parts)
        sums = [kept(outcome) for outcome in outcomes]
        for outcome, numbers in zip(outcomes, sums, strict=True):
            self._screen.say(f"{outcome.state.name}: {summary(*numbers)}", indent=2)
        self._screen.say(f"In all: {summary(sum(a for a, _ in sums), sum(b for _, b in sums))}.")

    async def _second_poll(self, parts: Parts) -> list[Outcome]:
        self._screen.head("3. An hour later: the second poll")
        outcomes = await self._poll(parts)
        for outcome in outcomes:
            fresh = _fresh(outcome)
            self._screen.say(f"{outcome.state.name}: {count(len(fresh), 'new item')}", indent=2)
            for item in fresh:
                self._screen.say(item.sighting.article.title, indent=4, style=QUIET)
        return outcomes

    async def _poll(self, parts: Parts) -> list[Outcome]:
        await parts.cycle.refresh()
        outcomes = await parts.cycle.poll_due()
        order = [feed.url for feed in parts.bookfile.book.feeds]
        return sorted(outcomes, key=lambda outcome: order.index(outcome.state.url))

    async def _alerts(self, parts: Parts) -> int:
        self._screen.head("4. The alerts, as Telegram would show them")
        bubbles = Bubbles(self._screen)
        book = parts.bookfile.book
        await Delivery(parts.writer, lambda: book.chats, None, bubbles, parts.now).drain()
        self._screen.say(f"{count(bubbles.sent, 'alert')} sent.")
        return bubbles.sent

    async def _not_told(self, parts: Parts, outcomes: list[Outcome]) -> None:
        self._screen.head("5. Not told, and why (what `monitor why URL` says)")
        quiet = (Decision.NONE, Decision.MERGE, Decision.IGNORE)
        urls = [item.sighting.article.url for out in outcomes for item in _fresh(out) if item.decision in quiet]
        for stored in await parts.writer(lambda store: [store.article(url) for url in urls]):
            if stored is not None:
                say_short(self._screen, stored)

    def _next(self) -> None:
        self._screen.head("6. What to do next")
        if self._keep:
            where = f"--rules {self._folder / bookfile.DEFAULT} --state {self._folder / 'state'}"
            self._screen.say(f"monitor {where} why URL        explore what has just happened", indent=2)
        self._screen.say("monitor match FILE       try the rules on a text of yours", indent=2)
        self._screen.say("monitor run              watch the real outlets; alerts come to this console", indent=2)
        self._screen.say("export TELEGRAM_BOT_TOKEN=...; monitor telegram chats       have them on Telegram", indent=2)


def _fresh(outcome: Outcome) -> list[Judged]:
    """The items that the feed did not show before."""
    return [item for item in outcome.judged if item.reason and item.sighting.seen != "known"]
