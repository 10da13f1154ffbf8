"""The emulator refuses what Telegram refuses: otherwise the tests that lean on it would prove nothing."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.servers import faults
from tests.servers.botapi import BotApi
from tests.servers.entities import CantParse, live, parse


def call(api: BotApi, method: str, token: str = "", **params: object) -> tuple[int, dict[str, Any]]:
    """One request, as any client makes it: status and JSON."""
    body = urlencode(params).encode()
    try:
        with urlopen(f"{api.url}/bot{token or api.token}/{method}", data=body) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("<b>open", "Can't find end tag"),
        ("<b><i>x</b></i>", "Unmatched end tag"),
        ("x</b>", "Unexpected end tag"),
        ("<h1>x</h1>", "Unsupported start tag"),
        ("1 < 2", "Unclosed start tag"),
        ('<span class="x">x</span>', "must have class"),
    ],
)
def test_malformed_html_is_refused(html: str, refusal: str) -> None:
    """Open, crossed, unknown and unclosed tags are refused in words like the server's."""
    with pytest.raises(CantParse, match=refusal):
        parse(html)


def test_entities_are_counted_in_utf16_units() -> None:
    """An emoji before a bold word moves it by two, escaped characters count as what they show."""
    text, entities = parse('😀&lt;<b>x</b> <a href="https://a.b/?c=1&amp;d">y</a>&nbsp;')
    assert text == "😀<x y&nbsp;"
    assert [(e.type, e.offset, e.length, e.url) for e in entities] == [
        ("bold", 3, 1, ""),
        ("text_link", 5, 1, "https://a.b/?c=1&d"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask @everyone now", "mention"),
        ("/stop", "bot_command"),
        ("see #libya", "hashtag"),
        ("pay $USD", "cashtag"),
        ("write to a@b.org", "email"),
        ("tg://resolve?domain=x", "url"),
        ("go to evil.com", "url"),
        ("at 10.0.0.1", "url"),
    ],
)
def test_live_words_are_found(text: str, kind: str) -> None:
    """What Telegram makes tappable by itself is seen."""
    assert kind in {entity.type for entity in live(text, [])}


def test_messages_are_checked() -> None:
    """Unknown chats, empty, over-long and over-marked messages are refused; good ones delivered and editable."""
    with BotApi() as api:
        assert call(api, "sendMessage", chat_id=9, text="x")[1]["description"] == "Bad Request: chat not found"
        for text in (" ", "x" * 4097, "😀" * 2049):
            assert call(api, "sendMessage", chat_id=1001, text=text)[0] == 400
        assert call(api, "sendMessage", chat_id=1001, text="<b>x</b> " * 101, parse_mode="HTML")[0] == 400
        assert call(api, "sendMessage", chat_id=1001, text="😀" * 2048)[0] == 200
        assert call(api, "editMessageText", chat_id=1001, message_id=1, text="new")[0] == 200
        assert call(api, "editMessageText", chat_id=1001, message_id=1, text="new")[0] == 400
        assert api.sent_to("1001") == ["new"]


def test_bots_and_methods_are_checked() -> None:
    """A wrong token is 401, an unknown method 404, getMe names the bot."""
    with BotApi() as api:
        assert call(api, "getMe", token="1:no")[0] == 401
        assert call(api, "sendPigeon")[0] == 404
        assert call(api, "getMe")[1]["result"]["username"] == "libya_test_bot"


def test_updates_are_confirmed_by_a_later_offset() -> None:
    """Reading without an offset leaves them, an offset beyond them takes them away."""
    with BotApi() as api:
        api.write("1001")
        assert [len(call(api, "getUpdates")[1]["result"]) for _ in range(2)] == [1, 1]
        assert call(api, "getUpdates", offset=901)[1]["result"] == []


def test_faults_come_in_order_and_end() -> None:
    """Queued faults meet the calls one by one, a chat's fault stays until it is mended, migration names the new id."""
    with BotApi(chats=["1001", "-5"]) as api:
        api.next(faults.flood(3))
        assert call(api, "sendMessage", chat_id=1001, text="x")[1]["parameters"] == {"retry_after": 3}
        api.in_chat("-5", faults.blocked())
        assert [call(api, "sendMessage", chat_id=-5, text="x")[0] for _ in range(2)] == [403, 403]
        api.mend()
        api.migrate("-5", "-100500")
        assert call(api, "sendMessage", chat_id=-5, text="x")[1]["parameters"] == {"migrate_to_chat_id": -100500}
        assert call(api, "sendMessage", chat_id=-100500, text="x")[0] == 200


@pytest.mark.parametrize(
    ("fault", "delivered"), [(faults.drop(), 1), (faults.drop(accept=False), 0), (faults.cut(), 1)]
)
def test_an_answer_can_be_lost_after_delivery(fault: faults.Fault, delivered: int) -> None:
    """The caller sees a broken connection; whether the message arrived is the fault's to say."""
    with BotApi() as api:
        api.next(fault)
        with pytest.raises((OSError, HTTPException)):
            call(api, "sendMessage", chat_id=1001, text="x")
        assert len(api.messages) == delivered
    assert not api.crashes
