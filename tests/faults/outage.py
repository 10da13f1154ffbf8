"""A queue of alerts, the real outbox, store and sender, a Bot API that breaks, and a clock that is turned by hand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from monitor.model import Draft, Kind, MessageState
from monitor.service.deliver import Delivery
from monitor.service.parts import Parts, assemble
from monitor.telegram.sender import ConsoleSender, TelegramSender
from tests.faults.mortals import REPEAT
from tests.service.world import CHAT, Clock, World

ROOM = "-1003"  # a group, beside the desk, which is a person
_NUMBER = re.compile(r"alert (\d+)")


class Queue:
    """Alerts that are sent as the daemon sends them; every attempt is noted with the time on the clock."""

    def __init__(self, world: World, clock: Clock, parts: Parts, delivery: Delivery) -> None:
        self.world, self.clock, self.parts, self.delivery = world, clock, parts, delivery
        self.posted: dict[str, list[int]] = defaultdict(list)
        self.attempts: list[tuple[datetime, str, str]] = []  # when, to which chat, what

    async def post(self, numbers: range, chat: str = "desk") -> None:
        """Queues alerts with these numbers."""
        drafts = [Draft(chat, Kind.ALERT, f"<b>alert {number}</b>", f"alert {number}") for number in numbers]
        await self.parts.writer(lambda store: store.post(drafts, self.clock()))
        self.posted[chat] += numbers

    async def step(self) -> float | None:
        """One drain, and the seconds until the next thing may be sent; None when nothing waits."""
        before = len(self.world.calls)
        await self.delivery.drain()
        for call in self.world.calls[before:]:
            if call.method == "sendMessage":
                self.attempts.append((self.clock.now, call.params["chat_id"], call.params["text"]))
        return await self.parts.writer(lambda store: store.next_due(self.clock()))

    async def run(self, hours: float = 48.0, before: Callable[[], object] = lambda: None) -> None:
        """Sends, the clock moved on past each wait, until nothing waits or so many hours are over."""
        end = self.clock.now + timedelta(hours=hours)
        while self.clock.now < end:
            before()
            wait = await self.step()
            if wait is None:
                return
            self.clock.turn(max(wait, 0.5) if wait < 30 else min(wait, 30.0))  # a beat, as the daemon's

    def told(self, chat: str = CHAT) -> Counter[int]:
        """How often each alert can be read in a chat."""
        return Counter(int(number) for text in self.world.api.sent_to(chat) for number in _NUMBER.findall(text))

    def unmarked(self, chat: str = CHAT) -> int:
        """Repeats that do not say so."""
        texts = [text for text in self.world.api.sent_to(chat) if REPEAT not in text]
        times = Counter(int(number) for text in texts for number in _NUMBER.findall(text))
        return sum(count - 1 for count in times.values() if count > 1)

    def repeats(self, chat: str = CHAT) -> int:
        """How many messages came again."""
        return sum(self.told(chat).values()) - len(self.told(chat))

    def lost(self, chat: str = CHAT, name: str = "desk") -> set[int]:
        """What never came."""
        return set(self.posted[name]) - set(self.told(chat))

    def in_order(self, chat: str = CHAT) -> bool:
        """Whether a reader meets the alerts in the order in which they were written, repeats aside."""
        seen = list(self.told(chat))
        return seen == sorted(seen)

    def too_fast(self, chat: str, number: int, seconds: float) -> bool:
        """Whether more than so many messages came to a chat within so many seconds."""
        times = [at for at, to, _ in self.attempts if to == chat]
        span = timedelta(seconds=seconds)
        return any(later - first < span for first, later in zip(times, times[number:], strict=False))

    async def shown(self) -> dict[MessageState, int]:
        """What `monitor status` counts."""
        outbox = await self.parts.writer(lambda store: store.outbox())
        return dict(outbox.counts) | {MessageState.UNCERTAIN: outbox.uncertain}


@asynccontextmanager
async def queue(world: World, clock: Clock, *, patience: float = 5.0, url: str = "") -> AsyncIterator[Queue]:
    """A queue with a desk (a person) and a room (a group). `patience` is the sender's, `url` another Bot API."""
    if ROOM not in world.api.chats:
        world.api.add_chat(ROOM)
    world.write(
        world.text()
        .replace("feeds:\n", "feeds: []\n" if not world.feeds else "feeds:\n")
        .replace("chats:\n", f'chats:\n  room: {{telegram: "{ROOM}"}}\n')
    )
    async with (
        assemble(world.settings(), now=clock) as parts,
        TelegramSender(world.api.token, url or world.api.url, timeout=patience) as sender,
    ):
        delivery = Delivery(parts.writer, lambda: parts.bookfile.book.chats, sender, ConsoleSender(print), clock)
        await delivery.recover()
        yield Queue(world, clock, parts, delivery)
