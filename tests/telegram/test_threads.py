"""Updates that answer the head of their story, and edits of that head, against an emulated Bot API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts.outbox import after
from monitor.model import Chat, ChatState, Kind, Message, MessageState, Rejected, Retry, Sent, Uncertain
from monitor.telegram.sender import ConsoleSender, TelegramSender
from tests.servers import faults
from tests.servers.botapi import BotApi

NOW = datetime(2025, 10, 23, 12, 0, tzinfo=UTC)
HEAD = Message(1, "desk", Kind.ALERT, "<b>هدنة</b>", "هدنة", False, NOW)
UPDATE = Message(2, "desk", Kind.UPDATE, "six dead", "six dead", False, NOW, under=1)
EDIT = Message(3, "desk", Kind.EDIT, "<b>هدنة</b>\n\nAlso: B", "هدنة\n\nAlso: B", True, NOW, under=1)


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A bot with one chat."""
    with BotApi(chats=["1001"]) as server:
        yield server
    assert not server.crashes


async def test_an_update_is_a_reply(api: BotApi) -> None:
    """It answers the head; when that was deleted it goes without."""
    async with TelegramSender(api.token, api.url) as sender:
        await sender.send(HEAD, "1001")
        assert await sender.send(UPDATE, "1001") == Sent(2)
        assert await sender.send(replace(UPDATE, under=99), "1001") == Sent(3)
    assert [message.answers for message in api.messages] == [None, 1, None]


async def test_an_edit_changes_the_head_and_sends_nothing(api: BotApi) -> None:
    """The line stands under it, its markup is kept, and no message is added."""
    async with TelegramSender(api.token, api.url) as sender:
        await sender.send(HEAD, "1001")
        assert isinstance(await sender.send(EDIT, "1001"), Sent)
    (message,) = api.messages
    assert (message.text, message.of("bold")) == ("هدنة\n\nAlso: B", ["هدنة"])


@pytest.mark.parametrize("fault", [None, faults.drop()])
async def test_an_edit_that_fails_is_no_loss(api: BotApi, fault: faults.Fault | None) -> None:
    """A head that was deleted, or an answer that was lost: the edit is over, and the chat is not held up."""
    if fault:
        api.next(fault, method="editMessageText")
    async with TelegramSender(api.token, api.url) as sender:
        receipt = await sender.send(EDIT, "1001")
    assert isinstance(receipt, Rejected | Uncertain)
    message, chat = after(EDIT, ChatState("desk"), receipt, NOW, chat=Chat("desk", "1001"))
    assert (message.state, message.due, message.reason) == (MessageState.SENT, None, receipt.reason)
    assert not chat.parked


async def test_an_edit_waits_as_long_as_telegram_says(api: BotApi) -> None:
    """A flood wait is no failure."""
    api.next(faults.flood(7), method="editMessageText")
    async with TelegramSender(api.token, api.url) as sender:
        receipt = await sender.send(EDIT, "1001")
    assert isinstance(receipt, Retry)
    message, _ = after(EDIT, ChatState("desk"), receipt, NOW, chat=Chat("desk", "1001"))
    assert message.state is MessageState.PENDING and message.due


async def test_a_console_prints_updates_and_no_edits() -> None:
    """What is printed cannot be printed anew."""
    written: list[str] = []
    console = ConsoleSender(written.append)
    assert [await console.send(message, "") for message in (UPDATE, EDIT)] == [Sent(), Sent()]
    assert len(written) == 1 and "six dead" in written[0]
