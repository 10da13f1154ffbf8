"""Outbox and sender together, through storms, on a clock that the test turns: nothing lost, no repeat unmarked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts import outbox
from monitor.alerts.wording import wording
from monitor.model import Chat, ChatState, Kind, Message, MessageState
from monitor.telegram.sender import TelegramSender
from tests.servers import faults
from tests.servers.botapi import BotApi

START = datetime(2025, 10, 23, 12, 0, tzinfo=UTC)
CHATS = {"desk": Chat("desk", "1001", "ar"), "room": Chat("room", "-5", "en"), "wire": Chat("wire", "@channel", "fr")}
ADDRESSES = [chat.address for chat in CHATS.values()]
MARKS = [wording(language).repeat for language in ("ar", "en", "fr")]


class Desk:
    """The delivery loop in small: the earliest chat that may be written to, its oldest message, one attempt."""

    def __init__(self, messages: int) -> None:
        ids = list(CHATS)
        self.now = START
        self.paused = START
        self.chats = {id: ChatState(id) for id in CHATS}
        self.queue = {n: self._message(n, ids[n % len(ids)]) for n in range(messages)}
        self.attempts: list[tuple[str, datetime]] = []

    @staticmethod
    def _message(number: int, chat: str) -> Message:
        return Message(number, chat, Kind.ALERT, f"<b>n{number}</b>", f"n{number}", False, START, due=START)

    def ready(self) -> Message | None:
        """The next message, the clock moved on to when it may be sent; None when all are final."""
        waiting: dict[str, Message] = {}
        for message in self.queue.values():
            if not outbox.final(message):
                waiting.setdefault(message.chat, message)
        if not waiting:
            return None
        times = {id: max(self.paused, message.due or START, self.chats[id].next_send or START)
                 for id, message in waiting.items()}  # fmt: skip
        first = min(times, key=lambda id: times[id])
        self.now = max(self.now, times[first])
        return waiting[first]

    async def attempt(self, sender: TelegramSender, message: Message) -> None:
        chat, state = CHATS[message.chat], self.chats[message.chat]
        sending = replace(message, state=MessageState.SENDING)
        self.attempts.append((chat.id, self.now))
        receipt = await sender.send(outbox.outgoing(sending, chat.language), outbox.address(chat, state))
        self.paused = outbox.bot_pause(receipt, self.now) or self.paused
        self.queue[message.id], self.chats[chat.id] = outbox.after(sending, state, receipt, self.now, chat=chat)

    async def deliver(self, api: BotApi, until: datetime | None = None) -> None:
        """Everything, or as far as a time on the clock."""
        async with TelegramSender(api.token, api.url, timeout=2) as sender:
            while message := self.ready():
                if until and self.now >= until:
                    return
                await self.attempt(sender, message)


def delivered(api: BotApi) -> Counter[str]:
    """How often each message can be read, whatever stands above it."""
    return Counter(message.text.splitlines()[-1] for message in api.messages)


def unmarked(api: BotApi) -> Counter[str]:
    texts = (message.text for message in api.messages)
    return Counter(text.splitlines()[-1] for text in texts if not any(mark in text for mark in MARKS))


def in_order(api: BotApi, chat: str) -> bool:
    """Whether a chat reads its messages in the order in which they were written, repeats aside."""
    seen = list(dict.fromkeys(int(text.splitlines()[-1][1:]) for text in api.sent_to(chat)))
    return seen == sorted(seen)


async def test_lost_answers_lose_no_message() -> None:
    """Answers dropped, cut or 500 after delivery, requests dropped before it: every message arrives, in order; what
    arrives twice is marked; what was twice not confirmed says so."""
    draw = random.Random(5)
    storm = [faults.drop(), faults.cut(), faults.server_error(accept=True), faults.drop(accept=False), faults.empty()]
    desk = Desk(150)
    with BotApi(chats=ADDRESSES) as api:
        for _ in range(120):
            if draw.random() < 0.3:
                api.next(draw.choice(storm))
            if draw.random() < 0.1:
                api.next(faults.flood(draw.randint(1, 60)))
            message = desk.ready()
            assert message
            async with TelegramSender(api.token, api.url, timeout=2) as sender:
                await desk.attempt(sender, message)
        api.mend()
        await desk.deliver(api)
        unsure = {f"n{m.id}" for m in desk.queue.values() if m.state == MessageState.UNCERTAIN}
        assert set(delivered(api)) | unsure == {f"n{number}" for number in range(150)}
        assert max(unmarked(api).values()) == 1
        assert sum(delivered(api).values()) - len(delivered(api)) <= sum(m.repeat for m in desk.queue.values())
        assert all(in_order(api, address) for address in ADDRESSES)


@pytest.mark.parametrize(
    "down",
    [faults.server_error(), faults.bad_gateway(), faults.drop(accept=False), faults.drop_unread(), faults.not_ok()],
)
async def test_an_hour_down_loses_nothing(down: faults.Fault) -> None:
    """Telegram fails in one way for an hour: messages wait, at most one has to be marked, then all arrive in order."""
    desk = Desk(30)
    with BotApi(chats=ADDRESSES) as api:
        api.next(down, times=100_000, method="*")
        await desk.deliver(api, until=START + timedelta(hours=1))
        calls = len(desk.attempts)
        assert not api.messages and calls <= 3600 / 15 + 2
        api.mend()
        await desk.deliver(api)
        assert delivered(api) == Counter({f"n{number}": 1 for number in range(30)})
        assert sum(message.repeat for message in desk.queue.values()) <= 1
        assert all(in_order(api, address) for address in ADDRESSES)


async def test_a_flooded_chat_holds_up_nobody_else() -> None:
    """No call inside a retry_after, and the other chats go on meanwhile."""
    desk = Desk(9)
    with BotApi(chats=ADDRESSES) as api:
        api.next(faults.flood(40))
        await desk.deliver(api)
    waits = [moment for chat, moment in desk.attempts if chat == "desk"]
    assert waits[0] == START and waits[1] == START + timedelta(seconds=40)
    assert all(moment < START + timedelta(seconds=15) for chat, moment in desk.attempts if chat != "desk")


async def test_a_closed_chat_holds_up_nobody_else() -> None:
    """Three tries, then parked; the others have all their messages; when the bot is let in again, so has this one."""
    desk = Desk(9)
    with BotApi(chats=ADDRESSES) as api:
        api.in_chat("1001", faults.blocked())
        await desk.deliver(api, until=START + timedelta(hours=1))
        assert [chat for chat, _ in desk.attempts].count("desk") == 3
        assert "blocked" in desk.chats["desk"].parked
        assert len(api.sent_to("-5")) == len(api.sent_to("@channel")) == 3
        api.mend()
        await desk.deliver(api)
        assert api.sent_to("1001") == ["n0", "n3", "n6"] and not desk.chats["desk"].parked


async def test_a_migrated_chat_reads_everything_once() -> None:
    """The new id is taken from the refusal, kept, and used from then on."""
    desk = Desk(9)
    with BotApi(chats=ADDRESSES) as api:
        api.migrate("-5", "-100500")
        await desk.deliver(api)
        assert api.sent_to("-100500") == ["n1", "n4", "n7"]
        assert [call.params["chat_id"] for call in api.calls].count("-5") == 1


async def test_refused_markup_arrives_as_plain_text() -> None:
    """A message that Telegram cannot parse is read all the same; one that is refused in both forms is parked alone."""
    desk = Desk(6)
    desk.queue[0] = replace(desk.queue[0], html="<b>broken")
    desk.queue[1] = replace(desk.queue[1], html="x" * 5000, plain="x" * 5000)
    with BotApi(chats=ADDRESSES) as api:
        await desk.deliver(api)
        assert api.sent_to("1001") == ["n0", "n3"] and api.sent_to("-5") == ["n4"]
    assert desk.queue[1].state == MessageState.PARKED and "too long" in desk.queue[1].reason


async def test_a_revoked_token_keeps_every_alert() -> None:
    """401 for hours: nothing is sent, nothing is lost, the reason is there to be shown; then all arrive."""
    desk = Desk(6)
    with BotApi(chats=ADDRESSES) as api:
        api.next(faults.unauthorized(), times=1000, method="*")
        await desk.deliver(api, until=START + timedelta(hours=1))
        reasons: Mapping[str, int] = Counter(message.reason for message in desk.queue.values() if message.reason)
        assert all("token" in reason for reason in reasons) and reasons and not api.messages
        api.mend()
        await desk.deliver(api)
        assert sum(delivered(api).values()) == 6


async def test_groups_are_written_to_twenty_times_a_minute_at_most() -> None:
    """And people once a second at most, whatever is queued."""
    desk = Desk(90)
    with BotApi(chats=ADDRESSES) as api:
        await desk.deliver(api)
    for chat, room in (("room", 20), ("wire", 20), ("desk", 60)):
        moments = [moment for id, moment in desk.attempts if id == chat]
        minutes = (sum(start <= moment < start + timedelta(minutes=1) for moment in moments) for start in moments)
        assert max(minutes) <= room
