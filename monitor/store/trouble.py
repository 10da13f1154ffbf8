"""What SQLite's errors mean for a person: damage, somebody else's long transaction, a disk that takes no more.

Everything else that SQLite can complain of (a statement it does not understand) is a bug of ours and stays as it is.
"""

from __future__ import annotations

import sqlite3
from types import TracebackType

from monitor.errors import DamagedState, MonitorError, StateBusy, StateUnwritable

DATABASE, SEAL = "monitor.db", "monitor.seal"
RESTORE = "put a backup in its place: `monitor restore FILE` (they lie in the folder `backups` beside it)"

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {  # result code -> what to do about it; https://www.sqlite.org/rescode.html
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_IOERR: "look at the disk: is it full, is it failing?",
    sqlite3.SQLITE_READONLY: "the folder and what is in it must be writable, even for reading",
    sqlite3.SQLITE_CANTOPEN: "the folder and what is in it must be writable, even for reading",
    sqlite3.SQLITE_PERM: "the folder and what is in it must be writable, even for reading",
}


class Named:
    """Turns what SQLite raises in the block into DamagedState, StateBusy or StateUnwritable where it is one of these.

    `where` begins the line: the database's path, when it is being opened. A class, since a generator's context costs as
    much as a small statement.
    """

    __slots__ = ("_where",)

    def __init__(self, where: str = "the state") -> None:
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, UnicodeDecodeError):  # the driver quotes damaged names in its own errors
            raise DamagedState(f"the database is damaged (unreadable names); {RESTORE}") from error
        if isinstance(error, sqlite3.DatabaseError) and (meaning := meaning_of(error, self._where)):
            raise meaning from error


def meaning_of(error: sqlite3.DatabaseError, where: str) -> MonitorError | None:
    """The error as a line for a person; None when it is none that a person can mend."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # errors of the driver's own have none
    reason = " ".join(str(error).split())
    if code in _DAMAGED or "decode to UTF-8" in reason:
        return DamagedState(f"the database is damaged ({reason}); {RESTORE}")
    if code in _BUSY:
        return StateBusy(f"{where} is held by another program for too long ({reason}); nothing was changed, try again")
    if code in _UNWRITABLE:
        return StateUnwritable(f"{where} cannot be used ({reason}); nothing was changed; {_UNWRITABLE[code]}")
    return None
