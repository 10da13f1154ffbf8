"""From a folder to a database that can be trusted, or to one clear line that says why not.

A damaged, lost or foreign database must never be mistaken for an empty one: then every feed would get a new baseline
and what happened meanwhile would be lost in silence. So a database is born complete (built aside, then put in place),
and beside it lies a seal, the number of the last transaction. A database that is behind its seal has lost something.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from monitor.errors import BadSettings, DamagedState
from monitor.store.packing import register
from monitor.store.schema import APPLICATION_ID, MIGRATIONS, TABLES, migrations
from monitor.store.trouble import DATABASE, RESTORE, SEAL, Named

BUSY = 90.0  # seconds to wait for another process's transaction
ALWAYS_CHECKED = 512 * 1024 * 1024  # bytes; SQLite's quick check reads that in about a second
WAL_LIMIT = 32 * 1024 * 1024  # bytes that the write-ahead log keeps on disk after a checkpoint
RESTORING = 10**19  # in the seal, a number that no database reaches: one is being put in the place of another

AMONG = "IN (SELECT value FROM json_each(?))"  # numbers as JSON: one statement for any number of them, prepared once
Watch = Callable[[str, Any], None]  # called before each statement; what it raises makes the statement fail


class Records(Database):
    """The connection: statements, rows, and the one kind of transaction there is. Belongs to the thread that opened it.

    Damage found on the way is DamagedState. What may pass is StateBusy (a lock held longer than `BUSY`) and
    StateUnwritable (a full disk), nothing changed.
    """

    def __init__(self, connection: sqlite3.Connection, watch: Watch | None = None) -> None:
        register(connection)
        super().__init__(connection, tracer=watch, execute_plugins=False)
        self._watch = watch

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> sqlite3.Cursor:
        """One statement."""
        with Named():
            return super().execute(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query, by column name."""
        with Named():
            cursor = super().execute(sql, parameters)
            cursor.row_factory = sqlite3.Row
            return cursor.fetchall()

    def value(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first column of the first row, None without one."""
        with Named():
            row = super().execute(sql, parameters).fetchone()
        return row[0] if row else None

    def many(self, sql: str, rows: Iterable[Any]) -> None:
        """One statement for many rows, inside a transaction."""
        if self._watch:
            self._watch(sql, None)
        with Named():
            self.conn.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE: waits for another writer before anything was read, whole or not at all afterwards.

        sqlite-utils' own `atomic()` begins deferred and fails at once when somebody else writes; inside of this it is
        a savepoint. `with connection:` would end with sqlite-utils' first insert.
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with Named():
                self.rollback()
            raise


class Seal:
    """The number of the last transaction, outside of the database; and whether it was closed in order.

    Written after each commit, in place and without waiting for the disk: after a power cut it may be older than the
    database, never newer.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def read(self) -> tuple[int, bool] | None:
        """(serial, closed in order); None when there is no seal or it cannot be read."""
        with suppress(OSError, ValueError):
            serial, state = self.path.read_text(encoding="ascii").split()
            return int(serial), state == "closed"
        return None

    def write(self, serial: int, *, closed: bool = False) -> None:
        """Notes a commit. A disk that refuses it (full, read-only) costs the check, not the commit."""
        with suppress(OSError):
            if self._file is None:
                self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o644)
            os.pwrite(self._file, f"{serial:020} {'closed' if closed else 'opened'}\n".encode("ascii"), 0)

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def open_records(folder: Path, *, read_only: bool = False, watch: Watch | None = None) -> tuple[Records, Seal]:
    """The database of a state folder, checked, its tables up to date; created where there is none.

    Raises DamagedState, StateBusy, StateUnwritable; BadSettings when the folder cannot be used, or has nothing to read.
    """
    path, seal = folder / DATABASE, Seal(folder / SEAL)
    sealed = seal.read()  # before the database: a running daemon commits first and seals then
    _present(path, sealed is not None, read_only=read_only)
    records = Records(_connect(path, "ro" if read_only else "rw"), watch)
    try:
        with Named(str(path)):
            _ours(records, path)
            _up_to_date(records, path, read_only=read_only)
            _whole(records, path, sealed, thorough=not read_only)
    except BaseException:
        records.close()
        raise
    return records, seal


def _present(path: Path, sealed: bool, *, read_only: bool) -> None:
    """The file is there and not empty, or is created where nothing ever was."""
    log = path.with_name(path.name + "-wal")
    try:
        if path.exists():
            if not path.stat().st_size:
                raise DamagedState(f"{path} is empty; {RESTORE}, or remove it and {SEAL} to begin anew")
            return
        if sealed or log.exists():
            raise DamagedState(f"{path} is missing; {RESTORE}, or remove {path.name}-wal and {SEAL} to begin anew")
        if read_only:
            raise BadSettings(f"nothing is stored in {path.parent} yet: start `monitor run` first")
        _create(path)
    except OSError as error:
        raise BadSettings(f"the state folder {path.parent} cannot be used: {error.strerror or error}") from error


