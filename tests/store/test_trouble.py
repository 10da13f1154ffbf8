"""What SQLite's errors mean for a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import DamagedState, MonitorError, StateBusy, StateUnwritable
from monitor.model import Decision
from monitor.store.opening import open_records
from monitor.store.store import Store
from monitor.store.trouble import DATABASE, Named
from tests.store.world import World, entry


@pytest.fixture
def other(world: World) -> Iterator[sqlite3.Connection]:
    """A second connection to the database of the world, as another program has it."""
    with closing(sqlite3.connect(world.folder / DATABASE, isolation_level=None)) as connection:
        yield connection


def test_a_full_disk_is_one_line_and_changes_nothing(world: World) -> None:
    """A poll that does not fit is refused whole; with room again it is stored."""
    world.baseline()
    records = world.store._records
    records.execute(f"PRAGMA max_page_count = {records.value('PRAGMA page_count')}")
    with pytest.raises(StateUnwritable, match=r"full.*nothing was changed; make room") as caught:
        world.poll(*(entry(number) for number in range(50)))
    assert "\n" not in str(caught.value)
    assert records.value("SELECT count(*) FROM article") == 0
    records.execute("PRAGMA max_page_count = 100000")
    assert world.poll(entry(1)) == [Decision.NEW]


def test_a_lock_held_too_long_is_one_line(world: World, other: sqlite3.Connection) -> None:
    """Somebody else's transaction that outlasts our patience is named; when it is over, all goes on."""
    world.baseline()
    world.store._records.execute("PRAGMA busy_timeout = 1")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateBusy, match="another program"):
        world.poll(entry(1))
    other.execute("ROLLBACK")
    assert world.poll(entry(1)) == [Decision.NEW]


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """Read-only, not ours to open, a folder in its place: the line begins with its path."""
    (tmp_path / DATABASE).mkdir()
    for read_only in (False, True):
        with pytest.raises(StateUnwritable, match=f"^{tmp_path / DATABASE} cannot be used"):
            Store.open(tmp_path, read_only=read_only)


def raised(code: int) -> Exception:
    """What an error of SQLite with this extended code becomes."""
    error = sqlite3.OperationalError("it failed")
    error.sqlite_errorcode = code
    with pytest.raises((MonitorError, sqlite3.Error)) as caught, Named():
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StateBusy),
        (sqlite3.SQLITE_LOCKED, StateBusy),
        (sqlite3.SQLITE_IOERR_WRITE, StateUnwritable),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StateUnwritable),
        (sqlite3.SQLITE_CANTOPEN, StateUnwritable),
        (sqlite3.SQLITE_CORRUPT_INDEX, DamagedState),
    ],
)
def test_extended_codes_count_as_their_kind(code: int, kind: type[MonitorError]) -> None:
    """SQLite says more than the kind in the upper bits; the kind decides."""
    assert type(raised(code)) is kind


def test_a_bug_stays_a_bug(world: World) -> None:
    """A statement that SQLite does not understand is no trouble of the state's: it is raised as it is."""
    assert type(raised(sqlite3.SQLITE_ERROR)) is sqlite3.OperationalError
    with closing(open_records(world.folder)[0]) as records, pytest.raises(sqlite3.OperationalError, match="syntax"):
        records.execute("SELEKT")
