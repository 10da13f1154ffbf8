"""Copies of the state that can be trusted, and putting one of them back.

A copy is made with SQLite's backup API from one moment of the running database, checked as a whole (`integrity_check`,
foreign keys, our tables), and only then given its name: what is called a backup is one. It is a single file. SQLite
sees no harm in a letter that turned into another, so the name ends with the beginning of the content's SHA-256.

Restoring never trusts and never destroys: the file is copied and checked first, the old state is kept in a folder of
its own, and a kill at any point leaves a state that either works or refuses to start, never one that begins anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import BadSettings, DamagedState, MonitorError
from monitor.store.opening import BUSY, RESTORING, Records, Seal, database_uri, sound
from monitor.store.trouble import DATABASE, RESTORE, SEAL, meaning_of

BACKUPS = "backups"  # in the state folder
_TIME = "%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r"monitor-(\d{4}-\d\d-\d\dT\d{6}Z)-([0-9a-f]{12})\.db")
_PAGES = 2048  # copied between two looks at whether to stop
_CACHE = 256  # kilobytes of pages for either database; of SQLite's own 2,000 eight megabytes stayed with the process
_STEPS = 100_000  # of SQLite's machine between two such looks while it checks

# an edit told twice changes nothing, and would say of the message it edits that it may be a repeat
_MAYBE_TOLD = "UPDATE message SET repeat = 1 WHERE state IN ('pending', 'sending', 'held') AND kind <> 'edit'"

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: where, of when, and how large in bytes."""

    path: Path
    at: datetime
    size: int


def back_up(state: Path, folder: Path, now: datetime, keep: int = 0, stop: Stop = lambda: False) -> Backup | None:
    """Makes one verified copy of the state's database in `folder`; None when `stop` said so on the way.

    With `keep` only the copies of so many days (UTC) stay, the newest with any. Raises DamagedState when the state is
    not sound, StateUnwritable, BadSettings when there is nothing to copy or nowhere to put it.
    """
    source = state / DATABASE
    if not source.exists():
        raise BadSettings(f"nothing is stored in {state} yet: there is nothing to back up")
    with _aside(folder, DATABASE) as copy:
        if not _copied(source, copy, stop):
            return None
        path = folder / f"monitor-{now.astimezone(UTC):{_TIME}}-{_digest(copy)}.db"
        _put(copy, path)
        made = Backup(path, now, path.stat().st_size)
    for old in _outdated(backups(folder), made, keep) if keep else ():
        old.path.unlink(missing_ok=True)
    return made


def _outdated(found: list[Backup], made: Backup, keep: int) -> list[Backup]:
    """Those of days before the last ones. Days, not copies: many made by hand must not push out those of a week.

    What is dated later than the one just made (the clock was ahead, or another's is) counts for nothing and stays.
    """
    past = [backup for backup in found if backup.at < made.at and backup.path != made.path]
    days = sorted({made.at.astimezone(UTC).date(), *(backup.at.date() for backup in past)})[-keep:]
    return [backup for backup in past if backup.at.date() not in days]


