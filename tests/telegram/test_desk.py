"""Setting up: the chats that wrote to the bot, and the test message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.model import Chat, Rejected, Sent
from monitor.telegram import desk
from monitor.telegram.sender import ConsoleSender, TelegramSender
from tests.servers import faults
from tests.servers.botapi import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi(chats=["1001"]) as server:
        server.add_chat("-5", "غرفة الأخبار")
        server.add_chat("@channel", "Desk")
        yield server
    assert not server.crashes


async def look(api: BotApi) -> desk.Chats:
    async with TelegramSender(api.token, api.url) as sender:
        return await desk.chats(sender)


async def test_chats_are_listed_once_the_latest_first(api: BotApi) -> None:
    """Each chat that wrote appears once, with the id to use, its kind, its title and who wrote last."""
    api.write("1001", name="Amal")
    api.write("-5", "hello", name="Omar")
    api.write("1001", "/stop", name="Amal")
    found = await look(api)
    assert found.bot == "@libya_test_bot" and not found.problem
    assert found.chats == (
        desk.Correspondent("1001", "private", "Reader", "Amal"),
        desk.Correspondent("-5", "group", "غرفة الأخبار", "Omar"),
    )


async def test_an_empty_list_says_what_to_do(api: BotApi) -> None:
    """Nobody wrote yet: the reader is told to write /start to the bot, by its name."""
    found = await look(api)
    assert found.chats == () and not found.problem
    assert "/start" in found.hint and "@libya_test_bot" in found.hint


async def test_a_chat_that_put_the_bot_out_is_left_out(api: BotApi) -> None:
    """Being added to a group is a sign of life, being removed ends it; a channel post needs no person."""
    for status in ("member", "kicked"):
        api.write("-5", my_chat_member=member_update(api, status))
    post = {"message_id": 2, "date": 1, "chat": api.chats["@channel"], "text": "x"}
    api.write("@channel", channel_post=post)
    found = await look(api)
    assert [(chat.type, chat.title, chat.who) for chat in found.chats] == [("channel", "Desk", "")]


def member_update(api: BotApi, status: str) -> dict[str, object]:
    """The update that tells a bot what became of it in a group."""
    bot = {"id": 110201543, "is_bot": True, "first_name": "Libya Monitor"}
    now = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    person = {"id": 7, "is_bot": False, "first_name": "Omar"}
    old = {"user": bot, "status": "left"}
    return {"chat": api.chats["-5"], "from": person, "date": 1, "old_chat_member": old, "new_chat_member": now}


async def test_looking_changes_nothing(api: BotApi) -> None:
    """No update is confirmed, nothing is answered: a stranger's command has no effect, and the next look sees it."""
    api.write("1001", "/stop")
    assert await look(api) == await look(api)
    assert len(api.updates) == 1 and not api.messages
    assert {call.method for call in api.calls} == {"getMe", "getUpdates"}


async def test_a_full_page_says_that_there_may_be_more(api: BotApi) -> None:
    """Telegram shows a hundred updates at a time, the oldest first; asking for later ones would throw these away."""
    for _ in range(101):
        api.write("1001")
    assert "oldest 100" in (await look(api)).hint


async def test_a_webhook_or_second_poller_is_a_problem_in_one_line(api: BotApi) -> None:
    """Updates cannot be read while a webhook takes them: said as it is, no trace."""
    api.webhook = True
    found = await look(api)
    assert "webhook" in found.problem and "\n" not in found.problem and found.chats == ()


async def test_a_wrong_token_is_a_problem_in_one_line(api: BotApi) -> None:
    """The first question fails, and its reason is the answer."""
    api.next(faults.unauthorized(), method="getMe")
    assert "token" in (await look(api)).problem


async def test_the_test_message_speaks_the_chats_language(api: BotApi) -> None:
    """It arrives, in Arabic for an Arabic chat, and its receipt says so."""
    async with TelegramSender(api.token, api.url) as sender:
        assert await desk.test(sender, Chat("desk", "1001", "ar")) == Sent(1)
    assert "رسالة تجريبية" in api.messages[0].text


async def test_a_chat_that_is_wrong_shows_in_the_receipt(api: BotApi) -> None:
    """An id that Telegram does not know is a refusal of the chat."""
    async with TelegramSender(api.token, api.url) as sender:
        receipt = await desk.test(sender, Chat("desk", "4242"))
    assert isinstance(receipt, Rejected) and receipt.scope == "chat"


async def test_the_test_message_reaches_the_console_too() -> None:
    """Without a token the same command shows what would be sent."""
    written: list[str] = []
    assert await desk.test(ConsoleSender(written.append), Chat("desk")) == Sent()
    assert "this is a test" in written[0]
