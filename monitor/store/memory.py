"""What the store remembers of keys: for each one asked, the article that is known by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

from monitor.errors import DamagedState
from monitor.model import Decision, Key, KnownArticle
from monitor.store.opening import Records
from monitor.store.rows import Row

GIVEN = 0  # in place of a feed's number: given by hand
_CHUNK = 500  # parameters of one query

T = TypeVar("T")


def key_hash(key: Key) -> bytes:
    """16 bytes for kind and value of a key; its scope is a column of its own."""
    return _hash(key.kind, key.value)


@lru_cache(maxsize=1024)  # looked up, ruled on, stored: each is asked for six times in a poll
def _hash(kind: str, value: str) -> bytes:
    return blake2b(f"{kind}\0{value}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def known(records: Records, keys: Iterable[Key], feeds: Mapping[str, int]) -> dict[Key, KnownArticle]:
    """The article known by each key, for the keys that are known; `feeds` gives the numbers of feeds by URL.

    A key with a scope is known by the article of that feed; one without by any feed's, and then by the newest that is
    not itself a copy: a copy's own decision says nothing about what it copies.
    """
    asked: defaultdict[bytes, list[Key]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        asked[key_hash(key)].append(key)
    holders: defaultdict[bytes, dict[int, int]] = defaultdict(dict)
    for row in _chunked(records, "SELECT key, feed, article FROM article_key WHERE key IN ({})", list(asked)):
        holders[row["key"]][row["feed"]] = row["article"]
    articles = _articles(records, {article for held in holders.values() for article in held.values()})
    found: dict[Key, KnownArticle] = {}
    for hashed, held in holders.items():
        best = max(held.values(), key=lambda number: (not articles[number][1], number))
        for key in asked[hashed]:
            own = held.get(feeds.get(key.scope, -1)) if key.scope else best
            if own is not None:
                found[key] = articles[own][0]
    return found


def _articles(records: Records, numbers: Iterable[int]) -> dict[int, tuple[KnownArticle, bool]]:
    """Number -> (article, whether it is a copy)."""
    wanted = sorted(numbers)
    rules: defaultdict[int, list[str]] = defaultdict(list)
    for row in _chunked(records, "SELECT article, rule FROM match WHERE article IN ({})", wanted):
        rules[row["article"]].append(row["rule"])
    rows = list(_chunked(records, _ARTICLES, wanted))
    if len(rows) != len(wanted):
        raise DamagedState("the database is damaged: keys of articles that are not there")
    return {row["id"]: (_known(row, tuple(rules[row["id"]])), row["copy_of"] is not None) for row in rows}


_ARTICLES = """
    SELECT article.id, feed.url AS feed, article.url, guid, article.title, text, digest, decision, story, copy_of,
        coalesce(story.alerted, 0) AS alerted
    FROM article
    JOIN full_text ON full_text.article = article.id
    LEFT JOIN feed ON feed.id = article.feed
    LEFT JOIN story ON story.id = article.story
    WHERE article.id IN ({})
"""


def _known(row: Row, rules: tuple[str, ...]) -> KnownArticle:
    return KnownArticle(
        id=row["id"],
        feed=row["feed"] or "",
        url=row["url"],
        guid=row["guid"],
        title=row["title"],
        text=row["text"],
        digest=row["digest"],
        decision=Decision(row["decision"]),
        story=row["story"],
        rules=rules,
        alerted=bool(row["alerted"]),
    )


def _chunked(records: Records, sql: str, values: Sequence[bytes] | Sequence[int]) -> Iterator[Row]:
    """The rows of a query with `IN ({})`, for any number of values."""
    rest = iter(values)
    while chunk := list(islice(rest, _CHUNK)):
        yield from records.rows(sql.format(",".join("?" * len(chunk))), chunk)
