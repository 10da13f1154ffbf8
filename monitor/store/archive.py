"""What people ask of the store: one article with all that became of it, the newest ones, the ones that hold a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.articles.address import url_key
from monitor.model import Decision, Key, Match, Message, NearMiss
from monitor.rules.terms import readings, written_forms
from monitor.store.memory import key_hash
from monitor.store.opening import Records
from monitor.store.rows import Row, clean, from_json, match_of, message_of, near_of, sure_time_of, time_of
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

STEM = 3  # letters that may be a word's own
QUERY_WORDS = 32  # of a search; more make no difference to what is found


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as lists show it."""

    id: int
    seen: datetime
    outlet: str
    url: str
    title: str
    decision: Decision
    reason: str
    story: int | None


@dataclass(frozen=True, slots=True)
class Version:
    """What an edited article said from `at` on, and what was decided then."""

    at: datetime
    title: str
    text: str
    decision: Decision
    reason: str
    rules_version: str


@dataclass(frozen=True, slots=True)
class Stored:
    """One article with all that became of it; `text` and `title` are the newest version's.

    `matches` are all rules that ever fired on it. `also` are the articles that copy it or joined its story, `versions`
    is empty for an article that was never edited, else its first version comes first.
    """

    listed: Listed
    feed: str  # the feed's URL, "" when given by hand
    guid: str
    text: str
    lang: str
    published: datetime | None
    last_seen: datetime
    origin: str
    rules_version: str
    actors: tuple[str, ...]
    places: tuple[str, ...]
    matches: tuple[Match, ...]
    near: tuple[NearMiss, ...]
    copy_of: Listed | None
    head: Listed | None  # the first article of its story, when that is another one
    also: tuple[Listed, ...]
    messages: tuple[Message, ...]
    versions: tuple[Version, ...]


_LISTED = "article.id, seen, outlet, url, article.title, decision, reason, story"


def article(records: Records, id_or_url: int | str) -> Stored | None:
    """The article with this number, or the newest original one under this address, in any of its spellings."""
    number = _numbered(records, id_or_url)
    rows = records.rows(
        """SELECT article.*, text, feed.url AS feed_url FROM article
        JOIN full_text ON full_text.article = article.id
        LEFT JOIN feed ON feed.id = article.feed WHERE article.id = ?""",
        (number,),
    )
    return _stored(records, rows[0]) if rows else None


def latest(
    records: Records, limit: int, decisions: Sequence[Decision] = (), *, given: bool = False
) -> tuple[Listed, ...]:
    """The articles seen last, the newest first; only those with one of these decisions when any are named.

    `given`: only those that somebody gave by hand.
    """
    chosen = f"decision IN ({','.join('?' * len(decisions))})" if decisions else "1"
    by_hand = "AND feed IS NULL" if given else ""
    sql = f"SELECT {_LISTED} FROM article WHERE {chosen} {by_hand} ORDER BY id DESC LIMIT ?"
    return _list(records, sql, (*decisions, limit))


def search(records: Records, query: str, limit: int) -> tuple[Listed, ...]:
    """The articles that hold all words of the query, the newest first; the last word may be only begun.

    The words are folded as the texts are and stand in quotation marks, so nothing in a query is syntax. An Arabic word
    is looked for with every particle that may be written onto it, whatever particles are written onto it in the query.
    """
    words = Tokens(fold(clean(query))).words[:QUERY_WORDS]
    if not words:
        return ()
    asked = [[f'"{form}"' for form in _forms(word)] for word in words]
    asked[-1] = [f"{form} *" for form in asked[-1]]
    matched = " AND ".join(f"({' OR '.join(forms)})" for forms in asked)
    return _list(
        records,
        f"""SELECT {_LISTED} FROM article_fts JOIN article ON article.id = article_fts.rowid
        WHERE article_fts MATCH ? ORDER BY article_fts.rowid DESC LIMIT ?""",
        (matched, limit),
    )


def _forms(word: str) -> tuple[str, ...]:
    """A folded word as texts may write it. A single letter is taken for a particle only before four letters or more."""
    bare = [word]
    for reading in readings(word):
        if reading.whole and (len(reading.letters) > STEM or len(word) - len(reading.letters) > 1):
            bare.append(reading.letters)
    return tuple(dict.fromkeys(form for one in bare for form in written_forms(one)))


def _numbered(records: Records, id_or_url: int | str) -> int | None:
    if isinstance(id_or_url, int) or id_or_url.isdecimal():
        number = int(id_or_url)
        return number if number < 2**63 else None
    value = url_key(id_or_url)
    if not value:
        return None
    found = records.value(
        """SELECT article.id FROM article_key JOIN article ON article.id = article_key.article WHERE key = ?
        ORDER BY copy_of IS NOT NULL, article.id DESC LIMIT 1""",
        (key_hash(Key("url", "", value)),),
    )
    return None if found is None else int(found)


def _list(records: Records, sql: str, parameters: Sequence[object]) -> tuple[Listed, ...]:
    return tuple(_listed(row) for row in records.rows(sql, parameters))


def _listed(row: Row) -> Listed:
    return Listed(
        row["id"],
        sure_time_of(row["seen"]),
        row["outlet"],
        row["url"],
        row["title"],
        Decision(row["decision"]),
        row["reason"],
        row["story"],
    )


def _stored(records: Records, row: Row) -> Stored:
    id, story = row["id"], row["story"]
    one = f"SELECT {_LISTED} FROM article WHERE id = ?"
    head = f"SELECT {_LISTED} FROM story JOIN article ON article.id = head WHERE story.id = ? AND head <> ?"
    also = f"SELECT {_LISTED} FROM article WHERE (copy_of = ? OR story = ?) AND id <> ? ORDER BY id"
    copied = _list(records, one, (row["copy_of"],))
    heads = _list(records, head.replace(" story FROM", " article.story FROM"), (story, id))
    return Stored(
        listed=_listed(row),
        feed=row["feed_url"] or "",
        guid=row["guid"],
        text=row["text"],
        lang=row["lang"],
        published=time_of(row["published"]),
        last_seen=sure_time_of(row["last_seen"]),
        origin=row["origin"],
        rules_version=row["rules_version"],
        actors=tuple(from_json(row["actors"])),
        places=tuple(from_json(row["places"])),
        matches=tuple(
            match_of(match) for match in records.rows("SELECT * FROM match WHERE article = ? ORDER BY rule", (id,))
        ),
        near=near_of(row["near"]),
        copy_of=copied[0] if copied else None,
        head=heads[0] if heads else None,
        also=_list(records, also, (id, story, id)),
        messages=tuple(
            message_of(message)
            for message in records.rows("SELECT * FROM message WHERE article = ? ORDER BY id", (id,))
        ),
        versions=tuple(
            _version(version) for version in records.rows("SELECT * FROM version WHERE article = ? ORDER BY id", (id,))
        ),
    )


def _version(row: Row) -> Version:
    return Version(
        sure_time_of(row["at"]),
        row["title"],
        row["text"],
        Decision(row["decision"]),
        row["reason"],
        row["rules_version"],
    )
