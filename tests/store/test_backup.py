"""Copies that can be trusted, and putting one back."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from monitor.errors import BadSettings, DamagedState
from monitor.model import Decision, MessageState
from monitor.store.backup import BACKUPS, back_up, backups, restore
from monitor.store.opening import RESTORING, Seal
from monitor.store.store import Store
from monitor.store.trouble import DATABASE, SEAL
from tests.store.world import World, entry


@pytest.fixture
def folder(world: World) -> Path:
    """The folder of copies."""
    return world.folder / BACKUPS


def files(folder: Path) -> set[str]:
    """The names in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_copy_of_a_running_state_is_whole_and_alone(world: World, folder: Path) -> None:
    """While the store is open, with what stands in its log alone: one file, sound, nothing else left about."""
    world.baseline()
    world.poll(entry(1))
    made = back_up(world.folder, folder, world.now)
    assert made and made.size == made.path.stat().st_size
    assert files(folder) == {made.path.name}
    assert made.path.name.startswith("monitor-2026-10-23T120200Z-")
    assert backups(folder)[0].at == world.now
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT count(*) FROM article").fetchone() == (1,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert files(folder) == {made.path.name}


def test_a_copy_is_one_moment_although_others_write(world: World, folder: Path) -> None:
    """A daemon that commits all the time neither stops the copy nor gets half of a commit into it."""
    world.baseline()
    stop = threading.Event()

    def write() -> None:
        with closing(Store.open(world.folder)) as store:
            while not stop.is_set():
                store.set_meta("a", "x" * 4000)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            assert back_up(world.folder, folder, world.now + timedelta(seconds=number))
    finally:
        stop.set()
        writer.join()
    assert len(backups(folder)) == 5


MEMORY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from monitor.store.backup import back_up

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

before = resident()
for day in (1, 2, 3):  # on threads, as in the daemon
    thread = Thread(target=back_up, args=(Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 11, day, tzinfo=UTC)))
    thread.start()
    thread.join()