def backups(folder: Path) -> list[Backup]:
    """The copies in a folder, the newest first."""
    found = []
    for path in folder.glob("monitor-*.db"):
        named = _NAME.fullmatch(path.name)
        with suppress(OSError, ValueError):  # another program may have removed it meanwhile
            if named:
                at = datetime.strptime(named[1], _TIME).replace(tzinfo=UTC)
                found.append(Backup(path, at, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def restore(state: Path, file: Path, now: datetime) -> Path | None:
    """Puts a copy in the place of the state's database; gives the folder that holds the old state, None without one.

    To be called with the daemon's lock held. What waited to be told at the time of the copy may have been told since:
    it is told as a possible repeat. Raises DamagedState when the file is no sound database of ours, with nothing
    changed; BadSettings when it cannot be read.
    """
    if not file.is_file():
        raise BadSettings(f"{file}: there is no such file")
    named = _NAME.fullmatch(file.name)
    with _aside(state, DATABASE) as copy:
        try:
            if named and _digest(file) != named[2]:
                raise DamagedState("its content is not what was written")
            _copied(file, copy, still=True)
        except DamagedState as error:
            why = str(error).removesuffix(f"; {RESTORE}")
            raise DamagedState(f"{file} is no backup that can be used: {why}; nothing was changed") from error
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute(_MAYBE_TOLD)
            connection.commit()
            (serial,) = connection.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'serial'").fetchone()
        kept = _kept(state, now)
        seal = Seal(state / SEAL)
        seal.write(RESTORING)  # from here to the end a start is refused
        for name in (f"{DATABASE}-wal", f"{DATABASE}-shm"):  # of the old database: SQLite would read them into the new
            (state / name).unlink(missing_ok=True)
        _put(copy, state / DATABASE)
        seal.write(serial, closed=True)
        seal.close()
    return kept


def _kept(state: Path, now: datetime) -> Path | None:
    """A folder with the files of the old state, under the names they had; without copying a byte."""
    files = [file for name in (DATABASE, f"{DATABASE}-wal", SEAL) if (file := state / name).exists()]
    if not files:
        return None
    folder = state / now.astimezone(UTC).strftime("replaced-%Y-%m-%dT%H%M%SZ")
    folder.mkdir()
    for file in files:
        if file.name == SEAL:  # written in place: a link would change with it
            (folder / file.name).write_bytes(file.read_bytes())
        else:
            os.link(file, folder / file.name)
    return folder


@contextmanager
def _aside(folder: Path, name: str) -> Iterator[Path]:
    """A path for a file that is not finished yet; whatever is left there at the end is removed."""
    path = folder / f".{name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove(path)
        yield path
    except sqlite3.DatabaseError as error:
        raise _explained(error, folder) from error
    except OSError as error:
        raise BadSettings(f"{error.filename or folder} cannot be used: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            _remove(path)


def _remove(path: Path) -> None:
    for file in (path, path.with_name(f"{path.name}-journal")):
        file.unlink(missing_ok=True)


def _copied(source: Path, copy: Path, stop: Stop = lambda: False, *, still: bool = False) -> bool:
    """Copies one moment of the source and checks the copy; whether it came to an end before it was told to stop.

    `still`: nobody writes to the source.
    """

    def look(*_: object) -> None:
        if stop():
            raise _Stopped

    try:
        with closing(_reading(source, still)) as old, closing(sqlite3.connect(copy, isolation_level=None)) as new:
            for connection in (old, new):
                connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            old.execute("BEGIN")  # one moment: without it, each commit of the daemon begins the copy anew
            old.execute("SELECT count(*) FROM sqlite_master")
            old.backup(new, pages=_PAGES, progress=look, sleep=0.05)
            old.execute("ROLLBACK")
            new.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read from any medium
            new.set_progress_handler(lambda: int(stop()), _STEPS)
            sound(Records(new), source)
    except _Stopped:
        return False
    except UnicodeDecodeError as error:  # the driver quotes damaged names in its own errors
        raise DamagedState(f"{source} is damaged (unreadable names)") from error
    except sqlite3.DatabaseError as error:
        if stop():
            return False
        raise _explained(error, source) from error
    return True


def _reading(source: Path, still: bool) -> sqlite3.Connection:
    """For reading alone. What nobody writes to, with no log beside it, may lie where nothing can be written at all."""
    alone = still and not source.with_name(f"{source.name}-wal").exists()
    address = database_uri(source, "ro") + "&immutable=1" * alone
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY)


def _explained(error: sqlite3.DatabaseError, path: Path) -> MonitorError:
    meaning = meaning_of(error, str(path))
    damaged = meaning is None or isinstance(meaning, DamagedState)
    return DamagedState(f"{path} cannot be read ({error})") if damaged or not meaning else meaning


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:12]


def _put(copy: Path, path: Path) -> None:
    """Gives a finished file its name, on the disk for good."""
    _synced(copy, os.O_RDWR)
    copy.replace(path)
    _synced(path.parent, os.O_RDONLY)


def _synced(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Stopped(Exception):
    """Told to stop in the middle of a copy."""