def _create(path: Path) -> None:
    """Builds the database aside and puts it in place whole, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    try:
        with closing(Records(_connect(aside, "rwc"))) as records, Named(str(path)), records.transaction():
            migrations.apply(records)
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def database_uri(path: Path, mode: Literal["ro", "rw", "rwc"]) -> str:
    """The file as SQLite opens it, never created unless the mode says so."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def sound(records: Records, path: Path) -> None:
    """Nothing in the database is broken, and it is ours: every page and every reference is looked at.

    Raises DamagedState, naming `path`.
    """
    with Named(str(path)):
        found = records.value("PRAGMA integrity_check(1)")
        if found != "ok":
            raise DamagedState(f"{path} is damaged ({str(found).splitlines()[-1]})")
        _ours(records, path)
        missing = TABLES - {row["name"] for row in records.rows("SELECT name FROM sqlite_master")}
        if missing and not migrations.pending(records):  # an older version's has fewer
            raise DamagedState(f"{path} lacks the tables {', '.join(sorted(missing))}")
        if records.rows("PRAGMA foreign_key_check") or records.value(_ORPHANS):
            raise DamagedState(f"{path} refers to rows that are not there")


def _connect(path: Path, mode: Literal["ro", "rw", "rwc"]) -> sqlite3.Connection:
    """A connection for one thread, without implicit transactions."""
    with Named(str(path)):
        connection = sqlite3.connect(database_uri(path, mode), uri=True, timeout=BUSY, isolation_level=None)
    try:
        with Named(str(path)):
            connection.execute("PRAGMA foreign_keys = ON")
            if mode == "rwc":  # of a new database, before its first table
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            if mode != "ro":
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits to a power cut
                connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:  # one without a name of its own: a header that makes no sense
        connection.close()
        raise DamagedState(f"{path} cannot be read ({error}); {RESTORE}") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _ours(records: Records, path: Path) -> None:
    if records.value("PRAGMA application_id") != APPLICATION_ID:
        raise DamagedState(f"{path} is not a database of Libya Monitor; move it away, or name another state folder")
    if {migration.name for migration in migrations.applied(records)} - MIGRATIONS:
        raise DamagedState(f"{path} was written by a newer version of Libya Monitor; install that one or a later one")


def _up_to_date(records: Records, path: Path, *, read_only: bool) -> None:
    if migrations.pending(records):
        if read_only:
            raise DamagedState(f"{path} is of an older version of Libya Monitor; start `monitor run` once")
        with records.transaction():
            migrations.apply(records)


def _whole(records: Records, path: Path, sealed: tuple[int, bool] | None, *, thorough: bool) -> None:
    """No table, row or transaction is missing; the file is sound where that is doubtful or quickly told."""
    missing = TABLES - {row["name"] for row in records.rows("SELECT name FROM sqlite_master")}
    if missing:
        raise DamagedState(f"{path} lacks the tables {', '.join(sorted(missing))}; {RESTORE}")
    serial, in_order = sealed or (0, False)
    stored = serial_of(records)
    if serial == RESTORING:
        raise DamagedState(f"{path.parent}: a restore broke off between two states; run `monitor restore FILE` again")
    if stored < serial:
        raise DamagedState(
            f"{path} has lost its last {serial - stored} transactions (was {path.name}-wal removed?); put that"
            f" file back, or {RESTORE}; to go on with this older state, remove {SEAL}"
        )
    if thorough and (not in_order or path.stat().st_size <= ALWAYS_CHECKED):
        found = records.value("PRAGMA quick_check(1)")
        if found != "ok":
            raise DamagedState(f"{path} is damaged ({str(found).splitlines()[-1]}); {RESTORE}")
    if records.value(_ORPHANS):
        raise DamagedState(f"{path} has articles of feeds it no longer knows; {RESTORE}")


def serial_of(records: Records) -> int:
    """The number of the last transaction; 0 for what is none."""
    return int(records.value("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'serial'") or 0)


# Each feed number that articles carry, by one look into the index for each, and whether that feed exists.
_ORPHANS = """
    WITH RECURSIVE used (feed) AS (
        SELECT min(feed) FROM article
        UNION ALL
        SELECT (SELECT min(feed) FROM article WHERE article.feed > used.feed) FROM used WHERE used.feed IS NOT NULL
    )
    SELECT count(*) FROM used WHERE feed IS NOT NULL AND feed NOT IN (SELECT id FROM feed)
"""