print(resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_a_copy_leaves_little_memory_behind(world: World, tmp_path: Path) -> None:
    """The daily copy is no reason for the daemon to be larger the day after: some 2 MB, and 10 without the bound."""
    world.baseline()
    for number in range(4000):
        world.store.set_meta(f"key {number}", "x" * 3000)
    words = [sys.executable, "-c", MEMORY, str(world.folder), str(tmp_path / "copies")]
    said = subprocess.run(words, capture_output=True, text=True, check=True)
    assert float(said.stdout) < 5, said.stdout


def test_the_oldest_copies_go(world: World, folder: Path) -> None:
    """So many are kept, the newest; what is not a copy of ours stays."""
    world.baseline()
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    for day in range(5):
        back_up(world.folder, folder, world.now + timedelta(days=day), keep=3)
    assert [backup.at.day for backup in backups(folder)] == [27, 26, 25]
    assert "notes.txt" in files(folder)


def test_copies_by_hand_push_out_no_day(world: World, folder: Path) -> None:
    """Days are counted, not copies: many of one day leave those of the days before where they are."""
    world.baseline()
    for day in range(3):
        back_up(world.folder, folder, world.now + timedelta(days=day), keep=3)
    for hour in range(1, 5):
        back_up(world.folder, folder, world.now + timedelta(days=2, hours=hour))
    back_up(world.folder, folder, world.now + timedelta(days=2, hours=5), keep=3)
    assert [backup.at.day for backup in backups(folder)] == [25] * 6 + [24, 23]
    back_up(world.folder, folder, world.now + timedelta(days=3), keep=3)
    assert [backup.at.day for backup in backups(folder)] == [26] + [25] * 6 + [24]


def test_the_copy_just_made_stays(world: World, folder: Path) -> None:
    """With copies of a clock that was ahead in the folder, too; they push out nothing and stay until their day."""
    world.baseline()
    for day in range(10, 14):
        back_up(world.folder, folder, world.now + timedelta(days=day))
    for day in range(3):
        made = back_up(world.folder, folder, world.now + timedelta(days=day), keep=2)
        assert made and made.path.exists() and made.size == made.path.stat().st_size
    assert [(backup.at - world.now).days for backup in backups(folder)] == [13, 12, 11, 10, 2, 1]


def test_a_damaged_state_gives_no_copy(world: World, folder: Path) -> None:
    """Nothing that cannot be trusted is called a backup, and the good ones stay."""
    world.baseline()
    world.poll(*(entry(number) for number in range(200)))
    good = back_up(world.folder, folder, world.now)
    world.store.close()
    content = bytearray((world.folder / DATABASE).read_bytes())
    for page in range(8192, len(content), 4096):
        content[page : page + 99] = b"\xff" * 99
    (world.folder / DATABASE).write_bytes(content)
    with pytest.raises(DamagedState):
        back_up(world.folder, folder, world.now + timedelta(days=1), keep=1)
    assert good and files(folder) == {good.path.name}
    shutil.copy(good.path, world.folder / DATABASE)
    (world.folder / SEAL).unlink()
    world.store = Store.open(world.folder)


def test_a_copy_that_is_told_to_stop_leaves_nothing(world: World, folder: Path) -> None:
    """A daemon that leaves does not wait for it."""
    world.baseline()
    assert back_up(world.folder, folder, world.now, stop=lambda: True) is None
    assert files(folder) == set()


def test_nowhere_to_put_it_is_one_line(world: World, tmp_path: Path) -> None:
    """A file in the place of the folder, and a folder in which nothing is stored."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadSettings, match="cannot be used"):
        back_up(world.folder, tmp_path / "file", world.now)
    with pytest.raises(BadSettings, match="nothing to back up"):
        back_up(tmp_path / "nowhere", tmp_path, world.now)


def test_a_restored_state_knows_what_the_copy_knew(world: World, folder: Path) -> None:
    """What came later is new once more, never a baseline; what waited is told as a possible repeat; the old is kept."""
    world.baseline()
    world.poll(entry(1))
    made = back_up(world.folder, folder, world.now)
    world.poll(entry(2))
    world.store.close()
    assert made
    kept = restore(world.folder, made.path, world.now)
    world.store = Store.open(world.folder)
    assert world.poll(entry(2), entry(1)) == [Decision.NEW, Decision.IGNORE]
    waiting = world.store.messages(MessageState.PENDING)
    assert [(message.article, message.repeat) for message in waiting] == [(2, False), (1, True)]
    assert kept and {DATABASE, SEAL} <= files(kept)
    with closing(Store.open(kept)) as old:
        assert old.article(2)


def test_what_was_held_back_may_have_been_told(world: World, folder: Path) -> None:
    """It is a possible repeat as well; an edit is none, for the mark would stay in the message that it edits."""
    world.baseline()
    world.poll(*(entry(number) for number in range(1, 4)))
    world.store._records.execute("UPDATE message SET state = 'held', kind = 'update' WHERE id = 2")
    world.store._records.execute("UPDATE message SET kind = 'edit' WHERE id = 3")
    made = back_up(world.folder, folder, world.now)
    world.store.close()
    assert made
    restore(world.folder, made.path, world.now)
    world.store = Store.open(world.folder)
    found = {message.id: message.repeat for message in world.store.messages(*MessageState)}
    assert found == {1: True, 2: True, 3: False}


def test_restoring_after_the_worst(world: World, folder: Path) -> None:
    """With the database gone, its log left over or nothing there at all, a copy makes a state that works."""
    world.baseline()
    world.poll(entry(1))
    made = back_up(world.folder, folder, world.now)
    world.store.close()
    assert made
    for number, ruin in enumerate(("gone", "garbage", "all gone")):
        for name in (DATABASE, f"{DATABASE}-wal", SEAL):
            (world.folder / name).unlink(missing_ok=True)
        if ruin == "garbage":
            (world.folder / DATABASE).write_bytes(b"once upon a time " * 999)
        if ruin != "all gone":
            (world.folder / f"{DATABASE}-wal").write_bytes(b"left over")
            with pytest.raises(DamagedState, match="monitor restore FILE"):
                Store.open(world.folder)
        restore(world.folder, made.path, world.now + timedelta(hours=number))
        with closing(Store.open(world.folder)) as store:
            assert store.article(1)
    world.store = Store.open(world.folder)


def test_a_copy_damaged_anywhere_replaces_nothing(world: World, folder: Path, tmp_path: Path) -> None:
    """Under its own name every single byte is watched; under another, all that SQLite can tell."""
    world.baseline()
    world.poll(*(entry(number) for number in range(100)))
    made = back_up(world.folder, folder, world.now)
    assert made
    world.store.close()
    before = {name: (world.folder / name).read_bytes() for name in (DATABASE, SEAL)}
    content, dice, places = made.path.read_bytes(), random.Random(1), (tmp_path / made.path.name, tmp_path / "bad.db")
    refused = dict.fromkeys(places, 0)
    for bad, cut in product(places, [None] * 20 + [0, 100, len(content) // 2, len(content) - 4096]):
        damaged = bytearray(content[:cut])
        if cut is None:
            place = dice.randrange(len(damaged) - 16)
            damaged[place : place + 16] = bytes(255 - byte for byte in damaged[place : place + 16])
        bad.write_bytes(damaged)
        try:
            restore(world.folder, bad, world.now + timedelta(seconds=dice.randrange(10**6)))
        except DamagedState as error:
            refused[bad] += 1
            assert str(error).endswith("nothing was changed") and "\n" not in str(error)
            assert {name: (world.folder / name).read_bytes() for name in before} == before
        else:  # only what no reader ever looks at was turned
            with closing(Store.open(world.folder)) as store:
                assert len(store.latest(200)) == 100
            before = {name: (world.folder / name).read_bytes() for name in (DATABASE, SEAL)}
        assert bad.read_bytes() == damaged
    assert refused[places[0]] == 24 and refused[places[1]] >= 5
    world.store = Store.open(world.folder)


def test_a_file_of_another_program_is_refused(world: World, tmp_path: Path) -> None:
    """Sound, but not ours; missing; and a state of a newer version."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(DamagedState, match="not a database of Libya Monitor"):
        restore(world.folder, other, world.now)
    with pytest.raises(BadSettings, match="no such file"):
        restore(world.folder, tmp_path / "missing.db", world.now)


def test_a_restore_that_broke_off_is_named_and_can_be_done_again(world: World, folder: Path) -> None:
    """A kill between the old state and the new one leaves a state that refuses to start, and says what to do."""
    world.baseline()
    world.poll(entry(1))
    made = back_up(world.folder, folder, world.now)
    world.store.close()
    assert made
    seal = Seal(world.folder / SEAL)
    seal.write(RESTORING)
    seal.close()
    for missing in ("", DATABASE):
        if missing:
            (world.folder / missing).unlink()
        with pytest.raises(DamagedState, match="monitor restore FILE"):
            Store.open(world.folder)
    restore(world.folder, made.path, world.now)
    world.store = Store.open(world.folder)
    assert world.store.article(1)
