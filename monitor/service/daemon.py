"""The daemon: the loops on one clock, the signals, the rules file, and leaving in good order.

    SIGTERM, SIGINT   no new polls; running ones end or are cancelled, what is due is sent, out within ten seconds
    SIGHUP            look at the rules file now
    a changed file    adopted when it loads and passes its own tests; else the old rules stay and the operator is told

APScheduler only beats the time (every job is a short tick, so a suspended machine or a moved clock costs one beat);
what is due is a column in the store. Whatever a tick meets is logged and the next tick comes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.errors import MonitorError
from monitor.service import logs, notices
from monitor.service.adoption import since_last_time, tell_effect
from monitor.service.bookfile import Adopted, Refused
from monitor.service.cycle import Clock
from monitor.service.lock import held
from monitor.service.loopback import HOST, listening
from monitor.service.parts import Parts, assemble
from monitor.service.systemd import Systemd
from monitor.settings import Settings

log = logging.getLogger(__name__)

BEAT = 1.0  # seconds between looks at what is due
WATCH = 2.0  # seconds between looks at the rules file
TROUBLED = 10.0  # seconds without a beat for a loop that broke
GATHER = 60.0  # seconds for which baselines are gathered into one notice
ALIVE = 30.0  # seconds at most between signs of life
CHECK = 60.0  # seconds between looks at the health, and at what is to be put away
ENDING, DRAINING = 3.5, 2.5  # seconds for running polls, and for sending what is due, once told to leave
ONCE = 120.0  # seconds for which `--once` goes on sending at the pace Telegram allows


def run(settings: Settings, *, once: bool = False, now: Clock = lambda: datetime.now(UTC)) -> int:
    """Runs until told to leave, or once through everything due; gives the exit code: 1 when `once` left alerts waiting.

    Raises BadRules, StateInUse, DamagedState and BadSettings before anything is polled.
    """
    logs.configure(settings.secret, sys.stderr, timed="JOURNAL_STREAM" not in os.environ)
    with held(settings.state, now()):
        return 0 if asyncio.run(_serve(settings, once, now)) else 1


async def _serve(settings: Settings, once: bool, now: Clock) -> bool:
    async with assemble(settings, now=now) as parts:
        book, rules, state = parts.bookfile.book, str(parts.bookfile.path.absolute()), str(settings.state.absolute())
        for line in notices.started(book, telegram=bool(settings.token), rules=rules, state=state):
            log.info("%s", line)
        daemon = Daemon(parts, Systemd(os.environ), now)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, daemon.leave)
        loop.add_signal_handler(signal.SIGHUP, daemon.reload)
        if once:
            return await daemon.once()
        with listening(settings.http_port, parts.upkeep.answer) if settings.http_port else nullcontext() as port:
            if port:
                log.info("health and metrics: http://%s:%d/health, /metrics", HOST, port)
            return await daemon.serve()


class Daemon:
    """The loops around the parts. `leave` and `reload` may be called at any time."""

    def __init__(self, parts: Parts, systemd: Systemd, now: Clock) -> None:
        self._parts, self._systemd, self._now = parts, systemd, now
        self._leaving = asyncio.Event()
        self._forced = False  # SIGHUP: the next look at the rules file trusts what it sees
        self._found: tuple[Adopted | Refused, bool] | None = None  # a look whose consequences are not stored yet
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._gathering_since = 0.0

    def leave(self) -> None:
        """Told to leave."""
        self._leaving.set()

    def reload(self) -> None:
        """Told to read the rules file again, whatever its time says."""
        self._forced = True
        self._systemd.reloading()
        self._begin("watch", self.watch)

    async def serve(self) -> bool:
        """The loops, until told to leave; True."""
        await self.start()
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for work, seconds in (
            (self.poll, BEAT),
            (self.deliver, BEAT),
            (self.watch, WATCH),
            (self.check, CHECK),
            (self.tidy, CHECK),
            (self.alive, min(ALIVE, self._systemd.watchdog / 3 or ALIVE)),
        ):
            scheduler.add_job(self._beat, "interval", (work.__name__, work), seconds=seconds)
        self._begin("poll", self.poll)  # the first beat of the clock is a second away
        still = self._parts.upkeep.pulse()
        scheduler.start()
        self._systemd.ready(self._status())
        try:
            await self._leaving.wait()
        finally:
            still()
            scheduler.shutdown(wait=False)
            await self._end()
        log.info("left in good order")
        return True

    async def once(self) -> bool:
        """Polls everything due and sends what came of it; False when messages still wait after that."""
        await self.start()
        work = asyncio.create_task(self._everything())
        told = asyncio.create_task(self._leaving.wait())
        await asyncio.wait((work, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if work.done():
            return work.result()
        await self._end()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return True

    async def start(self) -> None:
        """Before the first beat: what a crash left in flight, when each feed is due, what is wrong with the rules."""
        await self._parts.delivery.recover()
        await self._parts.cycle.refresh()
        await self._parts.upkeep.note_running()
        problems = self._parts.bookfile.problems
        for line in problems:
            log.error("the rules in force fail their own test: %s", line)
        if edited := await since_last_time(self._parts):  # told of like rules that are edited while a daemon runs
            await self._follow(edited, mending=False)
        await self._parts.note_adopted()
        await self._parts.note_rules_problem(problems, notices.unsound(problems) if problems else "")

    # -- the ticks ---------------------------------------------------------------------------------------------------

    async def poll(self) -> None:
        """Tells of baselines when a batch of first polls is over; begins the polls that are due."""
        await self._tell_baselines()
        self._parts.cycle.start_due(self._parts.upkeep.metrics.polled)

    async def deliver(self) -> None:
        """Sends what is due."""
        await self._parts.delivery.drain()

    async def watch(self) -> None:
        """Looks at the rules file, and adopts or refuses what changed; what could not be stored is done again."""
        forced, self._forced = self._forced, False
        try:
            if self._found is None:
                mending = bool(self._parts.bookfile.problems)
                found = await asyncio.to_thread(self._parts.bookfile.look, force=forced)
                self._found = (found, mending) if found else None
                if forced and not found:
                    log.info("the rules file has not changed")
            if self._found:
                await self._follow(*self._found)
                self._found = None
        finally:
            if forced:
                self._systemd.ready(self._status())

    async def check(self) -> None:
        """Looks whether all is well, and tells the operator what turned."""
        await self._parts.upkeep.check()

    async def tidy(self) -> None:
        """Copies the state and puts old texts away, when it is time."""
        await self._parts.upkeep.tidy()

    async def alive(self) -> None:
        """A sign of life, given only when the store's thread answers too."""
        await self._parts.writer(lambda store: None)
        self._systemd.alive(self._status())

    async def _beat(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._begin(name, work)

    def _begin(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Starts a tick unless its last one still runs, so that no beat is ever skipped with a warning."""
        if name not in self._tasks:
            self._tasks[name] = asyncio.create_task(self._guarded(name, work), name=name)
            self._tasks[name].add_done_callback(lambda _: self._tasks.pop(name))

    async def _guarded(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """The top of the loops: what goes wrong in one tick is logged, and the next tick comes."""
        try:
            await work()
        except MonitorError as error:  # a full disk is not mended within a second, nor worth a line for each
            log.error("%s waits: %s", name, error)
            await asyncio.sleep(TROUBLED)
        except Exception:
            log.exception("%s broke", name)
            await asyncio.sleep(TROUBLED)

    # -- parts of the ticks ------------------------------------------------------------------------------------------

    async def _follow(self, found: Adopted | Refused, mending: bool) -> None:
        """What follows from a look at the rules file; may be done twice."""
        if isinstance(found, Refused):
            for line in found.problems:
                log.error("rules not adopted: %s", line)
            await self._parts.note_rules_problem(found.problems, notices.refused(found.problems))
            return
        await self._parts.cycle.refresh()
        await self._parts.upkeep.note_running()
        log.info("rules %s adopted: %s", found.book.version, "; ".join(found.changes) or "nothing is different")
        await self._parts.note_rules_problem(())
        await self._parts.note_adopted()
        await self._parts.tell_operator(notices.adopted(found.changes, mended=mending))
        self._begin(f"effect of {found.book.version}", lambda: tell_effect(self._parts, found))

    async def _everything(self) -> bool:
        await asyncio.gather(*self._parts.cycle.start_due())
        await self._tell_baselines(at_once=True)
        settled = await self._parts.delivery.settle(ONCE)
        await self._parts.upkeep.tidy()
        return settled

    async def _tell_baselines(self, *, at_once: bool = False) -> None:
        """One notice for all feeds that were first read together, not one for each.

        Which these are is the store's to say: it noted each baseline in the transaction that took it.
        """
        cycle, loop = self._parts.cycle, asyncio.get_running_loop()
        if not cycle.untold and not at_once:
            self._gathering_since = loop.time()
        elif at_once or not cycle.running or loop.time() - self._gathering_since > GATHER:
            cycle.untold = False  # first, so that one taken meanwhile is asked for again
            try:
                await self._parts.tell_baselines()
            except BaseException:
                cycle.untold = True
                raise

    async def _end(self) -> None:
        """Leaves in good order, in less than ten seconds."""
        log.info("leaving: running polls end, what is due is sent")
        self._systemd.stopping()
        self._parts.upkeep.stop()
        await self._parts.cycle.stop(ENDING)
        try:
            await self._tell_baselines(at_once=True)
            await self._parts.delivery.finish(DRAINING)
        except MonitorError as error:
            log.error("what waits is sent after the next start: %s", error)
        except Exception:
            log.exception("the last drain broke; what waits is sent after the next start")
        late = list(self._tasks.values())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _status(self) -> str:
        book = self._parts.bookfile.book
        feeds = sum(feed.enabled for feed in book.feeds)
        refused = "; the rules file on disk is refused" if self._parts.bookfile.problems else ""
        return f"{feeds} feeds, {len(book.rules)} rules, version {book.version}{refused}"
