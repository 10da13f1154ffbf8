"""Stories as people look at them: which there are, who reported each, what was given when; and what a person corrects.

A correction is stored as a ruling between two articles, by their keys: it holds for ever, and in a replay as well. What
it moves now, and what later articles do, follow from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from monitor.articles.address import url_key
from monitor.model import Carrier, Decision, Key, NewFact, Stated
from monitor.store.memory import key_hash
from monitor.store.opening import Records
from monitor.store.rows import stamp, sure_time_of
from monitor.store.series import STATED, stated
from monitor.store.tracing import news_of


class Ruling(NamedTuple):
    """Two articles, by the hashes of their keys, that a person put "together" or "apart"."""

    kind: str
    one: bytes
    other: bytes
    at: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A story as lists show it: its title, how many articles, owners and sides, when it began and was last heard of."""

    id: int
    title: str
    began: datetime
    latest: datetime
    articles: int
    owners: int
    sides: int
    languages: int
    told: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision about an article, as it was made: how surely it belongs, and what it brought."""

    at: datetime
    decision: Decision
    reason: str
    score: float
    story: int | None
    related: int | None
    news: tuple[NewFact, ...]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An article of a story, with what was decided about it."""

    id: int
    seen: datetime
    title: str
    url: str
    carrier: Carrier
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story: its articles in order, and every figure given in it, the oldest first."""

    listed: Listed
    members: tuple[MemberRow, ...]
    figures: tuple[Stated, ...]


_LISTED = """
    SELECT story.id, story.title, min(seen), max(seen), count(*),
        count(DISTINCT nullif(coalesce(owner, outlet), '')), count(DISTINCT nullif(coalesce(side, ''), '')),
        count(DISTINCT nullif(lang, '')), alerted
    FROM story JOIN article ON article.story = story.id LEFT JOIN profile ON profile.article = article.id
"""


def stories(records: Records, limit: int) -> tuple[Listed, ...]:
    """The stories that began last, the newest first."""
    rows = records.rows(
        f"{_LISTED} WHERE story.id IN (SELECT id FROM story ORDER BY id DESC LIMIT ?)"
        " GROUP BY story.id ORDER BY story.id DESC",
        (limit,),
    )
    return tuple(_listed(tuple(row)) for row in rows)


def story(records: Records, id: int) -> Story | None:
    """One story with its articles, their judgements and its figures; None for a number that is no story's."""
    rows = records.rows(f"{_LISTED} WHERE story.id = ? GROUP BY story.id", (id,))
    if not rows:
        return None
    members = records.rows(
        """SELECT article.id, seen, article.title, url, outlet, coalesce(owner, '') AS owner,
            coalesce(side, '') AS side, lang
        FROM article LEFT JOIN profile ON profile.article = article.id WHERE story = ? ORDER BY article.id""",
        (id,),
    )
    return Story(
        _listed(tuple(rows[0])),
        tuple(
            MemberRow(
                row["id"], sure_time_of(row["seen"]), row["title"], row["url"],
                Carrier(row["outlet"], row["owner"], row["side"], row["lang"]), judgements(records, row["id"]),
            )
            for row in members
        ),
        tuple(stated(row) for row in records.rows(f"{STATED} WHERE story = ? ORDER BY figure.at, figure.id", (id,))),
    )  # fmt: skip


def judgements(records: Records, article: int) -> tuple[Judgement, ...]:
    """Everything that was decided about an article, in order."""
    return tuple(
        Judgement(
            sure_time_of(row["at"]), Decision(row["decision"]), row["reason"], row["score"], row["story"],
            row["related"], news_of(row["news"]),
        )
        for row in records.rows("SELECT * FROM judgement WHERE article = ? ORDER BY id", (article,))
    )  # fmt: skip


def _listed(row: tuple[object, ...]) -> Listed:
    id, title, began, latest, articles, owners, sides, languages, told = row
    return Listed(
        int(str(id)), str(title), sure_time_of(str(began)), sure_time_of(str(latest)), int(str(articles)),
        int(str(owners)), int(str(sides)), int(str(languages)), bool(told),
    )  # fmt: skip


