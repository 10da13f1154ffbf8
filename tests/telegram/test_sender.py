"""Receipts, told apart against an emulated Bot API that delivers, refuses and breaks like the real one."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.errors import BadSettings
from monitor.model import Kind, Message, Receipt, Rejected, Retry, Sent, Uncertain
from monitor.telegram.sender import ConsoleSender, TelegramSender
from tests.servers import faults
from tests.servers.botapi import TOKEN, BotApi

NOW = datetime(2025, 10, 23, 12, 0, tzinfo=UTC)
MESSAGE = Message(1, "desk", Kind.ALERT, "<b>هدنة</b> &amp; more", "هدنة & more", False, NOW)
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi(chats=["1001", "-5", "@channel"]) as server:
        yield server
    assert not server.crashes


async def send(api: BotApi, message: Message = MESSAGE, address: str = "1001", *, patience: float = 20.0) -> Receipt:
    async with TelegramSender(api.token, api.url, timeout=patience) as sender:
        return await sender.send(message, address)


@pytest.mark.parametrize("address", ["1001", "-5", "@channel"])
async def test_a_message_arrives_as_it_was_set(api: BotApi, address: str) -> None:
    """HTML arrives as bold text, with sound, without a preview, and the receipt carries Telegram's id."""
    assert await send(api, address=address) == Sent(1)
    (arrived,) = api.messages
    assert (arrived.chat, arrived.text, arrived.of("bold")) == (address, "هدنة & more", ["هدنة"])
    assert (arrived.silent, arrived.preview) == (False, False)


async def test_plain_and_silent_are_obeyed(api: BotApi) -> None:
    """A message whose markup was refused goes out as plain text, letter for letter; a silent one makes no sound."""
    await send(api, replace(MESSAGE, as_plain=True, silent=True, plain="a <b & c"))
    (arrived,) = api.messages
    assert (arrived.text, arrived.parse_mode, arrived.silent) == ("a <b & c", "", True)


async def test_sending_needs_no_greeting(api: BotApi) -> None:
    """No getMe, no getUpdates: a Telegram that is down at the start costs nothing but the message's turn."""
    await send(api)
    assert [call.method for call in api.calls] == ["sendMessage"]


async def test_the_root_address_may_end_in_a_slash(api: BotApi) -> None:
    """The address of a Bot API server is its root, with or without a slash."""
    async with TelegramSender(api.token, api.url + "/") as sender:
        assert await sender.send(MESSAGE, "1001") == Sent(1)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (faults.flood(7), Retry("", 7.0, "chat")),
        (faults.migrated(-100123), Retry("", 0.0, "message", "-100123")),
        (faults.unauthorized(), Retry("", 60.0, "bot", refused=True)),
        (faults.not_found(), Retry("", 60.0, "bot", refused=True)),
        (faults.conflict(), Retry("", 60.0, "bot", refused=True)),
        (faults.blocked(), Rejected("", "chat")),
        (faults.kicked(), Rejected("", "chat")),
        (faults.chat_not_found(), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: have no rights to send a message"), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: not enough rights to send text messages to the chat"), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: need administrator rights in the channel chat"), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: CHAT_RESTRICTED"), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: PEER_ID_INVALID"), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: user not found"), Rejected("", "chat")),
        (faults.refusal(400, "Bad Request: TOPIC_CLOSED"), Rejected("", "chat")),
        (faults.cant_parse(), Rejected("", "message")),
        (faults.refusal(400, 'Bad Request: can\'t parse entities: end tag "chat"'), Rejected("", "message")),
        (faults.refusal(400, "Bad Request: message is too long"), Rejected("", "message")),
        (faults.refusal(400, "Bad Request: something new"), Rejected("", "message")),
        (faults.server_error(500), Uncertain("")),
        (faults.server_error(503), Uncertain("")),
        (faults.bad_gateway(), Uncertain("")),
        (faults.bad_json(), Uncertain("")),
        (faults.empty(), Uncertain("")),
        (faults.not_ok(), Uncertain("")),
        (faults.odd(b"[]"), Uncertain("")),
        (faults.odd(b"null"), Uncertain("")),
        (faults.odd(b'{"ok": true, "result": {"message_id": 5}}'), Uncertain("")),
        (faults.odd(b'{"ok": true, "result": []}'), Uncertain("")),
        (faults.odd(b"\xff\xfe\xfa"), Uncertain("")),
        (faults.drop(), Uncertain("")),
        (faults.cut(), Uncertain("")),
        (faults.drop_unread(), Uncertain("")),
    ],
    ids=lambda value: (
        getattr(value, "body", b"")[:60].decode("ascii", "replace") if isinstance(value, faults.Fault) else ""
    ),
)
async def test_every_answer_has_its_receipt(api: BotApi, fault: faults.Fault, expected: Receipt) -> None:
    """Each way in which Telegram answers, or fails to, is told apart; the reason is one short line."""
    api.next(fault)
    receipt = await send(api)
    assert not isinstance(receipt, Sent)
    assert receipt.reason and "\n" not in receipt.reason and len(receipt.reason) <= 200
    assert "httpx" not in receipt.reason and "HTTP implementation" not in receipt.reason
    assert replace(receipt, reason="") == expected


