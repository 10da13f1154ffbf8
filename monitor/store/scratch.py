"""A database for what is thrown away: the tables of the state, without its disk, its search and its safety.

A trial must not touch the user's state nor wait for a disk. It lies in SQLite's own temporary space (memory, and an
unnamed file once it grows), so nothing is left behind even by a kill.
"""

from __future__ import annotations

import sqlite3

from monitor.store.opening import Records
from monitor.store.schema import migrations

CACHE = 128  # MiB of pages kept in memory before the temporary file is used
UNASKED = ("article_feed", "article_decision", "article_text_plain", "message_state")  # indexes of overviews alone
_SEARCH = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'article_text'"


def scratch_records() -> Records:
    """An empty database with all tables, gone when it is closed."""
    connection = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF", f"cache_size = -{CACHE * 1024}"):
        connection.execute(f"PRAGMA {pragma}")
    records = Records(connection)
    with records.transaction():
        migrations.apply(records)
        for trigger in records.rows(_SEARCH):  # they keep the search index, and nobody searches a trial
            records.execute(f"DROP TRIGGER {trigger['name']}")
        for index in UNASKED:
            records.execute(f"DROP INDEX {index}")
    return records