# -- corrections ------------------------------------------------------------------------------------------------------


def merge(records: Records, one: int, other: int, now: datetime) -> bool:
    """Makes two stories one, under the older; whether both have articles and differ. What was decided of the younger is
    shown under the number that is kept."""
    kept, gone = sorted((one, other))
    held = "SELECT head FROM story WHERE id = ? AND EXISTS (SELECT 1 FROM article WHERE article.story = story.id)"
    heads = [records.value(held, (id,)) for id in (kept, gone)]
    if None in heads or kept == gone:
        return False
    if not _rule(records, "together", heads[0], heads[1], now):
        return False
    records.execute("UPDATE article SET story = ? WHERE story = ?", (kept, gone))
    records.execute(
        "UPDATE story SET alerted = max(alerted, (SELECT alerted FROM story WHERE id = ?)) WHERE id = ?", (gone, kept)
    )
    records.execute("UPDATE message SET story = ? WHERE story = ?", (kept, gone))
    records.execute("UPDATE judgement SET story = ? WHERE story = ?", (kept, gone))
    records.execute("UPDATE judgement SET related = ? WHERE related = ?", (kept, gone))
    return True


def split(records: Records, id: int, article: int, now: datetime) -> int | None:
    """Takes an article and its copies out of a story, into one of its own: its number. None when it is not in it.

    The first article of a story cannot be taken out of it: then the others are.
    """
    rows = records.rows(
        "SELECT story.head, alerted, article.title FROM story JOIN article ON story = story.id "
        "WHERE story.id = ? AND article.id = ?",
        (id, article),
    )
    if not rows or rows[0]["head"] == article:
        return None
    new = int(records.value("SELECT max(id) FROM story")) + 1
    if not _rule(records, "apart", article, rows[0]["head"], now):
        return None
    values = (new, rows[0]["title"], stamp(now), article, rows[0]["alerted"])
    records.execute("INSERT INTO story VALUES (?, ?, ?, ?, ?)", values)
    moved = "IN (SELECT id FROM article WHERE id = ? OR copy_of = ?)"
    records.execute(f"UPDATE article SET story = ? WHERE id {moved}", (new, article, article))
    # an update is the first that was told of the new story: it answers nothing any more, later ones answer it
    records.execute(
        f"UPDATE message SET story = ?, head = NULL WHERE story = ? AND kind <> 'edit' AND article {moved}",
        (new, id, article, article),
    )
    return new


def _rule(records: Records, kind: Literal["together", "apart"], one: int, other: int, now: datetime) -> bool:
    """Stores a ruling between two articles, by the keys of their addresses or texts; whether both have one."""
    keys = [_key(records, article) for article in (one, other)]
    if None in keys:
        return False
    records.execute("INSERT INTO ruling (kind, one, other, at) VALUES (?, ?, ?, ?)", (kind, *keys, stamp(now)))
    return True


def _key(records: Records, article: int) -> bytes | None:
    """The hash that later articles are asked for (see `recall`): of its address, else of its words. A guid holds in
    one feed alone, and its hash looks like any other."""
    (row,) = records.rows("SELECT url, digest FROM article WHERE id = ?", (article,))
    if address := url_key(row["url"]):
        return key_hash(Key("url", "", address))
    text = key_hash(Key("text", "", row["digest"]))
    held = records.value("SELECT 1 FROM article_key WHERE key = ? AND article = ?", (text, article))
    return text if held else None


def rulings(records: Records) -> tuple[Ruling, ...]:
    """All rulings, in order."""
    return tuple(Ruling(*row) for row in records.rows("SELECT kind, one, other, at FROM ruling ORDER BY id"))


def keep_rulings(records: Records, rulings: Sequence[Ruling]) -> None:
    """Stores rulings of another state."""
    records.many("INSERT INTO ruling (kind, one, other, at) VALUES (?, ?, ?, ?)", rulings)
