"""The tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from hashlib import sha256

import pytest
from sqlite_utils import Database

from monitor.store.schema import MIGRATIONS, TABLES, migrations
from tests.store.world import World, entry

PINNED = {  # what each migration executes
    "beginning": "b4a45273c884",
    "upkeep": "b8b8e14066fe",
    "stories": "2aea94fdf921",
    "rhythm": "eec41c0691b9",
    "attic": "1d188ad04495",
    "slim": "d96305f997a7",
    "addressed": "eba4a837de17",
    "pruned": "e9aada28c7b8",
}


def fresh() -> Database:
    """An empty database in memory."""
    return Database(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False)


def test_migrations_run_once_and_are_all_named() -> None:
    """Applying them twice changes nothing; the names that tell a newer database are those of the migrations."""
    with closing(fresh()) as db:
        assert {migration.name for migration in migrations.pending(db)} == MIGRATIONS
        migrations.apply(db)
        migrations.apply(db)
        assert {migration.name for migration in migrations.applied(db)} == MIGRATIONS
        assert set(db.table_names()) > TABLES


def texts() -> Iterator[tuple[str, str]]:
    """Each migration's name, and the beginning of the hash of what it executes, however that is indented."""
    executed: list[str] = []
    with closing(fresh()) as db, db.tracer(lambda sql, parameters: executed.append(" ".join(sql.split()))):
        for migration in list(migrations.pending(db)):
            executed.clear()
            migration.fn(db)
            yield migration.name, sha256("\n".join(executed).encode()).hexdigest()[:12]


def test_no_migration_was_edited() -> None:
    """A database that has one already does not get what is written into it later: write another, and add it here."""
    assert dict(texts()) == PINNED


@pytest.mark.parametrize("early", ["(value, unit, id)", "(value, id)"])
def test_early_databases_get_the_indexes_of_today(early: str) -> None:
    """Two indexes of stories were once others under the same names."""
    with closing(fresh()) as db, closing(fresh()) as new:
        migrations.apply(new)
        migrations.apply(db, stop_before="pruned")
        db.execute("DROP INDEX figure_value")
        db.execute(f"CREATE INDEX figure_value ON figure {early}")
        migrations.apply(db)
        indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
        assert db.execute(indexes).fetchall() == new.execute(indexes).fetchall()
        assert "profile_day" not in dict(db.execute(indexes).fetchall())


def test_every_table_is_strict() -> None:
    """SQLite refuses what is not of the column's type, in every table but those that it makes for the index."""
    with closing(fresh()) as db:
        migrations.apply(db)
        rows = db.execute("SELECT name, strict FROM pragma_table_list").fetchall()
        assert {name for name, strict in rows if name in TABLES and not strict} == {"article_fts"}


def test_times_can_be_read_in_a_table_browser(world: World) -> None:
    """Times are ISO-8601 in UTC with milliseconds, so that Datasette shows and sorts them."""
    world.baseline()
    world.poll(entry())
    for sql in ("SELECT seen FROM article", "SELECT created FROM message", "SELECT baseline_at FROM feed"):
        text = world.store._records.value(sql)
        assert len(text) == 24
        assert text.endswith("Z")
        assert datetime.fromisoformat(text) <= world.now


def test_the_view_of_copies(world: World) -> None:
    """`also` lists what other outlets carried of an article, for people who look into the database."""
    world.baseline(world.feed, world.other)
    world.poll(entry(1))
    world.poll(entry(1, guid="elsewhere"), feed=world.other)
    rows = world.store._records.rows("SELECT article, outlet, decision FROM also")
    assert [tuple(row) for row in rows] == [(1, "Other", "ignore")]
