"""The delivering loop: claim a message, send it, record what became of it.

One message is in flight at a time, so a kill leaves at most one of which nobody knows whether it arrived. Claiming,
pacing and recording are the store's and the outbox's; here is the wire between them, and the pause when no chat at all
can be reached (a refused token, Telegram down). A chat that rules.yaml gives another address begins anew at once.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts import outbox
from monitor.alerts.digest import TOO_MANY, digest
from monitor.model import Chat, ChatState, Message, MessageState, Receipt, Rejected, Retry, Sent, Uncertain
from monitor.service.checkup import note_refused
from monitor.service.cycle import Clock
from monitor.service.writer import Writer
from monitor.store.store import Store
from monitor.telegram.sender import Sender

log = logging.getLogger(__name__)

PATIENCE = 30.0  # seconds: longer waits are no pacing but trouble, and `--once` does not sit them out
SET_BACK = timedelta(seconds=1)  # less is a clock being put right
LAST = 1.5  # seconds for the answer to the message in flight when leaving
HOLD = 300.0  # seconds at most that all messages wait for a flood to be written whole
GONE = 600.0  # seconds until a message for a chat that rules.yaml no longer names is looked at again


class Delivery:
    """Sends what is due. `telegram` is None without a token: then everything goes to the console."""

    def __init__(
        self, writer: Writer, chats: Callable[[], Mapping[str, Chat]], telegram: Sender | None, console: Sender,
        now: Clock, observe: Callable[[Receipt, float], object] = lambda receipt, seconds: None,
        flooded: Callable[[], object] = lambda: False,
    ) -> None:  # fmt: skip
        """`observe` is given each receipt, and the seconds until it came.

        `flooded` says whether more alerts are being written than can be told one by one: they are waited for.
        """
        self._observe, self._flooded, self._held = observe, flooded, 0.0
        self._writer, self._chats, self._telegram, self._console, self._now = writer, chats, telegram, console, now
        self._addressed: Mapping[str, Chat] | None = None  # the chats as they were when addresses were last compared
        self._unrecorded: tuple[Message, ChatState] | None = None
        self._pause: tuple[datetime, datetime] | None = None  # since when, until when
        self._latest = now()
        self._end = math.inf  # of sending, on the loop's clock
        self._complaint = ""
        self._refused: str | None = None  # why Telegram turns the bot away, as far as it said anything of that
        self._one_at_a_time = asyncio.Lock()

    async def recover(self) -> int:
        """To be called once before the first drain: what a crash left in flight is due again, marked as a repeat."""
        count = await self._writer(lambda store: store.recover(self._now()))
        if count:
            log.warning("%d messages were in flight when the last run ended: due again, as possible repeats", count)
        return count

    async def drain(self) -> int:
        """Sends until nothing is due, nobody can be reached, or `finish` ends it; gives how many were attempted."""
        loop = asyncio.get_running_loop()
        attempted = 0
        async with self._one_at_a_time:
            await self._keep_time()
            await self._record()
            await self._readdress()
            while not self._paused() and loop.time() < self._end and not self._waits():
                claimed = await self._writer(lambda store: store.claim_due(self._now(), limit=1))
                for message, state in claimed:
                    await self._deliver(message, state)
                attempted += len(claimed)
                if not claimed:
                    break
        return attempted

    async def settle(self, seconds: float) -> bool:
        """Sends at the pace that is allowed until nothing waits, or for so many seconds; whether nothing waits."""
        loop = asyncio.get_running_loop()
        self._end = loop.time() + seconds
        while True:
            await self.drain()
            wait = await self._writer(lambda store: store.next_due(self._now()))
            if wait is None:
                return True
            if self._paused() or wait > PATIENCE or loop.time() + wait > self._end:
                return False
            await asyncio.sleep(wait + 0.01)

    async def finish(self, seconds: float) -> None:
        """The last drain: sends what is due for so many seconds, and lets the message in flight come to its end."""
        self._end = asyncio.get_running_loop().time() + seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds + LAST):
                await self.drain()

    async def _keep_time(self) -> None:
        """A clock that was set back must not make anything wait longer than it had to."""
        before, self._latest = self._latest, self._now()
        if before - self._latest > SET_BACK:
            back, now = before - self._latest, self._latest
            log.warning("the clock was set back by %d s: what waits keeps the length of its wait", back.total_seconds())
            await self._writer(lambda store: store.set_back(back, now))

    async def _readdress(self) -> None:
        """What a chat's old address refused is tried at the new one: looked for at the start and under new rules."""
        chats = self._chats()
        if chats is self._addressed:
            return

        def work(store: Store) -> list[str]:
            known = [(state, chats[state.chat]) for state in store.chats().values() if state.chat in chats]
            anew = [now for state, chat in known if (now := outbox.current(self._reached(chat), state)) != state]
            for state in anew:
                store.renew(state, self._now())
            return [state.chat for state in anew]

        for name in await self._writer(work):
            log.info("chat %s has another address: what waits for it is sent", name)
        self._addressed = chats

    def _reached(self, chat: Chat) -> Chat:
        """The chat as it is reached: without a token none has an address, and the console needs no pacing."""
        return chat if self._telegram else replace(chat, address="")

    def _waits(self) -> bool:
        """Whether a flood is being written, for not too long."""
        if not self._flooded():
            self._held = 0.0
            return False
        now = asyncio.get_running_loop().time()
        self._held = self._held or now
        return now - self._held < HOLD

    def _paused(self) -> bool:
        """Whether the bot rests. A clock that was set back must not prolong it, hence the beginning."""
        return self._pause is not None and self._pause[0] <= self._now() < self._pause[1]

    async def _deliver(self, message: Message, state: ChatState) -> None:
        """One attempt, from the claimed message to its record."""
        chat = self._chats().get(message.chat)
        if chat is None:
            receipt: Receipt = Retry(f"rules.yaml has no chat {message.chat!r}", GONE, "chat")
            chat = Chat(message.chat)
        else:
            chat = self._reached(chat)
            state = outbox.current(chat, state)
            receipt = await self._attempt(message, chat, outbox.address(chat, state))
        now = self._now()
        done, chat_state = outbox.after(message, state, receipt, now, chat=chat)
        until = outbox.bot_pause(receipt, now)
        self._pause = (now, until) if until else None
        if until:  # the pause is the bot's and ends with this process: a mended token is tried at once
            done, chat_state = replace(done, due=now), replace(chat_state, next_send=state.next_send)
        self._unrecorded = done, chat_state
        self._note(receipt, chat)
        self._report(done, chat_state, receipt)
        await self._record()
        if isinstance(receipt, Sent):
            await self._gather(chat)

    def _note(self, receipt: Receipt, chat: Chat) -> None:
        """Whether Telegram takes the bot. What is printed says nothing of that, unless there is no bot at all."""
        if isinstance(receipt, Retry) and receipt.refused:
            self._refused = receipt.reason
        elif isinstance(receipt, Sent | Rejected) and (chat.address or not self._telegram):
            self._refused = ""

    async def _attempt(self, message: Message, chat: Chat, address: str) -> Receipt:
        """What Telegram says to the message as it goes to this address."""
        placed = outbox.placed(message, address)
        if placed is None:
            return Uncertain("what it adds to stands at another address")
        begun = asyncio.get_running_loop().time()
        receipt = await self._send(outbox.outgoing(placed, chat.language), address)
        self._observe(receipt, asyncio.get_running_loop().time() - begun)
        return receipt

    async def _gather(self, chat: Chat) -> None:
        """What waits by the hundred is told in digests: asked when a chat takes messages, not while it is down."""

        def work(store: Store) -> tuple[int, int]:
            return store.gather(chat.id, TOO_MANY, lambda waiting: digest(waiting, chat), self._now())

        alerts, digests = await self._writer(work)
        if alerts:
            log.warning("%d alerts for %s at once: told together, in %d messages", alerts, chat.id, digests)

    async def _record(self) -> None:
        """Stores what the last attempt came to; when that fails (a full disk), kept and stored later."""
        if self._unrecorded:
            (done, chat_state), refused = self._unrecorded, self._refused

            def work(store: Store) -> None:
                store.record(done, chat_state)
                if refused is not None:
                    note_refused(store, refused)

            await self._writer(work)
            self._unrecorded = None

    async def _send(self, message: Message, address: str) -> Receipt:
        sender = self._telegram if self._telegram and address else self._console
        try:
            return await sender.send(message, address)
        except Exception as error:  # the last net: it may have left, so it counts as unanswered
            log.exception("sending message %d broke", message.id)
            return Uncertain(f"internal error: {type(error).__name__}")

    def _report(self, message: Message, state: ChatState, receipt: Receipt) -> None:
        """One line for each change; the same trouble with the bot is not repeated for every attempt."""
        if isinstance(receipt, Sent):
            self._complaint = ""
            log.info("message %d told to %s", message.id, message.chat)
        elif isinstance(receipt, Retry) and receipt.scope == "bot":
            if receipt.reason != self._complaint:
                log.error("Telegram cannot be used, alerts stay queued: %s", receipt.reason)
            self._complaint = receipt.reason
        elif message.state is MessageState.PARKED:
            log.error("message %d is parked: %s", message.id, message.reason)
        elif state.parked:
            log.error("chat %s is parked: %s", message.chat, state.parked)
        else:
            log.warning("message %d for %s is not confirmed: %s", message.id, message.chat, receipt.reason)
