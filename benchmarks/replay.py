"""What replaying an archive costs an article, stage by stage: is a hundred thousand in three minutes within reach?

    python -m benchmarks.replay [--articles 5000] [--share 0.03] [--size 4000] [--days 90]

Made-up articles of an archive: `share` of them are news for a rule, as many tempt one, the others are plain; `days` is
how long a hundred thousand of them would take to appear, so that as many stories are alive at once as there would be.
CPU time of one process. The first stages are measured alone, on the same articles; the replay as a whole with them,
and apart for articles on which a rule fires and others. The bar is 1.8 ms an article with everything.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.articles import Text, Writers, corpus, mutate
from monitor.cli.records import record
from monitor.model import Entry
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read_page
from monitor.service.decide import page_of
from monitor.service.replay import Item, article_of, outlets, replay

RULES = Path(__file__).parent.parent / "rules.yaml"
WHOLE = 100_000  # articles of the archive that is meant
BAR = 180.0  # seconds for all of them
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def archive(count: int, share: float, size: int, days: float) -> list[bytes]:
    """Lines of an archive, always the same."""
    items = corpus()
    writers = {lang: Writers(lang, items) for lang in {item["lang"] for item in items}}
    dice = random.Random(1)
    step = timedelta(days=days) / WHOLE
    return [
        _line(number, _text(writers[dice.choice(items)["lang"]], dice, share, size), step) for number in range(count)
    ]


def _text(writer: Writers, dice: random.Random, share: float, size: int) -> Text:
    """News for a rule, something that tempts one, or ordinary news; filled up with ordinary news."""
    chance = dice.random()
    first = dice.choice(writer.positive if chance < share else writer.hard if chance < 2 * share else writer.plain)
    parts = [first["text"]]
    while sum(len(part.encode()) for part in parts) < size:
        parts.append(dice.choice(writer.plain)["text"])
    text = mutate("\n".join(parts), writer.words, dice)
    return Text(writer.lang, mutate(first["title"], writer.words, dice), text)


def _line(number: int, text: Text, step: timedelta) -> bytes:
    fields = {"id": number, "title": text.title, "text": text.text, "lang": text.lang, "feed": f"Outlet {number % 80}"}
    url, published = f"https://outlet{number % 80}.example/{number}", (BEGIN + number * step).isoformat()
    return json.dumps({**fields, "url": url, "published": published}, ensure_ascii=False).encode()


@dataclass
class Clock:
    """CPU time of the stages."""

    count: int

    def stage(self, name: str, work: Callable[[], object]) -> None:
        """Runs one stage over all articles and prints what it took."""
        started = time.process_time()
        work()
        self.say(name, time.process_time() - started, self.count)

    @staticmethod
    def say(name: str, seconds: float, count: int) -> None:
        """One row."""
        each = seconds / count * 1000 if count else 0.0
        print(f"{name:<44}{count:>8,}{each:>10.2f} ms")


def items(lines: Sequence[bytes], book: RuleBook) -> Iterator[Item]:
    """The articles as replay gets them."""
    outlet = outlets(book)
    for number, line in enumerate(lines):
        found = record(line)
        feed, at = outlet(found.feed), found.published or BEGIN
        entry = Entry("", found.url, found.title, found.text, at, lang=found.lang)
        yield Item(number, feed, article_of(feed, entry, at))


def measure(lines: Sequence[bytes], book: RuleBook) -> None:
    """Prints the table."""
    clock = Clock(len(lines))
    stages(clock, lines, book)
    fired, other, decisions = [0.0, 0.0], [0.0, 0.0], Counter[str]()
    steps, last = replay(book, items(lines, book)), time.process_time()
    begun = last
    for step in steps:
        now = time.process_time()
        side = fired if step.judged.reading.matches else other
        side[0], side[1], last = side[0] + now - last, side[1] + 1, now
        decisions[step.judged.decision.value] += 1
    whole = time.process_time() - begun
    clock.say("replay: articles on which a rule fires", fired[0], int(fired[1]))
    clock.say("replay: the others", other[0], int(other[1]))
    clock.say("replay: all", whole, len(lines))
    print(f"\n{dict(decisions)}")
    per_article = whole / len(lines)
    print(f"{WHOLE:,} articles like these: {per_article * WHOLE:,.0f} s; the bar is {BAR:.0f} s")


def stages(clock: Clock, lines: Sequence[bytes], book: RuleBook) -> None:
    """Prints what parts of the way cost by themselves."""
    made = list(items(lines, book))
    clock.stage("lines to records", lambda: [record(line) for line in lines])
    clock.stage("records to articles with their keys", lambda: list(items(lines, book)))
    clock.stage("rules alone", lambda: [read_page(page_of(book, item.article)) for item in made])


def main() -> None:
    """Read the options, make the archive, measure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=5000)
    options.add_argument("--share", type=float, default=0.03)
    options.add_argument("--size", type=int, default=4000)
    options.add_argument("--days", type=float, default=90.0)
    given = options.parse_args()
    measure(archive(given.articles, given.share, given.size, given.days), load(RULES.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
