"""From a folder to a database that can be trusted."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.errors import BadSettings, DamagedState, MonitorError, StateBusy, StateUnwritable
from monitor.model import Decision, Feed
from monitor.store.opening import open_records
from monitor.store.store import Store
from monitor.store.trouble import DATABASE, SEAL
from tests.store.world import World, entry

LOG = f"{DATABASE}-wal"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder with a baseline and a few articles, closed in order."""
    world = World(tmp_path / "state")
    world.poll(*(entry(number) for number in range(1, 30)))
    world.poll(*(entry(number) for number in range(20, 60)))
    world.store.close()
    return world.folder


def killed(folder: Path) -> Path:
    """A copy of a state folder as a kill leaves it: some of what was committed stands in the log alone."""
    world = World(folder)
    world.poll(*(entry(number) for number in range(100, 120)))
    after = folder.with_name("killed")
    shutil.copytree(folder, after)
    world.store.close()
    return after


# -- a good folder ----------------------------------------------------------------------------------------------------


def test_a_new_folder_gets_a_whole_database(tmp_path: Path) -> None:
    """Nothing is left lying about but the database and its seal; opening it again changes nothing."""
    for _ in range(2):
        Store.open(tmp_path / "a" / "state").close()
        assert {path.name for path in (tmp_path / "a" / "state").iterdir()} == {DATABASE, SEAL}


