"""One daemon a state folder: an advisory lock, which the kernel releases even after a kill.

Beside the lock stands who holds it, so that the second daemon, and `monitor status`, can name the first. That note may
be stale after a kill; the lock never is, so the note counts only while the lock is held.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.errors import BadSettings, StateInUse

LOCK = "daemon.lock"
NOTE = "daemon.json"
PATIENCE = 1.0  # seconds: outlasts the instant for which `holder` looks


@dataclass(frozen=True, slots=True)
class Holder:
    """The daemon that holds a folder; pid 0 and `since` None when its note cannot be read."""

    pid: int = 0
    since: datetime | None = None

    def __str__(self) -> str:
        since = f" since {self.since:%Y-%m-%d %H:%M:%S} UTC" if self.since else ""
        return f"pid {self.pid}{since}" if self.pid else "its pid is unknown"


@contextmanager
def held(folder: Path, now: datetime) -> Iterator[None]:
    """Holds the state folder, created if need be, for as long as the block runs.

    Raises StateInUse, naming the holder, when another process has it; BadSettings when it cannot be written.
    """
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=PATIENCE)
    except Timeout as busy:
        raise StateInUse(f"another daemon runs on {folder} ({_read(folder)}); stop it or use another folder") from busy
    except OSError as error:
        raise BadSettings(f"the state folder {folder} cannot be written: {error.strerror or error}") from error
    try:
        (folder / NOTE).write_text(json.dumps({"pid": os.getpid(), "since": now.isoformat()}), encoding="utf-8")
        yield
    finally:
        (folder / NOTE).unlink(missing_ok=True)
        lock.release()


def holder(folder: Path) -> Holder | None:
    """The daemon that runs on the folder at this moment, or None. Takes the lock for an instant to find out."""
    if not (folder / LOCK).exists():
        return None
    lock = FileLock(folder / LOCK)
    try:
        with lock.acquire(timeout=0):
            return None
    except Timeout:
        return _read(folder)
    except OSError:  # not ours to open: another user's daemon may run there
        return _read(folder) if (folder / NOTE).exists() else None


def _read(folder: Path) -> Holder:
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return Holder(int(note["pid"]), datetime.fromisoformat(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()
