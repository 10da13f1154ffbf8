"""The parts of the product put together: the one place where settings become running things.

`assemble` opens everything in the order of its needs and closes it in reverse; the daemon, `--once` and the tests run
the same assembly. What differs is an argument: the clock, where alerts without a chat are printed, how names resolve.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.alerts.message import notice
from monitor.alerts.routing import operator
from monitor.feeds.fetch import Fetcher
from monitor.feeds.pages import Reader
from monitor.feeds.parse import Parser
from monitor.feeds.resolve import Resolver, system_resolver
from monitor.feeds.workers import Workers
from monitor.service import notices
from monitor.service.bookfile import BookFile, locate
from monitor.service.cycle import Clock, Cycle
from monitor.service.deliver import Delivery
from monitor.service.lexicon import packaged
from monitor.service.upkeep import Upkeep
from monitor.service.writer import Writer
from monitor.settings import Settings
from monitor.store.opening import Watch
from monitor.store.store import Store
from monitor.telegram.sender import ConsoleSender, Sender, TelegramSender

RULES_PROBLEM = "rules_problem"  # the store's note of why the file on disk is not in force, for `monitor status`


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that runs, put together."""

    bookfile: BookFile
    writer: Writer
    cycle: Cycle
    delivery: Delivery
    upkeep: Upkeep
    now: Clock
    state: Path

    async def tell_operator(self, text: str) -> None:
        """Queues a notice for the operator's chat."""
        draft = notice(text, operator(self.bookfile.book.chats))
        await self.writer(lambda store: store.post((draft,), self.now()))

    async def tell_baselines(self) -> None:
        """Queues one notice for the operator of all baselines that nobody was told of, if there are any."""
        chat = operator(self.bookfile.book.chats)

        def work(store: Store) -> None:
            if counts := store.untold_baselines():
                store.tell_baselines((notice(notices.baselines(counts), chat),), self.now())

        await self.writer(work)

    async def note_adopted(self) -> None:
        """Keeps the texts of the rules in force, so that a later change can be compared with them."""
        book, file = self.bookfile.book, str(self.bookfile.path)

        def work(store: Store) -> None:
            running = store.adopted_rules()
            if running is None or running.version != book.version:
                store.adopt_rules(book.version, book.sources, file, self.now())

        await self.writer(work)

    async def note_rules_problem(self, problems: Sequence[str], words: str = "") -> bool:
        """Leaves word for `monitor status` of what is wrong with the file on disk; whether that is another word.

        If it is, the operator is told these words, before it is noted: a crash in between repeats, and loses nothing.
        """
        text, chat = "\n".join(problems), operator(self.bookfile.book.chats)

        def work(store: Store) -> bool:
            changed = store.meta(RULES_PROBLEM) != text
            if changed and words:
                store.post((notice(words, chat),), self.now())
            if changed:
                store.set_meta(RULES_PROBLEM, text)
            return changed

        return await self.writer(work)


def console(text: str) -> None:
    """Prints an alert at once: one that is marked as told must not wait in a buffer."""
    print(text, flush=True)


@asynccontextmanager
async def assemble(
    settings: Settings, *, now: Clock, write: Callable[[str], object] = console, resolver: Resolver = system_resolver,
    watch: Watch | None = None,
) -> AsyncIterator[Parts]:  # fmt: skip
    """The parts, open for the length of the block. Raises BadRules and DamagedState.

    `watch` sees each statement before the database does: fault tests end the process there.
    """
    bookfile = BookFile(locate(settings.rules), settings.variables)
    async with AsyncExitStack() as stack:
        writer = await Writer.open(settings.state, watch)
        stack.push_async_callback(writer.close)
        workers = await stack.enter_async_context(Workers())
        telegram: Sender | None = None
        if settings.token:
            telegram = await stack.enter_async_context(TelegramSender(settings.secret, settings.api_url))
        source = Fetcher(now=now, resolver=resolver)
        cycle = Cycle(writer, source, Parser(workers), Reader(workers), lambda: bookfile.book, now)
        upkeep = Upkeep(writer, bookfile, settings, now)
        observe = upkeep.metrics.sent
        delivery = Delivery(writer, lambda: bookfile.book.chats, telegram, ConsoleSender(write), now, observe,
                            lambda: cycle.flooded)  # fmt: skip
        packaged()  # once, and not in the midst of the first poll
        stack.enter_context(_unsearched())
        yield Parts(bookfile, writer, cycle, delivery, upkeep, now, settings.state)


@contextmanager
def _unsearched() -> Iterator[None]:
    """What stands by now, the rules before all, is not searched for garbage: it stays, and each search through it would
    stop everything for a third of a second. What comes later is searched as ever.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
