"""What is put away as time goes by, so that a year of a thousand articles a day stays below a gigabyte.

    after 6 days    texts that no feed shows any more are packed together, some fifty in one piece; they are read as
                    before, through the view `full_text`
    after 60 days   the search index and the traces of copies forget them
    after a year    (or as long as the operator says) texts, evidence and the words of messages go

Titles, addresses, decisions with their reasons, keys and figures stay for ever: what was told once is never told
again, and what was known stays known. Each step is one short transaction; freed pages are given back bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitor.store.opening import Records
from monitor.store.packing import deflated, pack
from monitor.store.rows import Row, stamp, sure_time_of
from monitor.store.tracing import traces_of

PACKED, FORGOTTEN = timedelta(days=6), timedelta(days=60)
PIECE = 200_000  # bytes of text packed together
LEAST, WAITED = 48_000, timedelta(days=45)  # less than that waits for more of its language, but not for ever
AT_ONCE = 50  # articles of one step
PAGES = 256  # given back in one step
WEEK, MERGED = timedelta(days=7), 64  # between two cleanings of the search index; pages of one step
_MERGING = "merging"
SLACK = 256  # free pages that are left for what comes next


def pack_some(records: Records, now: datetime) -> bool:
    """Packs one piece of texts that no poll needs any more; whether there was one."""
    by_language: dict[str, list[Row]] = {}
    for row in records.rows(_PACKABLE, (stamp(now - PACKED),)):
        by_language.setdefault(row["lang"], []).append(row)
    for found in by_language.values():
        piece, size = _piece(records, [row["id"] for row in found])
        if size >= LEAST or found[0]["last_seen"] < stamp(now - WAITED):
            _pack(records, piece)
            return True
    return False


# What a feed showed at its latest news has the latest `last_seen` of its articles: it will be looked up again.
# Nothing of a text is read here: the index `article_text_plain` alone says which are not packed.
_PACKABLE = """
    WITH plain AS (
        SELECT article.id, feed, lang, last_seen
        FROM article_text JOIN article ON article.id = article_text.article WHERE folded <> ''
    ), newest AS (SELECT feed, max(last_seen) AS at FROM plain GROUP BY feed)
    SELECT id, lang, last_seen FROM plain LEFT JOIN newest USING (feed)
    WHERE last_seen < ? AND (at IS NULL OR last_seen < at) ORDER BY id LIMIT 2000
