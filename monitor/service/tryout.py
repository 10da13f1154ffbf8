"""What a change of the rules does to the articles of the last days: "on the last 7 days: +4 −0 alerts".

Worked out after the change is in force, in a child process of its own that only reads, with bounds on time and memory:
it can neither delay an adoption nor disturb the daemon. The rules alone are asked, without stories and copies.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.errors import Problem
from monitor.feeds.workers import Workers
from monitor.model import ParseFailed
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read
from monitor.store.history import Remembered
from monitor.store.store import Store

DAYS = 7
SECONDS = 60.0  # of judging; what was not reached then is not counted
MEGABYTES = 800
SHOWN = 3  # articles named of those added, and of those lost
BATCH = 200  # articles between looks at the clock

Sources = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tryout:
    """How many articles were judged, of how many; and those on which rules fire now or fired before only."""

    judged: int
    stored: int
    added: tuple[str, ...]
    lost: tuple[str, ...]


def book_of(sources: Sources, file: str, variables: Mapping[str, str] | None = None) -> RuleBook:
    """The rules of these texts: the file's own under "", included ones by path. Raises BadRules."""

    def included(path: str) -> str | Problem:
        missing = Problem(file, 1, 1, "missing", f"{path} is not kept.")
        return sources.get(path, missing)

    return load(sources.get("", ""), file, variables, read=included)


async def try_out(state: Path, before: RuleBook, after: RuleBook, now: datetime) -> Tryout | str:
    """Both versions on the articles of the last days, in a child process; or why there is no answer."""
    since = now - timedelta(days=DAYS)
    async with Workers(count=1, megabytes=MEGABYTES) as workers:
        job = f"{__name__}:{compare.__name__}"
        arguments = (str(state), dict(before.sources), dict(after.sources), since, SECONDS)
        found = await workers.run(job, *arguments, seconds=2 * SECONDS)
    if isinstance(found, Tryout):
        return found
    return found.cause if isinstance(found, ParseFailed) else "the child process gave no answer"


def compare(state: str, before: Sources, after: Sources, since: datetime, seconds: float) -> Tryout:
    """The job of the child: the newest articles first, until the time is over."""
    with suppress(OSError):  # a hardened unit forbids it; then it runs like the rest
        os.nice(10)
    end = time.monotonic() + seconds
    books = [book_of(sources, "rules.yaml") for sources in (before, after)]
    abouts = [{feed.url: feed.about for feed in book.feeds} for book in books]
    added, lost, judged = list[str](), list[str](), 0
    store = Store.open(Path(state), read_only=True)
    try:
        moments = store.originals(since)
        for start in range(0, len(moments), BATCH):
            if time.monotonic() > end:
                break
            for past in store.remembered(moments[start : start + BATCH]):
                judged += 1
                fired = [_fires(book, past, about) for book, about in zip(books, abouts, strict=True)]
                if fired[0] != fired[1]:
                    (added if fired[1] else lost).append(f"{past.title or past.url} ({past.outlet})")
    finally:
        store.close()
    return Tryout(judged, len(moments), tuple(added), tuple(lost))


def _fires(book: RuleBook, past: Remembered, about: Mapping[str, tuple[str, ...]]) -> bool:
    day = past.published or past.moment.at
    return bool(read(book, past.title, past.text, about=about.get(past.feed, ()), published=day).matches)


def words(found: Tryout | str) -> str:
    """The line for the operator, and a few of the articles by name."""
    if isinstance(found, str):
        return f"What the change does to the last {DAYS} days could not be worked out: {found}"
    reach = f"the newest {found.judged:,} of {found.stored:,}" if found.judged < found.stored else f"{found.judged:,}"
    head = f"On the last {DAYS} days ({reach} articles): +{len(found.added)} −{len(found.lost)} alerts"
    return "\n".join((head, *_listed("+", found.added), *_listed("−", found.lost)))


def _listed(sign: str, titles: tuple[str, ...]) -> list[str]:
    more = [f"{sign} and {len(titles) - SHOWN} more"] if len(titles) > SHOWN else []
    return [*(f"{sign} {' '.join(title.split())}" for title in titles[:SHOWN]), *more]
