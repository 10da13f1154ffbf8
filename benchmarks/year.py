"""How large a state grows: a year of articles at so many a day, put away each night as the daemon does.

    python -m benchmarks.year [ARTICLES A DAY] [DAYS] [FOLDER]

Articles have four kilobytes, made of the corpus's texts; one in twenty raises an alert. Prints the size each month,
what takes it at the end, and the longest step that the store's thread was held for. A fifth of the articles makes a
fifth of the size: `200 365` takes some minutes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.articles import newsroom
from monitor.articles.identity import articles
from monitor.model import (
    Decision,
    Draft,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Judged,
    Kind,
    Match,
    MessageState,
    Outcome,
    Reading,
    Seen,
    Sighting,
)
from monitor.store.store import Store

FEEDS = tuple(Feed(f"Outlet {number}", f"https://outlet{number}.example/feed") for number in range(20))
START = datetime(2026, 1, 1, tzinfo=UTC)
ALERTS = 20  # one article in so many
SHOWN = 30  # articles that each feed shows at a time


def day_of(store: Store, day: int, count: int) -> None:
    """One day's articles of all feeds, a poll each; the alerts of the day are sent."""
    texts = newsroom(count, seed=day)
    for number, feed in enumerate(FEEDS):
        now = START + timedelta(days=day, minutes=number)
        entries = [
            Entry(f"{feed.url}?{day}-{place}", f"https://outlet{number}.example/{day}/{place}", text.title, text.text,
                  published=now, lang=text.lang)
            for place, text in enumerate(texts[number :: len(FEEDS)])
        ]  # fmt: skip
        judged = tuple(
            judge(Sighting(found, Seen.NEW), place + number) for place, found in enumerate(articles(entries, feed, now))
        )
        state = FeedState(feed.url, feed.name, last_poll=now, last_good=now, baseline_at=START)
        store.commit(Outcome(state, now, judged, rules_version="benchmark"))
    end = START + timedelta(days=day, hours=12)
    while claimed := store.claim_due(end, limit=100):
        for message, chat in claimed:
            store.record(replace(message, state=MessageState.SENT, due=None), chat)


def judge(sighting: Sighting, place: int) -> Judged:
    """Most bring nothing; some raise an alert with two sentences of evidence."""
    if place % ALERTS:
        return Judged(sighting, Decision.NONE, "no rule fires")
    words = sighting.article.text[:300]
    evidence = tuple(Evidence("text", at, at + 12, words[at : at + 12], "term", sentence=(0, 200)) for at in (0, 100))
    reading = Reading((Match("rule", "A rule", "high", ("desk",), evidence),), (), ("haftar", "gnu"), ("libya",))
    draft = Draft("desk", Kind.ALERT, f"<b>{sighting.article.title}</b>\n{words}", f"{sighting.article.title}\n{words}")
    return Judged(sighting, Decision.NEW, "rule fires", reading, None, (draft,))


def main(count: int = 200, days: int = 365, folder: Path | None = None) -> None:
    """Lives through the year."""
    with tempfile.TemporaryDirectory() as scratch:
        store = Store.open(folder or Path(scratch) / "state")
        longest = busy = 0.0
        for day in range(days):
            day_of(store, day, count)
            more = True
            while more:
                start = time.perf_counter()
                more = store.tidy(START + timedelta(days=day, hours=23), 365)
                longest = max(longest, time.perf_counter() - start)
                busy += time.perf_counter() - start
            if day % 30 == 29 or day == days - 1:
                print(f"day {day + 1:4}  {store.size() / 1e6:8.1f} MB", flush=True)
        stored = count * days
        print(f"{stored} articles, {store.size() / stored:.0f} bytes each: a year of 1000 a day takes"
              f" {store.size() / stored * 365_000 / 1e6:.0f} MB")  # fmt: skip
        print(f"putting away: {busy / days * 1000:.0f} ms a day, the longest step {longest * 1000:.0f} ms")
        for name, size in store._records.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
        ):
            print(f"  {name:24} {size / stored:7.0f} bytes an article")
        store.close()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 200, int(given[1]) if given[1:] else 365, Path(given[2]) if given[2:] else None)