"""


def _piece(records: Records, articles: Sequence[int]) -> tuple[list[int], int]:
    """The first ones, up to the size of a piece, and what they are together; no more texts are read."""
    piece, size = [], 0
    for article in articles:
        piece.append(article)
        size += records.value("SELECT length(CAST(text AS BLOB)) FROM article_text WHERE article = ?", (article,))
        if size >= PIECE:
            break
    return piece, size


def _pack(records: Records, articles: Sequence[int]) -> None:
    marks = ",".join("?" * len(articles))
    rows = records.rows(f"SELECT article, text, folded FROM article_text WHERE article IN ({marks})", articles)
    texts = pack({row["article"]: row["text"] for row in rows})
    number = records.value("INSERT INTO pack (texts) VALUES (?) RETURNING id", (texts,))
    _replace(records, [(row["article"], number, deflated(row["folded"])) for row in rows])


def _replace(records: Records, rows: Sequence[tuple[int, int, bytes | None]]) -> None:
    """Puts (article, pack, words) in the place of texts. A row that only shrinks would leave its page half empty."""
    records.many("DELETE FROM article_text WHERE article = ?", [(row[0],) for row in rows])
    records.many("INSERT INTO article_text (article, text, folded, pack, words) VALUES (?, '', '', ?, ?)", rows)


def unpack(records: Records, articles: Sequence[int]) -> None:
    """Takes texts out again, because they are edited. One that is forgotten may still be in the search index: without
    its words there the edit could not take them out of it."""
    records.many(
        """UPDATE article_text SET folded = iif(words IS NULL, '', inflated(words)), words = NULL, pack = NULL,
            text = iif(pack IS NULL, text, unpacked((SELECT texts FROM pack WHERE id = article_text.pack), article))
        WHERE article = ? AND (pack IS NOT NULL OR words IS NOT NULL)""",
        [(article,) for article in articles],
    )


def unindex_some(records: Records, now: datetime) -> bool:
    """Takes some old texts out of the search index; whether there were any."""
    rows = records.rows(
        """SELECT id, pack, inflated(words) AS words FROM article_text JOIN article ON article.id = article_text.article
        WHERE words IS NOT NULL AND seen < ? ORDER BY id LIMIT ?""",
        (stamp(now - FORGOTTEN), AT_ONCE),
    )
    records.many(
        "INSERT INTO article_fts (article_fts, rowid, folded) VALUES ('delete', ?, ?)",
        [(row["id"], row["words"]) for row in rows],
    )
    _replace(records, [(row["id"], row["pack"], None) for row in rows])
    return bool(rows)


def merge_some(records: Records, now: datetime) -> bool:
    """Once a week the search index is written anew, a few pages at a time: until then it only notes what it lost.

    The command 'merge' of FTS5: a negative number begins, a positive one goes on; it is done when nothing changes.
    https://www.sqlite.org/fts5.html#the_merge_command
    """
    last = records.value("SELECT value FROM meta WHERE key = 'index_merged'") or ""
    if last != _MERGING and last and sure_time_of(last) > now - WEEK:
        return False
    before = records.conn.total_changes
    pages = MERGED if last == _MERGING else -MERGED
    records.execute("INSERT INTO article_fts (article_fts, rank) VALUES ('merge', ?)", (pages,))
    more = pages < 0 or records.conn.total_changes - before >= 2
    note = _MERGING if more else stamp(now)
    if note != last:
        records.execute("INSERT OR REPLACE INTO meta VALUES ('index_merged', ?)", (note,))
    return more


def untrace_some(records: Records, now: datetime) -> bool:
    """Forgets the traces of some old articles; whether there were any."""
    day = (now.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC) - FORGOTTEN).days
    rows = records.rows(
        """SELECT article, traces FROM profile JOIN article ON article.id = profile.article
        WHERE day < ? AND traces <> x'' AND feed IS NOT NULL ORDER BY day LIMIT ?""",  # what was given stays known
        (day, AT_ONCE),
    )
    records.many(
        "DELETE FROM trace WHERE hash = ? AND article = ?",
        [(trace, row["article"]) for row in rows for trace in traces_of(row["traces"])],
    )
    records.many("UPDATE profile SET traces = x'' WHERE article = ?", [(row["article"],) for row in rows])
    return bool(rows)


def forget_some(records: Records, now: datetime, keep_days: int) -> bool:
    """Lets go of the oldest piece of texts when all of it is older than that, with its evidence; whether it was."""
    if not keep_days:
        return False
    oldest = records.rows(
        """SELECT pack, max(last_seen) AS at FROM article_text JOIN article ON article.id = article_text.article
        WHERE pack = (SELECT min(id) FROM pack) GROUP BY pack"""
    )
    if not oldest:  # the piece is empty: all of its texts were taken out again
        return records.execute("DELETE FROM pack WHERE id = (SELECT min(id) FROM pack)").rowcount > 0
    number, at = oldest[0]
    if at >= stamp(now - timedelta(days=keep_days)):
        return False
    for statement in _FORGET:
        records.execute(statement, (number,))
    return True


_OF_THE_PIECE = "IN (SELECT article FROM article_text WHERE pack = ?)"
_FORGET = (
    f"""UPDATE version SET text = '' WHERE article {_OF_THE_PIECE}""",
    f"""UPDATE match SET evidence = '[]' WHERE article {_OF_THE_PIECE}""",
    f"""UPDATE article SET near = '[]' WHERE id {_OF_THE_PIECE}""",
    f"""UPDATE message SET html = '', plain = '' WHERE article {_OF_THE_PIECE}
        AND state IN ('sent', 'parked', 'gathered')""",
    """UPDATE article_text SET pack = NULL WHERE pack = ?""",
    """DELETE FROM pack WHERE id = ?""",
)


def shrink(records: Records) -> bool:
    """Gives some free pages back to the disk, outside of any transaction; whether more are free."""
    if records.value("PRAGMA auto_vacuum") != 2:
        return False
    if records.value("PRAGMA freelist_count") <= SLACK:
        return False
    records.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
    return bool(records.value("PRAGMA freelist_count") > SLACK)
