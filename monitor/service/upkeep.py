"""What a daemon does beside its two loops: looks whether all is well, copies the state each day, puts old texts away.

All of it waits for the polls and the messages: what takes long runs beside them (the copy, on a thread of its own) or
in steps of some milliseconds, one piece of work for the store's thread after another.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.errors import MonitorError
from monitor.service import notices
from monitor.service.bookfile import BookFile
from monitor.service.checkup import Checkup, Running, note_running, note_saved, outbox, saved
from monitor.service.feedhealth import size
from monitor.service.health import Health, Outbox, Saved
from monitor.service.loopback import Answer, as_json
from monitor.service.metrics import CONTENT_TYPE, Metrics
from monitor.service.writer import Writer
from monitor.settings import Settings
from monitor.store.backup import Backup, back_up
from monitor.store.store import Store

log = logging.getLogger(__name__)

DAILY = timedelta(days=1)
AGAIN = timedelta(hours=1)  # after a copy that failed
COPIES = 7  # kept of the daily ones
STALE = timedelta(minutes=5)  # without a look: the daemon is stuck
PULSE, STANDSTILL = 1.0, 5.0  # seconds between two beats; by which one may be late before it is worth a line


class Upkeep:
    """The caretaker of one state. `check` and `tidy` are called every minute or so."""

    def __init__(self, writer: Writer, bookfile: BookFile, settings: Settings, now: Callable[[], datetime]) -> None:
        self._writer, self._bookfile, self._settings, self._now = writer, bookfile, settings, now
        self.metrics = Metrics()
        self._started = now()
        self._checkup = Checkup(self._started)
        self._leaving = threading.Event()
        self._tried: datetime | None = None  # when a copy was last tried
        self._tidied: datetime | None = None
        self.health: tuple[datetime, Health] | None = None  # as of the last look, and when that was

    async def note_running(self) -> None:
        """Leaves word for `monitor status` of what runs: at the start, and when rules are adopted."""
        book = self._bookfile.book
        running = Running(
            str(self._bookfile.path.absolute()), book.version, bool(self._settings.token), notices.printed(book)
        )
        await self._writer(lambda store: note_running(store, running))

    async def check(self) -> None:
        """Looks whether all is well; the operator hears of what turned."""
        book, now = self._bookfile.book, self._now()

        def work(store: Store) -> tuple[Health, Outbox, Saved, int]:
            found = self._checkup.look(store, book.feeds, book.chats, now)
            return found, outbox(store), saved(store), store.size()

        health, waiting, copied, bytes_ = await self._writer(work)
        self.health = now, health
        self.metrics.looked(health, waiting, copied, bytes_, now)

    def answer(self, path: str) -> Answer | None:
        """What is said over HTTP; safe to be asked from another thread."""
        if path == "/metrics":
            if not self.metrics.there:
                return as_json(404, {"error": "prometheus-client is missing: install libya-monitor[metrics]"})
            return Answer(200, self.metrics.exposition(), CONTENT_TYPE)
        if path != "/health":
            return None
        at, found = self.health or (None, None)
        stale = self._now() - (at or self._started) > STALE  # the first look may never come, either
        problems = found.problems if found else ()
        status = 503 if problems or stale else 200
        report = {"well": status == 200, "at": at, "problems": problems, "warnings": found.warnings if found else ()}
        return as_json(status, report | {"stale": stale, "loop_lag": round(self.metrics.lag, 3)})

    def pulse(self) -> Callable[[], None]:
        """Measures each second how late the loop is; gives what ends it."""
        loop = asyncio.get_running_loop()
        due, handle = loop.time() + PULSE, loop.call_soon(lambda: None)

        def beat() -> None:
            nonlocal due, handle
            late = max(0.0, loop.time() - due)
            self.metrics.late(late)
            if late > STANDSTILL:
                log.warning("the loop stood still for %.1f s", late)
            due = loop.time() + PULSE
            handle = loop.call_at(due, beat)

        handle = loop.call_at(due, beat)
        return lambda: handle.cancel()

    async def tidy(self) -> None:
        """Makes the daily copy and puts old texts away, when it is time."""
        await self._copy()
        now = self._now()
        if self._tidied is None or not timedelta() <= now - self._tidied < DAILY:
            more = True
            while more and not self._leaving.is_set():  # what else waits for the store comes between two steps
                more = await self._writer(self._step)
            self._tidied = now

    def stop(self) -> None:
        """Told to leave: a copy under way breaks off."""
        self._leaving.set()

    def _step(self, store: Store) -> bool:
        """One step of putting away; whether there may be more."""
        return store.tidy(self._now(), self._settings.keep_days)

    async def _copy(self) -> None:
        now = self._now()
        last, begun = await self._writer(lambda store: (saved(store), _begun(store)))
        if not begun or (last.at and timedelta() <= now - last.at < DAILY):
            return
        if self._tried and timedelta() <= now - self._tried < AGAIN:
            return
        self._tried = now
        try:
            made = await asyncio.to_thread(self._back_up, now)
        except MonitorError as error:
            failed = replace(last, problem=str(error))
            log.error("the daily backup failed: %s", error)
            await self._writer(lambda store: note_saved(store, failed))
            return
        if made:
            log.info("backup of %s, verified: %s", size(made.size), made.path)
            done = replace(last, at=made.at, problem="")
            await self._writer(lambda store: note_saved(store, done))

    def _back_up(self, now: datetime) -> Backup | None:
        return back_up(self._settings.state, self._settings.backup_folder, now, COPIES, self._leaving.is_set)


def _begun(store: Store) -> bool:
    """Whether there is anything that would be missed."""
    return any(state.baseline_at for state in store.feed_states().values())