async def test_a_bare_ok_is_a_delivery(api: BotApi) -> None:
    """`ok: true` is Telegram's word that it took the message, even if it does not show it."""
    api.next(faults.odd(b'{"ok": true, "result": true}'))
    assert await send(api) == Sent(None)


async def test_what_never_left_is_retried(api: BotApi) -> None:
    """A refused connection and a name that does not resolve mean that nothing arrived: later, no repeat to announce."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for url, words in (
        (f"http://127.0.0.1:{port}", "no connection to the Bot API: connection refused"),
        ("http://nowhere.invalid", "no connection to the Bot API: "),
        ("gopher://127.0.0.1", "TELEGRAM_API_URL is neither http nor https"),
    ):
        async with TelegramSender(api.token, url) as sender:
            receipt = await sender.send(MESSAGE, "1001")
        assert isinstance(receipt, Retry) and receipt.scope == "bot", url
        assert receipt.after > 0 and receipt.reason.startswith(words), receipt


async def test_an_answer_that_never_comes_is_uncertain(api: BotApi) -> None:
    """A hanging server is waited for as long as agreed, then the message counts as perhaps delivered."""
    api.next(faults.hang(accept=True))
    assert isinstance(await send(api, patience=0.2), Uncertain)
    assert len(api.messages) == 1


async def test_after_a_lost_answer_the_bot_is_asked_for_first(api: BotApi) -> None:
    """While Telegram is down, getMe fails before sendMessage is tried: no message uses up its one repeat."""
    api.next(faults.server_error(), method="*", times=5)
    async with TelegramSender(api.token, api.url) as sender:
        assert isinstance(await sender.send(MESSAGE, "1001"), Uncertain)
        for _ in range(4):
            waits = await sender.send(replace(MESSAGE, id=2), "1001")
            assert isinstance(waits, Retry) and waits.scope == "bot"
        assert await sender.send(replace(MESSAGE, repeat=True), "1001") == Sent(1)
        assert await sender.send(replace(MESSAGE, id=2), "1001") == Sent(2)
    assert [call.method for call in api.calls] == ["sendMessage", *["getMe"] * 5, "sendMessage", "sendMessage"]


async def test_a_repeat_after_a_restart_asks_first_too(api: BotApi) -> None:
    """A sender that knows nothing of the lost answer takes the message's word for it."""
    api.next(faults.bad_gateway(), method="getMe")
    receipt = await send(api, replace(MESSAGE, repeat=True))
    assert isinstance(receipt, Retry) and receipt.scope == "bot"
    assert not api.messages


async def test_the_token_stays_inside(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """No receipt, repr or line of the library's own loggers holds the token, though a proxy's page repeats it."""
    caplog.set_level(logging.INFO, logger="telegram")
    page = f"<html>Cannot reach /bot{TOKEN}/sendMessage</html>"
    async with TelegramSender(TOKEN, api.url) as sender:
        shown = [repr(sender), str(sender)]
        for fault in (
            faults.bad_gateway(page),
            faults.Fault(status=404, body=page.encode()),
            faults.Fault(status=401, body=page.encode()),
            faults.odd(page.encode()),
            faults.refusal(400, f"Bad Request: {TOKEN}"),
            faults.refusal(403, f"Forbidden: {SECRET}"),
        ):
            api.next(fault)
            receipt = await sender.send(MESSAGE, "1001")
            assert not isinstance(receipt, Sent)
            shown.append(receipt.reason)
    assert SECRET not in "\n".join((*shown, caplog.text))


async def test_a_wrong_token_is_one_clear_line(api: BotApi) -> None:
    """Alerts stay queued, and the reason says where to look."""
    async with TelegramSender("1:wrong", api.url) as sender:
        receipt = await sender.send(MESSAGE, "1001")
    assert isinstance(receipt, Retry) and receipt.scope == "bot"
    assert "token" in receipt.reason and "wrong" not in receipt.reason


async def test_a_second_poller_is_named(api: BotApi) -> None:
    """409 says that another instance runs."""
    api.next(faults.conflict())
    receipt = await send(api)
    assert isinstance(receipt, Retry) and "another instance" in receipt.reason


def test_an_empty_token_is_the_operators_to_mend() -> None:
    """Without a token there is no bot: that is said at once."""
    with pytest.raises(BadSettings):
        TelegramSender("")


async def test_an_absurd_flood_wait_is_kept_within_a_day(api: BotApi) -> None:
    """retry_after is obeyed, but no figure of a server's can stop a chat for longer than a day."""
    api.next(faults.flood(10**9))
    receipt = await send(api)
    assert isinstance(receipt, Retry) and receipt.after == 86400


async def test_the_console_shows_the_plain_text() -> None:
    """Without a token, alerts are written where the operator sits, each under a rule."""
    written: list[str] = []
    assert await ConsoleSender(written.append).send(MESSAGE, "") == Sent()
    assert len(written) == 1 and "هدنة & more\n" in written[0]
