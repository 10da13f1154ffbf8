"""A daemon that dies where it is told to: real processes, the real assembly, SIGKILL.

    python -m tests.faults.mortal          one job a line on standard input, {"pid": ...} and {"status": ...} back

Each job is a process of its own, forked from this one so that its imports need not be paid a hundred times. It runs
`--once` over the state folder of the job's environment, with its clock moved on, and is watched at the store's door:

    {"environ": {...}, "ahead": seconds, "after": "", "at": "COMMIT", "count": 1, "how": "kill"}

`at` is a part of SQL statements, or "" for writes of any kind; at the `count`-th such (after one with `after` in it)
the process is killed ("kill"), the statement fails as on a full disk ("fail"), or it and all later ones do ("fail on").
Nothing of the product is patched: the watch is the store's own seam, and what dies on the network's side is killed by
the servers.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.errors import MonitorError
from monitor.service import logs
from monitor.service.daemon import Daemon
from monitor.service.lexicon import packaged
from monitor.service.lock import held
from monitor.service.parts import assemble
from monitor.service.systemd import Systemd
from monitor.settings import from_environment

READING = ("SELECT", "PRAGMA", "ROLLBACK", "WITH")


@dataclass
class Fate:
    """Counts statements, and strikes."""

    at: str
    count: int
    how: str
    after: str = ""

    def __call__(self, sql: str, parameters: object) -> None:
        """The store's watch."""
        sql = " ".join(sql.split())
        if self.after:
            self.after = "" if self.after in sql else self.after
            return
        met = self.at in sql if self.at else not sql.upper().startswith(READING)
        self.count -= met
        if not met or self.count > 0 or (self.count < 0 and self.how != "fail on"):
            return
        if self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error


async def live(job: dict[str, Any]) -> bool:
    """The daemon's `--once`, with a fate."""
    ahead, start = timedelta(seconds=job["ahead"]), datetime.now(UTC)
    fate = Fate(job["at"], job["count"], job["how"], job["after"]) if job.get("how") else None
    settings = from_environment(job["environ"])

    def now() -> datetime:
        return datetime.now(UTC) + ahead

    with held(settings.state, start):
        async with assemble(settings, now=now, watch=fate) as parts:
            return await Daemon(parts, Systemd({}), now).once()


def child(job: dict[str, Any]) -> int:
    """One life; its exit code: 0 all told, 1 something waits, 2 what a person must mend, 3 a bug."""
    with open(job["log"], "a", encoding="utf-8") as log:  # noqa: PTH123
        logs.configure(job["environ"].get("TELEGRAM_BOT_TOKEN", ""), log)
        try:
            return 0 if asyncio.run(live(job)) else 1
        except MonitorError as error:
            log.write(f"{error}\n")
            return 2


def be_born(job: dict[str, Any]) -> None:
    """The forked side: lives, and never comes back."""
    code = 3
    try:
        code = child(job)
    finally:
        if sys.exception():
            traceback.print_exc()
        os._exit(code)


def main() -> None:
    """One job after another."""
    packaged()  # read once, before the forks
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if not pid:
            be_born(job)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(
            json.dumps({"status": -status if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)}), flush=True
        )


if __name__ == "__main__":
    main()
