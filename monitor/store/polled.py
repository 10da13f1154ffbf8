"""What is remembered of feeds. A feed is its URL; under another URL it is the same feed if it kept its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from monitor.feeds.schedule import replanned
from monitor.model import Feed, FeedState
from monitor.store.opening import Records
from monitor.store.rows import clean, feed_row, feed_state, stamped, sure_time_of

MANY_PAUSES = 20


@dataclass(frozen=True, slots=True)
class Polled:
    """A feed with what it brought; `retired` when rules.yaml no longer names it."""

    state: FeedState
    articles: int
    told: int
    retired: bool


def state_of(records: Records, feed: Feed) -> FeedState:
    """What is remembered of a feed of rules.yaml; a fresh state, whose first good poll is the baseline, if nothing is.

    Under a new URL the schedule and the baseline stay, but what the old address said of its body does not.
    """
    number = _number(records, feed.url, feed.name)
    if number is None:
        return FeedState(feed.url, feed.name)
    state = feed_state(records.rows("SELECT * FROM feed WHERE id = ?", (number,))[0])
    return replace(_at(state, feed.url), name=feed.name)


def states(records: Records) -> dict[str, FeedState]:
    """All feeds that are polled, by URL."""
    rows = records.rows("SELECT * FROM feed WHERE NOT retired ORDER BY id")
    return {row["url"]: feed_state(row) for row in rows}


def numbers(records: Records) -> dict[str, int]:
    """The numbers of all feeds by URL."""
    return {row["url"]: row["id"] for row in records.rows("SELECT url, id FROM feed")}


def write_state(records: Records, state: FeedState) -> int:
    """Stores the state of a feed and gives its number. A baseline is never taken back, whatever the state says."""
    row = feed_row(state)
    number = _number(records, state.url, state.name)
    if number is None:
        sql = f"INSERT INTO feed ({', '.join(row)}) VALUES (:{', :'.join(row)}) RETURNING id"
        return int(records.value(sql, row))
    keep = {"name": "coalesce(nullif(:name, ''), name)", "baseline_at": "coalesce(:baseline_at, baseline_at)"}
    changes = ", ".join(f"{name} = {keep.get(name, f':{name}')}" for name in row)
    records.execute(f"UPDATE feed SET {changes}, retired = 0 WHERE id = :id", {**row, "id": number})
    return number


def adopt(records: Records, feeds: Iterable[Feed]) -> list[str]:
    """Brings the stored feeds in line with all those of rules.yaml; gives what changed, in words.

    A new URL under a known name takes over what is remembered, unless the old URL is still there under another name.
    A changed `every` holds at once.
    What rules.yaml no longer names is retired: its articles and its baseline stay, should it come back.
    """
    named = list(feeds)
    urls = {clean(feed.url) for feed in named}
    changes = []
    for row in records.rows("SELECT * FROM feed"):
        if row["url"] in urls:
            feed = next(feed for feed in named if clean(feed.url) == row["url"])
            planned = replanned(feed, feed_state(row))
            records.execute(
                "UPDATE feed SET name = ?, retired = 0, interval = ?, next_poll = ? WHERE id = ?",
                (clean(feed.name), planned.interval, stamped(planned.next_poll), row["id"]),
            )
            named.remove(feed)
    for row in records.rows("SELECT * FROM feed ORDER BY id"):
        moved = next((feed for feed in named if clean(feed.name) == row["name"]), None)
        if row["url"] in urls:
            continue
        if moved:
            named.remove(moved)
            write_state(records, replace(_at(feed_state(row), moved.url), name=moved.name))
            changes.append(f"{moved.name}: now at {moved.url}")
        elif not row["retired"]:
            records.execute("UPDATE feed SET retired = 1 WHERE id = ?", (row["id"],))
            changes.append(f"{row['name'] or row['url']}: no longer polled")
    return changes


def note_baseline(records: Records, number: int) -> None:
    """Notes that nobody was told of this feed's baseline yet; in the transaction that takes it."""
    records.execute(
        """INSERT INTO meta VALUES ('untold_baselines', json_array(:number))
        ON CONFLICT (key) DO UPDATE SET value = json_insert(value, '$[#]', :number)""",
        {"number": number},
    )


def untold_baselines(records: Records) -> tuple[tuple[str, int, int], ...]:
    """The baselines nobody was told of, in the order in which they were taken.

    (the feed's name, items kept, how many of them a rule would have matched)
    """
    rows = records.rows(
        """SELECT coalesce(nullif(feed.name, ''), feed.url) AS name, count(article.id) AS kept,
            count(article.id) FILTER (WHERE article.id IN (SELECT article FROM match)) AS matching
        FROM meta, json_each(meta.value) AS noted JOIN feed ON feed.id = noted.value
        LEFT JOIN article ON article.feed = feed.id AND decision = 'baseline'
        WHERE meta.key = 'untold_baselines' GROUP BY feed.id ORDER BY min(noted.key)"""
    )
    return tuple((row["name"], row["kept"], row["matching"]) for row in rows)


def forget_untold(records: Records) -> None:
    """They are told; in the transaction that posts the message."""
    records.execute("DELETE FROM meta WHERE key = 'untold_baselines'")


def polled(records: Records) -> tuple[Polled, ...]:
    """All feeds that ever were, with the number of their articles and of those that were told."""
    rows = records.rows(
        """SELECT feed.*, count(article.id) AS articles, count(article.id) FILTER (WHERE decision = 'new') AS told
        FROM feed LEFT JOIN article ON article.feed = feed.id GROUP BY feed.id ORDER BY name, feed.id"""
    )
    return tuple(Polled(feed_state(row), row["articles"], row["told"], bool(row["retired"])) for row in rows)


def rhythms(records: Records, since: str) -> dict[str, tuple[datetime, float, int]]:
    """Of each feed: when it last brought something new, its longest pause in seconds, and out of how many.

    Since the stamp given. Of twenty pauses or more the longest does not count: in one the daemon may have been down.
    """
    moments: defaultdict[str, list[datetime]] = defaultdict(list)
    for row in records.rows(
        "SELECT DISTINCT feed.url, seen FROM feed JOIN article ON feed = feed.id AND seen >= ? ORDER BY feed.id, seen",
        (since,),
    ):
        moments[row["url"]].append(sure_time_of(row["seen"]))
    found = {}
    for url, times in moments.items():
        pauses = sorted((later - earlier).total_seconds() for earlier, later in pairwise(times))
        longest = pauses[-2:][0] if len(pauses) >= MANY_PAUSES else max(pauses, default=0.0)
        found[url] = (times[-1], longest, len(pauses))
    return found


def _at(state: FeedState, url: str) -> FeedState:
    """The state under this URL: validators and redirects of another address say nothing here."""
    if state.url == url:
        return state
    return replace(state, url=url, etag="", last_modified="", body_hash="", next_poll=None)


def _number(records: Records, url: str, name: str) -> int | None:
    """The number of a feed by its URL, else by its name."""
    number = records.value("SELECT id FROM feed WHERE url = ?", (clean(url),))
    if number is None and name:
        number = records.value("SELECT id FROM feed WHERE name = ? ORDER BY retired, id DESC", (clean(name),))
    return None if number is None else int(number)
