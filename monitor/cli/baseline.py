"""`monitor baseline`: articles the user already knows. They are stored, never told, and their copies are not either."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

import click

from monitor.articles.baseline import summary
from monitor.cli.explain import actor_names
from monitor.cli.options import Options, pass_options
from monitor.cli.screen import Screen, count, line, when
from monitor.cli.sources import articles_of
from monitor.cli.states import reading, writing
from monitor.model import Article, Decision, Reading
from monitor.rules.book import RuleBook
from monitor.service.settle import keep


@click.group()
def baseline() -> None:
    """Articles you already know: never told."""


@baseline.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--private", is_flag=True, help="Allow URLs on your own network.")
@pass_options
def add(options: Options, sources: tuple[str, ...], private: bool) -> None:
    """Add articles that you already know: plain text, HTML, JSON lines, or pages on the web.

    Says for each what it would have matched. Adding an article twice changes nothing.
    """
    book = options.book()
    now = datetime.now(UTC)
    found = [article for source in sources for article in articles_of(source, now, private=private)]
    with writing(options) as store:
        new, readings = keep(store, book, found, now)
    screen = Screen()
    for article, what in zip(found, readings, strict=True):
        _say(screen, book, article, what)
    matching = sum(bool(what.matches) for what in readings)
    known = f" ({len(found) - new} known before)" if new < len(found) else ""
    screen.say(f"{summary(len(found), matching)}{known}")


def _say(screen: Screen, book: RuleBook, article: Article, what: Reading) -> None:
    screen.say(f"{line(article.outlet)}: {line(article.title)}")
    rules = ", ".join(match.rule for match in what.matches)
    screen.say(f"would have matched {rules}" if rules else "no rule fires", indent=4)
    if what.actors:
        screen.say(f"actors: {', '.join(actor_names(book, what))}", indent=4)


@baseline.command("show")
@click.option("--given", is_flag=True, help="Only what was given by hand, not what feeds showed at first.")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, metavar="N", help="List at most so many. Default: 50."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def show(options: Options, given: bool, limit: int, as_json: bool) -> None:
    """What is kept as known: by outlet, and the latest articles."""
    with reading(options) as store:
        kept = store.latest(2**31, Decision.BASELINE, given=given)
    screen = Screen()
    if as_json:
        screen.json([asdict(item) for item in kept[:limit]])
        return
    outlets = Counter(line(item.outlet) for item in kept)
    for outlet, number in sorted(outlets.items()):
        screen.say(f"{outlet}: {count(number, 'article')}")
    screen.say(f"In all {count(len(kept), 'article')} {'given' if given else 'kept'} as known.")
    for item in kept[:limit]:
        screen.say(f"#{item.id}  {when(item.seen)}  {line(item.title)}", indent=2)
    if len(kept) > limit:
        screen.say(f"... and {len(kept) - limit} older ones (--limit)", indent=2)
