"""The stored articles in the order in which they came, each as it was first judged and again at every edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.store.opening import Records
from monitor.store.rows import Row, stamp, sure_time_of, time_of

_CHUNK = 400  # parameters of one query


@dataclass(frozen=True, slots=True)
class Moment:
    """When an article was judged: `version` is None for one that was never edited."""

    at: datetime
    article: int
    version: int | None
    known: bool  # it was kept as baseline


@dataclass(frozen=True, slots=True)
class Remembered:
    """An article as it was at one moment. `feed` and `feed_name` are "" for one that was given by hand."""

    moment: Moment
    feed: str
    feed_name: str
    outlet: str
    url: str
    guid: str
    title: str
    text: str
    lang: str
    published: datetime | None
    digest: str
    origin: str


def moments(records: Records) -> list[Moment]:
    """All of them, in order of time; those of one poll in the order in which they were judged."""
    rows = records.rows(
        """SELECT seen AS at, id AS article, NULL AS version, decision FROM article
            WHERE id NOT IN (SELECT article FROM version)
        UNION ALL SELECT at, article, id, decision FROM version
        ORDER BY at, article, version"""
    )
    return [
        Moment(sure_time_of(row["at"]), row["article"], row["version"], row["decision"] == "baseline") for row in rows
    ]


def originals(records: Records, since: datetime) -> list[Moment]:
    """The articles seen since then as they are now, the newest first; neither copies nor what was baseline."""
    rows = records.rows(
        """SELECT seen AS at, id FROM article WHERE seen >= ? AND copy_of IS NULL AND decision <> 'baseline'
        ORDER BY id DESC""",
        (stamp(since),),
    )
    return [Moment(sure_time_of(row["at"]), row["id"], None, False) for row in rows]


def remembered(records: Records, wanted: Sequence[Moment]) -> Iterator[Remembered]:
    """The articles at these moments, in the order given; one that is gone meanwhile is left out."""
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        plain = _rows(records, _PLAIN, [moment.article for moment in chunk if moment.version is None])
        edits = _rows(records, _EDITS, [moment.version for moment in chunk if moment.version is not None])
        for moment in chunk:
            row = plain.get(moment.article) if moment.version is None else edits.get(moment.version)
            if row is not None:
                yield _remembered(moment, row)


_COLUMNS = (
    "article.feed AS number, feed.url AS feed, feed.name AS feed_name, outlet, article.url, guid, lang, published"
)
_PLAIN = f"""SELECT article.id AS key, {_COLUMNS}, article.title, text, digest, origin
    FROM article JOIN full_text ON full_text.article = article.id LEFT JOIN feed ON feed.id = article.feed
    WHERE article.id IN ({{}})"""
_EDITS = f"""SELECT version.id AS key, {_COLUMNS}, version.title, version.text, version.digest, origin
    FROM version JOIN article ON article.id = version.article LEFT JOIN feed ON feed.id = article.feed
    WHERE version.id IN ({{}})"""


def _rows(records: Records, sql: str, keys: Sequence[int]) -> dict[int, Row]:
    return {row["key"]: row for row in records.rows(sql.format(",".join("?" * len(keys))), keys)} if keys else {}


def _remembered(moment: Moment, row: Row) -> Remembered:
    return Remembered(
        moment, row["feed"] or "", row["feed_name"] or "", row["outlet"], row["url"], row["guid"], row["title"],
        row["text"], row["lang"], time_of(row["published"]), row["digest"], row["origin"],
    )  # fmt: skip