def test_the_connection_is_set_up_for_safety(folder: Path) -> None:
    """Write-ahead log, waiting for the disk at each commit, foreign keys, patience with other writers."""
    with closing(open_records(folder)[0]) as records:
        pragmas = {name: records.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        assert records.value("PRAGMA busy_timeout") >= 60_000
        with pytest.raises(sqlite3.IntegrityError):
            records.execute("INSERT INTO article_key VALUES (x'00', 0, 999)")


def test_a_kill_loses_nothing(folder: Path) -> None:
    """What was committed before a kill is there at the next start, log and all."""
    with closing(Store.open(killed(folder))) as store:
        assert store.article("https://outlet.example/119") is not None


def test_a_read_only_store_reads_beside_a_writer(folder: Path) -> None:
    """`status` and `why` look on while the daemon writes, and can change nothing."""
    world = World(folder)
    with closing(Store.open(folder, read_only=True)) as reader:
        world.poll(entry(200))
        assert reader.article("https://outlet.example/200") is not None
        with pytest.raises(StateUnwritable, match="readonly"):
            reader.set_meta("a", "b")
    world.store.close()


def test_there_is_nothing_to_read_before_the_first_run(tmp_path: Path) -> None:
    """A command that only reads says so, and creates nothing."""
    with pytest.raises(BadSettings, match="monitor run"):
        Store.open(tmp_path / "state", read_only=True)
    assert not (tmp_path / "state").exists()


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    """A file in place of the folder is one clear line."""
    (tmp_path / "state").write_text("")
    with pytest.raises(BadSettings, match="cannot be used"):
        Store.open(tmp_path / "state")


# -- damage -----------------------------------------------------------------------------------------------------------


def sql(statement: str) -> Callable[[Path], None]:
    """A damage done by SQL, without foreign keys."""

    def do(folder: Path) -> None:
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
            connection.execute(statement)

    return do


def written(name: str, content: bytes) -> Callable[[Path], None]:
    """A damage done by writing a file."""

    def do(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return do


def removed(name: str) -> Callable[[Path], None]:
    """A damage done by removing a file."""
    return lambda folder: (folder / name).unlink()


def halved(folder: Path) -> None:
    """The database cut off in the middle of a page."""
    content = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(content[: len(content) // 2 + 100])


def emptied_with_seal(folder: Path) -> None:
    """A database from before, put in place without saying so."""
    (folder / DATABASE).unlink()
    (folder / SEAL).rename(folder / "kept")
    Store.open(folder).close()
    (folder / "kept").replace(folder / SEAL)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "zero length": (written(DATABASE, b""), "is empty"),
    "not a database": (written(DATABASE, b"once upon a time " * 999), "file is not a database"),
    "removed": (removed(DATABASE), "is missing"),
    "cut": (halved, "damaged"),
    "an older one in its place": (emptied_with_seal, "lost its last 2 transactions"),
    "a table gone": (sql("DROP TABLE version"), "lacks the tables version"),
    "feeds gone": (sql("DELETE FROM feed"), "feeds it no longer knows"),
    "another program's": (sql("PRAGMA application_id = 7"), "not a database of Libya Monitor"),
    "from the future": (
        sql("INSERT INTO _sqlite_migrations VALUES (9, 'monitor', 'teleport', '2031-01-01')"),
        "newer version",
    ),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES)
def test_damage_is_one_clear_line_and_nothing_is_changed(
    folder: Path, damage: Callable[[Path], None], words: str
) -> None:
    """The start is refused, says why in one line and what to do, and leaves every file as it was."""
    damage(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for read_only in (False, True):
        if read_only and words == "damaged":
            continue  # a reader does not search the whole file
        with pytest.raises(DamagedState, match=words) as caught:
            Store.open(folder, read_only=read_only)
        assert "\n" not in str(caught.value)
        left = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert {name: left.get(name) for name in before} == before


def test_a_removed_log_is_noticed(folder: Path) -> None:
    """After a kill the log holds what was decided last; without it those items would be told again, or be baseline."""
    after = killed(folder)
    (after / LOG).unlink()
    with pytest.raises(DamagedState, match="lost its last 1 transactions"):
        Store.open(after)
    (after / SEAL).unlink()
    Store.open(after).close()


def test_a_damaged_log_is_noticed(folder: Path) -> None:
    """SQLite stops at the first frame that does not add up and says nothing; the seal does."""
    after = killed(folder)
    log = bytearray((after / LOG).read_bytes())
    log[len(log) // 2] ^= 0xFF
    (after / LOG).write_bytes(log)
    with pytest.raises(DamagedState, match="has lost its last"):
        Store.open(after)


@pytest.mark.parametrize("place", [*range(0, 100, 9), *(f"{percent}%" for percent in range(3, 100, 8))])
def test_flipped_bytes_never_become_a_new_baseline(folder: Path, place: int | str) -> None:
    """Sixteen flipped bytes at any place: refused in one line, or the baseline and every article are still there."""
    content = bytearray((folder / DATABASE).read_bytes())
    start = place if isinstance(place, int) else len(content) * int(place[:-1]) // 100
    content[start : start + 16] = bytes(byte ^ 0xFF for byte in content[start : start + 16])
    (folder / DATABASE).write_bytes(content)
    try:
        store = Store.open(folder)
    except MonitorError as error:
        assert "\n" not in str(error)
        return
    with closing(store), suppress(DamagedState):
        assert store.feed_state(World.feed).baseline_at is not None
        assert store._records.value("SELECT count(*) FROM article") == 59


def test_a_seal_that_cannot_be_read_is_no_obstacle(folder: Path) -> None:
    """The seal is a check, not a treasure: without it, or with nonsense in it, the database is taken as it is."""
    for content in (None, b"", b"\xff\xfe", b"-- opened"):
        if content is None:
            (folder / SEAL).unlink()
        else:
            (folder / SEAL).write_bytes(content)
        with closing(Store.open(folder)) as store:
            assert store.latest(1)


def test_a_restored_backup_is_no_new_baseline(folder: Path, tmp_path: Path) -> None:
    """An older copy, put in place as the message says, remembers its baseline: later items are new, not baseline."""
    backup = tmp_path / "backup.db"
    shutil.copy(folder / DATABASE, backup)
    world = World(folder)
    world.poll(entry(70))
    world.store.close()
    shutil.copy(backup, folder / DATABASE)
    (folder / SEAL).unlink()
    world = World(folder)
    assert world.poll(entry(70), entry(3)) == [Decision.NEW, Decision.IGNORE]
    world.store.close()


def test_leftovers_of_a_crash_at_birth_do_not_matter(tmp_path: Path) -> None:
    """A process that died while it built the database aside leaves no database behind, and the next one builds it."""
    state = tmp_path / "state"
    state.mkdir()
    (state / f".{DATABASE}.12345").write_bytes(b"half")
    Store.open(state).close()
    assert (state / DATABASE).stat().st_size > 0


def test_damage_met_later_is_damage_too(folder: Path) -> None:
    """A store that was sound when it was opened names the damage when it comes upon it."""
    content = bytearray((folder / DATABASE).read_bytes())
    with closing(Store.open(folder, read_only=True)) as store:
        for page in range(4096, len(content), 4096):
            content[page : page + 64] = b"\xff" * 64
        (folder / DATABASE).write_bytes(content)
        with pytest.raises(DamagedState, match="damaged"):
            store.latest(1000)


# -- what sqlite-utils and SQLite do that must not be relied upon ------------------------------------------------------


def test_a_second_writer_is_waited_for(folder: Path) -> None:
    """While another connection holds the database, a commit waits, then succeeds."""
    world = World(folder)
    started, release = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(open_records(folder)[0]) as other, other.transaction():
            other.execute("UPDATE feed SET ttl = 1")
            started.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert started.wait(10)
    threading.Timer(0.2, release.set).start()
    assert world.poll(entry(300)) == [Decision.NEW]
    holder.join()
    world.store.close()


def test_a_deferred_transaction_would_fail_at_once(folder: Path) -> None:
    """Why `transaction` begins immediate: after a read, `atomic()` cannot wait for another writer at all."""
    one, other = open_records(folder)[0], open_records(folder)[0]
    with closing(one), closing(other):
        with pytest.raises(StateBusy, match="locked"), one.atomic():
            one.rows("SELECT * FROM feed")
            with other.transaction():
                other.execute("UPDATE feed SET ttl = 2")
            one.execute("UPDATE feed SET ttl = 3")
        with one.transaction():
            one.rows("SELECT * FROM feed")
            with one.atomic():
                one.execute("UPDATE feed SET ttl = 4")
        assert other.value("SELECT ttl FROM feed") == 4


def test_the_connection_as_context_is_no_transaction(tmp_path: Path) -> None:
    """Why nothing says `with db.conn`: sqlite-utils commits each insert, so the first stays when the second fails."""
    with closing(Database(sqlite3.connect(tmp_path / "a.db"), execute_plugins=False)) as db:
        with suppress(RuntimeError), db.conn:
            db.table("one").insert({"id": 1})
            raise RuntimeError
        assert db.table("one").count == 1


def test_a_transaction_is_rolled_back_whole(folder: Path) -> None:
    """An exception in the block, ours or SQLite's, undoes what the block did before."""
    with closing(open_records(folder)[0]) as records:
        with pytest.raises(RuntimeError), records.transaction():
            records.execute("DELETE FROM message")
            raise RuntimeError
        assert records.value("SELECT count(*) FROM message")
        assert not records.conn.in_transaction


def test_a_store_belongs_to_its_thread(folder: Path) -> None:
    """Used from another thread, SQLite refuses: nothing can come in between a look-up and its commit."""
    caught: list[BaseException] = []

    def use() -> None:
        try:
            store.feed_state(Feed("a", "b"))
        except sqlite3.ProgrammingError as error:
            caught.append(error)

    with closing(Store.open(folder)) as store:
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
    assert len(caught) == 1
